"""A document to its calls: its segments, who speaks in each, and what it tells of the call."""
