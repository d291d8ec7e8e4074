"""Plain text and Markdown: every line with its place in the source, markup taken away.

The two are read alike, for plain text uses Markdown's signs and Markdown is plain text.  Only
what dialogue can't contain is taken for markup: ``#`` before a heading, ``>`` before a quotation,
``**bold**``, ``*italics*``, rules, tables, tags and shortcodes.  Numbers of rows in the margin
are no words, and what pages print around the text is furniture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from calltools.transcripts.readers.decoding import decode
from calltools.transcripts.readers.document import (
    Document,
    Line,
    LineKind,
    is_rule,
    laid_out,
    one_span,
)
from calltools.transcripts.readers.html import html_lines, placeholder
from calltools.transcripts.readers.margins import furniture_rows, numbered_rows
from calltools.transcripts.readers.markdown import Markup, emphasised
from calltools.transcripts.readers.paragraphs import clearly_goes_on, first_word, usual_right, width
from calltools.transcripts.readers.tables import joined_cells

_ROW = re.compile(r"([^\r\n\x0b\x0c\x85\u2028\u2029]*)(\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]|\Z)")
_HEADING = re.compile(r"#{1,6}[ \t]+(?=\S)")
_QUOTE = re.compile(r">[ \t]?")
_BOARD_QUOTE = re.compile(r":(?: |$)")
_ITEM = re.compile(r"(?:[*+•·●○◦‣▪]|-)[ \t]+(?=\S)")
_TABLE = re.compile(r"\|.*\|\s*$")
_TABLE_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"(?i)<br\s*/?>")
_FIELD = re.compile(r"[\w-]{1,40}:(?:\s|$)|\s+\S|- ")
_FRONT = 60
_BLANK = "\ufeff \t\u3000\xa0"
_LEAST_BOARD = 3
_LEAST_WRAPPED = 3
_RUNNING = ("text", "quote", "item")
_WRAPPED_AT = 130  # columns: a longest row beyond that is a paragraph, not a row
_FEW = 20
_RAGGED = 9  # columns by which rows of running text end apart


@dataclass(slots=True)
class _Row:
    """``text[start:end]`` without the number in the margin and a board's sign of quoting."""

    start: int
    end: int
    depth: int = 0


@dataclass(frozen=True, slots=True)
class _Printed:
    """A line as its row has it; ``right`` is the column at which the row ends."""

    line: Line
    right: int


def read_plain(data: bytes, where: str) -> Document:
    """A text or Markdown file; with blocks of HTML in it, it is read as HTML.

    Raises TranscriptError if its encoding isn't known.
    """
    text, encoding = decode(data, where)
    reader = _PlainLines(text)
    pieces = _wrapped(list(reader.pieces()))
    lines = [piece.line for piece in pieces if isinstance(piece, _Printed)]
    if len(lines) == len(pieces):
        margins = tuple(reader.margins)
        return Document(text, tuple(lines), "text", encoding, pages=reader.pages, margins=margins)
    numbers = iter(range(len(lines)))
    source = "\n".join(
        text[piece.start : piece.end] if isinstance(piece, _Row) else placeholder(next(numbers))
        for piece in pieces
    )
    found, _language = html_lines(source, lines)  # its blocks may hold Markdown's signs as well
    text, of_both = laid_out(emphasised(line) if line.kind in _RUNNING else line for line in found)
    return Document(text, of_both, "html", encoding)


