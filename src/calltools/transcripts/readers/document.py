"""What every reader of published documents makes: the text of the source and its lines.

``Document.text`` is the decoded source itself for text formats (so an offset is a place in the
file) and the extracted text for DOCX and PDF.  A ``Line`` is what a reader sees as one: markup
taken away, and for each character the offset it came from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, compress, groupby
from typing import Literal

LineKind = Literal["text", "heading", "rule", "item", "quote", "row", "comment"]
MarkKind = Literal["bold", "italic", "raised"]

_RULE = re.compile(r"\s*(?:[-–—－─━=＝_＿*＊~～#＃.·•]\s*){3,}$")
_ONE_SIGN = re.compile(r"(\S)(?:\s*\1)*$")
_BLANKS = re.compile(r"[ \t\u3000\xa0]{9,}")

ADDED = -1
"""The offset of a character that the reader put in (a tab between the cells of a table)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """``line.text[start:end]`` is set in bold (or otherwise singled out), italics, or raised."""

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
    """A source as read.  ``pages`` are the offsets at which its pages begin, if it has pages."""

    text: str
    lines: tuple[Line, ...]
    format: str
    encoding: str | None = None
    pages: tuple[int, ...] = ()
    language: str | None = None


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
