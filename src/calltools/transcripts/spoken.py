"""From the printed characters of a turn to the words spoken.

Taken out: outer quotation marks, glosses and stage directions in brackets, marks of footnotes,
braces of a publishing system.  Joined: wrapped lines.  Every character keeps its kind, so that
what was taken out stays accounted for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from calltools.transcripts.readers.document import ADDED, Line
from calltools.transcripts.vocabulary import CLOSING, is_stage
from calltools.transcripts.warnings import remark_in

SPEECH = "speech"
_PRINTED = (SPEECH, "gloss", "stage_direction")
_BRACKETED = re.compile(
    r"\[[^\[\]]{0,600}\]|[（(][^（）()]{0,600}[）)]|〔[^〔〕]{0,600}〕|"
    r"【[^【】]{0,600}】|［[^［］]{0,600}］"
)
_CODE = re.compile(r"\{/?[a-z][\w-]{0,40}\}")
_RAISED = re.compile(
    r"[¹²³⁰⁴-⁹]+|[①-⑳]|(?<=[。？！」”』\"])\d{1,2}(?=\s*$)"  # 两周。1 at the end of a turn
)
_FOOTNOTE = re.compile(r"[\[〔［]\s*(?:\^|注|註|note )?\s*(\d{1,3}|[*†‡])\s*[\]〕］]")
_WIDE = (
    r"\u2e80-\u303f\u3040-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60"
    r"\U00020000-\U0003ffff“”‘’…—"
)
_JOIN = r"[ \t\u3000\xa0]*\n[ \t\u3000\xa0\n]*"
_HARD_SPACE = "\xa0"
_HOLE = "\x00"
_SPACES = re.compile(r"[ \t\u3000\xa0\u2000-\u200b\ufeff\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class TurnWords:
    """The words of a turn, what was among them, and the kind of every printed character:
    ``kinds`` are (offset in the document, kind)."""

    text: str
    printed: str
    glosses: tuple[str, ...]
    stage_directions: tuple[str, ...]
    footnotes: tuple[str, ...]
    kinds: tuple[tuple[int, str], ...]


def spoken(parts: Iterable[tuple[Line, int, int]]) -> TurnWords:
    """The words of the parts (line, start, end) that make up one turn."""
    chars: list[str] = []
    at: list[int] = []
    raised: set[int] = set()
    italic: list[tuple[int, int]] = []
    for line, start, end in parts:
        if chars:
            chars.append("\n")
            at.append(ADDED)
        shift = len(chars) - start
        for mark in line.marks:
            span = (max(mark.start, start) + shift, min(mark.end, end) + shift)
            if mark.kind == "raised":
                raised.update(range(*span))
            elif mark.kind == "italic" and span[0] < span[1]:
                italic.append(span)
        chars += line.text[start:end]
        at += line.offsets(start, end)
    text = "".join(chars)
    kinds, asides = _kinds(text, raised, italic)
    _outer_quotes(text, kinds)
    chars_of = list(zip(text, kinds, at, strict=True))
    words, printed = "", ""
    for char, kind, offset in chars_of:
        unquoted = kind == "quote"
        words += char if kind == SPEECH else "" if unquoted and offset != ADDED else _HOLE
        printed += char if kind in _PRINTED else "" if unquoted else _HOLE
    return TurnWords(
        text=tidy(words),
        printed=tidy(printed),
        glosses=tuple(words for kind, words in asides if kind == "gloss"),
        stage_directions=tuple(words for kind, words in asides if kind == "stage_direction"),
        footnotes=tuple(words for kind, words in asides if kind == "footnote"),
        kinds=tuple(
            (offset, "space" if char == _HARD_SPACE else kind)  # it may be written &nbsp;
            for char, kind, offset in chars_of
            if offset != ADDED
        ),
    )


def _kinds(
    text: str, raised: set[int], italic: Sequence[tuple[int, int]]
) -> tuple[list[str], list[tuple[str, str]]]:
    """The kind of each character, and (kind, words) of what is not speech, in order."""
    kinds = [SPEECH] * len(text)
    asides: list[tuple[int, str, str]] = []

    def take(start: int, end: int, kind: str, words: str = "") -> None:
        if kind != SPEECH and all(k == SPEECH for k in kinds[start:end]):
            kinds[start:end] = [kind] * (end - start)
            if words:
                asides.append((start, kind, words))

    for match in _CODE.finditer(text):
        take(*match.span(), "markup")
    for match in _BRACKETED.finditer(text):
        take(*match.span(), *bracketed(match.group()))
    for span in italic:
        if is_stage(text[slice(*span)]):
            take(*span, "stage_direction", text[slice(*span)].strip())
    for match in _RAISED.finditer(text):
        raised.update(range(*match.span()))
    for start, end in _stretches(raised):
        take(start, end, "footnote", tidy(text[start:end]).strip("[]()"))
    return kinds, [(kind, words) for _at, kind, words in sorted(asides)]


def bracketed(text: str) -> tuple[str, str]:
    """(kind, words) of a bracket: gloss, stage_direction or footnote; plain numbers are speech."""
    words = tidy(text[1:-1])
    if match := _FOOTNOTE.fullmatch(text):
        return "footnote", match[1]
    if not words or (text[0] in "（(" and words.isdecimal()):
        return SPEECH, words
    if remark_in(text):
        return "flags", words
    return ("stage_direction" if is_stage(words) else "gloss"), words


def _stretches(places: set[int]) -> Iterator[tuple[int, int]]:
    """The runs of numbers that follow each other."""
    for _key, group in groupby(enumerate(sorted(places)), key=lambda pair: pair[1] - pair[0]):
        run = [place for _number, place in group]
        yield run[0], run[-1] + 1


def _outer_quotes(text: str, kinds: list[str]) -> None:
    """Mark the quotation marks around the whole.

    Of several paragraphs each may open anew; words outside of them mean that they are the
    speaker's own.
    """
    said = [i for i, k in enumerate(kinds) if k == SPEECH and not text[i].isspace()]
    if len(said) < 2 or text[said[0]] not in CLOSING:
        return
    opening, closing = text[said[0]], CLOSING[text[said[0]]]
    marks: list[int] = []
    depth, previous = 0, said[0]
    for i in said:
        char, fresh = text[i], "\n" in text[previous:i]
        if depth == 0:
            if char in "。." and i == said[-1]:
                break
            if char != opening or (marks and not fresh):
                return
            marks.append(i)
            depth = 1
        elif char == opening and fresh:
            marks.append(i)
        elif char == closing:
            depth -= 1
            if depth == 0:
                marks.append(i)
        elif char == opening:
            depth += 1
        previous = i
    if depth == 0:
        for i in marks:
            kinds[i] = "quote"


def tidy(text: str) -> str:
    """``text`` as one line: wrapped lines joined, holes closed, runs of spaces as one."""
    text = re.sub(rf"(?<=[{_WIDE}])\xa0+(?=[{_WIDE}])", "", text)
    text = re.sub(rf"{_HOLE}+", _HOLE, text)
    text = re.sub(rf"^[\s{_HOLE}]+|[\s{_HOLE}]+$", "", text)
    text = re.sub(rf"\s*{_HOLE}\s*(?=[.,;:!?，。；：！？、）)])", "", text)
    text = re.sub(rf"\s+{_HOLE}\s*|{_HOLE}\s+", " ", text).replace(_HOLE, "")
    text = re.sub(rf"(?<=[{_WIDE}]){_JOIN}|{_JOIN}(?=[{_WIDE}])", "", text)
    return _SPACES.sub(" ", re.sub(_JOIN, " ", text)).strip()
