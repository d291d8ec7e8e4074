"""How printed dialogue is laid out: labels, headers, insertions, calls.  Works on lines."""
