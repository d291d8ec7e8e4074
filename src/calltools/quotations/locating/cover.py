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
_TIED = 1e-4  # rounding: costs so near are equal
_PLACES = 8  # covers of equal cost that are kept; not measured


class SymbolPair(NamedTuple):
    """Symbol ``quoted`` of the quotation stands, at a cost, for symbol ``source`` of the text."""

    quoted: int
    source: int
    cost: float


@dataclass(frozen=True, slots=True)
class Cover:
    """Pieces of the quotation and where they stand, in quoted order; ``cost`` as defined here."""

    pieces: tuple[tuple[SymbolPair, ...], ...]
    cost: float


@dataclass(frozen=True, slots=True)
class Prices:
    """What is paid at each symbol of a quotation for going on elsewhere before it, and for running
    on from one turn into the next."""

    elsewhere: Sequence[float]
    crossing: Sequence[float]

    def part(self, start: int, end: int) -> Prices:
        """The prices of the symbols ``start`` to ``end``."""
        return Prices(self.elsewhere[start:end], self.crossing[start:end])


def covers(costs: Costs, turns: Numbers, prices: Prices) -> list[Cover]:
    """The cheapest covers with at least one step, several where they cost the same.

    ``costs`` (m × n) is what it costs to take symbol j of the text for symbol i of the quotation,
    ``turns`` the turn of each symbol of the text.
    """
    if not costs.size:
        return []
    table = _Table(costs, turns, prices)
    last = table.made[-1]
    ends = np.flatnonzero(last <= last.min() + _TIED)
    found = [Cover(table.trace(int(end)), float(last[end])) for end in ends[:_PLACES]]
    found.sort(key=lambda cover: (_spread(cover, turns), -sum(map(len, cover.pieces))))
    return list({_matched(cover): cover for cover in reversed(found)}.values())[::-1]


class _Table:
    """Least costs.  ``made[i, j]``: i symbols are laid, the last place passed in the text is j;
    ``ready[i, j]``: symbol i is about to be laid at place j.

    A start is free anywhere; what stands before it in the quotation is missing.
    """

    def __init__(self, costs: Costs, turns: Numbers, prices: Prices) -> None:
        self.costs, self.turns, self.prices = costs, turns, prices
        self.skipped = (SKIP * np.arange(len(turns))).astype(np.float32)
        self.crossed = np.concatenate(([0.0], np.cumsum(np.diff(turns) > 0))).astype(np.float32)
        # A step from turn to turn that no cost reaches keeps least costs within their turn.
        self.apart = 1e4 * (turns - turns[0])
        self.made = np.full((len(costs) + 1, len(turns)), np.inf, dtype=np.float32)
        self.ready = np.empty_like(costs)
        for i, row in enumerate(costs):
            self._get_ready(i, self.ready[i])
            np.minimum(self.ready[i] + row, self.made[i] + UNQUOTED, out=self.made[i + 1])

    def _get_ready(self, i: int, best: Costs) -> None:
        """The least cost of being about to lay symbol ``i`` at each place, into ``best``."""
        best[:] = UNQUOTED * i
        if i:
            row = self.made[i]
            along = self._along(i)
            onward = np.minimum.accumulate(row - along)[:-1] + along[1:] - SKIP
            within = np.minimum.accumulate(row - self.apart)[:-1] + self.apart[1:] + LONGEST_SKIP
            np.minimum(best[1:], onward, out=best[1:])
            np.minimum(best[1:], within, out=best[1:], casting="same_kind")
            np.minimum(best, row.min() + np.float32(self.prices.elsewhere[i]), out=best)

    def _along(self, i: int) -> Costs:
        """What going on to each place before symbol ``i`` costs, from the first place."""
        along: Costs = self.skipped + np.float32(self.prices.crossing[i]) * self.crossed
        return along

    def trace(self, place: int) -> tuple[tuple[SymbolPair, ...], ...]:
        """The steps that led to ``place`` in the last row, in pieces."""
        pieces: list[list[SymbolPair]] = [[]]
        for i in range(len(self.costs) - 1, -1, -1):
            ready, cost = self.ready[i, place], float(self.costs[i, place])
            if ready + cost > self.made[i + 1, place] + _TIED:
                continue
            pieces[-1].append(SymbolPair(i, place, cost))
            if ready >= UNQUOTED * i - _TIED:
                break
            place, jumped = self._origin(i, place)
            if jumped:
                pieces.append([])
        return tuple(_trimmed(piece[::-1]) for piece in reversed(pieces) if piece)

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
        options = [(lowest + self.prices.elsewhere[i], elsewhere, True)]
        if place:
            along = self._along(i)
            onward = row[:place] + (along[place] - along[:place]) - SKIP
            near = place - 1 - int(np.argmin(onward[::-1]))
            options.append((float(onward[near]), near, False))
            first = int(np.searchsorted(self.turns[:place], turn))
            if first < place:
                within = first + int(np.argmin(row[first:place]))
                options.append((float(row[within]) + LONGEST_SKIP, within, False))
        _, origin, jumped = min(options, key=lambda option: (round(option[0], 3), option[2]))
        return origin, jumped


def _trimmed(piece: Sequence[SymbolPair]) -> tuple[SymbolPair, ...]:
    """``piece`` with at most one replaced symbol at each edge; more is chance."""
    laid = [n for n, step in enumerate(piece) if step.cost < UNQUOTED]
    return tuple(piece[max(laid[0] - 1, 0) : laid[-1] + 2]) if laid else tuple(piece)


def _matched(cover: Cover) -> tuple[int, ...]:
    """The places whose symbols are the quotation's, or nearly: what is replaced may differ."""
    return tuple(step.source for piece in cover.pieces for step in piece if step.cost < UNQUOTED)


def _spread(cover: Cover, turns: Numbers) -> int:
    """How many turns lie between the places, one after the other."""
    touched = [int(turns[step.source]) for piece in cover.pieces for step in piece]
    return sum(abs(a - b) for a, b in pairwise(touched))
