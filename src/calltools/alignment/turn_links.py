"""Links of turns out of links of their sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from statistics import fmean

from calltools.alignment.evidence import UNLINKED
from calltools.alignment.model import Link, Sentence
from calltools.page.asides import is_bracketed
from calltools.transcripts.model import Turn


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
    groups = _groups(links, zh_sentences, en_sentences)
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


def _groups(
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
