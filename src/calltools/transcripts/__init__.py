"""Transcripts: turns of words, who spoke them and when, and what is known about the call."""
