"""First pass: single sentences that seem to render one another, and the band around them.

As in Bertalign (Liu and Zhu, Digital Scholarship in the Humanities, 2022): the few nearest
sentences of the other side for each, then the best chain of pairs that keeps the order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from calltools.arrays import Floats, Ints

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
