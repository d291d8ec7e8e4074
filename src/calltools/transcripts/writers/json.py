"""calltools JSON: the shape of WhisperX, with everything else a transcript holds beside it.

``segments[{start, end, text, speaker, role, words[{word, start, end, score, speaker}]}]`` has
float seconds as other programs expect; ``start_ms``/``end_ms`` beside them are the exact integer
times, ``char_start``/``char_end`` the place of a word in its segment's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from calltools.records import dumps, plain
from calltools.times import to_seconds
from calltools.transcripts.model import Transcript

SCHEMA_VERSION: Final = 1

WORD_KEYS = {"word": "text", "char_start": "start", "char_end": "end"}
"""What the file calls otherwise than the class of words does."""

_TRANSCRIPT = (
    "schema_version", "language", "origin", "audio_sha256", "pcm_sha256", "duration_ms", "flags",
    "call", "parties", "segments", "gaps", "notes", "places", "warnings", "measures", "source",
    "provenance", "corrections",
)  # fmt: skip
_SEGMENT = (
    "start", "end", "start_ms", "end_ms", "text", "speaker", "role", "flags", "confidence", "words",
    "raw_text", "printed", "glosses", "stage_directions", "footnotes", "translation", "places",
    "language",
)  # fmt: skip
_WORD = (
    "word", "start", "end", "start_ms", "end_ms", "score", "speaker", "char_start", "char_end",
    "raw", "otherwise", "id",
)  # fmt: skip
_PARTY = ("speaker", "role", "confidence", "source", "evidence", "name")
_ONLY_WHERE_TOLD = {"corrections", "name", "places", *_SEGMENT[10:], *_WORD[9:]}
"""The fields in their order, and those that stand in the file only where they tell something."""


def to_json(transcript: Transcript) -> str:
    """The transcript as JSON text; ``readers.calltools_json`` gives an equal one back."""
    return dumps(to_data(transcript))


def to_data(transcript: Transcript) -> dict[str, Any]:
    """The transcript as plain JSON values."""
    data = {**plain(transcript), "schema_version": SCHEMA_VERSION}
    data["parties"] = [_in_order(party, _PARTY) for party in data["parties"]]
    data["segments"] = [_segment(turn) for turn in data["turns"]]
    data["provenance"] = [step.to_json() for step in transcript.provenance]
    return _in_order(data, _TRANSCRIPT)


def _segment(turn: Mapping[str, Any]) -> dict[str, Any]:
    words = [
        {**word, **{key: word[name] for key, name in WORD_KEYS.items()}, **_seconds(word)}
        for word in turn["words"]
    ]
    data = {**turn, **_seconds(turn), "words": [_in_order(word, _WORD) for word in words]}
    return _in_order(data, _SEGMENT)


def _seconds(record: Mapping[str, Any]) -> dict[str, float | None]:
    times = {"start": record["start_ms"], "end": record["end_ms"]}
    return {name: None if ms is None else to_seconds(ms) for name, ms in times.items()}


def _in_order(record: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {
        name: record[name]
        for name in names
        if name not in _ONLY_WHERE_TOLD or record[name] not in (None, (), {})
    }
