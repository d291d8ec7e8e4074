"""Files that statements are found in: dialogues, one call a row, and transcripts of any kind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from calltools.errors import TranscriptError
from calltools.files import STDIN, bytes_of
from calltools.page.parse_files import read_bytes
from calltools.records import parse, read_line, read_lines
from calltools.transcripts.model import ROLES, UNKNOWN, Call, Transcript, Turn

_CALL = ("hospital", "date", "pretext", "respondent", "synthetic")


def read_named_calls(path: str | Path) -> list[tuple[str, Transcript]]:
    """The calls of a file, ``-`` for stdin, each with an id: its own in dialogues, else the file's
    name, numbered where the file holds several.

    Raises TranscriptError for what can't be read or holds no call.
    """
    data, where = bytes_of(path, TranscriptError), str(path)
    if is_dialogues(data):
        return read_dialogues(data, where)
    is_stdin = Path(path) == STDIN
    calls = read_bytes(data, "stdin.json" if is_stdin else where).calls
    if not calls and where.endswith(".jsonl"):
        return read_dialogues(data, where)  # tells which line is not one
    if not calls:
        raise TranscriptError(path, "expected a transcript, found no call in it")
    name = "stdin" if is_stdin else Path(path).stem
    if len(calls) == 1:
        return [(name, calls[0])]
    return [(f"{name}-{number:02d}", call) for number, call in enumerate(calls, 1)]


def read_dialogues(data: bytes | str, where: str) -> list[tuple[str, Transcript]]:
    """The calls in ``data``, rows like those of gold/statements/dialogues.jsonl, each with its id.

    Raises TranscriptError with file and line for a row that is not a dialogue.
    """
    return [
        read_line(
            line,
            place,
            lambda row: (str(row["id"]), _transcript(row)),
            "expected a dialogue with id and turns",
        )
        for place, line in read_lines(data, where)
    ]


def is_dialogues(data: bytes) -> bool:
    """Whether the first line of ``data`` is a dialogue."""
    try:
        row = next((parse(line) for _, line in read_lines(data, "")), None)
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
        call=Call(**known),
    )


def _role(role: object) -> Any:
    named = {"caller": "investigator"}.get(str(role), role)
    return named if named in ROLES else UNKNOWN
