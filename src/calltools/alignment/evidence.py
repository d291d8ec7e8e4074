"""What speaks for sentences rendering one another: which single ones seem to, and
how well groups do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np

from calltools.arrays import Flags, Floats, Ints
from calltools.comparison.dictionary import Term
from calltools.logistic import logistic

# ---- first pass: single sentences that seem to render one another, and the band around them
#
# As in Bertalign (Liu and Zhu, Digital Scholarship in the Humanities, 2022): the few nearest
# sentences of the other side for each, then the best chain of pairs that keeps the order.


Anchor = tuple[int, int]

SCALE = 100_000
"""Scores are whole numbers of this part, so that ties are ties on every machine."""

_NEAREST = 3  # candidates of each sentence; not measured
_ROWS_AT_ONCE = 512  # rows of the similarity matrix in memory at once
_REACH = 5  # sentences on either side of the anchors; not measured


@dataclass(frozen=True, slots=True)
class Band:
    """The positions (i, j) that are looked at: ``low[i] <= j < low[i] + width[i]``.

    A position lies between sentences: 0 before the first, n behind the last.
    """

    low: Ints
    width: Ints


def anchors(left: Floats, right: Floats) -> list[Anchor]:
    """The chain of pairs (i, j), both strictly increasing, whose cosines have the greatest sum.

    ``left`` (n, d) and ``right`` (m, d) are unit vectors.  Memory is linear; time is O(n m) for
    the products, which weighs little beside making the vectors.
    """
    weights = {(i, j): weight for i, j, weight in nearest(left, right, _NEAREST)}
    weights |= {(i, j): weight for j, i, weight in nearest(right, left, _NEAREST)}
    return _best_chain({pair: weight for pair, weight in weights.items() if weight > 0})


def nearest(left: Floats, right: Floats, count: int) -> Iterator[tuple[int, int, int]]:
    """The ``count`` nearest rows j of ``right`` for each row i of ``left``, best first.

    Yields (i, j, cosine times SCALE); memory is linear.
    """
    count = min(count, len(right))
    for start in range(0, len(left), _ROWS_AT_ONCE):
        scaled = np.rint(left[start : start + _ROWS_AT_ONCE] @ right.T * SCALE).astype(np.int32)
        best = np.argpartition(-scaled, count - 1, axis=1)[:, :count]
        for i, columns in enumerate(best.tolist()):
            for j in sorted(columns, key=lambda j: (-scaled[i, j], j)):
                yield start + i, j, int(scaled[i, j])


def _best_chain(weights: Mapping[Anchor, int]) -> list[Anchor]:
    """The heaviest chain of strictly increasing pairs."""
    size = 1 + max((j for _, j in weights), default=0)
    best = np.zeros(size + 1, np.int64)
    """Of the chains that end at each column of the right side; the first is that of no pair."""
    ends: dict[int, Anchor] = {}
    before: dict[Anchor, Anchor | None] = {}
    for _, row in groupby(sorted(weights), key=lambda pair: pair[0]):
        reached = []
        for pair in row:
            at = int(best[: pair[1] + 1].argmax())
            before[pair] = ends.get(at)
            reached.append((int(best[at]) + weights[pair], pair))
        for total, pair in reached:
            if total > best[pair[1] + 1]:
                best[pair[1] + 1], ends[pair[1] + 1] = total, pair
    chain = []
    last = ends.get(int(best.argmax()))
    while last is not None:
        chain.append(last)
        last = before[last]
    return chain[::-1]


def band(chain: Sequence[Anchor], n: int, m: int) -> Band:
    """A band around ``chain`` of ``n`` and ``m`` sentences.

    A row reaches to where the next one is to be expected, so that there is always a way through,
    whatever is left out or put in.  There are O(n + m) cells.
    """
    corners = dict([(0, 0), *((i + 1, j + 1) for i, j in chain), (n, m)])
    between = np.interp(np.arange(n + 1), list(corners), list(corners.values()))
    centre = np.rint(between).astype(np.int64)
    low = np.maximum(centre - _REACH, 0)
    high = np.minimum(np.append(centre[1:], m) + _REACH, m)
    return Band(low, high - low + 1)


# ---- how well groups of sentences render one another: meaning, words, length, turns and roles
#
# Everything is symmetric: a group scores the same with the sides exchanged.


UNLINKED = 0.8
"""Confidence that a sentence is rendered by nothing, where that is the best that can be said."""

_INTERCEPT, _SLOPE = -0.70, 10.0
"""Of the logistic curve from scores of links to confidence: fitted on links of labelled calls, of
whose translations turns were taken out, put in and moved at random."""

_SIGNS = {"investigator": 1.0, "hospital": -1.0}


# What the kinds of evidence count, beside a cosine.  Those of words, merging, edges and skips are
# the ones of a grid by which the links of three bilingual gold sets (bilingual, -field, -field-2)
# were best found.

_WORDS = 0.3
_LENGTH = 0.3
"""Power of what unequal lengths take away: 1 is Bertalign's, whose say is too loud."""
_MERGE = 0.06
"""Cost of each sentence more than one on each side."""
_EDGE = 0.2
"""Cost of a turn that begins or ends on one side only."""
_SAME_PARTY = 0.25
"""Share of that where the same party goes on in the next turn."""
_ROLE = 0.1
"""Cost of a group whose speakers differ, where the roles agree elsewhere."""
_SKIP = 0.08
"""Cost of a turn that is rendered by nothing, or of its first or last sentence."""
_SKIP_INSIDE = 0.2
"""Cost of a sentence inside a turn that is rendered by nothing: it has more often gone into what
renders its neighbour."""


