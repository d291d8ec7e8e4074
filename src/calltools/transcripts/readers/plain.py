"""Plain text and Markdown: every row a line with its place in the source, markup taken away.

The two are read alike, for plain text uses Markdown's signs and Markdown is plain text.  Only
what dialogue can't contain is taken for markup: ``#`` before a heading, ``>`` before a quotation,
``**bold**``, ``*italics*``, rules, tables, tags and shortcodes.  Numbers of rows in the margin
are no words, and what pages print around the text is furniture.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from calltools.transcripts.readers.decoding import decode
from calltools.transcripts.readers.document import (
    Document,
    Line,
    LineKind,
    is_rule,
    laid_out,
    one_span,
)
from calltools.transcripts.readers.furniture import furniture, numbered_rows, outside_numbers
from calltools.transcripts.readers.html import html_lines
from calltools.transcripts.readers.markdown import Markup, emphasised
from calltools.transcripts.readers.paragraphs import with_whole_brackets
from calltools.transcripts.readers.tables import joined_cells

_ROW = re.compile(r"([^\r\n\x0b\x0c\x85\u2028\u2029]*)(\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]|\Z)")
_HEADING = re.compile(r"#{1,6}[ \t]+(?=\S)")
_QUOTE = re.compile(r"(?:>[ \t]*)+")
_ITEM = re.compile(r"(?:[*+•·●○◦‣▪]|-(?!-))[ \t]+(?=\S)")
_END = r"(?:\r\n?|\n|\Z)"
_BOARD = re.compile(rf"(?:^:(?: [^\r\n]*)?{_END}){{3,}}", re.MULTILINE)
"""Rows that a bulletin board quotes with colons; fewer than three may be lists."""
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$")
_BARRED = rf"[^|\r\n]*\|[^\r\n]*{_END}"
_TABLE = re.compile(
    rf"^{_BARRED}(?=[^|\r\n]*\|){_TABLE_RULE.pattern}{_END}(?:{_BARRED})*", re.MULTILINE
)
_FIELD = rf"(?:[\w-]{{1,40}}:(?=\s)|[ \t]+\S|- )[^\r\n]*{_END}"
_FRONT = re.compile(rf"---[ \t]*{_END}(?:{_FIELD}){{0,58}}?---[ \t]*{_END}")
"""Data for a content system at the beginning, between two rules."""
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"(?i)<br\s{0,3}/?>")
_BLANK = "\ufeff \t\u3000\xa0"


@dataclass(slots=True)
class _Row:
    """``text[start:end]`` without the number in the margin and a board's sign of quoting."""

    start: int
    end: int
    depth: int = 0
    kind: LineKind = "text"


def read_plain(data: bytes, where: str) -> Document:
    """A text or Markdown file; with blocks of HTML in it, it is read as HTML.

    Raises TranscriptError if its encoding isn't known.
    """
    text, encoding = decode(data, where)
    page = _PlainPage(text)
    pieces = list(page.pieces())
    lines = [piece for piece in pieces if isinstance(piece, Line)]
    if len(lines) == len(pieces):
        whole = tuple(with_whole_brackets(lines))
        return Document(text, whole, "text", encoding, page.pages, tuple(page.margins))
    mixed = [p if isinstance(p, Line) else text[p.start : p.end] for p in pieces]
    # blocks may hold Markdown's signs, too
    text, of_both = laid_out(map(emphasised, html_lines(mixed)))
    return Document(text, of_both, "html", encoding)


