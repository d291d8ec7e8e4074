"""JSON of speech recognisers: Whisper's segments, and WhisperX's with speakers and words."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from calltools.errors import TranscriptError
from calltools.times import to_ms
from calltools.transcripts.readers.document import Document, Line, one_span
from calltools.transcripts.readers.text_encodings import decode

_LISTS = ("segments", "turns", "utterances", "transcript", "dialogue", "dialog")


def read_recogniser(data: bytes, where: str) -> Document:
    """A document of timed lines; its text is that of the segments, one below the other.

    Raises TranscriptError if the JSON has no segments.
    """
    text, encoding = decode(data, where)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TranscriptError(where, f"is not valid JSON: {error}", "make it again") from error
    if isinstance(value, dict):
        value = next((value[name] for name in _LISTS if name in value), None)
    is_list = isinstance(value, list) and all(isinstance(each, dict) for each in value)
    if not is_list or not all(isinstance(segment.get("text"), str) for segment in value):
        raise TranscriptError(
            where, "has no segments with text, start and end", "give a recogniser's JSON"
        )
    lines = []
    start = 0
    for segment in value:
        words = segment["text"].strip()
        if any("\ud800" <= char <= "\udfff" for char in words):
            raise TranscriptError(where, "holds half a character", "make it again")
        if words:
            line = Line(
                words,
                one_span(start, len(words)),
                timed=True,
                start_ms=_ms(segment.get("start")),
                end_ms=_ms(segment.get("end")),
                voice=_speaker(segment),
            )
            lines.append(line)
            start += len(words) + 1
    return Document("\n".join(line.text for line in lines), tuple(lines), "recogniser", encoding)


def _ms(seconds: Any) -> int | None:
    is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    return to_ms(seconds) if is_number and 0 <= seconds < 1e9 else None


def _speaker(segment: dict[str, Any]) -> str | None:
    """The segment's speaker, or the one of most of its words."""
    words = segment.get("words")
    parts = [segment], [w for w in words if isinstance(w, dict)] if isinstance(words, list) else []
    for part in parts:
        names = [name.strip() for each in part if isinstance(name := each.get("speaker"), str)]
        if counted := Counter(filter(None, names)):
            return counted.most_common(1)[0][0]
    return None
