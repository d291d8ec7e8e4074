"""SubRip and WebVTT: one line per cue, with its times and the voice its tag names."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from calltools.errors import TranscriptError
from calltools.transcripts.readers.decoding import decode
from calltools.transcripts.readers.document import Document, Line, one_span

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


@dataclass(frozen=True, slots=True)
class CueSpan:
    """A cue: ``text[start:end]`` are its words, behind the line of its times at ``timing``."""

    timing: int
    start: int
    end: int
    start_ms: int
    end_ms: int


def read_srt(data: bytes, where: str) -> Document:
    """A SubRip file.  Raises TranscriptError if it holds no cue."""
    return _read(data, where, "srt")


def read_vtt(data: bytes, where: str) -> Document:
    """A WebVTT file; its NOTE blocks are lines too.  Raises TranscriptError without a cue."""
    return _read(data, where, "vtt")


def _read(data: bytes, where: str, name: str) -> Document:
    text, encoding = decode(data, where)
    lines: list[Line] = []
    before = 0
    for cue in cue_spans(text):
        if name == "vtt":
            lines += _comments(text, before, cue.timing)
        lines += [line for line, _kind in cue_lines(text, cue)]
        before = cue.end
    if not any(line.timed for line in lines):
        raise TranscriptError(where, f"holds no {name.upper()} cue", "give it the right suffix")
    if name == "vtt":
        lines += _comments(text, before, len(text))
    return Document(text, tuple(lines), name, encoding)


def cue_spans(text: str) -> Iterator[CueSpan]:
    """The cues of a file, to the blank line or the number of the next."""
    timings = list(_TIMING.finditer(text))
    for timing, after in zip_longest(timings, timings[1:]):
        limit = after.start() if after else len(text)
        stop = (_BLANK_OR_NUMBER if after else _BLANK).search(text, timing.end(), limit)
        end = stop.start() if stop else limit
        groups = timing.groups()
        yield CueSpan(
            timing.start(), timing.end(), end, clock_ms(*groups[:4]), clock_ms(*groups[4:])
        )


def clock_ms(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    """The milliseconds on a clock whose last part are digits behind the point."""
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole * 1000 + int(fraction.ljust(3, "0"))


def cue_lines(text: str, cue: CueSpan) -> Iterator[tuple[Line, str | None]]:
    """The cue's words without markup, and the class of the voice tag that they stand in; a new
    voice tag begins a new line."""
    chars: list[str] = []
    at: list[int] = []
    voice = kind = None
    for piece in [*_PIECE.finditer(text, cue.start, cue.end), None]:
        if piece is None or piece["voice"] is not None:
            words = "".join(chars)
            left, right = len(words) - len(words.lstrip()), len(words.rstrip())
            if left < right:
                line = Line(
                    words[left:right].replace("\r", "\n"),
                    tuple(at[left:right]),
                    timed=True,
                    start_ms=cue.start_ms,
                    end_ms=cue.end_ms,
                    voice=voice,
                )
                yield line, kind
            if piece is None:
                return
            chars, at = [], []
            voice, kind = html.unescape(piece["voice"]).strip() or None, piece["kind"]
        elif not piece["markup"]:
            written = html.unescape(piece[0]) if piece["reference"] else piece[0]
            chars.append(written)
            at += [piece.start()] * len(written) if piece["reference"] else range(*piece.span())


def _comments(text: str, start: int, end: int) -> Iterator[Line]:
    while note := _COMMENT.search(text, start, end):
        blank = _BLANK.search(text, note.end(), end)
        start = blank.start() if blank else end
        for row in _ROW.finditer(text, note.end(), start):
            yield Line(row[0], one_span(row.start(), len(row[0])), "comment", gap=True)
