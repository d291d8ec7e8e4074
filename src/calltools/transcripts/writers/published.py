"""A parsed call in the fields of the labelled set of layouts: header, turns, notes.

The role of whoever rings up is ``caller`` there; it is ``investigator`` everywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from calltools.records import plain
from calltools.times import to_seconds
from calltools.transcripts.files import ReadFile
from calltools.transcripts.model import INVESTIGATOR, Place, Transcript, Turn

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
    files: dict[str, dict[str, Any]] = {}
    for path, read in results.items():
        if read.parsed is None:
            continue
        document = read.parsed.document
        account: dict[str, Any] = {
            "format": document.format,
            "encoding": document.encoding,
            "calls": len(read.calls),
            "unplaced": [
                {"start": p.start, "end": p.end, "text": document.text[p.start : p.end]}
                for p in read.parsed.unplaced
            ],
        }
        if read.left_out:
            account["left_out"] = list(read.left_out)
        if read.calls and (told := read.calls[0].provenance[0].parameters):
            account["directions"] = dict(told)
        files[str(path)] = account
    return {"calls": calls, "files": files}


def to_published(transcript: Transcript) -> dict[str, Any]:
    """The call as plain JSON values: ``header``, ``turns``, ``notes``."""
    call, length_ms = transcript.call, transcript.duration_ms
    header: dict[str, Any] = {name: getattr(call, name) for name in _ALWAYS}
    header["duration_s"] = None if length_ms is None else _seconds(length_ms)
    header |= {name: value for name in _IF_PRINTED if (value := getattr(call, name)) is not None}
    return {
        "header": header,
        "turns": [_turn(turn) for turn in transcript.turns],
        "notes": [plain(note) for note in transcript.notes],
    }


def _turn(turn: Turn) -> dict[str, Any]:
    data: dict[str, Any] = {
        "role": "caller" if turn.role == INVESTIGATOR else turn.role,
        "speaker_label": turn.speaker,
        "text": turn.text,
        "printed": turn.text if turn.printed is None else turn.printed,
        "glosses": list(turn.glosses),
        "stage_directions": list(turn.stage_directions),
    }
    where_known = {
        "footnotes": list(turn.footnotes) or None,
        "start_s": None if turn.start_ms is None else to_seconds(turn.start_ms),
        "end_s": None if turn.end_ms is None else to_seconds(turn.end_ms),
        "translation": turn.translation,
        "places": [_place(place) for place in turn.places] or None,
    }
    return data | {name: value for name, value in where_known.items() if value is not None}


def _place(place: Place) -> dict[str, int]:
    page = {} if place.page is None else {"page": place.page}
    return {"start": place.start, "end": place.end, **page}


def _seconds(ms: int) -> float | int:
    return ms // 1000 if ms % 1000 == 0 else to_seconds(ms)
