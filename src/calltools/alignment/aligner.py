"""Second pass: the best sequence of groups of sentences inside the band.

Dynamic programming over positions (i, j) between sentences, as in Gale and Church (Computational
Linguistics, 1993): a group of a sentences and b sentences leads from (i - a, j - b) to (i, j), a
sentence that is rendered by nothing from (i - 1, j) or (i, j - 1).  The groups are embedded as
one text each, as in Bertalign.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calltools.alignment.evidence import (
    UNLINKED,
    Evidence,
    Groups,
    Side,
    confidence,
)
from calltools.alignment.model import Link
from calltools.alignment.sentence_anchors import SCALE, Anchor, Band, anchors, band
from calltools.arrays import Floats, Ints
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
_NEVER = -(1 << 50)  # below any score: outside the band
_SURE = 0.35  # cosine from which an anchor fits the encoder; not measured


def align_sentences(left: Side, right: Side, encoder: Encoder) -> list[Link]:
    """Links of sentences in order; every sentence stands in exactly one."""
    n, m = len(left.texts), len(right.texts)
    if not n or not m:
        alone = [Link((i,), (), UNLINKED) for i in range(n)]
        return alone + [Link((), (j,), UNLINKED) for j in range(m)]
    left_common, left_vectors = centred(encoder.encode(left.texts))
    right_common, right_vectors = centred(encoder.encode(right.texts))
    chain = anchors(left_vectors, right_vectors)
    limits = band(chain, n, m)
    sure = [(i, j) for i, j in chain if float(left_vectors[i] @ right_vectors[j]) > _SURE]
    groups = (
        _groups(left, left_vectors, {i for i, _ in sure}, left_common, encoder),
        _groups(right, right_vectors, {j for _, j in sure}, right_common, encoder),
    )
    trust = _role_trust(chain, left.roles, right.roles)
    evidence = Evidence((left, right), groups, limits, trust)
    return _best_path(evidence, limits)


def _role_trust(chain: Sequence[Anchor], left: Sequence[str], right: Sequence[str]) -> float:
    """How far the roles of both sides agree: 1 always, 0 no more often than not, or unknown."""
    known = [left[i] == right[j] for i, j in chain if left[i] and right[j]]
    return max(0.0, 2 * sum(known) / len(known) - 1) if known else 0.0


def _groups(
    side: Side, singles: Floats, sure: set[int], common: Floats, encoder: Encoder
) -> Groups:
    """Every sentence, and groups of up to LONGEST_GROUP that hold at most one ``sure`` sentence,
    one with an anchor that is near by itself."""
    count = len(side.texts)
    rows = np.full((LONGEST_GROUP + 1, count), -1, dtype=np.int64)
    rows[1] = np.arange(count)
    texts: list[str] = []
    for k in range(2, LONGEST_GROUP + 1):
        for i in range(count - k + 1):
            if len(sure.intersection(range(i, i + k))) <= 1:
                rows[k, i] = count + len(texts)
                texts.append(side.text(range(i, i + k)))
    return Groups(rows, np.concatenate((singles, unit(encoder.encode(texts) - common))))


def _best_path(evidence: Evidence, band: Band) -> list[Link]:
    """The links whose scores have the greatest sum."""
    skip_left, skip_right = evidence.skips
    skipped_before = np.concatenate(([0], np.cumsum(skip_right)))
    best: list[Ints] = []
    steps: list[Ints] = []
    for i, (low, width) in enumerate(zip(band.low, band.width, strict=True)):
        j = low + np.arange(width)
        row = np.full(width, _NEVER, dtype=np.int64)
        step = np.zeros(width, dtype=np.int64)
        if i == 0:
            row[0] = 0
        for number, (a, b) in enumerate(_SHAPES):
            if a > i:
                continue
            at = j - b - band.low[i - a]
            here = np.flatnonzero((at >= 0) & (at < band.width[i - a]))
            if b:
                here = here[evidence.exists(i - a, a, j[here] - b, b)]
            if len(here):
                gain = evidence.scores(i - a, a, j[here] - b, b) if b else -skip_left[i - 1]
                total = best[i - a][at[here]] + gain
                better = total > row[here]
                row[here[better]], step[here[better]] = total[better], number
        # Sentences of the right side that are rendered by nothing, one after the other.
        skipped = np.maximum.accumulate(row + skipped_before[j]) - skipped_before[j]
        step[skipped > row] = _SKIP_RIGHT
        best.append(skipped)
        steps.append(step)
    return _walk_back(evidence, band, steps)


def _walk_back(evidence: Evidence, band: Band, steps: Sequence[Ints]) -> list[Link]:
    links = []
    i, j = len(steps) - 1, int(band.low[-1] + band.width[-1]) - 1
    while i or j:
        step = int(steps[i][j - band.low[i]])
        a, b = (0, 1) if step == _SKIP_RIGHT else _SHAPES[step]
        i, j = i - a, j - b
        sure = UNLINKED
        if a and b:
            sure = confidence(int(evidence.scores(i, a, np.array([j]), b)[0]) / SCALE)
        links.append(Link(tuple(range(i, i + a)), tuple(range(j, j + b)), sure))
    return links[::-1]