@dataclass(frozen=True, slots=True)
class Side:
    """The sentences of one language; ``roles`` are "" where unknown."""

    texts: Sequence[str]
    turns: Sequence[int]
    roles: Sequence[str]
    terms: Sequence[Sequence[Term]]
    summaries: Sequence[bool]
    """Which sentences are an editor's summary of what was said."""
    listening: Sequence[bool]
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
        inner = []
        for (here, there), (role, other), ears in zip(
            *map(pairwise, (self.turns, self.roles, self.listening)), strict=True
        ):
            goes_on = (role and role == other) or any(ears)
            inner.append(0.0 if here == there else _SAME_PARTY if goes_on else 1.0)
        return np.array([1.0, *inner, 1.0])


@dataclass(frozen=True, slots=True)
class Groups:
    """Vectors of groups of neighbouring sentences, said in one breath.

    ``rows[k, i]`` is the row of the group of ``k`` sentences from ``i``, -1 where there is none;
    the first rows are the sentences themselves.
    """

    rows: Ints
    vectors: Floats


Keys = frozenset[str]


def _translated(
    here: Sequence[Sequence[Term]], there: Sequence[Sequence[Term]]
) -> list[list[Keys]]:
    """The keys of the words of each sentence that anything on the other side translates."""
    keys_there = Keys().union(*(keys for sentence in there for _, keys in sentence))
    return [[keys for _, keys in sentence if not keys.isdisjoint(keys_there)] for sentence in here]


