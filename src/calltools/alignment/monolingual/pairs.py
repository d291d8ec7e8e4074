"""Which letter of a publication is which letter that was heard.

Global alignment with affine gap costs (Gotoh 1982), in NumPy row by row: what was left out or
added comes in stretches, and a stretch is dearer to begin than to go on.  Letters that sound
alike are nearly as good as the same.  Long calls are first cut where a run of syllables occurs
once on either side (patience diff), so that time and memory grow with the length.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calltools.alignment.monolingual.letters import Letters
from calltools.arrays import Ints

SAME_SOUND = 2
NEAR_SOUND = 4
"""Costs up to this one are of letters that may be one spoken word."""
_HALF = 8
_OTHER = 11
_OPEN = 6
_GAP = 5
_FILLER_GAP = 2
_EDGE = 3
"""What edges of utterances that coincide are worth."""

_CELLS = 2_000_000
"""Table cells below which a stretch is aligned as a whole: some 24 MB."""
_ANCHOR = 6
_SHORTEST_ANCHOR = 3
_BETWEEN_CUTS = 200


@dataclass(frozen=True, slots=True)
class Pairs:
    """For each printed letter the heard one that stands for it (-1: none), and the cost of that
    pair (0: the same character).  ``moved`` marks pairs that were found outside the order."""

    partner: Ints
    cost: Ints
    moved: NDArray[np.bool_]

    @property
    def is_alike(self) -> NDArray[np.bool_]:
        """Printed letters that were heard, as far as sounds tell."""
        alike: NDArray[np.bool_] = (self.partner >= 0) & (self.cost <= NEAR_SOUND)
        return alike


def pair(printed: Letters, heard: Letters) -> Pairs:
    """The cheapest alignment of the two, in order."""
    partner = np.full(len(printed), -1, np.int32)
    for rows, columns in _stretches(printed, heard):
        found = align(printed, heard, rows, columns)
        partner[rows.start : rows.stop] = found
    cost = np.zeros(len(printed), np.int32)
    paired = np.flatnonzero(partner >= 0)
    cost[paired] = sound_costs(printed, heard, paired, partner[paired])
    return Pairs(partner, cost, np.zeros(len(printed), np.bool_))


def sound_costs(
    printed: Letters, heard: Letters, rows: NDArray[np.integer], columns: NDArray[np.integer]
) -> Ints:
    """What it costs to take the letters ``columns`` for ``rows``; shapes are broadcast."""
    initial = printed.near_initial[rows] == heard.near_initial[columns]
    final = printed.near_final[rows] == heard.near_final[columns]
    same = (printed.initial[rows] == heard.initial[columns]) & (
        printed.final[rows] == heard.final[columns]
    )
    equal = printed.char[rows] == heard.char[columns]
    costs: Ints = np.select(
        [equal, same, initial & final, (initial & (printed.initial[rows] > 0)) | final],
        [np.int32(0), np.int32(SAME_SOUND), np.int32(NEAR_SOUND), np.int32(_HALF)],
        np.int32(_OTHER),
    )
    return costs


def align(printed: Letters, heard: Letters, rows: range, columns: range) -> Ints:
    """For each letter of ``rows`` its partner among ``columns``, or -1."""
    partner = np.full(len(rows), -1, np.int32)
    if not rows or not columns:
        return partner
    down = np.where(printed.filler[rows.start : rows.stop], _FILLER_GAP, _GAP).astype(np.int32)
    right = np.where(heard.filler[columns.start : columns.stop], _FILLER_GAP, _GAP)
    across = np.concatenate(([0], np.cumsum(right))).astype(np.int32)
    costs = _costs(printed, heard, rows, columns)
    best, vertical = _tables(costs, down, across)
    for row, column in _path(best, vertical, costs, down, across):
        partner[row] = columns.start + column
    return partner


def _costs(printed: Letters, heard: Letters, rows: range, columns: range) -> Ints:
    row = np.arange(rows.start, rows.stop)[:, None]
    column = np.arange(columns.start, columns.stop)[None, :]
    costs = sound_costs(printed, heard, row, column)
    costs -= _EDGE * (printed.first[row] & heard.first[column]).astype(np.int32)
    costs -= _EDGE * (printed.last[row] & heard.last[column]).astype(np.int32)
    return costs


def _tables(costs: Ints, down: Ints, across: Ints) -> tuple[Ints, Ints]:
    """Cheapest cost up to each cell, and the cheapest that ends in a printed letter left out.

    Leaving out ``heard[k:j]`` costs ``_OPEN + across[j] - across[k]``: the running minimum over k
    does a whole row at once.
    """
    height, width = costs.shape
    best = np.empty((height + 1, width + 1), np.int32)
    vertical = np.empty_like(best)
    best[0] = _OPEN + across
    best[0, 0] = 0
    vertical[0] = np.iinfo(np.int32).max // 2
    for i in range(height):
        vertical[i + 1] = np.minimum(best[i] + _OPEN, vertical[i]) + down[i]
        row = vertical[i + 1].copy()
        np.minimum(row[1:], best[i, :-1] + costs[i], out=row[1:])
        left = np.minimum.accumulate(row - across)[:-1] + across[1:] + _OPEN
        best[i + 1, 0] = row[0]
        np.minimum(row[1:], left, out=best[i + 1, 1:])
    return best, vertical


def _path(
    best: Ints, vertical: Ints, costs: Ints, down: Ints, across: Ints
) -> Iterator[tuple[int, int]]:
    """The pairs on the cheapest path, last first."""
    i, j = costs.shape
    while i and j:
        if best[i, j] == best[i - 1, j - 1] + costs[i - 1, j - 1]:
            i, j = i - 1, j - 1
            yield i, j
        elif best[i, j] == vertical[i, j]:
            while vertical[i, j] != best[i - 1, j] + _OPEN + down[i - 1]:
                i -= 1
            i -= 1
        else:
            before = best[i, :j] + _OPEN + across[j] - across[:j]
            j = int(np.flatnonzero(before == best[i, j])[-1])


def _stretches(printed: Letters, heard: Letters) -> Iterator[tuple[range, range]]:
    """Stretches that cover both sides in order, each small enough to be aligned as a whole."""
    sounds = [
        (side.near_initial.astype(np.int64) << 32 | side.near_final).tolist()
        for side in (printed, heard)
    ]
    todo = [(range(len(printed)), range(len(heard)), _ANCHOR)]
    while todo:
        rows, columns, length = todo.pop()
        if len(rows) * len(columns) <= _CELLS:
            yield rows, columns
        elif length >= _SHORTEST_ANCHOR:
            cuts = _cuts(sounds[0], sounds[1], rows, columns, length)
            pieces = _cut(rows, columns, cuts)
            todo += [(*piece, length - 1) for piece in reversed(pieces)]


def _cut(rows: range, columns: range, cuts: list[tuple[int, int]]) -> list[tuple[range, range]]:
    pieces = []
    row, column = rows.start, columns.start
    for next_row, next_column in (*cuts, (rows.stop, columns.stop)):
        pieces.append((range(row, next_row), range(column, next_column)))
        row, column = next_row, next_column
    return pieces


def _cuts(
    printed: list[int], heard: list[int], rows: range, columns: range, length: int
) -> list[tuple[int, int]]:
    """Where runs of ``length`` syllables that occur once on either side meet, in order."""
    ours, theirs = _once(printed, rows, length), _once(heard, columns, length)
    common = [(at, theirs[run]) for run, at in ours.items() if run in theirs]
    cuts: list[tuple[int, int]] = []
    for row, column in _rising(common):
        last = cuts[-1] if cuts else (rows.start, columns.start)
        if max(row - last[0], column - last[1]) >= _BETWEEN_CUTS:
            cuts.append((row + length // 2, column + length // 2))
    return cuts


def _once(sounds: list[int], within: range, length: int) -> dict[tuple[int, ...], int]:
    """Runs of ``length`` syllables that occur once, in the order of their places."""
    places: dict[tuple[int, ...], int] = {}
    twice = set()
    for at in range(within.start, within.stop - length + 1):
        run = tuple(sounds[at : at + length])
        if run in places:
            twice.add(run)
        else:
            places[run] = at
    return {run: at for run, at in places.items() if run not in twice}


def _rising(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest chain of ``points`` (sorted by row) whose columns rise."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, column) in enumerate(points):
        at = bisect_left(ends, column)
        before.append(last[at - 1] if at else -1)
        ends[at : at + 1] = [column]
        last[at : at + 1] = [number]
    chain = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(points[number])
        number = before[number]
    return chain[::-1]
