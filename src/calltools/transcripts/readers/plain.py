"""Plain text and Markdown: every row a line with its place in the source, markup taken away.

The two are read alike, for plain text uses Markdown's signs and Markdown is plain text.  Only
what dialogue can't contain is taken for markup: ``#`` before a heading, ``>`` before a quotation,
``**bold**``, ``*italics*``, rules, tables and tags.  Numbers of rows in the margin
are not words, and what pages print around the text is furniture.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from calltools.transcripts.readers.document import (
    Document,
    Line,
    is_rule,
    laid_out,
    one_span,
)
from calltools.transcripts.readers.furniture import furniture, numbered_rows, outside_numbers
from calltools.transcripts.readers.html import html_lines
from calltools.transcripts.readers.markdown import Markup, emphasised
from calltools.transcripts.readers.paragraphs import with_whole_brackets
from calltools.transcripts.readers.table_lines import joined_cells
from calltools.transcripts.readers.text_encodings import decode

_ROW = re.compile(r"([^\r\n\x0b\x0c\x85\u2028\u2029]*)(\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]|\Z)")
_HEADING = re.compile(r"#{1,6}[ \t]+(?=\S)")
_QUOTE = re.compile(r"(?:>[ \t]*)+")
_ITEM = re.compile(r"(?:[*+•·●○◦‣▪]|-(?!-))[ \t]+(?=\S)")
_END = r"(?:\r\n?|\n|\Z)"
_BOARD = re.compile(rf"(?:^:(?: [^\r\n]*)?{_END}){{3,}}", re.MULTILINE)
"""Rows that a bulletin board quotes with colons; fewer than three may be lists."""
_TABLE_RULE = r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*"
_BARRED = rf"[^|\r\n]*\|[^\r\n]*{_END}"
_TABLE = re.compile(rf"^{_BARRED}(?=[^|\r\n]*\|){_TABLE_RULE}{_END}(?:{_BARRED})*", re.MULTILINE)
_FIELD = rf"(?:[\w-]{{1,40}}:(?=\s)|[ \t]+\S|- )[^\r\n]*{_END}"
_FRONT = re.compile(rf"---[ \t]*{_END}(?:{_FIELD}){{0,58}}?---[ \t]*{_END}")
"""Data for a content system at the beginning, between two rules."""
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"(?i)<br\s{0,3}/?>")
_BLANK = "\ufeff \t\u3000\xa0"


def read_plain(data: bytes, where: str) -> Document:
    """A text or Markdown file; with blocks of HTML in it, it is read as HTML.

    Raises TranscriptError if its encoding isn't known.
    """
    text, encoding = decode(data, where)
    page = _PlainPage(text)
    pieces = list(page.pieces())
    lines = [piece for piece in pieces if isinstance(piece, Line)]
    if len(lines) == len(pieces):
        return Document(
            text, with_whole_brackets(lines), "text", encoding, page.pages, tuple(page.margins)
        )
    # blocks may hold Markdown's signs, too
    text, of_both = laid_out(map(emphasised, html_lines(pieces)))
    return Document(text, of_both, "html", encoding)


class _PlainPage:
    """A text row by row."""

    def __init__(self, text: str) -> None:
        self._markup = Markup(text)
        self._table_rows = 0
        self.margins: list[tuple[int, int]] = []
        matches = [match for match in _ROW.finditer(text) if match[0]]
        self._starts = [match.start() for match in matches]
        self._rows = [Line(m[1], one_span(m.start(), len(m[1]))) for m in matches]
        breaks = [i for i, match in enumerate(matches, start=1) if match[2] == "\x0c"]
        starts = [self._starts[i] for i in breaks if i < len(matches)]
        self.pages = (0, *starts) if breaks else ()
        self._take_furniture(breaks)
        for i in self._within(_BOARD.finditer(text)):
            row = self._rows[i]
            self._rows[i] = replace(row.part(min(2, len(row.text)), len(row.text)), depth=1)
        for i in self._within(_TABLE.finditer(text)):
            self._rows[i] = replace(self._rows[i], kind="row")
        for i in self._within(filter(None, [_FRONT.match(text)])):
            self._rows[i] = replace(self._rows[i], aside=True)

    def _within(self, blocks: Iterable[re.Match[str]]) -> Iterator[int]:
        """The rows that begin in these stretches of the text."""
        for block in blocks:
            yield from range(*(bisect_left(self._starts, place) for place in block.span()))

    def _take_furniture(self, breaks: Sequence[int]) -> None:
        """What numbers the rows, and what pages print around them."""
        printed = [row.text for row in self._rows]
        numbered = numbered_rows(printed)
        for i, begin in numbered.items():
            self.margins += self._rows[i].part(0, begin).stripped().stretches()
            self._rows[i] = self._rows[i].part(begin, len(printed[i]))
        around: Sequence[int] = []
        if numbered:
            around = outside_numbers(printed, numbered)
        elif breaks:
            firsts = [0, *breaks]
            pages = [printed[a:b] for a, b in pairwise([*firsts, len(printed)])]
            around = [firsts[page] + i for page, i in furniture(pages)]
        for i in around:
            self._rows[i] = replace(self._rows[i], kind="furniture")

    def pieces(self) -> Iterator[Line | str]:
        """The lines of what holds something, and HTML blocks, which go on to a blank row."""
        gap = True
        begun = page_turns = False
        block: list[str] = []
        for row in [*self._rows, Line("", ())]:
            blank = not row.text.strip(_BLANK)
            if not blank and (block or self._markup.begins_block(row.text)):
                block.append(row.text)
                continue
            if block:
                yield "\n".join(block)
                block, gap = [], True
            lines = [] if blank else list(self._lines(row))
            if row.kind == "furniture":
                yield from lines
                page_turns = begun
                continue
            for line in lines:
                yield replace(line, gap=gap and not page_turns)
                gap = page_turns = False
                begun = True
            gap = gap or not lines

    def _lines(self, row: Line) -> Iterator[Line]:
        """The lines of one row: several where a tag breaks it, none for a quotation's bare sign."""
        breakable = self._markup.html and row.kind != "row"
        breaks = [tag.span() for tag in _BREAK.finditer(row.text)] if breakable else []
        edges = [0, *(place for span in breaks for place in span), len(row.text)]
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            line = self._line(row.part(start, end))
            if line.text:
                yield line

    def _line(self, row: Line) -> Line:
        content = row.text.strip(_BLANK)
        begin = row.text.index(content)
        line = row.part(begin, begin + len(content))
        if quote := _QUOTE.match(content):
            line = replace(_behind(line, quote), depth=line.depth + quote[0].count(">"))
        if line.kind == "row":
            return self._table_row(line)
        if line.kind == "furniture":
            return line
        if is_rule(line.text):
            return replace(line, kind="rule")
        if sign := _HEADING.match(line.text):
            line = replace(_behind(line, sign), kind="heading")
        elif sign := _ITEM.match(line.text):
            line = replace(_behind(line, sign), kind="item")
        elif line.depth:
            line = replace(line, kind="quote")
        return self._markup.words(line)

    def _table_row(self, line: Line) -> Line:
        inner = line.text.rstrip().removesuffix("|")
        first = int(inner.startswith("|"))
        bars = [bar.start() for bar in _BAR.finditer(inner, first)]
        cells: list[list[Line]] = []
        for before, bar in pairwise([first - 1, *bars, len(inner)]):
            words = self._markup.words(line.part(before + 1, bar).stripped())
            cells.append([words] if words.text else [])
        if re.fullmatch(_TABLE_RULE, line.text) or not any(cells):
            return Line("", ())
        self._table_rows += 1
        return joined_cells(cells, self._table_rows - 1)


def _behind(line: Line, sign: re.Match[str]) -> Line:
    return line.part(sign.end(), len(line.text)).stripped()
