"""calltools JSON back to a Transcript, equal to the one that was written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from calltools.errors import TranscriptError
from calltools.records import convert, parse
from calltools.transcripts.model import Transcript
from calltools.transcripts.warning import TOLD
from calltools.transcripts.writers.json import SCHEMA_VERSION, WORD_KEYS


def read_transcript(data: bytes | str, where: str = "transcript") -> Transcript:
    """The transcript in ``data``, which came from ``where``.

    Raises TranscriptError for damaged JSON, another schema version or a field of a wrong type.
    """
    try:
        return from_data(parse(data))
    except ValueError as error:
        raise TranscriptError(
            where,
            f"is not a calltools transcript: {error}",
            "make it again from the recording, or read it with the version that wrote it",
        ) from error


def from_data(data: Any) -> Transcript:
    """The transcript in plain JSON values.  Raises ValueError with the place of what is wrong."""
    if not isinstance(data, dict):
        raise ValueError("expected an object")
    if (version := data.get("schema_version")) != SCHEMA_VERSION:
        raise ValueError(f"schema_version {SCHEMA_VERSION} expected, found {version!r}")
    if missing := [name for name in ("language", "origin", "segments") if name not in data]:
        raise ValueError(f"{missing[0]} is missing")
    named = data | {
        "turns": _each(data["segments"], _turn),
        "warnings": _of_earlier_versions(data.get("warnings", [])),
    }
    try:
        return convert(named, Transcript)
    except ValueError as error:
        words = str(error)
        raise ValueError("segments" + words[5:] if words.startswith("turns") else words) from error


def _each(values: Any, change: Callable[[dict[str, Any]], Any]) -> Any:
    """The objects in a list changed; what is neither is left for :func:`convert` to refuse."""
    if not isinstance(values, list):
        return values
    return [change(value) if isinstance(value, dict) else value for value in values]


def _turn(segment: dict[str, Any]) -> Any:
    return segment | {"words": _each(segment.get("words", []), _word)}


def _word(word: dict[str, Any]) -> Any:
    return word | {name: word.get(key) for key, name in WORD_KEYS.items()}


def _of_earlier_versions(warnings: Any) -> Any:
    """Warnings that were kept as words alone have a kind."""
    if not isinstance(warnings, list):
        return warnings
    return [{"kind": TOLD, "words": w} if isinstance(w, str) else w for w in warnings]
