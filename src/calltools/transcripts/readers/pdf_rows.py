"""The rows of a PDF's page in reading order: bands across the page, and columns between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from calltools.transcripts.readers.document import Line
from calltools.transcripts.width import width

_LEAST_ROWS = 5  # rows of running text on each side of a gutter
_LEAST_COLUMNS = 14  # widths of a letter: fewer are labels or numbers, and the text a table
_COVERED = 0.1  # of the rows may run across a gutter: headings
_ACROSS = 0.25  # of the fragments may, at most
_WHITE = 0.6  # of a row's height: the least width of a gutter
_MIDDLE = (0.2, 0.8)  # of the width: where a gutter may lie
_DEEPEST = 3  # gutters within columns


@dataclass(slots=True)
class Fragment:
    """Characters on one row without a wide gap between; coordinates in points from below.

    ``places`` are (left, right) of each character of the line.
    """

    line: Line
    places: list[tuple[float, float]]
    top: float
    bottom: float

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.places[0][0]

    @property
    def x1(self) -> float:
        """Where it ends."""
        return max(right for _left, right in self.places)

    @property
    def height(self) -> float:
        """The height of its row."""
        return max(self.top - self.bottom, 1.0)

    def part(self, start: int, end: int | None = None) -> Fragment:
        """The characters from ``start`` to ``end``."""
        line = self.line.part(start, len(self.line.text) if end is None else end)
        return Fragment(line, self.places[start:end], self.top, self.bottom)


PrintedRow = list[Fragment]


def words_of(row: PrintedRow) -> str:
    """The row's words, a tab between what stands far apart."""
    return "\t".join(fragment.line.text for fragment in row)


def rows_of(fragments: Sequence[Fragment]) -> list[PrintedRow]:
    """The fragments by rows from above to below, each from left to right."""
    rows: list[PrintedRow] = []
    for fragment in sorted(fragments, key=lambda f: (-f.top, f.x0)):
        middle = (fragment.top + fragment.bottom) / 2
        if rows and rows[-1][0].bottom < middle < rows[-1][0].top:
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    for row in rows:
        row.sort(key=lambda f: f.x0)
    return rows


def in_reading_order(
    fragments: Sequence[Fragment], depth: int = 0
) -> Iterator[tuple[int | None, list[PrintedRow]]]:
    """The page's rows in blocks, each with its column from 0; None for what is in no column."""
    gutter = _gutter(fragments) if depth < _DEEPEST else None
    if gutter is None:
        yield None, rows_of(fragments)
        return
    left, right, across = _apart(fragments, gutter)
    falling = sorted(-fragment.top for fragment in across)
    column = 0
    for band in range(len(falling) + 1):
        for side in (left, right):
            inside = [f for f in side if bisect_left(falling, -f.top) == band]
            for _inner, rows in in_reading_order(inside, depth + 1) if inside else ():
                yield column, rows
                column += 1
        headings = [f for f in across if bisect_left(falling, -f.top) == band]
        if headings:
            yield None, rows_of(headings)


def _apart(
    fragments: Sequence[Fragment], gutter: float
) -> tuple[list[Fragment], list[Fragment], list[Fragment]]:
    """The fragments left of the gutter, right of it, and across it; those with white there cut."""
    left, right, across = [], [], []
    for fragment in fragments:
        inked = [i for i, char in enumerate(fragment.line.text) if not char.isspace()]
        begins = [i for i in inked if fragment.places[i][0] >= gutter]
        ends = [i for i in inked if fragment.places[i][1] <= gutter]
        if not begins and len(ends) == len(inked):
            left.append(fragment)
        elif len(begins) == len(inked):
            right.append(fragment)
        elif (
            begins
            and len(begins) + len(ends) == len(inked)
            and fragment.places[begins[0]][0] - fragment.places[ends[-1]][1]
            >= _WHITE * fragment.height
        ):
            left.append(fragment.part(0, begins[0]))
            right.append(fragment.part(begins[0]))
        else:
            across.append(fragment)
    return left, right, across


def _gutter(fragments: Sequence[Fragment]) -> float | None:
    """The middle of the widest white strip between two columns of running text."""
    if len(fragments) < 2 * _LEAST_ROWS:
        return None
    begin, end = min(f.x0 for f in fragments), max(f.x1 for f in fragments)
    width = int(end - begin) + 2
    covered = [0] * width
    for fragment in fragments:
        for (x0, x1), char in zip(fragment.places, fragment.line.text, strict=True):
            if not char.isspace():
                for x in range(int(x0 - begin), min(int(x1 - begin) + 1, width)):
                    covered[x] += 1
    most = _COVERED * len(rows_of(fragments))
    best = run = 0
    gutter = 0.0
    for x in range(int(_MIDDLE[0] * width), int(_MIDDLE[1] * width) + 1):
        run = run + 1 if covered[x] <= most else 0
        if run > best:
            best, gutter = run, begin + x - run / 2
    if best < _WHITE * median(f.height for f in fragments):
        return None
    left, right, across = _apart(fragments, gutter)
    few = len(across) <= _ACROSS * len(fragments)
    return gutter if few and _is_running(left) and _is_running(right) else None


def _is_running(side: Sequence[Fragment]) -> bool:
    """Whether a side of a gutter holds running text, not labels, numbers or cells."""
    rows = rows_of(side)
    if len(rows) < _LEAST_ROWS:
        return False
    columns = sorted(width(words_of(row)) for row in rows)
    alone = sum(len(row) == 1 for row in rows)
    return columns[len(rows) // 2] >= _LEAST_COLUMNS and 5 * alone >= 4 * len(rows)