class Evidence:
    """Scores of groups of two texts, in whole numbers of 1/SCALE."""

    def __init__(
        self,
        sides: tuple[Side, Side],
        groups: tuple[Groups, Groups],
        band: Band,
        role_trust: float,
    ) -> None:
        self._band = band
        self._left, self._right = groups
        # The sentences, between vectors of nothing: what stands beside a group.
        singles = (side.vectors[: side.rows.shape[1]] for side in groups)
        self._beside = tuple(np.pad(vectors, ((1, 1), (0, 0))) for vectors in singles)
        self._edges = tuple(side.edges() for side in sides)
        self._breaks = tuple(_sums(edges[1:-1]) for edges in self._edges)
        self._lengths = tuple(_sums(_shares(side.texts)) for side in sides)
        self._roles = tuple(_sums([_SIGNS.get(r, 0.0) for r in side.roles]) for side in sides)
        self._role_cost = role_trust * _ROLE
        self._summaries = tuple(np.array(side.summaries, dtype=np.bool_) for side in sides)
        self.skips = tuple(_skip(side.turns) for side in sides)
        self._count_words(*(side.terms for side in sides))

    def _count_words(self, left: Sequence[Sequence[Term]], right: Sequence[Sequence[Term]]) -> None:
        """For each sentence of the left side, over those of its band, how many words of both the
        other has; and how many words each sentence has."""
        ours, theirs = _translated(left, right), _translated(right, left)
        self._totals = tuple(_sums([len(words) for words in side]) for side in (ours, theirs))
        keys = [Keys().union(*words) for words in theirs]
        self._common: list[Floats] = []
        for words, low, width in zip(ours, self._band.low, self._band.width, strict=False):
            own = Keys().union(*words)
            row = [
                sum(not word.isdisjoint(keys[j]) for word in words)
                + sum(not word.isdisjoint(own) for word in theirs[j])
                for j in range(low, min(low + width, len(theirs)))
            ]
            self._common.append(_sums(row))

    def exists(self, i: int, a: int, j: Ints, b: int) -> Flags:
        """Which groups of a sentences from i and b from each of j are to be looked at."""
        flags: Flags = (self._right.rows[b, j] >= 0) & (self._left.rows[a, i] >= 0)
        return flags

    def scores(self, i: int, a: int, j: Ints, b: int) -> Ints:
        """Of the sentences i to i+a with those of each of j to j+b, where such groups exist."""
        score = self._nearness(i, a, j, b) + _WORDS * self._lexical(i, a, j, b)
        lengths = _between(self._lengths[0], i, a), _between(self._lengths[1], j, b)
        ratio = np.minimum(*lengths) / np.maximum(np.maximum(*lengths), 1e-9)
        roles = _between(self._roles[0], i, a) / a - _between(self._roles[1], j, b) / b
        cost = _MERGE * (a + b - 2) + self._role_cost * np.abs(roles) / 2
        cost = cost + self._turn_cost(i, a, j, b)
        # A summary is short for what it stands for, and nobody's words.
        summary = (self._summaries[0][i] & (a == 1)) | (self._summaries[1][j] & (b == 1))
        likely = np.log2(1 + ratio) ** _LENGTH
        scaled: Ints = np.rint(np.where(summary, score, score * likely - cost) * SCALE)
        return scaled.astype(np.int64)

    def _lexical(self, i: int, a: int, j: Ints, b: int) -> Floats:
        """Share of the words of both that the other has."""
        common = np.zeros(len(j))
        for k in range(i, i + a):
            sums, low = self._common[k], self._band.low[k]
            at, end = (np.clip(j + shift - low, 0, len(sums) - 1) for shift in (0, b))
            common += sums[end] - sums[at]
        total = _between(self._totals[0], i, a) + _between(self._totals[1], j, b)
        share: Floats = np.minimum(common / np.maximum(total, 1e-9), 1)
        return share

    def _nearness(self, i: int, a: int, j: Ints, b: int) -> Floats:
        """How much nearer in meaning two groups are than each is to what stands beside the other.

        So a group that leaves out a neighbour of the same content loses (the margin of Bertalign).
        """
        left, right = self._beside
        own = self._left.vectors[self._left.rows[a, i]]
        others = self._right.vectors[self._right.rows[b, j]]
        beside = (right[j] + right[j + b + 1]) @ own
        above: Floats = others @ (own - (left[i] + left[i + a + 1]) / 4) - beside / 4
        return above

    def _turn_cost(self, i: int, a: int, j: Ints, b: int) -> Floats:
        """The cost of breaks between turns, at the ends and inside, on one side only.

        A group over such a break must be near with both its ends: a turn that is rendered by
        nothing would else be taken in by its neighbour.
        """
        left, right = self._edges
        ends = np.abs(left[i] - right[j]) + np.abs(left[i + a] - right[j + b])
        inside = np.abs(_between(self._breaks[0], i, a - 1) - _between(self._breaks[1], j, b - 1))
        cost: Floats = _EDGE * (ends / 2 + inside)
        if inside.any():
            if a >= b:
                at_ends = (self._nearness(k, 1, j, b) for k in (i, i + a - 1))
            else:
                at_ends = (self._nearness(i, a, k, 1) for k in (j, j + b - 1))
            cost = cost + np.minimum(inside, 1) * np.maximum(0, -np.minimum(*at_ends))
        return cost


def confidence(score: float) -> float:
    """How often a link with this score is the right one, 0 to 1."""
    return logistic(_INTERCEPT + _SLOPE * score)


def _skip(turns: Sequence[int]) -> Ints:
    """The cost of each sentence that is rendered by nothing, in whole numbers of 1/SCALE."""
    at_edge = (np.diff(turns, prepend=-1) != 0) | (np.diff(turns, append=-1) != 0)
    scaled: Ints = np.rint(np.where(at_edge, _SKIP, _SKIP_INSIDE) * SCALE).astype(np.int64)
    return scaled


def _shares(texts: Sequence[str]) -> Floats:
    lengths = np.array([len(text) for text in texts], dtype=np.float32)
    return lengths / max(float(lengths.mean()), 1.0)


def _sums(values: Sequence[float] | Floats) -> Floats:
    return np.concatenate(([0.0], np.cumsum(values)))


def _between(sums: Floats, start: int | Ints, count: int) -> Floats:
    return sums[start + count] - sums[start]
