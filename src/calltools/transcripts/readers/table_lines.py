"""Tables to lines: a row is a line with cells, or a line for each paragraph of its cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from calltools.transcripts.readers.document import Line, glued

_LABELLED = re.compile(r"[^\s:：][^:：。，,!?！？]{0,28}[:：]\s*\S")
_LEAST_ROWS = 3  # in two languages: fewer are not text


class Tables:
    """Reads the tables of a document; their rows are counted through all of them."""

    def __init__(self) -> None:
        self._rows = 0

    def lines(self, rows: Sequence[Sequence[Sequence[Line]]], *, layout: bool) -> list[Line]:
        """The lines of a table; ``rows[i][j]`` are the paragraphs of a cell.

        ``layout`` says that it only lays out a page: a cell holds headings or tables of its own.
        """
        first, self._rows = self._rows, self._rows + len(rows)
        if layout or not any(len(row) > 1 for row in rows):
            return [line for row in rows for cell in row for line in cell]
        made = []
        if _is_sheet(rows):
            around = [*rows[0], *(cell for row in rows[1:] for cell in row[:1])]
            made = [replace(line, kind="furniture") for cell in around for line in cell]
            rows = [row[1:] for row in rows[1:]]
        apart = any(_is_script(cell) for row in rows if len(row) > 1 for cell in row)
        for number, row in enumerate(rows, start=first):
            made += _paragraphs(row, number) if apart else _row(row, number)
        return made


def _is_sheet(rows: Sequence[Sequence[Sequence[Line]]]) -> bool:
    """Whether a spreadsheet's own letters and numbers stand around the table."""
    letters = [cell[0].text for cell in rows[0] if cell]
    if not letters or letters != [_letters(i) for i in range(len(letters))] or rows[0][0]:
        return False
    numbers = [row[0][0].text for row in rows[1:] if row and row[0]]
    return len(numbers) > 1 and numbers == [str(i) for i in range(1, len(numbers) + 1)]


def _letters(i: int) -> str:
    return (_letters(i // 26 - 1) if i > 25 else "") + chr(ord("A") + i % 26)


def _is_script(cell: Sequence[Line]) -> bool:
    """Whether paragraphs of several speakers stand in one cell."""
    return sum(bool(_LABELLED.match(line.text)) for line in cell) > 1


def _paragraphs(row: Sequence[Sequence[Line]], number: int) -> Iterator[Line]:
    """Each paragraph of each cell as a line."""
    placed = [(column, line) for column, cell in enumerate(row) for line in cell]
    for i, (column, line) in enumerate(placed):
        place = None if len(row) == 1 else column
        yield replace(line, row=number, column=place, gap=line.gap or i == 0)


def _row(row: Sequence[Sequence[Line]], number: int) -> Iterator[Line]:
    """The row as one line with cells, what stands beside the article in lines after it."""
    cells = [[line for line in cell if not line.aside] for cell in row]
    if len(row) == 1:
        yield from (replace(line, row=number) for line in cells[0])
    elif any(cells):
        yield joined_cells(cells, number)
    yield from (line for cell in row for line in cell if line.aside)


def joined_cells(cells: Sequence[Sequence[Line]], number: int | None) -> Line:
    """One line of the cells' paragraphs: a tab between cells, a newline between paragraphs."""
    first = next(line for cell in cells for line in cell)
    pieces: list[Line | str] = [Line("", (), gap=first.gap, depth=first.depth)]
    spans: list[tuple[int, int]] = []
    start = 0
    for cell in cells:
        end = start + sum(len(line.text) + 1 for line in cell) - bool(cell)
        spans.append((start, end))
        start = end + 1
        pieces += [piece for line in cell for piece in (line, "\n")][:-1]
        pieces.append("\t")
    whole = glued(pieces[:-1])
    return replace(whole, kind="row", cells=tuple(spans), row=number).stripped()


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A text in two languages side by side: the lines of each, and which rows belong together.

    Each of ``links`` holds the indices of a row's lines in the first and in the second.
    """

    first: tuple[Line, ...]
    second: tuple[Line, ...]
    links: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+")


def columns_apart(lines: Sequence[Line]) -> SideBySide | None:
    """The two languages of a document that prints Chinese and its translation side by side.

    The first are the lines in Chinese, the second those in the other language; cells that belong
    to both (a number, a time, a speaker's name) are in both.  Lines outside the table go where
    their script is.  None if the document has no such table: a code in Latin letters here and
    there is no other language.
    """
    cells = [_cells(line) for line in lines]
    rows: dict[int, dict[int, int]] = {}
    words: tuple[Counter[int], Counter[int]] = (Counter(), Counter())
    for i, line in enumerate(lines):
        for column, cell in cells[i].items():
            row = rows.setdefault(_row_of(line, i), {})
            language = _language(cell.text)
            if language is not None:
                row.setdefault(column, language)
                words[language][column] += len(cell.text)
    if not all(words):
        return None
    usual = tuple(count.most_common(1)[0][0] for count in words)
    pairs = sum(row.get(usual[0]) == 0 and row.get(usual[1]) == 1 for row in rows.values())
    if usual[0] == usual[1] or pairs < max(_LEAST_ROWS, len(rows) / 2):
        return None
    sides: tuple[list[Line], list[Line]] = ([], [])
    links: dict[int, tuple[list[int], list[int]]] = {}
    for i, line in enumerate(lines):
        for side, others in enumerate((usual[1], usual[0])):
            kept = [cell for column, cell in cells[i].items() if column != others]
            if not cells[i]:
                kept = [line] if (_language(line.text) or 0) == side else []
            if kept and (line.cells or line.row is not None):
                links.setdefault(_row_of(line, i), ([], []))[side].append(len(sides[side]))
            if len(kept) == 1:
                sides[side].append(replace(kept[0], row=line.row))
            elif kept:
                row_line = joined_cells([[cell] for cell in kept], line.row)
                sides[side].append(replace(row_line, gap=line.gap))
    whole = tuple((tuple(a), tuple(b)) for a, b in links.values() if a and b)
    return SideBySide(tuple(sides[0]), tuple(sides[1]), whole)


def _row_of(line: Line, i: int) -> int:
    """The number of a line's row; of one that is no table's a number that no row has."""
    return -1 - i if line.row is None else line.row


def _cells(line: Line) -> dict[int, Line]:
    """The cells of a row by their columns, those that hold something."""
    if line.cells:
        cells = {j: cell_of(line, *span) for j, span in enumerate(line.cells)}
        return {j: replace(cell, kind="text") for j, cell in cells.items() if cell.text}
    return {} if line.column is None else {line.column: line}


def _language(text: str) -> int | None:
    """0 for Chinese, 1 for a language in Latin letters, None for neither."""
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if han + latin == 0 or (not han and latin < 2 and len(text) < 4):
        return None
    return 0 if han >= latin else 1


def cell_of(line: Line, start: int, end: int) -> Line:
    """A cell of a row as a line of its own."""
    return replace(line.part(start, end), cells=())
