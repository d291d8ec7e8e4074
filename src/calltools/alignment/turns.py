"""Links of turns out of links of their sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from calltools.alignment.evidence import UNLINKED
from calltools.alignment.model import Link, Sentence
from calltools.transcripts.model import Turn

_BRACKETED = re.compile(r"\s*[\[(【（［〔].*[\])】）］〕][\s.。]*", re.DOTALL)


@dataclass
class _Group:
    """Turns that belong together."""

    zh: set[int] = field(default_factory=set)
    en: set[int] = field(default_factory=set)
    links: list[Link] = field(default_factory=list)


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
    zh_free = _Free(len(zh), (group.zh for group in groups))
    en_free = _Free(len(en), (group.en for group in groups))
    for group in groups:
        group.zh |= zh_free.take(group.zh, beside=any(is_summary(en[j]) for j in group.en))
        group.en |= en_free.take(group.en, beside=any(is_summary(zh[i]) for i in group.zh))
    found = [_link(group) for group in groups]
    found += [Link(run, (), UNLINKED) for run in zh_free.runs()]
    found += [Link((), run, UNLINKED) for run in en_free.runs()]
    return in_order(found)


def _groups(
    links: Sequence[Link], zh_sentences: Sequence[Sentence], en_sentences: Sequence[Sentence]
) -> list[_Group]:
    """Turns joined by sentences.

    Links in order can only share a turn with the group before them.  A sentence that moved out
    of a turn does not take the turn with it.
    """
    groups: list[_Group] = []
    for link in sorted(links, key=lambda link: link.moved):
        left = {zh_sentences[i].turn for i in link.zh}
        right = {en_sentences[j].turn for j in link.en}
        if not left or not right:
            continue
        if link.moved:
            if any(left & group.zh or right & group.en for group in groups):
                continue
            groups.append(_Group())
        elif not groups or not (left & groups[-1].zh or right & groups[-1].en):
            groups.append(_Group())
        groups[-1].zh |= left
        groups[-1].en |= right
        groups[-1].links.append(link)
    return groups


def is_summary(turn: Turn) -> bool:
    """Whether a turn stands in brackets: the editor's words for what was said."""
    return _BRACKETED.fullmatch(turn.text) is not None


class _Free:
    """The turns of one side that are in no group yet."""

    def __init__(self, count: int, taken: Iterator[set[int]]) -> None:
        self._turns = set(range(count)).difference(*taken)

    def take(self, turns: set[int], *, beside: bool) -> set[int]:
        """The free turns between ``turns``, and with ``beside`` those around them as well."""
        first, last = min(turns), max(turns)
        while beside and first - 1 in self._turns:
            first -= 1
        while beside and last + 1 in self._turns:
            last += 1
        found = self._turns.intersection(range(first, last + 1))
        self._turns -= found
        return found

    def runs(self) -> Iterator[tuple[int, ...]]:
        """Free turns, those that follow one another together."""
        run: list[int] = []
        for turn in sorted(self._turns):
            if run and turn > run[-1] + 1:
                yield tuple(run)
                run = []
            run.append(turn)
        if run:
            yield tuple(run)


def _link(group: _Group) -> Link:
    confidence = fmean(link.confidence for link in group.links)
    moved = all(link.moved for link in group.links)
    return Link(tuple(sorted(group.zh)), tuple(sorted(group.en)), confidence, moved)


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
