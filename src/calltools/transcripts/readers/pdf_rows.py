"""The rows of a PDF's page in reading order: bands across the page, and columns between them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_LEAST_ROWS = 5  # rows of running text on each side of a gutter
_LEAST_COLUMNS = 14  # widths of a letter: fewer are labels or numbers, and the text a table
_COVERED = 0.1  # of the rows may run across a gutter: headings
_WHITE = 0.6  # of a row's height: the least width of a gutter
_MIDDLE = (0.2, 0.8)  # of the width: where a gutter may lie
_DEEPEST = 3  # gutters within columns


@dataclass(slots=True)
class Fragment:
    """Characters on one row without a wide gap between; coordinates in points from below.

    ``places`` are (left, right) of each character of ``text``.
    """

    text: str
    bold: list[bool]
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

    def cut(self, i: int) -> tuple[Fragment, Fragment]:
        """The fragment in two, before its character ``i``."""
        first, second = (
            Fragment(self.text[part], self.bold[part], self.places[part], self.top, self.bottom)
            for part in (slice(0, i), slice(i, None))
        )
        return first, second


PrintedRow = list[Fragment]


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
    tops = sorted((f.top for f in across), reverse=True)
    bands: list[tuple[list[Fragment], list[Fragment], list[Fragment]]] = [
        ([], [], []) for _ in range(len(tops) + 1)
    ]
    falling = [-top for top in tops]
    for i, found in enumerate((left, right, across)):
        for fragment in found:
            bands[bisect_left(falling, -fragment.top)][i].append(fragment)
    column = 0
    for of_left, of_right, of_both in bands:
        for side in (of_left, of_right):
            for _inner, rows in in_reading_order(side, depth + 1) if side else ():
                yield column, rows
                column += 1
        if of_both:
            yield None, rows_of(of_both)


def _apart(
    fragments: Sequence[Fragment], gutter: float
) -> tuple[list[Fragment], list[Fragment], list[Fragment]]:
    """The fragments left of the gutter, right of it, and across it; those that touch it not cut."""
    left, right, across = [], [], []
    for fragment in fragments:
        if fragment.x1 <= gutter:
            left.append(fragment)
        elif fragment.x0 >= gutter:
            right.append(fragment)
        elif (i := _first_right_of(fragment, gutter)) is not None:
            first, second = fragment.cut(i)
            left.append(first)
            right.append(second)
        else:
            across.append(fragment)
    return left, right, across


def _first_right_of(fragment: Fragment, gutter: float) -> int | None:
    """The character that is first right of the gutter; None if the words run across it."""
    end = fragment.x0
    for i, (x0, x1) in enumerate(fragment.places):
        if fragment.text[i].isspace():
            continue
        if x0 >= gutter:
            return i if x0 - end >= _WHITE * fragment.height else None
        if x1 > gutter:
            return None
        end = x1
    return None


def _gutter(fragments: Sequence[Fragment]) -> float | None:
    """The middle of a white strip between two columns of running text."""
    if len(fragments) < 2 * _LEAST_ROWS:
        return None
    begin, end = min(f.x0 for f in fragments), max(f.x1 for f in fragments)
    size = median(f.height for f in fragments)
    width = int(end - begin) + 2
    covered = [0] * width
    for fragment in fragments:
        for (x0, x1), char in zip(fragment.places, fragment.text, strict=True):
            if not char.isspace():
                for x in range(int(x0 - begin), min(int(x1 - begin) + 1, width)):
                    covered[x] += 1
    rows = len(rows_of(fragments))
    least, best, found = _WHITE * size, 0.0, None
    run = 0
    for x in range(int(_MIDDLE[0] * width), int(_MIDDLE[1] * width) + 1):
        run = run + 1 if covered[x] <= _COVERED * rows else 0
        if run >= least and run > best:
            best, found = float(run), begin + x - run / 2
    if found is None:
        return None
    left, right, across = _apart(fragments, found)
    if len(across) > 0.25 * len(fragments):
        return None
    return found if _is_running(left) and _is_running(right) and _overlap(left, right) else None


def _is_running(side: Sequence[Fragment]) -> bool:
    """Whether a side of a gutter holds running text, not labels, numbers or cells."""
    rows = rows_of(side)
    if len(rows) < _LEAST_ROWS:
        return False
    columns = sorted(sum(len(f.text) + len(_WIDE.findall(f.text)) for f in row) for row in rows)
    alone = sum(len(row) == 1 for row in rows)
    return columns[len(rows) // 2] >= _LEAST_COLUMNS and 5 * alone >= 4 * len(rows)


def _overlap(left: Sequence[Fragment], right: Sequence[Fragment]) -> bool:
    """Whether the two stand side by side, row by row or nearly."""
    top = min(max(f.top for f in left), max(f.top for f in right))
    bottom = max(min(f.bottom for f in left), min(f.bottom for f in right))
    beside = [sum(bottom <= f.bottom and f.top <= top for f in side) for side in (left, right)]
    return min(beside) >= _LEAST_ROWS - 1


def usual_distance(rows: Sequence[PrintedRow]) -> float:
    """How far the rows of a paragraph are apart."""
    distances = sorted(d for a, b in pairwise(rows) if (d := a[0].top - b[0].top) > 0)
    return distances[len(distances) // 4] if distances else 1.0


def edges(rows: Sequence[PrintedRow]) -> tuple[list[PrintedRow], list[PrintedRow]]:
    """The rows at the page's head and at its foot, two at most, that white parts from the text."""
    return _edge(list(rows)), _edge(list(rows)[::-1])


def _edge(rows: list[PrintedRow]) -> list[PrintedRow]:
    for count in (1, 2):
        if len(rows) > count:
            a, b = rows[count - 1][0], rows[count][0]
            if max(a.bottom - b.top, b.bottom - a.top) > 0.5 * max(a.height, b.height):
                return rows[:count]
    return []
