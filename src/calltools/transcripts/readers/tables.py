"""Tables to lines: a row is a line with cells, or a line for each paragraph of its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from calltools.transcripts.readers.document import Line, glued

_LABELLED = re.compile(r"[^\s:：][^:：。，,!?！？]{0,28}[:：]\s*\S")
_NUMBER = re.compile(r"\d{1,6}$")
_LEAST_ROWS = 3


@dataclass(slots=True)
class TableRows:
    """A table as it is read: ``rows[i][j]`` are the paragraphs of a cell.

    ``layout`` says that it only lays out a page: a cell holds headings or tables of its own.
    """

    rows: list[list[list[Line]]] = field(default_factory=list)
    layout: bool = False

    def lines(self, first_row: int) -> list[Line]:
        """The table's lines, its rows counted from ``first_row``."""
        if self.layout or not any(len(row) > 1 for row in self.rows):
            return [line for row in self.rows for cell in row for line in cell]
        rows, made = self.rows, []
        if _is_sheet(rows):
            around = [*rows[0], *(row[0] for row in rows[1:])]
            made = [replace(line, kind="furniture") for cell in around for line in cell]
            rows = [row[1:] for row in rows[1:]]
        apart = any(_is_script(cell) for row in rows if len(row) > 1 for cell in row)
        for number, row in enumerate(rows, start=first_row):
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
    first = True
    for column, cell in enumerate(row):
        for line in cell:
            place = None if len(row) == 1 else column
            yield replace(line, row=number, column=place, gap=line.gap or first)
            first = False


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
    pieces: list[Line | str] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for number_of_cell, cell in enumerate(cells):
        if number_of_cell:
            pieces.append("\t")
        start = length = length + (number_of_cell > 0)
        for number_of_line, line in enumerate(cell):
            if number_of_line:
                pieces.append("\n")
            pieces.append(line)
            length += len(line.text) + (number_of_line > 0)
        spans.append((start, length))
    first = next(line for cell in cells for line in cell)
    made = replace(glued(pieces), kind="row", cells=tuple(spans)).stripped()
    plain = Line(made.text, made.spans, "row", made.marks, first.gap)
    return replace(plain, depth=first.depth, cells=made.cells, row=number)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A text in two languages side by side: the lines of each, and which rows belong together.

    Each of ``links`` holds the indices of a row's lines in the first and in the second.
    """

    first: tuple[Line, ...]
    second: tuple[Line, ...]
    links: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


def columns_apart(lines: Sequence[Line]) -> SideBySide | None:
    """The two languages of a document that prints Chinese and its translation side by side.

    The first are the lines in Chinese, the second those in the other language; cells that belong
    to both (a number, a time, a speaker's name) are in both.  Lines outside the table go where
    their script is.  None if the document has no such table.
    """
    places = [_languages(line) for line in lines]
    rows: dict[object, list[int]] = {}
    for i, line in enumerate(lines):
        if line.row is not None or line.column is not None or line.cells:
            rows.setdefault(("row", line.row) if line.row is not None else ("line", i), []).append(
                i
            )
    pairs = [
        _pair([lines[i] for i in found], [places[i] for i in found]) for found in rows.values()
    ]
    usual = _usual_columns([pair for pair in pairs if pair], len(rows))
    if usual is None:
        return None
    streams: tuple[list[Line], list[Line]] = ([], [])
    links: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    held: object = None
    for i, line in enumerate(lines):
        key = ("row", line.row) if line.row is not None else ("line", i)
        starts = [len(stream) for stream in streams]
        for side, part in _sides(line, usual, places[i]):
            streams[side].append(part)
        added = tuple(tuple(range(s, len(t))) for s, t in zip(starts, streams, strict=True))
        if key in rows and links and key == held:
            links[-1] = (links[-1][0] + added[0], links[-1][1] + added[1])
        elif key in rows:
            links.append((added[0], added[1]))
        held = key
    kept = tuple(link for link in links if all(link))
    return SideBySide(tuple(streams[0]), tuple(streams[1]), kept)


_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+")


def _language(text: str) -> int | None:
    """0 for Chinese, 1 for a language in Latin letters, None for neither."""
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if han + latin == 0 or (not han and latin < 2 and len(text) < 4):
        return None
    return 0 if han >= latin else 1


def _languages(line: Line) -> tuple[int | None, ...]:
    """The language of each cell, or of the line."""
    if line.cells:
        return tuple(_language(line.text[start:end]) for start, end in line.cells)
    return (_language(line.text),)


def _pair(
    lines: Sequence[Line], places: Sequence[tuple[int | None, ...]]
) -> tuple[int, int] | None:
    """The columns of a row in which a Chinese cell and one in the other language stand."""
    columns: dict[int, int] = {}
    lengths: dict[int, int] = {}
    for line, languages in zip(lines, places, strict=True):
        spans = line.cells or ((0, len(line.text)),)
        for j, (language, (start, end)) in enumerate(zip(languages, spans, strict=True)):
            column = j if line.cells else line.column
            if column is not None and language is not None:
                lengths[column] = lengths.get(column, 0) + end - start
                columns.setdefault(column, language)
    sides = [
        max(
            (c for c, found in columns.items() if found == side),
            key=lengths.__getitem__,
            default=None,
        )
        for side in (0, 1)
    ]
    return (sides[0], sides[1]) if sides[0] is not None and sides[1] is not None else None


def _usual_columns(pairs: Sequence[tuple[int, int]], rows: int) -> tuple[int, int] | None:
    """The pair of columns that most of the ``rows`` share, if they are enough for a text: a code in
    Latin letters here and there is no other language."""
    if len(pairs) < max(_LEAST_ROWS, rows / 2):
        return None
    best = max(set(pairs), key=pairs.count)
    return best if pairs.count(best) >= max(_LEAST_ROWS, 0.7 * len(pairs)) else None


def _sides(
    line: Line, usual: tuple[int, int], languages: tuple[int | None, ...]
) -> Iterator[tuple[int, Line]]:
    """The line, or its parts, with the side on which it stands."""
    if line.column is not None:
        for side in (0, 1):
            if line.column != usual[1 - side]:
                yield side, line
    elif len(line.cells) > max(usual):
        for side in (0, 1):
            others = [j for j in range(len(line.cells)) if j != usual[1 - side]]
            kept = [span for j in others if (span := line.cells[j])[0] < span[1]]
            parts = [[cell_of(line, start, end)] for start, end in kept]
            if len(parts) == 1:
                yield side, replace(parts[0][0], kind="text", cells=(), row=line.row)
            elif parts:
                yield side, replace(joined_cells(parts, line.row), gap=line.gap)
    else:
        told = [language for language in languages if language is not None]
        yield (told[0] if told else 0), line


def cell_of(line: Line, start: int, end: int) -> Line:
    """A cell of a row as a line of its own."""
    return replace(line.part(start, end, gap=line.gap), cells=())
