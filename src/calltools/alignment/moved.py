"""Sentences that stand elsewhere in the translation: found among those left without a link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from calltools.alignment.anchors import SCALE, nearest
from calltools.alignment.evidence import Side, confidence
from calltools.alignment.model import Link
from calltools.alignment.turns import in_order
from calltools.arrays import Floats
from calltools.language.encoders import Encoder, centred, unit

_LONGEST = 4
_NEAREST = 3
_LEAST_COSINE = 0.3
_LEAST_WORDS = 3
"""Less ("好的。") is rendered by too many."""

SentenceRun = tuple[int, ...]


def with_moved(links: Sequence[Link], left: Side, right: Side, encoder: Encoder) -> list[Link]:
    """``links`` with unlinked sentences of both sides linked that render one another.

    They must be one another's best, and nearer than what is nearest to either in the whole text.
    ``Link.moved`` is set where the new link crosses one of ``links``.
    """
    found: list[Link] = []
    for score, zh, en in sorted(_candidates(links, left, right, encoder), reverse=True):
        if all(not {*zh} & {*link.zh} and not {*en} & {*link.en} for link in found):
            found.append(Link(zh, en, confidence(score), _crosses(zh, en, links)))
    if not found:
        return list(links)
    zh_taken = {i for link in found for i in link.zh}
    en_taken = {j for link in found for j in link.en}
    kept = [
        link
        for link in links
        if (link.zh and link.en) or not (zh_taken & {*link.zh} or en_taken & {*link.en})
    ]
    return in_order([*kept, *found])


def _candidates(
    links: Sequence[Link], left: Side, right: Side, encoder: Encoder
) -> Iterator[tuple[float, SentenceRun, SentenceRun]]:
    """Pairs of unlinked runs with how far they stand out."""
    zh_runs = list(_runs(left, (i for link in links if not link.en for i in link.zh)))
    en_runs = list(_runs(right, (j for link in links if not link.zh for j in link.en)))
    if not zh_runs or not en_runs:
        return
    zh_common, zh_all = centred(encoder.encode(left.texts))
    en_common, en_all = centred(encoder.encode(right.texts))
    zh_vectors = unit(encoder.encode([left.text(run) for run in zh_runs]) - zh_common)
    en_vectors = unit(encoder.encode([right.text(run) for run in en_runs]) - en_common)
    best_en = {j: i for j, i, _ in nearest(en_vectors, zh_vectors, 1)}
    usual_zh, usual_en = _usual(zh_vectors, en_all), _usual(en_vectors, zh_all)
    for i, j, scaled in nearest(zh_vectors, en_vectors, 1):
        cosine = scaled / SCALE
        above = cosine - (usual_zh[i] + usual_en[j]) / 2
        if best_en[j] == i and cosine >= _LEAST_COSINE and above > 0:
            yield above, zh_runs[i], en_runs[j]


def _runs(side: Side, sentences: Iterable[int]) -> Iterator[SentenceRun]:
    """Up to _LONGEST neighbours among ``sentences`` that say something."""
    unlinked = set(sentences)
    for first in sorted(unlinked):
        run: SentenceRun = ()
        for i in range(first, first + _LONGEST):
            if i not in unlinked:
                break
            run = (*run, i)
            if sum(len(side.terms[k]) for k in run) >= _LEAST_WORDS:
                yield run


def _usual(vectors: Floats, others: Floats) -> list[float]:
    """The mean cosine with the nearest few of ``others``."""
    count = min(_NEAREST, len(others))
    sums = np.zeros(len(vectors))
    for i, _, scaled in nearest(vectors, others, count):
        sums[i] += scaled / SCALE / count
    found: list[float] = sums.tolist()
    return found


def _crosses(zh: SentenceRun, en: SentenceRun, links: Sequence[Link]) -> bool:
    return any(
        link.zh and link.en and (link.zh[0] < zh[0]) != (link.en[0] < en[0]) for link in links
    )
