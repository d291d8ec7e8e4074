"""Chinese calls and their English translations: links, and what differs."""
