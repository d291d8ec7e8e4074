"""What every reader of published documents makes: the text of the source and its lines.

``Document.text`` is the decoded source itself for text formats (so an offset is a place in the
file) and the extracted text for DOCX and PDF.  A ``Line`` is what a reader sees as one: markup
taken away, and for each character the offset it came from.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, compress, groupby
from typing import Literal

LineKind = Literal["text", "heading", "rule", "item", "quote", "row", "comment", "furniture"]
MarkKind = Literal["bold", "italic", "raised", "link"]

_RULE = re.compile(r"\s*(?:[-–—－─━=＝_＿*＊~～#＃.·•]\s*){3,}$")
_ONE_SIGN = re.compile(r"(\S)(?:\s*\1)*$")
_BLANKS = re.compile(r"[ \t\u3000\xa0]{9,}")

ADDED = -1
"""The offset of a character that the reader put in (a tab between the cells of a table)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """``line.text[start:end]`` is in bold (or otherwise singled out), italics, raised, a link."""

    kind: MarkKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line or paragraph.  ``at[i]`` is the offset of ``text[i]`` in the document's text.

    ``gap``: a blank line, a new paragraph or the like stands before it.  ``cells`` are the spans
    of a table row's cells, ``depth`` counts the quotation marks of Markdown before it,
    ``numbered`` says that the source numbers it by itself.  A ``timed`` line is a subtitle cue or
    a recogniser's segment, with its times and the ``voice`` that its markup names.  ``hint`` is a
    name in the markup that may tell who speaks where nothing printed does (a class in HTML).
    A line with ``start_ms`` that is not ``timed`` has its time in the margin: a turn may go on
    over several.

    A line of kind ``furniture`` is the page's and not the text's: a running head, a page number.
    ``aside`` says that the markup sets the line beside the article: navigation, a cookie bar,
    readers' comments; ``hint`` is then the tag or class that says so.  ``wraps``: the row before
    had no room for this line's first word, so that this one may go on with its paragraph
    (``paragraphs.joined`` puts them together).  ``row`` and ``column`` tell where in a table, both
    counted from 0 (``row`` through all tables of the document): of a row that is one line, with
    ``cells``, there is only ``row``; a row whose cells hold several paragraphs is a line for each,
    with both.  In a PDF in columns ``column`` stands alone.
    """

    text: str
    at: Sequence[int]
    kind: LineKind = "text"
    marks: tuple[Mark, ...] = ()
    gap: bool = False
    indent: int = 0
    depth: int = 0
    numbered: bool = False
    cells: tuple[tuple[int, int], ...] = ()
    timed: bool = False
    start_ms: int | None = None
    end_ms: int | None = None
    voice: str | None = None
    hint: str | None = None
    aside: bool = False
    wraps: bool = False
    row: int | None = None
    column: int | None = None

    def part(self, start: int, end: int, *, gap: bool) -> Line:
        """The line's characters from ``start`` to ``end`` as a line of their own."""
        marks = tuple(
            Mark(m.kind, max(m.start, start) - start, min(m.end, end) - start)
            for m in self.marks
            if max(m.start, start) < min(m.end, end)
        )
        return replace(self, text=self.text[start:end], at=self.at[start:end], marks=marks, gap=gap)

    def compact(self) -> Line:
        """The line with runs of more than eight blanks cut to eight; a drawn line as a rule.

        Patterns then take time in proportion to the text, whatever it is.
        """
        if self.kind == "text" and is_rule(self.text):
            return replace(self, kind="rule")
        if self.cells or not (runs_ := list(_BLANKS.finditer(self.text))):
            return self
        keep = [True] * len(self.text)
        for run in runs_:
            keep[run.start() + 8 : run.end()] = [False] * (run.end() - run.start() - 8)
        before = [0, *accumulate(keep)]
        return replace(
            self,
            text="".join(compress(self.text, keep)),
            at=tuple(compress(self.at, keep)),
            marks=tuple(Mark(m.kind, before[m.start], before[m.end]) for m in self.marks),
        )

    def all_in(self, kind: MarkKind) -> bool:
        """Whether the whole line is set in ``kind``."""
        covered = [False] * len(self.text)
        for mark in self.marks:
            if mark.kind == kind:
                covered[mark.start : mark.end] = [True] * (mark.end - mark.start)
        return bool(self.text) and all(
            c or t.isspace() for c, t in zip(covered, self.text, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Document:
    """A source as read.  ``pages`` are the offsets at which its pages begin, if it has pages.

    ``margins`` are the (start, end) stretches of ``text`` that number its rows or tell their
    times beside the words: they are in no line.  ``doubts`` tell what could not be read surely,
    one sentence each.
    """

    text: str
    lines: tuple[Line, ...]
    format: str
    encoding: str | None = None
    pages: tuple[int, ...] = ()
    language: str | None = None
    margins: tuple[tuple[int, int], ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def body(self) -> tuple[Line, ...]:
        """The lines of the text itself: no furniture of the page, nothing beside the article."""
        return tuple(line for line in self.lines if line.kind != "furniture" and not line.aside)


def packed(at: Sequence[int]) -> Sequence[int]:
    """The same offsets in little memory: a range where they follow one another."""
    if at and ADDED not in (at[0], at[-1]) and at[-1] - at[0] == len(at) - 1:
        line = range(at[0], at[-1] + 1)
        if all(map(int.__eq__, at, line)):
            return line
    return array("q", at)


_LINE_END = re.compile(r"\r\n|\r|\n")
_SOURCES = frozenset(["html", "recogniser"])
"""The formats whose source is not what people read: one line of it may hold a whole page."""


def line_starts(document: Document) -> list[int]:
    """The offsets at which the document's lines begin that people count, in order.

    They are the lines of its text, blank ones too, as an editor numbers them; of HTML and JSON the
    lines that are read.
    """
    if document.format in _SOURCES:
        firsts = (next((o for o in line.at if o != ADDED), None) for line in document.lines)
        return sorted({first for first in firsts if first is not None})
    text = document.text
    ends = (match.end() for match in _LINE_END.finditer(text))
    return [0, *(end for end in ends if end < len(text))]


def runs(at: Sequence[int]) -> list[tuple[int, int]]:
    """The (start, end) stretches of the source that ``at`` covers; added characters left out."""
    if isinstance(at, range) and at.step == 1:
        return [(at.start, at.stop)] if at else []
    kept = [offset for offset in at if offset != ADDED]
    stretches = []
    for _key, group in groupby(enumerate(kept), key=lambda pair: pair[1] - pair[0]):
        offsets = [offset for _i, offset in group]
        stretches.append((offsets[0], offsets[-1] + 1))
    return stretches


def is_rule(text: str) -> bool:
    """Whether ``text`` is a line drawn with one sign."""
    plain = text.strip()
    return bool(_RULE.match(plain)) and bool(_ONE_SIGN.match(plain)) and plain[0] not in ".·•"
