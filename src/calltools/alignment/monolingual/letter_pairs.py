"""Which letter of a publication is which letter that was heard.

What was left out or added comes in stretches (comparison.affine); letters that sound alike are
nearly as good as the same.  Long calls are first cut where a run of syllables is the same on either
side, so that time and memory grow with the length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from calltools.alignment.monolingual.letters import Letters
from calltools.arrays import Flags, Ints
from calltools.comparison.affine import Gaps, cheapest_pairs

NEAR_SOUND = 4
"""Costs up to this one are of letters that may be one spoken word."""
_OTHER = 11  # cost of another letter; less than to leave both out
_OPEN = 6  # cost to begin a stretch left out; not measured
_GAP = 5  # cost of each letter left out; not measured
_EDGE = 3
"""What edges of utterances that coincide are worth."""

_CELLS = 2_000_000
"""Table cells below which a stretch is aligned as a whole: some 24 MB."""
_ANCHOR = 6
"""Syllables in a row that are the same on either side by no chance."""
_BETWEEN_CUTS = 200  # letters, at least; not measured


@dataclass(frozen=True, slots=True)
class Pairs:
    """For each printed letter the heard one that stands for it (-1: none), and the cost of that
    pair (0: the same character)."""

    partner: Ints
    cost: Ints

    @property
    def is_alike(self) -> Flags:
        """Printed letters that were heard, as far as sounds tell."""
        alike: Flags = (self.partner >= 0) & (self.cost <= NEAR_SOUND)
        return alike

    def backward(self, heard: int) -> Ints:
        """For each of ``heard`` letters the printed one that it stands for, or -1."""
        back = np.full(heard, -1, np.int32)
        paired = np.flatnonzero(self.partner >= 0)
        back[self.partner[paired]] = paired
        return back


def pair(printed: Letters, heard: Letters) -> Pairs:
    """The cheapest alignment of the two, in order."""
    stretches = _stretches(printed, heard)
    partner = np.concatenate([_partners(printed, heard, *ranges) for ranges in stretches])
    cost = np.zeros(len(printed), np.int32)
    paired = np.flatnonzero(partner >= 0)
    cost[paired] = _sound_costs(printed, heard, paired, partner[paired])
    return Pairs(partner, cost)


def _sound_costs(printed: Letters, heard: Letters, rows: Ints, columns: Ints) -> Ints:
    """What it costs to take the letters ``columns`` for ``rows``; shapes are broadcast."""
    alike = [
        ours[rows] == theirs[columns]
        for ours, theirs in zip(printed.sounds, heard.sounds, strict=True)
    ]
    costs: Ints = np.select(
        alike, [np.int32(0), np.int32(2), np.int32(NEAR_SOUND)], np.int32(_OTHER)
    )
    return costs


def _partners(printed: Letters, heard: Letters, rows: range, columns: range) -> Ints:
    """For each letter of ``rows`` its partner among ``columns``, or -1: so all where there are too
    many to be told apart."""
    partner = np.full(len(rows), -1, np.int32)
    if not 0 < len(rows) * len(columns) <= _CELLS:
        return partner
    row, column = (np.arange(side.start, side.stop) for side in (rows, columns))
    costs = _sound_costs(printed, heard, row[:, None], column)
    costs -= _EDGE * (printed.first[row, None] & heard.first[column]).astype(np.int32)
    costs -= _EDGE * (printed.last[row, None] & heard.last[column]).astype(np.int32)
    gaps = Gaps(
        rows=np.full(len(rows), _GAP),
        columns=np.full(len(columns), _GAP),
        begin_rows=np.full(len(rows), _OPEN),
        begin=_OPEN,
    )
    for at, other in cheapest_pairs(costs, gaps):
        partner[at] = columns.start + other
    return partner


def _stretches(printed: Letters, heard: Letters) -> Iterator[tuple[range, range]]:
    """Stretches that cover both sides in order; those of long calls are cut in the middle of runs
    of syllables that are the same in the cheapest edit of the one to the other."""
    from rapidfuzz.distance import Levenshtein

    row = column = 0
    if len(printed) * len(heard) > _CELLS:
        for step in Levenshtein.opcodes(*(side.sounds[-1].tolist() for side in (printed, heard))):
            length = step.src_end - step.src_start
            at, other = step.src_start + length // 2, step.dest_start + length // 2
            far = max(at - row, other - column) >= _BETWEEN_CUTS
            if step.tag == "equal" and length >= _ANCHOR and far:
                yield range(row, at), range(column, other)
                row, column = at, other
    yield range(row, len(printed)), range(column, len(heard))
