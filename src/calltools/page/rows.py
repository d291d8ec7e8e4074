"""A parsed call in the fields of the labelled set of layouts: header, turns, notes.

The role of the person who rings up is ``caller`` there; it is ``investigator`` everywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from calltools.page.parse import Parsed
from calltools.page.parse_files import ReadFile
from calltools.records import plain
from calltools.times import to_seconds
from calltools.transcripts.model import INVESTIGATOR, Transcript, Turn

_ALWAYS = ("hospital", "date", "phone", "recording_no")
_IF_PRINTED = ("time", "tz", "date_hospital", "date_printed", "respondent", "investigator")


def to_contract(results: Mapping[Path, ReadFile]) -> dict[str, Any]:
    """What `calltools parse` prints of the files: ``calls``, and of each document in ``files`` how
    it was read and the text that could be put nowhere."""
    calls = [
        {"file": str(path), "lang": call.language, **to_published(call)}
        for path, read in results.items()
        for call in read.calls
    ]
    files = {
        str(path): _account(read, read.parsed) for path, read in results.items() if read.parsed
    }
    return {"calls": calls, "files": files}


def _account(read: ReadFile, parsed: Parsed) -> dict[str, Any]:
    document = parsed.document
    directions = read.calls[0].provenance[0].parameters if read.calls else {}
    if_any = {"left_out": list(read.left_out), "directions": dict(directions)}
    return {
        "format": document.format,
        "encoding": document.encoding,
        "calls": len(read.calls),
        "unplaced": [
            {"start": piece.start, "end": piece.end, "text": document.text[piece.start : piece.end]}
            for piece in parsed.unplaced
        ],
        **{name: value for name, value in if_any.items() if value},
    }


def to_published(transcript: Transcript) -> dict[str, Any]:
    """The call as plain JSON values: ``header``, ``turns``, ``notes``."""
    call, length_ms = transcript.call, transcript.duration_ms
    header: dict[str, Any] = {name: getattr(call, name) for name in _ALWAYS}
    header["duration_s"] = None if length_ms is None else _seconds(length_ms)
    header |= _known({name: getattr(call, name) for name in _IF_PRINTED})
    return {
        "header": header,
        "turns": [_turn(turn) for turn in transcript.turns],
        "notes": [plain(note) for note in transcript.notes],
    }


def _turn(turn: Turn) -> dict[str, Any]:
    where_known = {
        "footnotes": list(turn.footnotes) or None,
        "start_s": None if turn.start_ms is None else to_seconds(turn.start_ms),
        "end_s": None if turn.end_ms is None else to_seconds(turn.end_ms),
        "translation": turn.translation,
        "places": [_known(plain(place)) for place in turn.places] or None,
    }
    return {
        "role": "caller" if turn.role == INVESTIGATOR else turn.role,
        "speaker_label": turn.speaker,
        "text": turn.text,
        "printed": turn.text if turn.printed is None else turn.printed,
        "glosses": list(turn.glosses),
        "stage_directions": list(turn.stage_directions),
        **_known(where_known),
    }


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _seconds(ms: int) -> float | int:
    return ms // 1000 if ms % 1000 == 0 else to_seconds(ms)
