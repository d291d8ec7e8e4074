"""Sentences that are linked by themselves, and all the others aligned anew without them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from calltools.alignment.aligner import align
from calltools.alignment.evidence import Side, Weights
from calltools.alignment.model import Link
from calltools.language.encoders import Encoder


def aligned_without(
    apart: Sequence[Link], left: Side, right: Side, encoder: Encoder, weights: Weights | None
) -> list[Link]:
    """The links of all sentences but those of ``apart``, with these put in at their places."""
    lefts = _others(len(left.texts), (i for link in apart for i in link.zh))
    rights = _others(len(right.texts), (j for link in apart for j in link.en))
    again = align(_part(left, lefts), _part(right, rights), encoder, weights)
    rest = [
        replace(link, zh=tuple(lefts[i] for i in link.zh), en=tuple(rights[j] for j in link.en))
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
        behind = [k for k, other in enumerate(found) if _follows(other, link)]
        found.insert(min(behind, default=len(found)), link)
    return found


def _follows(other: Link, link: Link) -> bool:
    sides = ((other.zh, link.zh), (other.en, link.en))
    return any(theirs and ours and theirs[0] > ours[0] for theirs, ours in sides)
