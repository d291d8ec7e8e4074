"""Turns of one transcript cut out of the running text, with the way back to their code points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calltools.language.sentences import Language
from calltools.quotations.corpus import Entry
from calltools.quotations.locating.index import Hits, Layer
from calltools.quotations.symbols import Numbers, symbols

_LONGEST = 6000
_BESIDE = 0.5


@dataclass(frozen=True, slots=True)
class TurnWindow:
    """Turns of one transcript, running on: ``codes`` with the turn of each.

    ``offsets`` is, for each symbol, its number in its turn.
    """

    entry: Entry
    language: Language
    codes: Numbers
    turns: Numbers
    offsets: Numbers
    first: int = 0

    @classmethod
    def around(cls, layer: Layer, number: int, start: int, end: int) -> TurnWindow:
        """The whole turns that ``start`` to ``end`` of the running text touch."""
        low, high = layer.turns_at(np.array([start, end - 1]))
        return cls._of_turns(layer, number, np.arange(low, high + 1))

    @classmethod
    def of_entry(cls, layer: Layer, number: int, hits: Hits) -> TurnWindow:
        """The turns of a transcript; of a long one those where the quotation's grams stand."""
        low, high = int(layer.entry_first[number]), int(layer.entry_first[number + 1])
        turns = np.arange(low, high)
        sizes = np.diff(layer.turn_first[low : high + 1])
        if sizes.sum() > _LONGEST:
            at = layer.turns_at(hits.positions)
            inside = (at >= low) & (at < high)
            numbers = at[inside] - low
            weights = np.bincount(numbers, hits.weights[inside], len(turns)).astype(np.float64)
            # A short turn between two that fit is wanted as well.
            weights[1:-1] += _BESIDE * (weights[:-2] + weights[2:])
            best = np.argsort(-weights, kind="stable")
            turns = np.sort(low + best[np.cumsum(sizes[best]) <= _LONGEST])
        return cls._of_turns(layer, number, turns)

    @classmethod
    def _of_turns(cls, layer: Layer, number: int, turns: Numbers) -> TurnWindow:
        starts, ends = layer.turn_first[turns], layer.turn_first[turns + 1]
        sizes = ends - starts
        offsets = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        codes = layer.codes[np.repeat(starts, sizes) + offsets].astype(np.int64)
        local = np.repeat(turns - layer.entry_first[number], sizes)
        entry = layer.entries[number]
        kept = codes > 0
        first = int(starts[0]) if len(starts) else 0
        return cls(entry, layer.language, codes[kept], local[kept], offsets[kept], first)

    def span(self, low: int, high: int) -> tuple[int, int, int]:
        """The turn of the symbols ``low`` to ``high``, and the code points they cover in it."""
        turn = int(self.turns[low])
        folded = symbols(self.entry.turns[turn].text, self.language)
        start, end = self.offsets[low], self.offsets[high - 1]
        return turn, int(folded.starts[start]), int(folded.ends[end])

    def words(self, which: Numbers) -> list[str]:
        """The words at ``which`` places of the window, in small letters."""
        turns = np.unique(self.turns)
        text = "\n".join(self.entry.turns[turn].text for turn in turns)
        folded = symbols(text, self.language)
        return [
            text[start:end].casefold()
            for start, end in zip(folded.starts[which], folded.ends[which], strict=True)
        ]
