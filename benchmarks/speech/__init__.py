"""What becomes of sound: what it takes, what is heard of it, and whether always the same."""
