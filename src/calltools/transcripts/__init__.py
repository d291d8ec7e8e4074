"""Transcripts: turns of words, who spoke them and when, and what is known of the call."""

from calltools.transcripts.model import (
    HOSPITAL,
    INVESTIGATOR,
    OTHER,
    ROLES,
    UNKNOWN,
    Call,
    Gap,
    Note,
    Party,
    Place,
    Role,
    Source,
    Transcript,
    Turn,
    Word,
)

__all__ = [
    "HOSPITAL",
    "INVESTIGATOR",
    "OTHER",
    "ROLES",
    "UNKNOWN",
    "Call",
    "Gap",
    "Note",
    "Party",
    "Place",
    "Role",
    "Source",
    "Transcript",
    "Turn",
    "Word",
]
