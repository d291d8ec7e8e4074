"""Transcribe, diarize, align and audit recorded telephone calls."""

__version__ = "0.2.0"
