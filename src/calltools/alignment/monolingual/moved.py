"""Stretches that were heard elsewhere than they are printed, as where two speak at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from calltools.alignment.monolingual.letters import Letters
from calltools.alignment.monolingual.pairs import NEAR_SOUND, Pairs, align, sound_costs

_SHORTEST = 3
_NEAREST = 150
"""How many letters away, some half a minute of talk."""
_ALIKE = 0.7


def with_moved(pairs: Pairs, printed: Letters, heard: Letters) -> Pairs:
    """``pairs`` with more: stretches without a counterpart on either side that sound alike and
    stand near each other."""
    partner, cost, moved = pairs.partner.copy(), pairs.cost.copy(), pairs.moved.copy()
    alike = pairs.is_alike
    free = np.ones(len(heard), np.bool_)
    free[partner[alike]] = False
    # Where in the heard text each printed letter stands, by the last one that has a partner.
    place = np.maximum.accumulate(np.where(alike, partner, 0)) if len(partner) else partner
    for rows in _runs(~alike):
        for columns in _runs_near(free, int(place[rows.start])):
            found = align(printed, heard, rows, columns)
            paired = np.flatnonzero(found >= 0)
            costs = sound_costs(printed, heard, paired + rows.start, found[paired])
            good = costs <= NEAR_SOUND
            shorter = min(len(rows), len(columns))
            if good.sum() < max(_SHORTEST, _ALIKE * shorter):
                continue
            taken = paired[good] + rows.start
            partner[taken], cost[taken], moved[taken] = found[paired][good], costs[good], True
            free[found[paired][good]] = False
            break
    replaced = (partner >= 0) & ~moved & np.isin(partner, partner[moved])
    partner[replaced] = -1
    return Pairs(partner, cost, moved)


def _runs(flags: NDArray[np.bool_], begin: int = 0) -> Iterator[range]:
    """Stretches of true flags that are not too short; places count from ``begin``."""
    edges = np.flatnonzero(np.diff(flags, prepend=False, append=False)) + begin
    for start, stop in edges.reshape(-1, 2).tolist():
        if stop - start >= _SHORTEST:
            yield range(start, stop)


def _runs_near(free: NDArray[np.bool_], place: int) -> list[range]:
    """Free stretches about ``place``, the nearest first."""
    begin = max(0, place - _NEAREST)
    runs = _runs(free[begin : place + _NEAREST], begin)
    return sorted(runs, key=lambda run: abs(run.start - place))
