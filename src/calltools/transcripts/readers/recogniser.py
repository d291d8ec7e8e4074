"""JSON of speech recognisers: Whisper's segments, and WhisperX's with speakers and words."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from calltools.errors import TranscriptError
from calltools.times import to_ms
from calltools.transcripts.readers.decoding import decode
from calltools.transcripts.readers.document import Document, Line, spans_of

_LISTS = ("segments", "turns", "utterances", "transcript", "dialogue", "dialog")
_STRING = re.compile(r'"text"\s*:\s*("(?:[^"\\]|\\.)*")')
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}(?:\\u[dD][c-fC-F][0-9a-fA-F]{2})?|.)|[^\\]", re.DOTALL)


def read_recogniser(data: bytes, where: str) -> Document:
    """A document of timed lines.  Raises TranscriptError if the JSON has no segments."""
    text, encoding = decode(data, where)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TranscriptError(where, f"is not valid JSON: {error}", "make it again") from error
    segments = value
    if isinstance(value, dict):
        segments = next((value[name] for name in _LISTS if name in value), None)
    if not isinstance(segments, list) or not all(_is_segment(s) for s in segments):
        raise TranscriptError(
            where, "has no segments with text, start and end", "give a recogniser's JSON"
        )
    language = value.get("language") if isinstance(value, dict) else None
    return Document(
        text,
        tuple(_lines(text, segments, where)),
        "recogniser",
        encoding,
        language=language if isinstance(language, str) else None,
    )


def _is_segment(segment: Any) -> bool:
    return isinstance(segment, dict) and isinstance(segment.get("text"), str)


def _lines(text: str, segments: list[dict[str, Any]], where: str) -> Iterator[Line]:
    """One line per segment; its characters are found again where the file spells them."""
    position = 0
    for segment in segments:
        words = segment["text"]
        at: tuple[int, ...] | None = None
        for match in _STRING.finditer(text, position):
            if json.loads(match[1], strict=False) == words:
                at = _offsets(match)
                position = match.end()
                break
        if at is None or len(at) != len(words):
            raise TranscriptError(where, "has a text that can't be found again", "make it again")
        if any("\ud800" <= c <= "\udfff" for c in words):
            raise TranscriptError(where, "holds half a character", "make it again")
        if words.strip():
            yield Line(
                words,
                spans_of(at),
                timed=True,
                start_ms=_ms(segment.get("start")),
                end_ms=_ms(segment.get("end")),
                voice=_speaker(segment),
            ).stripped()


def _offsets(match: re.Match[str]) -> tuple[int, ...]:
    """The place of each character between the quotation marks, escapes counted as one."""
    begin = match.start(1) + 1
    return tuple(begin + m.start() for m in _ESCAPE.finditer(match[1][1:-1]))


def _ms(seconds: Any) -> int | None:
    usable = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    return to_ms(seconds) if usable and math.isfinite(seconds) and 0 <= seconds < 1e9 else None


def _speaker(segment: dict[str, Any]) -> str | None:
    """The segment's speaker, or the one of most of its words."""
    speaker = segment.get("speaker")
    if isinstance(speaker, str) and speaker.strip():
        return speaker.strip()
    words = segment.get("words")
    names = (
        [w.get("speaker") for w in words if isinstance(w, dict)] if isinstance(words, list) else []
    )
    counted = Counter(name for name in names if isinstance(name, str) and name.strip())
    return counted.most_common(1)[0][0].strip() if counted else None
