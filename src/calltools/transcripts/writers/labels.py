"""How a speaker is named where people read: the printed label, else the role."""

from __future__ import annotations

import re

from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, OTHER, Transcript, Turn

_MACHINE = re.compile(r"(?i)speaker[ _-]?\w{1,4}|spk[ _-]?\d+|left|right|channel[ _-]?\d+")
_NAMES: dict[str, dict[str, str]] = {
    "zh": {INVESTIGATOR: "调查员", HOSPITAL: "院方", OTHER: "旁人"},
    "en": {INVESTIGATOR: "Investigator", HOSPITAL: "Hospital", OTHER: "Other person"},
}


def role_name(role: str, language: str) -> str | None:
    """The readable name of a role in ``language`` (Chinese or English); None for unknown."""
    return _NAMES["en" if language.startswith("en") else "zh"].get(role)


def label(turn: Turn, transcript: Transcript) -> str | None:
    """What to print before the turn's words; None if nothing is known of its speaker.

    A diarizer's name (``SPEAKER_00``) says less than the role, a printed label says more.
    """
    if turn.speaker and not _MACHINE.fullmatch(turn.speaker):
        return " ".join(turn.speaker.split())
    return role_name(turn.role, transcript.language) or turn.speaker


def colon(language: str) -> str:
    """The colon after a label, with its space where the language has one."""
    return ": " if language.startswith("en") else "："
