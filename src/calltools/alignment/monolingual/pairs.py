"""Which letter of a publication is which letter that was heard.

What was left out or added comes in stretches (comparison.affine); letters that sound alike are
nearly as good as the same.  Long calls are first cut where a run of syllables is the same on either
side, so that time and memory grow with the length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calltools.alignment.monolingual.letters import Letters
from calltools.arrays import Ints
from calltools.comparison.affine import Gaps, cheapest_pairs

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
"""Syllables in a row that are the same on either side by no chance."""
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

    def backward(self, heard: int) -> Ints:
        """For each of ``heard`` letters the printed one that it stands for, or -1."""
        back = np.full(heard, -1, np.int32)
        paired = np.flatnonzero(self.partner >= 0)
        back[self.partner[paired]] = paired
        return back


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
    gaps = Gaps(
        rows=np.where(printed.filler[rows.start : rows.stop], _FILLER_GAP, _GAP),
        columns=np.where(heard.filler[columns.start : columns.stop], _FILLER_GAP, _GAP),
        begin_rows=np.full(len(rows), _OPEN),
        begin=_OPEN,
    )
    for row, column in cheapest_pairs(_costs(printed, heard, rows, columns), gaps):
        partner[row] = columns.start + column
    return partner


def _costs(printed: Letters, heard: Letters, rows: range, columns: range) -> Ints:
    row = np.arange(rows.start, rows.stop)[:, None]
    column = np.arange(columns.start, columns.stop)[None, :]
    costs = sound_costs(printed, heard, row, column)
    costs -= _EDGE * (printed.first[row] & heard.first[column]).astype(np.int32)
    costs -= _EDGE * (printed.last[row] & heard.last[column]).astype(np.int32)
    return costs


def _stretches(printed: Letters, heard: Letters) -> Iterator[tuple[range, range]]:
    """Stretches that cover both sides in order, each small enough to be aligned as a whole: cut in
    the middle of runs of syllables that are the same in the cheapest edit of the one to the other.
    """
    row = column = 0
    for next_row, next_column in (*_cuts(printed, heard), (len(printed), len(heard))):
        if (next_row - row) * (next_column - column) <= _CELLS:
            yield range(row, next_row), range(column, next_column)
        row, column = next_row, next_column


def _cuts(printed: Letters, heard: Letters) -> list[tuple[int, int]]:
    if len(printed) * len(heard) <= _CELLS:
        return []
    from rapidfuzz.distance import Levenshtein

    sounds = (
        (side.near_initial.astype(np.int64) << 32 | side.near_final).tolist()
        for side in (printed, heard)
    )
    cuts = [(0, 0)]
    for step in Levenshtein.opcodes(*sounds):
        length = step.src_end - step.src_start
        middle = step.src_start + length // 2, step.dest_start + length // 2
        far = max(middle[0] - cuts[-1][0], middle[1] - cuts[-1][1]) >= _BETWEEN_CUTS
        if step.tag == "equal" and length >= _ANCHOR and far:
            cuts.append(middle)
    return cuts[1:]
