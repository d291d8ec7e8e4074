"""A parsed call in the fields of the labelled set of layouts: header, turns, notes.

The role of whoever rings up is ``caller`` there; it is ``investigator`` everywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from calltools.times import to_seconds
from calltools.transcripts.files import ReadFile
from calltools.transcripts.model import INVESTIGATOR, Call, Transcript, Turn

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
        if read.parsed is not None:
            text = read.parsed.document.text
            files[str(path)] = {
                "format": read.parsed.document.format,
                "encoding": read.parsed.document.encoding,
                "calls": len(read.calls),
                "unplaced": [
                    {"start": p.start, "end": p.end, "text": text[p.start : p.end]}
                    for p in read.parsed.unplaced
                ],
            }
            if read.left_out:
                files[str(path)]["left_out"] = list(read.left_out)
            if read.calls and (told := read.calls[0].provenance[0].parameters):
                files[str(path)]["directions"] = dict(told)
    return {"calls": calls, "files": files}


def to_published(transcript: Transcript) -> dict[str, Any]:
    """The call as plain JSON values: ``header``, ``turns``, ``notes``."""
    return {
        "header": _header(transcript.call, transcript.duration_ms),
        "turns": [_turn(turn) for turn in transcript.turns],
        "notes": [
            {"after_turn": note.after_turn, "kind": note.kind, "text": note.text}
            for note in transcript.notes
        ],
    }


def _header(call: Call, duration_ms: int | None) -> dict[str, Any]:
    header: dict[str, Any] = {name: getattr(call, name) for name in _ALWAYS}
    header["duration_s"] = None if duration_ms is None else _seconds(duration_ms)
    optional = {name: getattr(call, name) for name in _IF_PRINTED}
    return header | {name: value for name, value in optional.items() if value is not None}


def _turn(turn: Turn) -> dict[str, Any]:
    data: dict[str, Any] = {
        "role": "caller" if turn.role == INVESTIGATOR else turn.role,
        "speaker_label": turn.speaker,
        "text": turn.text,
        "printed": turn.text if turn.printed is None else turn.printed,
        "glosses": list(turn.glosses),
        "stage_directions": list(turn.stage_directions),
    }
    if turn.footnotes:
        data["footnotes"] = list(turn.footnotes)
    if turn.start_ms is not None:
        data["start_s"] = to_seconds(turn.start_ms)
    if turn.end_ms is not None:
        data["end_s"] = to_seconds(turn.end_ms)
    if turn.translation is not None:
        data["translation"] = turn.translation
    if turn.places:
        data["places"] = [
            {"start": p.start, "end": p.end} | ({} if p.page is None else {"page": p.page})
            for p in turn.places
        ]
    return data


def _seconds(ms: int) -> float | int:
    return ms // 1000 if ms % 1000 == 0 else to_seconds(ms)
