"""calltools JSON: the shape of WhisperX, with everything else a transcript holds beside it.

``segments[{start, end, text, speaker, role, words[{word, start, end, score, speaker}]}]`` has
float seconds as other programs expect; ``start_ms``/``end_ms`` beside them are the exact integer
times, ``char_start``/``char_end`` the place of a word in its segment's text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from calltools.records import dumps, plain
from calltools.times import to_seconds
from calltools.transcripts.model import Transcript

SCHEMA_VERSION: Final = 1

WORD_KEYS = {"word": "text", "char_start": "start", "char_end": "end"}
"""What the file calls otherwise than the class of words does."""

_ONLY_WHERE_TOLD = frozenset(
    "places corrections spans name raw_text printed glosses stage_directions footnotes translation "
    "language raw otherwise proposed id words_message".split()
)
"""Fields that stand in the file only where they tell something."""


def to_json(transcript: Transcript) -> str:
    """The transcript as JSON text; ``readers.calltools_json`` gives an equal one back."""
    return dumps(to_data(transcript))


def to_data(transcript: Transcript) -> dict[str, Any]:
    """The transcript as plain JSON values, the segments last."""
    data = {"schema_version": SCHEMA_VERSION, **_told(plain(transcript))}
    data["parties"] = [_told(party) for party in data["parties"]]
    data["warnings"] = [_told(warning) for warning in data["warnings"]]
    data["provenance"] = [step.to_json() for step in transcript.provenance]
    data["segments"] = [_segment(turn) for turn in data.pop("turns")]
    return data


def _segment(turn: dict[str, Any]) -> dict[str, Any]:
    words = [_word(word) for word in turn.pop("words")]
    return {**_seconds(turn), **_told(turn), "words": words}


def _word(word: dict[str, Any]) -> dict[str, Any]:
    named = {key: word.pop(name) for key, name in WORD_KEYS.items()}
    return {**named, **_seconds(word), **_told(word)}


def _seconds(record: Mapping[str, Any]) -> dict[str, float | None]:
    times = {"start": record["start_ms"], "end": record["end_ms"]}
    return {name: None if ms is None else to_seconds(ms) for name, ms in times.items()}


def _told(record: Mapping[str, Any]) -> dict[str, Any]:
    nothing: tuple[object, ...] = (None, (), {})
    return {n: v for n, v in record.items() if n not in _ONLY_WHERE_TOLD or v not in nothing}
