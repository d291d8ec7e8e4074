"""Sentences beside an editor's summary that went to its neighbour, which doesn't render them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

from calltools.alignment.aligner import align
from calltools.alignment.evidence import Side, Weights
from calltools.alignment.model import Link
from calltools.comparison.coverage import loss
from calltools.language.encoders import Encoder

_LOST = 0.5
"""From this likelihood of a loss a sentence is not what its link renders."""


def with_summed(
    links: Sequence[Link], chinese: Side, english: Side, encoder: Encoder, weights: Weights | None
) -> list[Link]:
    """``links`` in which each summary has the Chinese turns beside it that nothing renders.

    An aligner rather joins a turn to the translation of the next than leaves it without a link,
    where the summary is linked already.  What is left is aligned again without them.
    """
    found = list(links)
    summed = set()
    for at, link in enumerate(found):
        if not link.zh or not link.en or not all(english.summaries[j] for j in link.en):
            continue
        for beside in (at - 1, at + 1):
            other = found[beside] if 0 <= beside < len(found) else Link((), ())
            edge = _edge(other, chinese, last=beside < at)
            if not edge or any(english.summaries[j] for j in other.en):
                continue
            if not _is_rendered(edge, other, chinese, english, encoder):
                found[at] = replace(found[at], zh=tuple(sorted((*found[at].zh, *edge))))
                found[beside] = replace(other, zh=tuple(i for i in other.zh if i not in edge))
                summed.add(at)
    if not summed:
        return found
    apart = [found[at] for at in sorted(summed)]
    zh = _others(len(chinese.texts), (i for link in apart for i in link.zh))
    en = _others(len(english.texts), (j for link in apart for j in link.en))
    again = align(_part(chinese, zh), _part(english, en), encoder, weights)
    rest = [
        replace(link, zh=tuple(zh[i] for i in link.zh), en=tuple(en[j] for j in link.en))
        for link in again
    ]
    return _put_in(rest, apart)


def _others(count: int, taken: Iterable[int]) -> list[int]:
    return sorted({*range(count)}.difference(taken))


def _part(side: Side, sentences: Sequence[int]) -> Side:
    return Side(
        [side.texts[i] for i in sentences],
        side.turns[list(sentences)],
        [side.roles[i] for i in sentences],
        [side.terms[i] for i in sentences],
        side.summaries[list(sentences)],
        side.joint,
    )


def _put_in(links: Sequence[Link], apart: Sequence[Link]) -> list[Link]:
    """``apart`` before the first of ``links`` that comes after them on either side."""
    found = list(links)
    for link in apart:
        behind = [
            k
            for k, other in enumerate(found)
            if (other.zh and other.zh[0] > link.zh[0]) or (other.en and other.en[0] > link.en[0])
        ]
        found.insert(min(behind, default=len(found)), link)
    return found


def _edge(link: Link, chinese: Side, *, last: bool) -> tuple[int, ...]:
    """The sentences of the last turn in ``link``, or of the first, if it has others."""
    if link.moved or not link.zh or not link.en:
        return ()
    turn = chinese.turns[link.zh[-1 if last else 0]]
    edge = tuple(i for i in link.zh if chinese.turns[i] == turn)
    return edge if len(edge) < len(link.zh) else ()


def _is_rendered(
    edge: Sequence[int], link: Link, chinese: Side, english: Side, encoder: Encoder
) -> bool:
    """Whether the English of ``link`` has something of one of the sentences of ``edge``."""
    texts = [chinese.texts[i] + "\n" for i in link.zh]
    ends = list(accumulate(map(len, texts)))
    places = {i: (end - len(t), end) for i, t, end in zip(link.zh, texts, ends, strict=True)}
    other = english.text(link.en)
    return any(loss("".join(texts), places[i], other, "zh", encoder) < _LOST for i in edge)
