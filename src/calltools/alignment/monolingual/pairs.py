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

_SHORTEST_MOVED = 3
_FARTHEST_MOVED = 150
"""How many letters away, some half a minute of talk."""
_ALIKE_MOVED = 0.7


@dataclass(frozen=True, slots=True)
class Pairs:
    """For each printed letter the heard one that stands for it (-1: none), and the cost of that
    pair (0: the same character).  ``moved`` marks pairs that were found outside the order."""

    partner: Ints
    cost: Ints
    moved: Flags

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
    return Pairs(partner, cost, np.zeros(len(printed), np.bool_))


def _sound_costs(printed: Letters, heard: Letters, rows: Ints, columns: Ints) -> Ints:
    """What it costs to take the letters ``columns`` for ``rows``; shapes are broadcast."""
    near = printed.near[rows] == heard.near[columns]
    initial, final = near[..., 0], near[..., 1]
    same = (printed.sound[rows] == heard.sound[columns]).all(axis=-1)
    equal = printed.char[rows] == heard.char[columns]
    half = (initial & (printed.sound[rows, 0] > 0)) | final
    costs: Ints = np.select(
        [equal, same, initial & final, half],
        [np.int32(0), np.int32(SAME_SOUND), np.int32(NEAR_SOUND), np.int32(_HALF)],
        np.int32(_OTHER),
    )
    return costs


def _partners(printed: Letters, heard: Letters, rows: range, columns: range) -> Ints:
    """For each letter of ``rows`` its partner among ``columns``, or -1."""
    partner = np.full(len(rows), -1, np.int32)
    if not rows or not columns:
        return partner
    row, column = (np.arange(side.start, side.stop) for side in (rows, columns))
    costs = _sound_costs(printed, heard, row[:, None], column)
    costs -= _EDGE * (printed.first[row, None] & heard.first[column]).astype(np.int32)
    costs -= _EDGE * (printed.last[row, None] & heard.last[column]).astype(np.int32)
    gaps = Gaps(
        rows=np.where(printed.filler[row], _FILLER_GAP, _GAP),
        columns=np.where(heard.filler[column], _FILLER_GAP, _GAP),
        begin_rows=np.full(len(rows), _OPEN),
        begin=_OPEN,
    )
    for at, other in cheapest_pairs(costs, gaps):
        partner[at] = columns.start + other
    return partner


def _stretches(printed: Letters, heard: Letters) -> Iterator[tuple[range, range]]:
    """Stretches that cover both sides in order, each small enough to be aligned as a whole: cut in
    the middle of runs of syllables that are the same in the cheapest edit of the one to the other.

    One that is too long all the same stays without partners.
    """
    row = column = 0
    for next_row, next_column in (*_cuts(printed, heard), (len(printed), len(heard))):
        rows, columns = range(row, next_row), range(column, next_column)
        yield rows, columns if len(rows) * len(columns) <= _CELLS else range(0)
        row, column = next_row, next_column


def _cuts(printed: Letters, heard: Letters) -> list[tuple[int, int]]:
    if len(printed) * len(heard) <= _CELLS:
        return []
    from rapidfuzz.distance import Levenshtein

    sounds = ((s.near[:, 0].astype(np.int64) << 32 | s.near[:, 1]) for s in (printed, heard))
    cuts = [(0, 0)]
    for step in Levenshtein.opcodes(*(side.tolist() for side in sounds)):
        length = step.src_end - step.src_start
        middle = step.src_start + length // 2, step.dest_start + length // 2
        far = max(middle[0] - cuts[-1][0], middle[1] - cuts[-1][1]) >= _BETWEEN_CUTS
        if step.tag == "equal" and length >= _ANCHOR and far:
            cuts.append(middle)
    return cuts[1:]


def with_moved(pairs: Pairs, printed: Letters, heard: Letters) -> Pairs:
    """``pairs`` with stretches that were heard elsewhere than they are printed, as where two speak
    at once: those without a counterpart on either side that sound alike and stand near."""
    partner, cost, moved = pairs.partner.copy(), pairs.cost.copy(), pairs.moved.copy()
    alike = pairs.is_alike
    free = np.ones(len(heard), np.bool_)
    free[partner[alike]] = False
    # Where in the heard text each printed letter stands, by the last one that has a partner.
    place = np.maximum.accumulate(np.where(alike, partner, 0)) if len(partner) else partner
    for rows in _runs(~alike):
        for columns in _runs_near(free, int(place[rows.start])):
            others = _partners(printed, heard, rows, columns)
            at = np.flatnonzero(others >= 0)
            costs = _sound_costs(printed, heard, at + rows.start, others[at])
            good = costs <= NEAR_SOUND
            if good.sum() < max(_SHORTEST_MOVED, _ALIKE_MOVED * min(len(rows), len(columns))):
                continue
            taken, places = at[good] + rows.start, others[at][good]
            partner[taken], cost[taken], moved[taken] = places, costs[good], True
            free[places] = False
            break
    replaced = (partner >= 0) & ~moved & np.isin(partner, partner[moved])
    partner[replaced] = -1
    return Pairs(partner, cost, moved)


def _runs(flags: Flags, begin: int = 0) -> Iterator[range]:
    """Stretches of true flags that are not too short; places count from ``begin``."""
    edges = np.flatnonzero(np.diff(flags, prepend=False, append=False)) + begin
    for start, stop in edges.reshape(-1, 2).tolist():
        if stop - start >= _SHORTEST_MOVED:
            yield range(start, stop)


def _runs_near(free: Flags, place: int) -> list[range]:
    """Free stretches about ``place``, the nearest first."""
    begin = max(0, place - _FARTHEST_MOVED)
    runs = _runs(free[begin : place + _FARTHEST_MOVED], begin)
    return sorted(runs, key=lambda run: abs(run.start - place))
