"""An index over all transcripts: where any run of characters (Chinese) or words (English) stands.

The texts of one language run on in one array of symbols.  Its positions are sorted by the three
symbols that follow (a suffix array cut off at depth three; Manber and Myers 1993), so that all
places of one, two or three symbols lie side by side and are found by bisection.  For N symbols it
takes about 20 N bytes, and time in proportion to N but for the sorting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from calltools.language.sentences import Language
from calltools.quotations.corpus import Corpus, Entry
from calltools.quotations.locating.window import TurnWindow
from calltools.quotations.symbols import BITS, Numbers, is_chinese, symbols

DEPTH = 3  # runs of up to three symbols are indexed
_BUDGET = 6_000
"""How many places of single grams are looked at for one quotation; the rarest grams first."""
_LONGEST, _BESIDE = 6_000, 0.5
"""Symbols of a transcript that a quotation is laid over, and the share of its neighbours' weight
that a turn has."""

_Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Hits:
    """Places where grams of a quotation stand: position in the running text, gram, its weight."""

    positions: Numbers
    grams: Numbers
    weights: NDArray[np.float64]


@dataclass(frozen=True)
class Layer:
    """The transcripts of one language.

    ``codes`` are the symbols of all turns, with a 0 after each transcript; turn ``t`` (counted
    over all transcripts) has ``codes[turn_first[t]:turn_first[t + 1]]``, and transcript ``e`` the
    turns ``entry_first[e]`` to ``entry_first[e + 1]``.
    """

    language: Language
    entries: tuple[Entry, ...]
    codes: NDArray[np.uint32]
    turn_first: Numbers
    entry_first: Numbers
    order: NDArray[np.uint32]
    keys: _Keys

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The transcripts' places in ``entries`` by their ids."""
        return {entry.id: number for number, entry in enumerate(self.entries)}

    @cached_property
    def _begins(self) -> Numbers:
        return self.turn_first[self.entry_first]

    def entries_at(self, positions: Numbers) -> Numbers:
        """The transcripts in which ``positions`` of the running text lie."""
        return np.searchsorted(self._begins, positions, side="right") - 1

    def turns_at(self, positions: Numbers) -> Numbers:
        """The turns, counted over all transcripts, in which ``positions`` lie."""
        return np.searchsorted(self.turn_first, positions, side="right") - 1

    def exact(self, codes: Numbers) -> Numbers:
        """Where all of ``codes`` (at least one) stand one after the other: positions in order."""
        low, high = self._ranges(codes)
        depth = min(DEPTH, len(codes)) - 1
        at = int(np.argmin((high - low)[depth, : len(codes) - depth]))
        found = self.order[low[depth, at] : high[depth, at]].astype(np.int64) - at
        found = found[(found >= 0) & (found + len(codes) <= len(self.codes))]
        for offset, code in enumerate(codes):
            found = found[self.codes[found + offset] == code]
        return np.sort(found)

    def hits(self, codes: Numbers) -> Hits:
        """Where grams of ``codes`` stand, the rarest first, up to a fixed number of places.

        A gram of two symbols weighs log(N / places), one of three adds what it is rarer; one of a
        single symbol, which others may say by chance, weighs half.
        """
        low, high = self._ranges(codes)
        counts = high - low
        size = max(len(self.codes), 2)
        weight = np.log(size / np.maximum(counts, 1))
        weight[2] -= weight[1]
        weight[0] /= 2
        depth, at = np.nonzero(counts)
        rarest = np.lexsort((at, depth, counts[depth, at]))
        depth, at = depth[rarest], at[rarest]
        sizes = np.minimum(counts[depth, at], _BUDGET)
        kept = max(int(np.searchsorted(np.cumsum(sizes), _BUDGET, side="right")), 1)
        depth, at, sizes = depth[:kept], at[:kept], sizes[:kept]
        places = [
            self.order[first : first + size]
            for first, size in zip(low[depth, at], sizes, strict=True)
        ]
        return Hits(
            np.concatenate([np.zeros(0, dtype=np.int64), *places]).astype(np.int64),
            np.repeat(np.arange(len(sizes)), sizes),
            np.repeat(weight[depth, at], sizes),
        )

    def best_entries(self, hits: Hits, limit: int) -> list[tuple[int, float]]:
        """Transcripts with the most of a quotation's grams, each counted once, and the weight."""
        if not len(hits.positions):
            return []
        width = int(hits.grams.max()) + 1
        entries = self.entries_at(hits.positions)
        _, first = np.unique(entries * width + hits.grams, return_index=True)
        numbers, which = np.unique(entries[first], return_inverse=True)
        sums = np.bincount(which, hits.weights[first])
        best = np.argsort(-sums, kind="stable")[:limit]
        return [(int(numbers[i]), float(sums[i])) for i in best]

    def window(self, number: int, hits: Hits) -> TurnWindow:
        """The turns of a transcript; of a long one those where the quotation's grams stand."""
        low, high = int(self.entry_first[number]), int(self.entry_first[number + 1])
        turns = np.arange(high - low)
        sizes = np.diff(self.turn_first[low : high + 1])
        if sizes.sum() > _LONGEST:
            at = self.turns_at(hits.positions) - low
            inside = (at >= 0) & (at < len(turns))
            weights = np.bincount(at[inside], hits.weights[inside], len(turns)).astype(np.float64)
            # A short turn between two that fit is wanted as well.
            weights[1:-1] += _BESIDE * (weights[:-2] + weights[2:])
            best = np.argsort(-weights, kind="stable")
            turns = np.sort(best[np.cumsum(sizes[best]) <= _LONGEST])
        return TurnWindow.of(self.entries[number], turns.tolist(), self.language)

    def _ranges(self, codes: Numbers) -> tuple[Numbers, Numbers]:
        """For each depth and position of ``codes`` the range of ``order`` with that gram.

        Where fewer symbols are left than the depth asks for, the range is empty.
        """
        padded = np.concatenate((codes, [0, 0])).astype(np.uint64)
        ones, two, three = (padded[n : n + len(codes)] for n in range(DEPTH))
        bits = np.uint64(BITS)
        first = ones << (bits * np.uint64(2))
        second = first | (two << bits)
        starts = np.stack((first, second, second | three))
        steps = np.array([1 << 2 * BITS, 1 << BITS, 1], dtype=np.uint64)[:, None]
        low = np.searchsorted(self.keys, starts)
        high = np.searchsorted(self.keys, starts + steps)
        for depth in range(1, DEPTH):
            high[depth, max(len(codes) - depth, 0) :] = low[depth, max(len(codes) - depth, 0) :]
        return low, high


