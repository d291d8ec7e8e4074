"""A quotation laid over the turns of one transcript, in as few and as faithful pieces as can be.

Dynamic programming over quotation and running text as in an edit distance (Wagner and Fischer
1974), with one move more: going on elsewhere for a price, cheap where the quotation has an
ellipsis.  So one computation covers exact, edited, elided, stitched and reordered quotations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from calltools.quotations.symbols import Numbers

Costs = NDArray[np.float32]

UNQUOTED = 1.0
"""Of a symbol of the quotation that the transcript does not have."""
SKIP, LONGEST_SKIP = 0.3, 1.5
"""Of a symbol left out in the same turn, and of any number of them."""
CROSSING = 1.2
"""Of running on from one turn into the next."""
_TIED = 1e-4
_PLACES = 8


class Step(NamedTuple):
    """Symbol ``quoted`` of the quotation stands, at a cost, for symbol ``source`` of the text."""

    quoted: int
    source: int
    cost: float


@dataclass(frozen=True, slots=True)
class Cover:
    """Pieces of the quotation and where they stand, in quoted order; ``cost`` as defined here."""

    pieces: tuple[tuple[Step, ...], ...]
    cost: float


def covers(
    costs: Costs, turns: Numbers, breaks: Sequence[float], missing: Sequence[float]
) -> list[Cover]:
    """The cheapest covers of a quotation, several where they cost the same.

    ``costs`` (m × n) is what it costs to take symbol j of the text for symbol i of the quotation,
    ``turns`` the turn of each symbol of the text, ``breaks`` the price of going on elsewhere
    before symbol i, ``missing`` what it costs to leave symbol i without a source.
    """
    if not costs.size:
        return []
    table = _Table(costs, turns, breaks, missing)
    last = table.made[-1]
    ends = np.flatnonzero(last <= last.min() + _TIED)
    found = [Cover(table.trace(int(end)), float(last[end])) for end in ends[:_PLACES]]
    found.sort(key=lambda cover: (_spread(cover, turns), _length(cover)))
    return list({_matched(cover): cover for cover in reversed(found)}.values())[::-1]


class _Table:
    """Least costs.  ``made[i, j]``: i symbols are laid, the last place passed in the text is j;
    ``ready[i, j]``: symbol i is about to be laid at place j.

    A start is free anywhere; what stands before it in the quotation is missing.
    """

    def __init__(
        self, costs: Costs, turns: Numbers, breaks: Sequence[float], missing: Sequence[float]
    ) -> None:
        self.costs, self.turns, self.breaks = costs, turns, breaks
        self.missed = np.concatenate(([0.0], np.cumsum(missing)))
        places = np.arange(len(turns))
        crossed = CROSSING * np.concatenate(([0.0], np.cumsum(np.diff(turns) > 0)))
        self.along = (SKIP * places + crossed).astype(np.float32)
        # A step from turn to turn that no cost reaches keeps least costs within their turn.
        self.apart = 1e4 * (turns - turns[0])
        self.made = np.full((len(costs) + 1, len(turns)), np.inf, dtype=np.float32)
        self.ready = np.empty_like(costs)
        for i, row in enumerate(costs):
            self._get_ready(i, self.ready[i])
            np.minimum(self.ready[i] + row, self.made[i] + missing[i], out=self.made[i + 1])

    def _get_ready(self, i: int, best: Costs) -> None:
        """The least cost of being about to lay symbol ``i`` at each place, into ``best``."""
        best[:] = self.missed[i]
        if i:
            row = self.made[i]
            onward = np.minimum.accumulate(row - self.along)[:-1] + self.along[1:] - SKIP
            within = np.minimum.accumulate(row - self.apart)[:-1] + self.apart[1:] + LONGEST_SKIP
            np.minimum(best[1:], onward, out=best[1:])
            np.minimum(best[1:], within, out=best[1:], casting="same_kind")
            np.minimum(best, row.min() + np.float32(self.breaks[i]), out=best)

    def trace(self, place: int) -> tuple[tuple[Step, ...], ...]:
        """The steps that led to ``place`` in the last row, in pieces."""
        pieces: list[list[Step]] = [[]]
        for i in range(len(self.costs) - 1, -1, -1):
            ready, cost = self.ready[i, place], float(self.costs[i, place])
            if ready + cost > self.made[i + 1, place] + _TIED:
                continue
            pieces[-1].append(Step(i, place, cost))
            if ready >= self.missed[i] - _TIED:
                break
            place, jumped = self._origin(i, place)
            if jumped:
                pieces.append([])
        return tuple(tuple(reversed(piece)) for piece in reversed(pieces) if piece)

    def _origin(self, i: int, place: int) -> tuple[int, bool]:
        """The place before ``place``, where symbol ``i`` is laid, and whether it is elsewhere.

        Of places that cost the same the one in the nearest turn is taken.
        """
        row, turn = self.made[i], self.turns[place]
        if place and turn == self.turns[place - 1] and row[place - 1] <= self.ready[i, place]:
            return place - 1, False
        lowest = float(row.min())
        same = np.flatnonzero(row <= lowest + _TIED)
        elsewhere = int(same[np.argmin(np.abs(self.turns[same] - turn))])
        options = [(lowest + self.breaks[i], elsewhere, True)]
        if place:
            onward = row[:place] + (self.along[place] - self.along[:place]) - SKIP
            near = place - 1 - int(np.argmin(onward[::-1]))
            options.append((float(onward[near]), near, False))
            first = int(np.searchsorted(self.turns[:place], turn))
            if first < place:
                within = first + int(np.argmin(row[first:place]))
                options.append((float(row[within]) + LONGEST_SKIP, within, False))
        _, origin, jumped = min(options, key=lambda option: (round(option[0], 3), option[2]))
        return origin, jumped


def _matched(cover: Cover) -> tuple[int, ...]:
    """The places whose symbols are the quotation's, or nearly: what is replaced may differ."""
    return tuple(step.source for piece in cover.pieces for step in piece if step.cost < UNQUOTED)


def _spread(cover: Cover, turns: Numbers) -> int:
    """How many turns lie between the places, one after the other."""
    touched = [int(turns[step.source]) for piece in cover.pieces for step in piece]
    return sum(abs(a - b) for a, b in pairwise(touched))


def _length(cover: Cover) -> int:
    return sum(piece[-1].source - piece[0].source for piece in cover.pieces)
