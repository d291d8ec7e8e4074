"""What every reader of published documents makes: the text of the source and its lines.

``Document.text`` is the decoded source itself for text formats (so an offset is a place in the
file) and the extracted text for HTML, DOCX and PDF.  A ``Line`` is what a reader sees as one:
markup taken away, and the spans of the source that its characters come from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, compress, groupby
from typing import Literal

LineKind = Literal["text", "heading", "rule", "item", "quote", "row", "comment", "furniture"]
MarkKind = Literal["bold", "italic", "raised"]

_RULE = re.compile(r"\s*([-–—－─━=＝_＿*＊~～#＃])(?:\s*\1){2,}\s*$")
_BLANKS = re.compile(r"[ \t\u3000\xa0]{9,}")
_LINE_END = re.compile(r"\r\n|\r|\n")

ADDED = -1
"""The offset of a character that the reader put in (a tab between the cells of a table)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """``line.text[start:end]`` is in bold (or otherwise singled out), italics, raised."""

    kind: MarkKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line or paragraph; ``at`` tells where in the document's text each character stands,
    ADDED for one that the reader put in.  It is empty until the line is :func:`laid_out`.

    ``gap``: a blank line, a new paragraph or the like stands before it.  ``cells`` are the
    stretches of a table row's cells, ``depth`` counts the quotations it stands in.  A ``timed``
    line is a subtitle cue or a recogniser's segment, with its times and the ``voice`` that its
    markup names.  A line with ``start_ms`` that is not ``timed`` has its time in the margin: a
    turn may go on over several.

    A line of kind ``furniture`` is the page's and not the text's: a running head, a page number.
    ``aside`` says that the markup sets the line beside the article: navigation, a cookie bar,
    readers' comments.  ``row`` and ``column`` tell where in a table, both counted from 0 (``row``
    through all tables of the document): of a row that is one line, with ``cells``, there is only
    ``row``; a row whose cells hold several paragraphs is a line for each, with both.  In a PDF in
    columns ``column`` stands alone.
    """

    text: str
    at: tuple[int, ...]
    kind: LineKind = "text"
    marks: tuple[Mark, ...] = ()
    gap: bool = False
    depth: int = 0
    cells: tuple[tuple[int, int], ...] = ()
    timed: bool = False
    start_ms: int | None = None
    end_ms: int | None = None
    voice: str | None = None
    aside: bool = False
    row: int | None = None
    column: int | None = None

    def stretches(self, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
        """The (start, end) stretches of the source that ``text[start:end]`` comes from."""
        placed = [(i, offset) for i, offset in enumerate(self.at[start:end]) if offset != ADDED]
        for _distance, group in groupby(placed, key=lambda pair: pair[1] - pair[0]):
            offsets = [offset for _i, offset in group]
            yield offsets[0], offsets[-1] + 1

    def place(self, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
        """Where in the source ``text[start:end]`` begins and ends; None if it was all added."""
        known = [offset for offset in self.at[start:end] if offset != ADDED]
        return (known[0], known[-1] + 1) if known else None

    def offsets(self, start: int = 0, end: int | None = None) -> list[int]:
        """The offset of each character of ``text[start:end]``, ADDED for one that was added."""
        return list(self.at[start:end])

    def part(self, start: int, end: int, *, gap: bool | None = None) -> Line:
        """The line's characters from ``start`` to ``end`` as a line of their own."""

        def moved(place: int) -> int:
            return min(max(place, start), end) - start

        marks = (Mark(m.kind, moved(m.start), moved(m.end)) for m in self.marks)
        return replace(
            self,
            text=self.text[start:end],
            at=self.at[start:end],
            marks=tuple(mark for mark in marks if mark.start < mark.end),
            cells=tuple((moved(first), moved(last)) for first, last in self.cells),
            gap=self.gap if gap is None else gap,
        )

    def stripped(self) -> Line:
        """The line without white space at its ends."""
        right = len(self.text.rstrip())
        left = min(len(self.text) - len(self.text.lstrip()), right)
        return self if right - left == len(self.text) else self.part(left, right)

    def without(self, hidden: Iterable[tuple[int, int]]) -> Line:
        """The line without the ``hidden`` stretches of it, its ends stripped."""
        keep = [True] * len(self.text)
        for start, end in hidden:
            keep[start:end] = [False] * (end - start)
        before = [0, *accumulate(keep)]
        marks = ((m.kind, before[m.start], before[m.end]) for m in self.marks)
        return replace(
            self,
            text="".join(compress(self.text, keep)),
            at=tuple(compress(self.at, keep)),
            marks=tuple(Mark(kind, start, end) for kind, start, end in marks if start < end),
        ).stripped()

    def compact(self) -> Line:
        """The line with runs of more than eight blanks cut to eight; a drawn line as a rule.

        Patterns then take time in proportion to the text, whatever it is.
        """
        if self.kind == "text" and is_rule(self.text):
            return replace(self, kind="rule")
        if self.cells:
            return self
        hidden = [(run.start() + 8, run.end()) for run in _BLANKS.finditer(self.text)]
        return self.without(hidden) if hidden else self

    def all_in(self, kind: MarkKind) -> bool:
        """Whether the whole line is set in ``kind``."""
        covered = {i for m in self.marks if m.kind == kind for i in range(m.start, m.end)}
        if not covered:
            return False
        blank = {i for i, char in enumerate(self.text) if char.isspace()}
        return bool(self.text) and len(covered | blank) == len(self.text)


