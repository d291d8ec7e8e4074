"""SubRip and WebVTT: one line per cue, with its times and the voice its tag names."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from calltools.errors import TranscriptError
from calltools.transcripts.readers.document import Document, Line, one_span
from calltools.transcripts.readers.text_encodings import decode

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING = re.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}[^\r\n]*", re.MULTILINE)
_END = r"(?:\r\n|\r(?!\n)|\n)"
_BLANK = re.compile(rf"{_END}[ \t]*{_END}")
_BLANK_OR_NUMBER = re.compile(rf"{_END}[ \t]*(?:{_END}|\d+[ \t]*{_END}?\Z)")
_COMMENT = re.compile(r"^(?:NOTE|TITLE)\b[ \t]*:?", re.MULTILINE)
_ROW = re.compile(r"\S(?:[^\r\n]*\S)?")
_PIECE = re.compile(
    r"<v(?P<kind>\.[^\s<>]*)?\s+(?P<voice>[^<>]*)>"
    r"|(?P<markup><[^<>]*>|\{\\[^{}]*\})"
    r"|(?P<reference>&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});)"
    r"|[^<{&]+|.",
    re.IGNORECASE | re.DOTALL,
)


def read_subtitles(data: bytes, where: str) -> Document:
    """A SubRip or WebVTT file; NOTE blocks are lines too.  Raises TranscriptError without a cue."""
    text, encoding = decode(data, where)
    is_vtt = text.lstrip().startswith("WEBVTT") or where.lower().endswith(".vtt")
    lines: list[Line] = []
    before = 0
    for cue in cues_of(text):
        start, end = cue.place() or (before, before)
        lines += _comments(text, before, start)
        lines += [line for line, _kind in cue_lines(cue)]
        before = end
    lines += _comments(text, before, len(text))
    if not any(line.timed for line in lines):
        raise TranscriptError(where, "holds no cue of subtitles", "give it the right suffix")
    return Document(text, tuple(lines), "vtt" if is_vtt else "srt", encoding)


def cues_of(text: str) -> Iterator[Line]:
    """The cues of a file as they are written, to the blank line or the number of the next."""
    timings = list(_TIMING.finditer(text))
    for timing, after in zip_longest(timings, timings[1:]):
        start, limit = timing.end(), after.start() if after else len(text)
        stop = (_BLANK_OR_NUMBER if after else _BLANK).search(text, start, limit)
        end = stop.start() if stop else limit
        begun, ended = clock_ms(*timing.groups()[:4]), clock_ms(*timing.groups()[4:])
        place = one_span(start, end - start)
        yield Line(text[start:end], place, timed=True, start_ms=begun, end_ms=ended)


def clock_ms(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    """The milliseconds on a clock whose last part are digits behind the point."""
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole * 1000 + int(fraction.ljust(3, "0"))


def cue_lines(cue: Line) -> Iterator[tuple[Line, str | None]]:
    """The cue's words without markup, and the class of the voice tag that they stand in; a new
    voice tag begins a new line."""
    words = ""
    at: list[int] = []
    voice = kind = None
    for piece in [*_PIECE.finditer(cue.text), None]:
        if piece is None or piece["voice"] is not None:
            line = replace(cue, text=words.replace("\r", "\n"), at=tuple(at), voice=voice)
            if words.strip():
                yield line.stripped(), kind
            if piece is None:
                return
            words, at = "", []
            voice, kind = html.unescape(piece["voice"]).strip() or None, piece["kind"]
        elif piece["reference"]:
            words += (written := html.unescape(piece[0]))
            at += [cue.at[piece.start()]] * len(written)
        elif not piece["markup"]:
            words += piece[0]
            at += cue.at[piece.start() : piece.end()]


def _comments(text: str, start: int, end: int) -> Iterator[Line]:
    while note := _COMMENT.search(text, start, end):
        blank = _BLANK.search(text, note.end(), end)
        start = blank.start() if blank else end
        for row in _ROW.finditer(text, note.end(), start):
            yield Line(row[0], one_span(row.start(), len(row[0])), "comment", gap=True)
