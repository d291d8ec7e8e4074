"""Second pass: the best sequence of groups of sentences inside the band.

Dynamic programming over positions (i, j) between sentences, as in Gale and Church (Computational
Linguistics, 1993): a group of a sentences and b sentences leads from (i - a, j - b) to (i, j), a
sentence that is rendered by nothing from (i - 1, j) or (i, j - 1).  The groups are embedded as
one text each, as in Bertalign.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from calltools.alignment.anchors import SCALE, Anchor, Band, anchors, band
from calltools.alignment.evidence import (
    UNLINKED,
    Evidence,
    Groups,
    Side,
    Weights,
    confidence,
    overlap,
)
from calltools.alignment.model import Link
from calltools.arrays import Flags, Floats
from calltools.language.encoders import Encoder, centred, unit

LONGEST_GROUP = 7
"""Sentences of one side that may render one sentence of the other."""

_SHAPES = (
    (1, 0),
    (1, 1),
    *((1, k) for k in range(2, LONGEST_GROUP + 1)),
    *((k, 1) for k in range(2, LONGEST_GROUP + 1)),
    (2, 2),
    (2, 3),
    (3, 2),
)
_SKIP_RIGHT = len(_SHAPES)
_NEVER = -(1 << 50)
_SURE = 0.35


def align(left: Side, right: Side, encoder: Encoder, weights: Weights | None = None) -> list[Link]:
    """Links of sentences in order; every sentence stands in exactly one."""
    weights = weights or Weights()
    n, m = len(left.texts), len(right.texts)
    if not n or not m:
        alone = [Link((i,), (), UNLINKED) for i in range(n)]
        return alone + [Link((), (j,), UNLINKED) for j in range(m)]
    left_common, left_vectors = centred(encoder.encode(left.texts))
    right_common, right_vectors = centred(encoder.encode(right.texts))
    chain = anchors(left_vectors, right_vectors)
    limits = band(chain, n, m)
    sure = _sure(chain, left_vectors, right_vectors)
    groups = (
        _groups(left, left_vectors, sure[0], left_common, encoder),
        _groups(right, right_vectors, sure[1], right_common, encoder),
    )
    evidence = Evidence(
        (left, right),
        groups,
        overlap(left.terms, right.terms, limits),
        limits,
        _role_trust(chain, left.roles, right.roles),
        weights,
    )
    return _best_path(evidence, limits, n, m)


def _sure(chain: Sequence[Anchor], left: Floats, right: Floats) -> tuple[Flags, Flags]:
    """Sentences with an anchor that is near by itself."""
    found = np.zeros(len(left), np.bool_), np.zeros(len(right), np.bool_)
    for i, j in chain:
        if float(left[i] @ right[j]) > _SURE:
            found[0][i] = found[1][j] = True
    return found


def _role_trust(chain: Sequence[Anchor], left: Sequence[str], right: Sequence[str]) -> float:
    """How far the roles of both sides agree: 1 always, 0 no more often than not, or unknown."""
    known = [(left[i], right[j]) for i, j in chain if left[i] and right[j]]
    agreeing = sum(a == b for a, b in known)
    return max(0.0, 2 * agreeing / len(known) - 1) if known else 0.0


def _groups(side: Side, singles: Floats, sure: Flags, common: Floats, encoder: Encoder) -> Groups:
    """Every sentence, and groups of up to LONGEST_GROUP that hold at most one sure sentence."""
    count = len(side.texts)
    rows = np.full((LONGEST_GROUP + 1, count), -1, dtype=np.int64)
    rows[1] = np.arange(count)
    sure_sums = np.concatenate(([0], np.cumsum(sure)))
    texts: list[str] = []
    for k in range(2, LONGEST_GROUP + 1):
        for i in range(count - k + 1):
            if sure_sums[i + k] - sure_sums[i] <= 1:
                rows[k, i] = count + len(texts)
                texts.append(side.text(range(i, i + k)))
    return Groups(rows, np.concatenate((singles, unit(encoder.encode(texts) - common))))


def _best_path(evidence: Evidence, limits: Band, n: int, m: int) -> list[Link]:
    """The links whose scores have the greatest sum."""
    start = limits.start
    best = np.full(start[-1], _NEVER, dtype=np.int64)
    steps = np.zeros(start[-1], dtype=np.int8)
    best[0] = 0
    skip_left, skip_right = evidence.skips
    skipped_before = -np.concatenate(([0], np.cumsum(skip_right)))
    for i in range(n + 1):
        row = slice(start[i], start[i + 1])
        j = limits.low[i] + np.arange(limits.width[i])
        for step, (a, b) in enumerate(_SHAPES):
            if i < a:
                continue
            at = j - b - limits.low[i - a]
            here = np.flatnonzero((at >= 0) & (at < limits.width[i - a]))
            here = here[best[start[i - a] + at[here]] > _NEVER]
            if b:
                here = here[evidence.exists(i - a, a, j[here] - b, b)]
            if len(here):
                gain = evidence.scores(i - a, a, j[here] - b, b) if b else -skip_left[i - 1]
                total = best[start[i - a] + at[here]] + gain
                better = total > best[row][here]
                best[row][here[better]] = total[better]
                steps[row][here[better]] = step
        # Sentences of the right side that are rendered by nothing, one after the other.
        slope = skipped_before[j]
        level = np.where(best[row] > _NEVER, best[row] - slope, _NEVER)
        highest = np.maximum.accumulate(level)
        skipped = highest > level
        best[row][skipped] = highest[skipped] + slope[skipped]
        steps[row][skipped] = _SKIP_RIGHT
    return _walk_back(evidence, limits, steps, n, m)


def _walk_back(
    evidence: Evidence, limits: Band, steps: NDArray[np.int8], n: int, m: int
) -> list[Link]:
    start = limits.start
    links = []
    i, j = n, m
    while i or j:
        step = int(steps[start[i] + j - limits.low[i]])
        a, b = (0, 1) if step == _SKIP_RIGHT else _SHAPES[step]
        i, j = i - a, j - b
        sure = UNLINKED
        if a and b:
            sure = confidence(int(evidence.scores(i, a, np.array([j]), b)[0]) / SCALE)
        links.append(Link(tuple(range(i, i + a)), tuple(range(j, j + b)), sure))
    return links[::-1]
