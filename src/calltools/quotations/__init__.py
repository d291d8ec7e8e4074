"""Quotations of a report: found, located in transcripts, judged."""