@dataclass(frozen=True, slots=True)
class Document:
    """A source as read.  ``pages`` are the offsets at which its pages begin, if it has pages.

    ``margins`` are the (start, end) stretches of ``text`` that number its rows: they are in no
    line.  ``doubts`` tell what could not be read surely, one sentence each.
    """

    text: str
    lines: tuple[Line, ...]
    format: str
    encoding: str | None = None
    pages: tuple[int, ...] = ()
    margins: tuple[tuple[int, int], ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def body(self) -> tuple[Line, ...]:
        """The lines of the text itself: no furniture of the page, nothing beside the article."""
        return tuple(line for line in self.lines if line.kind != "furniture" and not line.aside)


class LineMaker:
    """The words of a line that is being put together, and how they are set."""

    def __init__(self) -> None:
        self.text = ""
        self.marks: list[Mark] = []
        self._last: dict[MarkKind, int] = {}

    def part(self, kind: MarkKind) -> None:
        """What comes next is another mark of this kind, though it follows at once."""
        self._last.pop(kind, None)

    def add(self, text: str, set_in: Iterable[MarkKind] = ()) -> None:
        """Add ``text``, set in these ways; what goes on in one way is one mark."""
        begin = len(self.text)
        self.text += text
        for kind in set_in if text else ():
            last = self._last.get(kind)
            if last is not None and self.marks[last].end == begin:
                self.marks[last] = Mark(kind, self.marks[last].start, len(self.text))
            else:
                self._last[kind] = len(self.marks)
                self.marks.append(Mark(kind, begin, len(self.text)))


def laid_out(lines: Iterable[Line]) -> tuple[str, tuple[Line, ...]]:
    """The text that the lines make, a newline after each, and the lines with their places in it."""
    placed = []
    length = 0
    for line in lines:
        placed.append(replace(line, at=one_span(length, len(line.text))))
        length += len(line.text) + 1
    return "".join(f"{line.text}\n" for line in placed), tuple(placed)


def one_span(offset: int, length: int) -> tuple[int, ...]:
    """The places of a line that stands in the source as it is."""
    return tuple(range(offset, offset + length))


def glued(pieces: Sequence[Line | str]) -> Line:
    """The pieces as one line, which is like the first line among them; strings are added."""
    whole: Line | None = None
    text = ""
    at: list[int] = []
    marks: list[Mark] = []
    for piece in pieces:
        if isinstance(piece, Line):
            whole = whole or piece
            at += piece.at
            marks += [Mark(m.kind, m.start + len(text), m.end + len(text)) for m in piece.marks]
            text += piece.text
        else:
            at += [ADDED] * len(piece)
            text += piece
    assert whole is not None  # strings alone are not a line
    return replace(whole, text=text, at=tuple(at), marks=tuple(marks))


def line_starts(document: Document) -> list[int]:
    """The offsets at which the document's lines begin that people count, in order.

    They are the lines of its text, blank ones too, as an editor numbers them; of JSON, where one
    line may hold everything, the lines that are read.
    """
    if document.format == "recogniser":
        return sorted({place[0] for line in document.lines if (place := line.place())})
    text = document.text
    ends = (match.end() for match in _LINE_END.finditer(text))
    return [0, *(end for end in ends if end < len(text))]


def is_rule(text: str) -> bool:
    """Whether ``text`` is a line drawn with one sign."""
    return bool(_RULE.match(text))
