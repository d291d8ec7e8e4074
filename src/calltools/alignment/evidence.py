"""How well groups of sentences render one another: meaning, words, length, turns and roles.

Everything is symmetric: a group scores the same with the sides exchanged.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

import numpy as np

from calltools.alignment.anchors import SCALE, Band
from calltools.arrays import Flags, Floats, Ints
from calltools.comparison.dictionary import Term
from calltools.logistic import logistic

INTERCEPT, SLOPE = -0.46, 11.76
"""Of the logistic curve from scores of links to confidence."""
UNLINKED = 0.8
"""Confidence that a sentence is rendered by nothing, where that is the best that can be said."""

_SAME_PARTY = 0.25
_LISTENING = 0.3
"""What leaving out a word of listening costs of leaving out a sentence inside a turn: with less,
turns printed as one over it come apart; with more, it is joined to its neighbour (all labelled
links)."""
_LENGTH = 0.3


@dataclass(frozen=True, slots=True)
class Weights:
    """What the kinds of evidence count, beside a cosine."""

    words: float = 0.3
    merge: float = 0.05
    """Cost of each sentence more than one on each side."""
    edge: float = 0.2
    """Cost of a turn that begins or ends on one side only."""
    stray: float = 2.0
    """What a sentence that is off the subject adds to that, beside its distance."""
    role: float = 0.1
    """Cost of a group whose speakers differ, where the roles agree elsewhere."""
    skip: float = 0.06
    """Cost of a turn that is rendered by nothing, or of its first or last sentence."""
    skip_inside: float = 0.2
    """Cost of a sentence inside a turn that is rendered by nothing."""


@dataclass(frozen=True, slots=True)
class Side:
    """The sentences of one language; ``roles`` are "" where unknown."""

    texts: Sequence[str]
    turns: Ints
    roles: Sequence[str]
    terms: Sequence[Sequence[Term]]
    summaries: Flags
    """Which sentences are an editor's summary of what was said."""
    listening: Flags
    """Which sentences only listen (嗯, "mm") while the other party goes on."""
    joint: str
    """What stands between sentences that are read as one."""

    def text(self, sentences: Iterable[int]) -> str:
        """The words of ``sentences`` as one text."""
        return self.joint.join(self.texts[i] for i in sentences)

    def edges(self) -> Floats:
        """How much of a break lies at each position between sentences, 0 to n.

        0 inside a turn, 1 between turns; less where the same party goes on in the next, or behind
        a word of listening.
        """
        triples = zip(*map(pairwise, (self.turns, self.roles, self.listening)), strict=True)
        inner = [
            0.0 if here == there else _SAME_PARTY if (role and role == other) or any(ears) else 1.0
            for (here, there), (role, other), ears in triples
        ]
        return np.array([1.0, *inner, 1.0], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Groups:
    """Vectors of groups of neighbouring sentences, said in one breath.

    ``rows[k, i]`` is the row of the group of ``k`` sentences from ``i``, -1 where there is none;
    the first rows are the sentences themselves.
    """

    rows: Ints
    vectors: Floats

    def between_nothing(self) -> Floats:
        """The vectors of the sentences, with one of zeros before the first and behind the last."""
        return np.pad(self.vectors[: self.rows.shape[1]], ((1, 1), (0, 0)))


@dataclass(frozen=True, slots=True)
class Overlap:
    """Words that translate one another, sentence by sentence, one value for each cell of a band.

    In the cell of ``i`` and ``j`` ``left`` has the weight of the words of ``i`` that ``j`` has,
    ``right`` the converse; ``left_total`` and ``right_total`` weigh all words of a sentence.
    """

    left: Floats
    right: Floats
    left_total: Floats
    right_total: Floats


def overlap(left: Sequence[Sequence[Term]], right: Sequence[Sequence[Term]], band: Band) -> Overlap:
    """The overlap of sentences; a rare word weighs more (inverse document frequency)."""
    start = band.start
    matched_left, matched_right = np.zeros(start[-1]), np.zeros(start[-1])
    left_weights, right_weights = _weights(left, right), _weights(right, left)
    places = _places(right)
    for i, found in enumerate(left):
        first, end = band.low[i], band.low[i] + band.width[i]
        seen = {j for _, keys in found for key in keys for j in _within(places, key, first, end)}
        for j in seen:
            cell = start[i] + j - first
            matched_left[cell] = _matched(found, right[j], left_weights)
            matched_right[cell] = _matched(right[j], found, right_weights)
    return Overlap(
        matched_left,
        matched_right,
        _totals(left, left_weights),
        _totals(right, right_weights),
    )


def _within(places: Mapping[str, list[int]], key: str, first: int, end: int) -> list[int]:
    """The sentences with ``key`` from ``first`` to before ``end``."""
    at = places.get(key, [])
    return at[bisect_left(at, first) : bisect_left(at, end)]


def _matched(these: Sequence[Term], those: Sequence[Term], weights: Mapping[str, float]) -> float:
    """The weight of the words of ``these`` that ``those`` have."""
    keys = frozenset[str]().union(*(own for _, own in those))
    return sum(weights[word] for word, own in these if not keys.isdisjoint(own))


def _places(sentences: Sequence[Sequence[Term]]) -> Mapping[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for i, found in enumerate(sentences):
        for key in frozenset[str]().union(*(keys for _, keys in found)):
            places[key].append(i)
    return places


def _weights(here: Sequence[Sequence[Term]], there: Sequence[Sequence[Term]]) -> dict[str, float]:
    """The weight of each word; words that nothing on the other side translates tell nothing."""
    keys_there = frozenset[str]().union(*(keys for found in there for _, keys in found))
    keys_of = {word: keys for found in here for word, keys in found}
    counts = Counter(word for found in here for word in {word for word, _ in found})
    return {
        word: 0.0 if keys.isdisjoint(keys_there) else log(1 + len(here) / counts[word])
        for word, keys in keys_of.items()
    }


def _totals(sentences: Sequence[Sequence[Term]], weights: Mapping[str, float]) -> Floats:
    totals = [sum(weights[word] for word, _ in found) for found in sentences]
    return np.array(totals, dtype=np.float32)


class Evidence:
    """Scores of groups of two texts, in whole numbers of 1/SCALE."""

    def __init__(
        self,
        sides: tuple[Side, Side],
        groups: tuple[Groups, Groups],
        words: Overlap,
        band: Band,
        role_trust: float,
        weights: Weights,
    ) -> None:
        self.weights = weights
        self._low, self._width, self._start = band.low, band.width, band.start
        self._left, self._right = groups
        self._beside = tuple(side.between_nothing() for side in groups)
        self._there = tuple(np.pad(np.ones(len(x) - 2), 1) for x in self._beside)
        self._words = words
        self._left_sums = _sums(words.left)
        self._edges = tuple(side.edges() for side in sides)
        self._breaks = tuple(_sums(edges[1:-1]) for edges in self._edges)
        self._summaries = tuple(side.summaries for side in sides)
        self._lengths = tuple(_sums(_shares(side.texts)) for side in sides)
        self._roles = tuple(_sums(_signs(side.roles)) for side in sides)
        self._role_cost = role_trust * weights.role
        self.skips = tuple(map(self._skip, self._edges, sides))

    def _skip(self, edges: Floats, side: Side) -> Ints:
        """The cost of each sentence that is rendered by nothing, in whole numbers of 1/SCALE.

        Whole turns are left out, or a turn is cut short; a sentence inside one has more often
        gone into what renders its neighbour.
        """
        inside = 1 - np.maximum(edges[:-1], edges[1:])
        inside = np.where(side.listening, _LISTENING, 1) * inside
        cost = self.weights.skip + (self.weights.skip_inside - self.weights.skip) * inside
        scaled: Ints = np.rint(cost * SCALE).astype(np.int64)
        return scaled

    def exists(self, i: int, a: int, j: Ints, b: int) -> Flags:
        """Which groups of a sentences from i and b from each of j are to be looked at."""
        if self._left.rows[a, i] < 0:
            return np.zeros(len(j), dtype=np.bool_)
        found: Flags = self._right.rows[b, j] >= 0
        return found

    def scores(self, i: int, a: int, j: Ints, b: int) -> Ints:
        """Of the sentences i to i+a with those of each of j to j+b, where such groups exist."""
        score = self._nearness(i, a, j, b) + self.weights.words * self._lexical(i, a, j, b)
        likely = _length_factor(_between(self._lengths[0], i, a), _between(self._lengths[1], j, b))
        cost = self.weights.merge * (a + b - 2) + self._role_cost * self._roles_differ(i, a, j, b)
        cost = cost + self._turn_cost(i, a, j, b)
        # A summary is short for what it stands for, and nobody's words.
        summary = self._is_summary(i, a, j, b)
        score = np.where(summary, score, score * likely - cost)
        scaled: Ints = np.rint(score * SCALE).astype(np.int64)
        return scaled

    def _lexical(self, i: int, a: int, j: Ints, b: int) -> Floats:
        """Share of the words of both that the other has."""
        common = np.zeros(len(j), dtype=np.float32)
        total = np.zeros(len(j), dtype=np.float32)
        back = np.zeros((b, len(j)), dtype=np.float32)
        for k in range(i, i + a):
            start, width = self._start[k], self._width[k]
            at = np.clip(j - self._low[k], 0, width)
            end = np.clip(j + b - self._low[k], 0, width)
            weight = self._words.left_total[k]
            common += np.minimum(self._left_sums[start + end] - self._left_sums[start + at], weight)
            total += weight
            for shift in range(b):
                at = j + shift - self._low[k]
                inside = (at >= 0) & (at < width)
                back[shift] += np.where(
                    inside, self._words.right[start + np.clip(at, 0, width - 1)], 0
                )
        for shift in range(b):
            weights = self._words.right_total[j + shift]
            common += np.minimum(back[shift], weights)
            total += weights
        return np.divide(common, total, out=np.zeros_like(common), where=total > 0)

    def _nearness(self, i: int, a: int, j: Ints, b: int) -> Floats:
        """How much nearer in meaning two groups are than each is to what stands beside the other.

        So a group that leaves out a neighbour of the same content loses (the margin of Bertalign).
        """
        left, right = self._beside
        own = self._left.vectors[self._left.rows[a, i]]
        others = self._right.vectors[self._right.rows[b, j]]
        first = int(j[0])
        along = right[first : int(j[-1]) + b + 2] @ own
        beside_others = along[j - first] + along[j - first + b + 1]
        cosines = others @ np.stack((own, left[i], left[i + a + 1]), axis=1)
        there_left, there_right = self._there
        near_left = (cosines[:, 1] + cosines[:, 2]) / max(there_left[i] + there_left[i + a + 1], 1)
        near_right = beside_others / np.maximum(there_right[j] + there_right[j + b + 1], 1)
        above: Floats = cosines[:, 0] - (near_left + near_right) / 2
        return above

    def _turn_cost(self, i: int, a: int, j: Ints, b: int) -> Floats:
        """The cost of breaks between turns, at the ends and inside, on one side only.

        A group over such a break must be near with both its ends: a turn that is rendered by
        nothing would else be taken in by its neighbour.
        """
        left, right = self._edges
        ends = np.abs(left[i] - right[j]) + np.abs(left[i + a] - right[j + b])
        inside = np.abs(_between(self._breaks[0], i, a - 1) - _between(self._breaks[1], j, b - 1))
        cost: Floats = self.weights.edge * (ends / 2 + inside)
        if inside.any():
            if a >= b:
                at_ends = (self._nearness(k, 1, j, b) for k in (i, i + a - 1))
            else:
                at_ends = (self._nearness(i, a, k, 1) for k in (j, j + b - 1))
            stray = np.maximum(0, -np.minimum(*at_ends))
            cost = cost + self.weights.stray * np.minimum(inside, 1) * stray
        return cost

    def _roles_differ(self, i: int, a: int, j: Ints, b: int) -> Floats:
        """0 where the same party speaks, 1 where the other does."""
        means = _between(self._roles[0], i, a) / a - _between(self._roles[1], j, b) / b
        differ: Floats = np.abs(means) / 2
        return differ

    def _is_summary(self, i: int, a: int, j: Ints, b: int) -> Flags:
        left, right = self._summaries
        found: Flags = (right[j] & (b == 1)) | (left[i] & (a == 1))
        return found


def confidence(score: float) -> float:
    """How often a link with this score is the right one, 0 to 1.

    A logistic curve through the links of labelled calls whose translations were damaged at random
    (benchmarks/fit_alignment.py).
    """
    return logistic(INTERCEPT + SLOPE * score)


def _length_factor(left: Floats, right: Floats) -> Floats:
    """1 for equal lengths, towards 0 for unequal ones (Bertalign's, whose say is too loud)."""
    ratio = np.minimum(left, right) / np.maximum(np.maximum(left, right), 1e-9)
    return np.log2(1 + ratio) ** _LENGTH


def _shares(texts: Sequence[str]) -> Floats:
    lengths = np.array([len(text) for text in texts], dtype=np.float32)
    return lengths / max(float(lengths.mean()) if len(texts) else 0.0, 1.0)


def _signs(roles: Sequence[str]) -> Floats:
    signs = {"investigator": 1.0, "hospital": -1.0}
    return np.array([signs.get(role, 0.0) for role in roles], dtype=np.float32)


def _sums(values: Floats) -> Floats:
    return np.concatenate(([0], np.cumsum(values, dtype=np.float64)))


def _between(sums: Floats, start: int | Ints, count: int) -> Floats:
    return sums[start + count] - sums[start]
