"""Sentences that stand elsewhere in the translation: found among those left without a link."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from calltools.alignment.evidence import Side, confidence
from calltools.alignment.model import Link
from calltools.alignment.sentence_anchors import SCALE, nearest
from calltools.alignment.turn_links import in_order
from calltools.arrays import Floats
from calltools.language.encoders import Encoder, centred, unit

_LONGEST = 4  # sentences moved together, at most; not measured
_NEAREST = 3  # neighbours whose mean similarity is the usual one; not measured

SentenceRun = tuple[int, ...]


def with_moved(links: Sequence[Link], left: Side, right: Side, encoder: Encoder) -> list[Link]:
    """``links`` with unlinked sentences of both sides linked that render one another.

    They must be one another's best, and nearer than what is nearest to either in the whole text.
    ``Link.moved`` is set where the new link crosses one of ``links``.
    """
    both = [link for link in links if link.zh and link.en]
    added: list[Link] = []
    taken: tuple[set[int], set[int]] = set(), set()
    for score, zh, en in sorted(_candidates(links, left, right, encoder), reverse=True):
        if taken[0].isdisjoint(zh) and taken[1].isdisjoint(en):
            crosses = any((link.zh[0] < zh[0]) != (link.en[0] < en[0]) for link in both)
            added.append(Link(zh, en, confidence(score), crosses))
            taken[0].update(zh)
            taken[1].update(en)
    alone = [link for link in links if not (link.zh and link.en)]
    left_alone = [
        link for link in alone if taken[0].isdisjoint(link.zh) and taken[1].isdisjoint(link.en)
    ]
    return in_order([*both, *left_alone, *added])


def _candidates(
    links: Sequence[Link], left: Side, right: Side, encoder: Encoder
) -> Iterator[tuple[float, SentenceRun, SentenceRun]]:
    """Pairs of unlinked runs with how far they stand out."""
    zh_runs = list(_runs(left, {i for link in links if not link.en for i in link.zh}))
    en_runs = list(_runs(right, {j for link in links if not link.zh for j in link.en}))
    if not zh_runs or not en_runs:
        return
    zh_all, zh = _vectors(left, zh_runs, encoder)
    en_all, en = _vectors(right, en_runs, encoder)
    usual_zh, usual_en = _usual(zh, en_all), _usual(en, zh_all)
    best_en = {j: i for j, i, _ in nearest(en, zh, 1)}
    for i, j, scaled in nearest(zh, en, 1):
        above = scaled / SCALE - (usual_zh[i] + usual_en[j]) / 2
        if best_en[j] == i and above > 0:
            yield above, zh_runs[i], en_runs[j]


def _runs(side: Side, unlinked: set[int]) -> Iterator[SentenceRun]:
    """Up to _LONGEST neighbours among ``unlinked`` sentences that say something."""
    for first in sorted(unlinked):
        for end in range(first + 1, first + _LONGEST + 1):
            if end - 1 not in unlinked:
                break
            if any(side.terms[k] for k in range(first, end)):
                yield tuple(range(first, end))


def _vectors(side: Side, runs: Sequence[SentenceRun], encoder: Encoder) -> tuple[Floats, Floats]:
    """The vectors of all sentences of a side, and those of runs of them."""
    common, every = centred(encoder.encode(side.texts))
    return every, unit(encoder.encode([side.text(run) for run in runs]) - common)


def _usual(vectors: Floats, others: Floats) -> Floats:
    """The mean cosine with the nearest few of ``others``."""
    cosines = np.sort(vectors @ others.T, axis=1)
    means: Floats = cosines[:, -_NEAREST:].mean(axis=1)
    return means
