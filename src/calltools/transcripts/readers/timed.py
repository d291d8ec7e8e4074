"""SubRip and WebVTT: one line per cue, with its times and the voice its tag names."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from calltools.errors import TranscriptError
from calltools.transcripts.readers.decoding import decode
from calltools.transcripts.readers.document import Document, Line, Mark, one_span, spans_of

_TIMING = re.compile(
    r"^[ \t]*(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})[ \t]*-->[ \t]*"
    r"(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})[^\r\n]*",
    re.MULTILINE,
)
_END = r"(?:\r\n|\r(?!\n)|\n)"
_BLANK = re.compile(rf"{_END}[ \t]*{_END}")
_NEXT_CUE = re.compile(rf"{_END}[ \t]*\d+[ \t]*\Z")
_TAG = re.compile(r"<(/?)([a-z]*)([^<>]*)>|\{\\[^{}]*\}", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
_COMMENT = re.compile(r"^(?:NOTE|TITLE)\b[ \t]*:?", re.MULTILINE)


def read_srt(data: bytes, where: str) -> Document:
    """A SubRip file.  Raises TranscriptError if it holds no cue."""
    return _read(data, where, "srt")


def read_vtt(data: bytes, where: str) -> Document:
    """A WebVTT file; its NOTE blocks are lines too.  Raises TranscriptError without a cue."""
    return _read(data, where, "vtt")


def _read(data: bytes, where: str, name: str) -> Document:
    text, encoding = decode(data, where)
    lines = tuple(_lines(text, name))
    if not any(line.timed for line in lines):
        raise TranscriptError(where, f"holds no {name.upper()} cue", "give it the right suffix")
    return Document(text, lines, name, encoding)


@dataclass(frozen=True, slots=True)
class CueSpan:
    """A cue: ``text[start:end]`` are its words, behind the line of its times at ``timing``."""

    timing: int
    start: int
    end: int
    start_ms: int
    end_ms: int


def cue_spans(text: str) -> Iterator[CueSpan]:
    """The cues of a file, to the blank line or the number of the next."""
    timings = list(_TIMING.finditer(text))
    for timing, after in zip_longest(timings, timings[1:]):
        limit = after.start() if after else len(text)
        blank = _BLANK.search(text, timing.end(), limit)
        end = blank.start() if blank else limit
        number = _NEXT_CUE.search(text[timing.end() : limit].rstrip("\r\n"))
        if blank is None and after and number:
            end = timing.end() + number.start()
        groups = timing.groups()
        yield CueSpan(timing.start(), timing.end(), end, _ms(groups[:4]), _ms(groups[4:]))


def _lines(text: str, name: str) -> Iterator[Line]:
    before = 0
    for span in cue_spans(text):
        if name == "vtt":
            yield from _comments(text, before, span.timing)
        yield from _cue(text, span.start, span.end, span.start_ms, span.end_ms)
        before = span.end
    if name == "vtt":
        yield from _comments(text, before, len(text))


def _ms(groups: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, fraction = groups
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))


def _comments(text: str, start: int, end: int) -> Iterator[Line]:
    for note in _COMMENT.finditer(text, start, end):
        blank = _BLANK.search(text, note.end(), end)
        stop = blank.start() if blank else end
        for match in re.finditer(r"[^\r\n]+", text[note.end() : stop]):
            line = match[0].strip()
            if line:
                at = note.end() + match.start() + match[0].index(line)
                yield Line(line, one_span(at, len(line)), "comment", gap=True)


def _cue(text: str, start: int, end: int, start_ms: int, end_ms: int) -> Iterator[Line]:
    """The cue's words; a new voice tag inside begins a new line."""
    chars: list[str] = []
    at: list[int] = []
    marks: list[Mark] = []
    italic: int | None = None
    voice: str | None = None

    def finish() -> Iterator[Line]:
        line = _stripped(chars, at, marks, voice, start_ms, end_ms)
        if line is not None:
            yield line

    position = start
    for tag in [*_TAG.finditer(text, start, end), None]:
        _copy(text, position, tag.start() if tag else end, chars, at)
        if tag is None:
            break
        position = tag.end()
        name = (tag[2] or "").lower()
        if name == "v" and not tag[1]:
            yield from finish()
            chars, at, marks = [], [], []
            voice = html.unescape(re.sub(r"^\S*\s+", "", " " + (tag[3] or ""))).strip() or None
            voice = re.sub(r"^\.\S+\s*", "", voice) if voice else None
        elif name == "i" and not tag[1]:
            italic = len(chars)
        elif name == "i" and italic is not None:
            marks.append(Mark("italic", italic, len(chars)))
            italic = None
    yield from finish()


def _copy(text: str, start: int, end: int, chars: list[str], at: list[int]) -> None:
    position = start
    for reference in _REFERENCE.finditer(text, start, end):
        chars.extend(text[position : reference.start()])
        at.extend(range(position, reference.start()))
        for char in html.unescape(reference[0]):
            chars.append(char)
            at.append(reference.start())
        position = reference.end()
    chars.extend(text[position:end])
    at.extend(range(position, end))


def _stripped(
    chars: list[str], at: list[int], marks: list[Mark], voice: str | None, start: int, end: int
) -> Line | None:
    text = "".join(chars)
    if not text.strip():
        return None
    return Line(
        text.replace("\r", "\n"),
        spans_of(at),
        marks=tuple(marks),
        timed=True,
        start_ms=start,
        end_ms=end,
        voice=voice,
    ).stripped()