@dataclass(frozen=True)
class Index:
    """The layers by language, zh and en; either may be empty."""

    corpus: Corpus
    layers: Mapping[Language, Layer]


def build_index(corpus: Corpus) -> Index:
    """The index of all transcripts; their language is told by their words."""
    by_language: dict[Language, list[Entry]] = {"zh": [], "en": []}
    for entry in corpus.entries:
        by_language[language_of(entry)].append(entry)
    return Index(corpus, {name: _layer(name, found) for name, found in by_language.items()})


def language_of(entry: Entry) -> Language:
    """zh or en, by the words of the turns; where there are none, as the transcript says."""
    text = "".join(turn.text for turn in entry.turns)
    if not any(map(str.isalpha, text)):
        return "zh" if entry.language.startswith("zh") else "en"
    return "zh" if is_chinese(text) else "en"


def _layer(language: Language, entries: Iterable[Entry]) -> Layer:
    kept = tuple(entries)
    codes: list[NDArray[np.uint32]] = []
    turn_first: list[Numbers] = []
    entry_first = [0]
    size = 0
    for entry in kept:
        lengths = np.array([len(turn.text) + 1 for turn in entry.turns], dtype=np.int64)
        folded = symbols("\n".join(turn.text for turn in entry.turns), language)
        begins = np.concatenate(([0], np.cumsum(lengths)[:-1])) if len(lengths) else lengths
        turn_first.append(size + np.searchsorted(folded.starts, begins))
        codes += [folded.codes.astype(np.uint32), np.zeros(1, dtype=np.uint32)]
        size += len(folded) + 1
        entry_first.append(entry_first[-1] + len(entry.turns))
    running = np.concatenate(codes) if codes else np.zeros(0, dtype=np.uint32)
    keys = _keys(running)
    order = np.argsort(keys, kind="stable").astype(np.uint32)
    firsts = [*turn_first, np.array([size], dtype=np.int64)]
    return Layer(
        language=language,
        entries=kept,
        codes=running,
        turn_first=np.concatenate(firsts),
        entry_first=np.array(entry_first, dtype=np.int64),
        order=order,
        keys=keys[order],
    )


def _keys(codes: NDArray[np.uint32]) -> _Keys:
    keys = np.zeros(len(codes), dtype=np.uint64)
    for offset in range(DEPTH):
        keys <<= np.uint64(BITS)
        keys[: len(codes) - offset] |= codes[offset:]
    return keys
