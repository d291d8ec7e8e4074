"""How a speaker is named where people read: the printed label, else the role."""

from __future__ import annotations

import re

from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, OTHER, Transcript, Turn

_MACHINE = re.compile(r"(?i)speaker[ _-]?\w{1,4}|spk[ _-]?\d+|left|right|channel[ _-]?\d+")
_NAMES: dict[str, dict[str, str]] = {
    "zh": {INVESTIGATOR: "调查员", HOSPITAL: "院方", OTHER: "旁人"},
    "en": {INVESTIGATOR: "Investigator", HOSPITAL: "Hospital", OTHER: "Other person"},
}


def label(turn: Turn, transcript: Transcript) -> str | None:
    """What to print before the turn's words; None if nothing is known of its speaker.

    A diarizer's name (``SPEAKER_00``) says less than the role, a printed label says more.
    """
    if turn.speaker and not _MACHINE.fullmatch(turn.speaker):
        return " ".join(turn.speaker.split())
    language = "en" if transcript.language.startswith("en") else "zh"
    return _NAMES[language].get(turn.role) or turn.speaker


def colon(language: str) -> str:
    """The colon after a label, with its space where the language has one."""
    return ": " if language.startswith("en") else "："
