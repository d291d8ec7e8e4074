"""The turns of a call as they are read."""

from __future__ import annotations

import re

from calltools.reader.view import View, read_turn
from calltools.transcripts.model import Transcript

_LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile(r"[\u3400-\u9fff]")


def views_of(transcript: Transcript) -> list[View]:
    """The turns of a call as they are read; misheard terms of a machine's are read right."""
    machine = transcript.origin == "machine"
    return [
        read_turn(i, turn.role, turn.text, _language(turn.text, transcript), readings=machine)
        for i, turn in enumerate(transcript.turns)
    ]


def _language(text: str, transcript: Transcript) -> str:
    """The language of a turn; figures alone are in that of the call."""
    if not _LETTER.search(text):
        return "zh" if transcript.language.startswith("zh") else "en"
    return "zh" if _HAN.search(text) else "en"