class _PlainPage:
    """A text row by row."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._markup = Markup(text)
        self.margins: list[tuple[int, int]] = []
        matches = [match for match in _ROW.finditer(text) if match[0]]
        self._rows = [_Row(match.start(), match.end(1)) for match in matches]
        self._starts = [row.start for row in self._rows]
        breaks = [i for i, match in enumerate(matches, start=1) if match[2] == "\x0c"]
        starts = [self._starts[i] for i in breaks if i < len(matches)]
        self.pages = (0, *starts) if breaks else ()
        self._take_furniture([match[1] for match in matches], breaks)
        for row in self._rows_of(_BOARD):
            row.start, row.depth = min(row.start + 2, row.end), 1
        for row in self._rows_of(_TABLE):
            row.kind = "row"
        front = _FRONT.match(text)
        self._front = front.end() if front else 0
        self._table_rows = 0

    def _rows_of(self, pattern: re.Pattern[str]) -> Iterator[_Row]:
        for block in pattern.finditer(self._text):
            first, last = (bisect_left(self._starts, place) for place in block.span())
            yield from self._rows[first:last]

    def _take_furniture(self, printed: Sequence[str], breaks: Sequence[int]) -> None:
        """What numbers the rows, and what pages print around them."""
        numbered = numbered_rows(printed)
        for i, begin in numbered.items():
            row = self._rows[i]
            first = row.start + len(printed[i]) - len(printed[i].lstrip())
            self.margins.append((first, row.start + len(printed[i][:begin].rstrip())))
            row.start += begin
        around: Sequence[int] = []
        if numbered:
            around = outside_numbers(printed, numbered)
        elif breaks:
            firsts = [0, *breaks]
            pages = [printed[a:b] for a, b in pairwise([*firsts, len(printed)])]
            around = [firsts[page] + i for page, i in furniture(pages)]
        for i in around:
            self._rows[i].kind = "furniture"

    def pieces(self) -> Iterator[Line | _Row]:
        """The lines of what holds something, and HTML blocks, which go on to a blank row."""
        gap = True
        begun = page_turns = False
        block: _Row | None = None
        for row in self._rows:
            content = self._text[row.start : row.end]
            blank = not content.strip(_BLANK)
            if block is not None and not blank:
                block.end = row.end
                continue
            if block is not None:
                yield block
                block, gap = None, True
            if not blank and self._markup.begins_block(content):
                block = _Row(row.start, row.end)
                continue
            lines = [] if blank else list(self._lines(row))
            if row.kind == "furniture":
                yield from lines
                page_turns = begun
                continue
            for line in lines:
                aside = row.start < self._front
                yield replace(line, gap=gap and not page_turns, aside=aside)
                gap = page_turns = False
                begun = True
            gap = gap or not lines
        if block is not None:
            yield block

    def _lines(self, row: _Row) -> Iterator[Line]:
        """The lines of one row: several where a tag breaks it, none for a quotation's bare sign."""
        start = row.start
        breakable = self._markup.html and row.kind != "row"
        breaks = _BREAK.finditer(self._text, row.start, row.end) if breakable else ()
        for end, following in [*(tag.span() for tag in breaks), (row.end, row.end)]:
            line = self._line(_Row(start, end, row.depth, row.kind))
            if line.text:
                yield line
            start = following

    def _line(self, row: _Row) -> Line:
        content = self._text[row.start : row.end].strip(_BLANK)
        begin = self._text.index(content, row.start)
        depth, kind = row.depth, row.kind
        if quote := _QUOTE.match(content):
            begin, content = begin + quote.end(), content[quote.end() :]
            depth += quote[0].count(">")
        begin, content = begin + len(content) - len(content.lstrip()), content.lstrip()
        if kind == "row":
            return self._table_row(content, begin)
        heading, item = _HEADING.match(content), _ITEM.match(content)
        if kind == "furniture":
            pass
        elif is_rule(content):
            kind = "rule"
        elif sign := heading or item:
            kind = "heading" if heading else "item"
            begin, content = begin + sign.end(), content[sign.end() :]
        elif depth:
            kind = "quote"
        line = Line(content, one_span(begin, len(content)), kind, depth=depth)
        return line if kind in ("rule", "furniture") else self._markup.words(line)

    def _table_row(self, content: str, begin: int) -> Line:
        cells: list[list[Line]] = []
        at = content.startswith("|")
        inner = content.removeprefix("|").rstrip().removesuffix("|")
        place = begin + at
        for cell in _BAR.split(inner):
            words = self._markup.words(Line(cell, one_span(place, len(cell))).stripped())
            cells.append([words] if words.text else [])
            place += len(cell) + 1
        if _TABLE_RULE.match(content) or not any(cells):
            return Line("", ())
        self._table_rows += 1
        return joined_cells(cells, self._table_rows - 1)