class _PlainLines:
    """The lines of a text, row by row, and its HTML blocks."""

    def __init__(self, text: str) -> None:
        self.margins: list[tuple[int, int]] = []
        self._text = text
        self._markup = Markup(text)
        matches = [m for m in _ROW.finditer(text) if m[0]]
        self._rows = [_Row(m.start(), m.end(1)) for m in matches]
        printed = [m[1] for m in matches]
        breaks = [i for i, m in enumerate(matches, start=1) if m[2] == "\x0c"]
        numbered = numbered_rows(printed)
        self._furniture = furniture_rows(printed, numbered, breaks)
        starts = [self._rows[i].start for i in breaks if i < len(matches)]
        self.pages = (0, *starts) if breaks else ()
        for i, begin in numbered.items():
            row = self._rows[i]
            number = re.search(r"\d", printed[i])
            if number:
                self.margins.append((row.start + number.start(), row.start + begin))
            row.start += begin
        self._depths()
        self._tabled = _tabled(printed)
        self._front = _front_matter(printed)
        self._table_rows = 0

    def _depths(self) -> None:
        """Rows that a bulletin board quotes with colons, three at least one after another."""
        board = [bool(_BOARD_QUOTE.match(self._text, r.start, r.end)) for r in self._rows]
        for quoted, group in groupby(range(len(board)), key=board.__getitem__):
            rows = list(group)
            if quoted and len(rows) >= _LEAST_BOARD:
                for i in rows:
                    self._rows[i].start = min(self._rows[i].start + 2, self._rows[i].end)
                    self._rows[i].depth = 1

    def pieces(self) -> Iterator[_Printed | _Row]:
        """The lines of the rows, and HTML blocks, which go on to a blank row."""
        gap, begun, page_turns = True, False, False
        block: _Row | None = None
        for i, row in enumerate(self._rows):
            content = self._text[row.start : row.end]
            blank = not content.strip(_BLANK)
            if block is not None:
                if not blank:
                    block.end = row.end
                    continue
                yield block
                block, gap = None, True
            elif not blank and self._markup.begins_block(content):
                block = _Row(row.start, row.end)
                continue
            if i in self._furniture:
                yield from self._lines(i, row, True)
                page_turns = begun
                continue
            made = [] if blank else list(self._lines(i, row, gap and not page_turns))
            yield from made
            gap = not made
            if made:
                page_turns, begun = False, True
        if block is not None:
            yield block

    def _lines(self, i: int, row: _Row, gap: bool) -> Iterator[_Printed]:
        """The lines of one row: several where a tag breaks it, none for a quotation's bare sign."""
        start = row.start
        breakable = self._markup.html and not _TABLE.match(self._text[row.start : row.end].strip())
        breaks = _BREAK.finditer(self._text, row.start, row.end) if breakable else ()
        for end, following in [*(m.span() for m in breaks), (row.end, row.end)]:
            made = self._line(i, _Row(start, end, row.depth), gap)
            if made is not None and made.line.text:
                yield made
                gap = False
            start = following

    def _line(self, i: int, row: _Row, gap: bool) -> _Printed | None:
        content = self._text[row.start : row.end]
        stripped = content.strip(_BLANK)
        if not stripped:
            return None
        indent = width(content[: len(content) - len(content.lstrip())].expandtabs(4))
        begin = row.start + content.index(stripped)
        finish = begin + len(stripped)
        depth = row.depth
        while quote := _QUOTE.match(self._text, begin, finish):
            begin, depth = quote.end(), depth + 1
        begin += len(self._text[begin:finish]) - len(self._text[begin:finish].lstrip())
        if begin >= finish:
            return None
        rest = self._text[begin:finish]
        right = indent + width(rest.expandtabs(4))
        kind: LineKind = "quote" if depth else "text"
        if i in self._furniture:
            kind = "furniture"
        elif is_rule(rest):
            kind = "rule"
        elif i in self._tabled or (_TABLE.match(rest) and rest.count("|") > 2):
            row_line = None if _TABLE_RULE.match(rest) else self._table_row(rest, begin, gap)
            return None if row_line is None else _Printed(row_line, 0)
        elif heading := _HEADING.match(rest):
            begin, kind, indent = begin + heading.end(), "heading", 0
        elif (item := _ITEM.match(rest)) and not rest.startswith("--"):
            begin, kind = begin + item.end(), "item"
        spans = one_span(begin, finish - begin)
        line = Line(self._text[begin:finish], spans, kind, (), gap, indent, depth)
        if kind not in ("rule", "furniture"):
            line = self._markup.words(line)
        if i < self._front:
            line = replace(line, aside=True, hint="front matter")
        return _Printed(line, right)

    def _table_row(self, rest: str, begin: int, gap: bool) -> Line:
        cells = []
        at = 1 if rest.startswith("|") else 0
        inner = rest.rstrip()[at : -1 if rest.rstrip().endswith("|") else None]
        for cell in _BAR.split(inner):
            lead = len(cell) - len(cell.lstrip())
            cells.append((at + lead, at + max(lead, len(cell.rstrip()))))
            at += len(cell) + 1
        lines = [Line(rest[s:e], one_span(begin + s, e - s), gap=gap) for s, e in cells]
        words = [self._markup.words(line) for line in lines]
        if not any(line.text for line in words):
            return Line("", ())
        row = joined_cells([[line] if line.text else [] for line in words], self._table_rows)
        self._table_rows += 1
        return row


