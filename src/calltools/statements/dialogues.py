"""Dialogues JSONL: rows like gold/statements/dialogues.jsonl, one call each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from calltools.errors import TranscriptError
from calltools.transcripts.model import ROLES, UNKNOWN, Call, Transcript, Turn

_CALL = ("hospital", "date", "pretext", "respondent")


def read_dialogues(text: str, where: str) -> list[tuple[str, Transcript]]:
    """The calls in ``text``, each with its id.

    Raises TranscriptError with file and line for a row that is no dialogue.
    """
    calls = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            calls.append((str(row["id"]), _transcript(row)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise TranscriptError(
                f"{where}:{number}", f"expected a dialogue with id and turns, found {error!r}"
            ) from error
    return calls


def is_dialogues(data: bytes) -> bool:
    """Whether the first line of ``data`` is a dialogue."""
    try:
        row = json.loads(data.decode("utf-8-sig").lstrip().split("\n", 1)[0])
    except ValueError:
        return False
    return isinstance(row, dict) and "turns" in row and "segments" not in row


def _transcript(row: Mapping[str, Any]) -> Transcript:
    turns = tuple(
        Turn(str(t["text"]), t.get("speaker"), _role(t.get("role"))) for t in row["turns"]
    )
    spoken = "".join(turn.text for turn in turns)
    unpunctuated = not any(mark in spoken for mark in "，。？！,.?!")
    known = {name: row.get(name) for name in _CALL}
    return Transcript(
        turns,
        language=str(row.get("lang", "zh")).split("-")[0],
        # Recognisers leave punctuation out; editors do not.
        origin="machine" if unpunctuated else "published",
        call=Call(synthetic=bool(row.get("synthetic", False)), **known),
    )


def _role(role: object) -> Any:
    named = {"caller": "investigator"}.get(str(role), role)
    return named if named in ROLES else UNKNOWN
