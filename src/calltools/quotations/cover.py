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
    costs: Costs, turns: NDArray[np.int64], breaks: Sequence[float], missing: Sequence[float]
) -> list[Cover]:
    """The cheapest covers of a quotation, several where they cost the same.

    ``costs`` (m × n) is what it costs to take symbol j of the text for symbol i of the quotation,
    ``turns`` the turn of each symbol of the text, ``breaks`` the price of going on elsewhere
    before symbol i, ``missing`` what it costs to leave symbol i without a source.
    """
    made = _forward(costs, turns, breaks, missing)
    last = made[-1]
    ends = np.flatnonzero(last <= last.min() + _TIED)
    # Leaving the last symbols of the quotation out costs the same wherever it is done.
    found = [
        Cover(_trace(made, costs, turns, breaks, int(end)), float(last[end]))
        for end in ends[:_PLACES]
    ]
    unique = {_places(cover): cover for cover in found if cover.pieces}
    return sorted(unique.values(), key=lambda cover: _spread(cover, turns))


def _forward(
    costs: Costs, turns: NDArray[np.int64], breaks: Sequence[float], missing: Sequence[float]
) -> NDArray[np.float32]:
    """Least costs by symbols quoted and place in the text, where the place was just reached.

    Row i column j: i symbols are laid, the last of them before or at place j of the text.
    """
    m, n = costs.shape
    made = np.zeros((m + 1, n + 1), dtype=np.float32)
    moves = _Moves(turns)
    for i in range(m):
        before = made[i] if i == 0 else moves.onward(made[i], breaks[i])
        row = made[i + 1]
        row[:] = before + missing[i]
        np.minimum(row[1:], before[:-1] + costs[i] + moves.crossing, out=row[1:])
    return made


class _Moves:
    """Going on from where a symbol was laid: leaving words out, or to another place."""

    def __init__(self, turns: NDArray[np.int64]) -> None:
        places = self.places = np.concatenate((turns[:1], turns))
        self.crossing = (CROSSING * (np.diff(places) > 0)).astype(np.float32)
        crossed = np.concatenate(([0.0], np.cumsum(self.crossing)))
        self.along = (SKIP * np.arange(len(places)) + crossed).astype(np.float32)
        # A step down from turn to turn that no cost reaches keeps minima within their turn.
        self.fall = ((places - places[0]) * 1e4).astype(np.float64)

    def onward(self, row: NDArray[np.float32], price: float) -> NDArray[np.float32]:
        """The least cost of standing at each place before the next symbol is laid."""
        best: Costs = np.minimum.accumulate(row - self.along) + self.along
        within = np.minimum.accumulate(row - self.fall) + self.fall + LONGEST_SKIP
        np.minimum(best, within, out=best, casting="same_kind")
        np.minimum(best, row.min() + np.float32(price), out=best)
        return best

    def origin(self, row: NDArray[np.float32], place: int, price: float) -> tuple[int, bool]:
        """From where ``place`` was reached after ``row``, and whether by going elsewhere.

        Of places that cost the same the one in the nearest turn is taken.
        """
        along = row[: place + 1] + (self.along[place] - self.along[: place + 1])
        near = int(place - np.argmin(along[::-1]))
        turn = self.places[place]
        first = int(np.searchsorted(self.places[: place + 1], turn))
        within = first + int(np.argmin(row[first : place + 1]))
        lowest = float(row.min())
        same = np.flatnonzero(row <= lowest + _TIED)
        elsewhere = int(same[np.argmin(np.abs(self.places[same] - turn))])
        options = (
            (float(along[near]), near, False),
            (float(row[within]) + LONGEST_SKIP, within, False),
            (lowest + price, elsewhere, True),
        )
        _, origin, jumped = min(options, key=lambda option: round(option[0], 3))
        return origin, jumped


def _trace(
    made: NDArray[np.float32],
    costs: Costs,
    turns: NDArray[np.int64],
    breaks: Sequence[float],
    end: int,
) -> tuple[tuple[Step, ...], ...]:
    """The steps that led to ``end`` in the last row, in pieces."""
    pieces: list[list[Step]] = [[]]
    place = end
    moves = _Moves(turns)
    for i in range(len(costs) - 1, -1, -1):
        before = made[i] if i == 0 else moves.onward(made[i], breaks[i])
        value = made[i + 1][place]
        if place:
            taken = before[place - 1] + costs[i, place - 1] + moves.crossing[place - 1]
            if abs(taken - value) <= _TIED:
                pieces[-1].append(Step(i, place - 1, float(costs[i, place - 1])))
                place -= 1
        if i:
            place, jumped = moves.origin(made[i], place, breaks[i])
            if jumped:
                pieces.append([])
    return tuple(tuple(reversed(piece)) for piece in reversed(pieces) if piece)


def _places(cover: Cover) -> tuple[int, ...]:
    return tuple(step.source for piece in cover.pieces for step in piece)


def _spread(cover: Cover, turns: NDArray[np.int64]) -> int:
    touched = [int(turns[source]) for source in _places(cover)]
    return sum(abs(a - b) for a, b in pairwise(touched))
