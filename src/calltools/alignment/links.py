"""Links of sentences: the best sequence of groups in order, then what stands elsewhere; and links
of turns out of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from statistics import fmean

import numpy as np

from calltools.alignment.evidence import (
    SCALE,
    UNLINKED,
    Anchor,
    Band,
    Evidence,
    Groups,
    Side,
    anchors,
    band,
    confidence,
    nearest,
)
from calltools.alignment.model import Link, Sentence
from calltools.arrays import Floats, Ints
from calltools.language.encoders import Encoder, centred, unit
from calltools.page.asides import is_bracketed
from calltools.transcripts.model import Turn

# ---- links of turns out of links of their sentences


@dataclass
class _TurnGroup:
    """Turns of both sides that belong together."""

    sides: tuple[set[int], set[int]] = field(default_factory=lambda: (set(), set()))
    links: list[Link] = field(default_factory=list)

    def link(self) -> Link:
        """The link of these turns."""
        zh, en = (tuple(sorted(side)) for side in self.sides)
        sure = fmean(link.confidence for link in self.links)
        return Link(zh, en, sure, all(link.moved for link in self.links))


def turn_links(
    links: Sequence[Link],
    zh_sentences: Sequence[Sentence],
    en_sentences: Sequence[Sentence],
    zh: Sequence[Turn],
    en: Sequence[Turn],
) -> list[Link]:
    """Links of turns, every turn in exactly one, in Chinese order.

    Turns that share a link of sentences belong together, with unlinked turns that stand between
    them.  An editor's summary in brackets takes the unlinked turns beside what it is linked to.
    Other unlinked turns that follow one another make one link.
    """
    groups = _turn_groups(links, zh_sentences, en_sentences)
    alone: list[Link] = []
    for side, turns, others in ((0, zh, en), (1, en, zh)):
        free = set(range(len(turns))).difference(*(group.sides[side] for group in groups))
        for group in groups:
            first, last = min(group.sides[side]), max(group.sides[side])
            is_summed = any(is_summary(others[k]) for k in group.sides[1 - side])
            while is_summed and first - 1 in free:
                first -= 1
            while is_summed and last + 1 in free:
                last += 1
            group.sides[side].update(free.intersection(range(first, last + 1)))
            free -= group.sides[side]
        for _, run in groupby(enumerate(sorted(free)), lambda entry: entry[1] - entry[0]):
            unlinked = tuple(turn for _, turn in run)
            alone.append(Link(() if side else unlinked, unlinked if side else (), UNLINKED))
    return in_order([*(group.link() for group in groups), *alone])


def _turn_groups(
    links: Sequence[Link], zh_sentences: Sequence[Sentence], en_sentences: Sequence[Sentence]
) -> list[_TurnGroup]:
    """Turns joined by sentences.

    Links in order can only share a turn with the group before them.  A sentence that moved out
    of a turn does not take the turn with it.
    """
    groups: list[_TurnGroup] = []
    for link in sorted(links, key=lambda link: link.moved):
        if not (link.zh and link.en):
            continue
        both = {zh_sentences[i].turn for i in link.zh}, {en_sentences[j].turn for j in link.en}
        known = [
            group
            for group in (groups if link.moved else groups[-1:])
            if any(own & new for own, new in zip(group.sides, both, strict=True))
        ]
        if known and link.moved:
            continue
        if not known:
            groups.append(_TurnGroup())
        for own, new in zip(groups[-1].sides, both, strict=True):
            own.update(new)
        groups[-1].links.append(link)
    return groups


def is_summary(turn: Turn) -> bool:
    """Whether a turn stands in brackets: the editor's words for what was said."""
    return is_bracketed(turn.text.strip())


def in_order(links: Sequence[Link]) -> list[Link]:
    """By the Chinese; a link without Chinese stands behind the English before it."""
    en_place = {j: link.zh[-1] for link in links if link.zh and not link.moved for j in link.en}
    place = -1.0
    keys: dict[int, float] = {}
    for j in range(1 + max((j for link in links for j in link.en), default=-1)):
        place = en_place.get(j, place)
        keys[j] = place
    return sorted(
        links, key=lambda link: (link.zh[0], -1) if link.zh else (keys[link.en[0]], link.en[0])
    )


# ---- second pass: the best sequence of groups of sentences inside the band
#
# Dynamic programming over positions (i, j) between sentences, as in Gale and Church (Computational
# Linguistics, 1993): a group of a sentences and b sentences leads from (i - a, j - b) to (i, j), a
# sentence that is rendered by nothing from (i - 1, j) or (i, j - 1).  The groups are embedded as
# one text each, as in Bertalign.


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


# ---- sentences that stand elsewhere in the translation: found among those left without a link


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
