"""Sentences beside an editor's summary that went to its neighbour, which doesn't render them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from calltools.alignment.apart import aligned_without
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
    return aligned_without(apart, chinese, english, encoder, weights)


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