def _front_matter(rows: Sequence[str]) -> int:
    """How many rows at the beginning are data for a content system, between two rules."""
    if not rows or rows[0].strip() != "---":
        return 0
    for i, row in enumerate(rows[1:_FRONT], start=1):
        if row.strip() == "---":
            return i + 1
        if not _FIELD.match(row):
            return 0
    return 0


def _tabled(rows: Sequence[str]) -> set[int]:
    """The rows of tables without bars at their ends: around a rule like ``--- | ---``."""
    found: set[int] = set()
    for i, row in enumerate(rows):
        if "|" in row and _TABLE_RULE.match(row.strip()) and i and "|" in rows[i - 1]:
            last = i
            while last + 1 < len(rows) and "|" in rows[last + 1]:
                last += 1
            found.update(range(i - 1, last + 1))
    return found


def _wrapped(pieces: list[_Printed | _Row]) -> list[_Printed | _Row]:
    """The pieces; a line after a row that had no room for its first word ``wraps``.

    Nothing is said of a text whose sentences don't clearly go on from full rows: its lines are
    no rows.
    """
    limits: dict[int, float | None] = {}
    rows: dict[int, list[int]] = {}
    for piece in pieces:
        if isinstance(piece, _Printed) and piece.line.kind in _RUNNING:
            rows.setdefault(piece.line.depth, []).append(piece.right)
    for depth, rights in rows.items():
        limit = usual_right(rights, _RAGGED)
        if limit is not None and _FEW * sum(right > limit for right in rights) > len(rights):
            limit = None
        limits[depth] = limit if limit is not None and limit <= _WRAPPED_AT else None
    full: list[tuple[int, bool]] = []
    before: _Printed | None = None
    within = False  # the row before goes on with a paragraph itself
    for i, piece in enumerate(pieces):
        if isinstance(piece, _Printed) and piece.line.kind in _RUNNING:
            wraps = before is not None and _had_no_room(before, piece, limits)
            if before is not None and wraps and within:
                wraps = before.line.indent == piece.line.indent
            if before is not None and wraps:
                full.append((i, clearly_goes_on(before.line.text, piece.line.text)))
            before, within = piece, wraps
        elif isinstance(piece, _Row) or piece.line.kind != "furniture":
            before = None
    clear = sum(goes_on for _i, goes_on in full)
    if clear < _LEAST_WRAPPED or 2 * clear < len(full):
        return pieces
    for i, _goes_on in full:
        piece = pieces[i]
        if isinstance(piece, _Printed):
            pieces[i] = replace(piece, line=replace(piece.line, wraps=True))
    return pieces


def _had_no_room(before: _Printed, piece: _Printed, limits: dict[int, float | None]) -> bool:
    limit = limits[before.line.depth]
    if limit is None or piece.line.gap or piece.line.depth != before.line.depth:
        return False
    word = width(first_word(piece.line.text))
    blank = 0 if word > len(first_word(piece.line.text)) else 1
    return before.right + blank + word > limit
