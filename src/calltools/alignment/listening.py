"""Words of listening (嗯, "mm") that stand between two turns of the other party and part nothing.

A translation often prints such two turns as one.  The aligner sees three turns then, the middle one
about nothing, and would rather leave the first or the last without a link.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from calltools.alignment.apart import aligned_without
from calltools.alignment.evidence import UNLINKED, Side, Weights
from calltools.alignment.model import Link
from calltools.comparison.words import is_backchannel
from calltools.language.encoders import Encoder
from calltools.language.sentences import Language


def with_listening_apart(
    links: Sequence[Link],
    left: Side,
    right: Side,
    languages: tuple[Language, Language],
    encoder: Encoder,
    weights: Weights | None,
) -> list[Link]:
    """``links`` in which what is rendered as one turn is one, whoever listened in between.

    Listening that is rendered by itself keeps its link; all else is aligned without the rest.
    """
    rendered = [link for link in links if len(link.zh) == len(link.en) == 1]
    lefts = set(_listening(left, languages[0])) - {link.zh[0] for link in rendered}
    rights = set(_listening(right, languages[1])) - {link.en[0] for link in rendered}
    if not lefts and not rights:
        return list(links)
    apart = [Link((i,), (), UNLINKED) for i in sorted(lefts)]
    apart += [Link((), (j,), UNLINKED) for j in sorted(rights)]
    return aligned_without(apart, left, right, encoder, weights)


def _listening(side: Side, language: Language) -> Iterator[int]:
    """The sentences of turns that only listen, between two turns of the other party."""
    turns = [list(run) for _, run in groupby(range(len(side.texts)), lambda i: side.turns[i])]
    for before, here, behind in zip(turns, turns[1:], turns[2:], strict=False):
        speaker, others = side.roles[here[0]], {side.roles[before[0]], side.roles[behind[0]]}
        goes_on = speaker and len(others) == 1 and others.isdisjoint((speaker, ""))
        if goes_on and all(is_backchannel(side.texts[i], language) for i in here):
            yield from here
