"""The cheapest way to lay two sequences side by side where what is left out comes in stretches.

Affine gap costs (Gotoh 1982, "An improved algorithm for matching biological sequences"): a stretch
is dearer to begin than to go on.  In NumPy, row by row; costs are whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from calltools.arrays import Ints

NEVER = 1 << 24
"""The cost of what must not be paired."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """What it costs to leave out each row and each column, and to begin doing so: ``begin`` for
    columns, ``begin_rows`` for each row.  ``free_ends``: rows before the first column and behind
    the last cost nothing."""

    rows: Ints
    columns: Ints
    begin_rows: Ints
    begin: int
    free_ends: bool = False


def cheapest_pairs(costs: Ints, gaps: Gaps) -> list[tuple[int, int]]:
    """The pairs (row, column) of the cheapest alignment, first to last; ``costs`` are of pairs."""
    best, rows_out = _tables(costs, gaps)
    return list(_path(best, rows_out, costs, gaps))[::-1]


def _tables(costs: Ints, gaps: Gaps) -> tuple[Ints, Ints]:
    """The cheapest cost up to each cell, and the cheapest that ends in a row left out.

    Leaving out columns ``k`` to ``j`` costs ``begin + across[j] - across[k]``: the running minimum
    over ``k`` does a whole row at once.
    """
    height, width = costs.shape
    across = _across(gaps)
    best = np.empty((height + 1, width + 1), np.int32)
    rows_out = np.empty_like(best)
    best[0] = gaps.begin + across
    best[0, 0] = 0
    rows_out[0] = NEVER
    for i in range(height):
        rows_out[i + 1] = np.minimum(best[i] + gaps.begin_rows[i], rows_out[i]) + gaps.rows[i]
        row = rows_out[i + 1].copy()
        if gaps.free_ends:
            row[0] = 0
        np.minimum(row[1:], best[i, :-1] + costs[i], out=row[1:])
        left = np.minimum.accumulate(row - across)[:-1] + across[1:] + gaps.begin
        best[i + 1, 0] = row[0]
        np.minimum(row[1:], left, out=best[i + 1, 1:])
    return best, rows_out


def _across(gaps: Gaps) -> Ints:
    return np.concatenate(([0], np.cumsum(gaps.columns))).astype(np.int32)


def _path(best: Ints, rows_out: Ints, costs: Ints, gaps: Gaps) -> Iterator[tuple[int, int]]:
    """The pairs on the cheapest path, last first."""
    across = _across(gaps)
    i, j = costs.shape
    if gaps.free_ends:
        i = int(best[:, -1].argmin())
    while j and (i or not gaps.free_ends):
        if not i:
            return
        if best[i, j] == best[i - 1, j - 1] + costs[i - 1, j - 1]:
            i, j = i - 1, j - 1
            yield i, j
        elif best[i, j] == rows_out[i, j]:
            while rows_out[i, j] != best[i - 1, j] + gaps.begin_rows[i - 1] + gaps.rows[i - 1]:
                i -= 1
            i -= 1
        else:
            before = best[i, :j] + gaps.begin + across[j] - across[:j]
            j = int(np.flatnonzero(before == best[i, j])[-1])
