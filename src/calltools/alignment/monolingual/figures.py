"""Figures and denials of two texts of one language, and what stands for each on the other side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from calltools.alignment.monolingual.letters import Letters
from calltools.alignment.monolingual.pairs import Pairs
from calltools.arrays import Ints
from calltools.language.cues import negations
from calltools.language.normalise import TextSpan
from calltools.language.quantities import Quantity, agree, quantities


@dataclass(frozen=True, slots=True)
class Claim:
    """The letters of a figure, or of a word that denies: that has no ``figure``."""

    letters: range
    figure: Quantity | None = None

    def says(self, other: Claim) -> bool:
        """Whether both deny, or count exactly the same in whatever words."""
        if self.figure is None or other.figure is None:
            return self.figure is other.figure
        same = agree(self.figure, other.figure) == "same"
        return same and self.figure.value == other.figure.value


@dataclass(frozen=True, slots=True)
class Answered:
    """Letters of a claim on one side and of what stands for it on the other; ``agree`` where both
    say the same.

    Not ``paired`` where no letter of the claim has a partner: what is heard then goes without
    it, or what is printed stands around the place where it was heard.
    """

    printed: range
    heard: range
    agree: bool
    paired: bool


def claims(of: Letters, language: str) -> list[Claim]:
    """The figures, and the words that deny.

    Counts of one, which are mostly articles, are none, nor is what a figure is said of ("a month"),
    nor days and years counted from now: turns with such words alone are not worth a second hearing.
    """
    made = [
        Claim(_within(of, turn, figure.core), figure)
        for turn, text in enumerate(of.texts)
        for figure in quantities(text, language)
        if figure.kind != "period" and not figure.is_pointed
        if figure.kind != "count" or figure.number != (1, 1)
    ]
    made += [
        Claim(_within(of, turn, place))
        for turn, text in enumerate(of.texts)
        for place in negations(text, language)
    ]
    return sorted((claim for claim in made if claim.letters), key=lambda c: c.letters.start)


def _within(of: Letters, turn: int, span: TextSpan) -> range:
    """The letters of a turn that stand in ``span``."""
    first, stop = np.searchsorted(of.turn, (turn, turn + 1)).tolist()
    begin = first + int(np.searchsorted(of.end[first:stop], span[0], "right"))
    return range(begin, first + int(np.searchsorted(of.start[first:stop], span[1])))


def answered(
    ours: Sequence[Claim],
    theirs: Sequence[Claim],
    printed: Letters,
    heard: Letters,
    pairs: Pairs,
) -> list[Answered]:
    """The claims of what is printed, and those of what was heard that none of these met, with what
    stands for them on the other side."""
    made = list(_answered(ours, theirs, pairs.partner, heard))
    met = {letter for one in made for letter in one.heard}
    alone = [claim for claim in theirs if met.isdisjoint(claim.letters)]
    for one in _answered(alone, ours, pairs.backward(len(heard)), printed):
        around = one.heard or _beside(one.printed, pairs.backward(len(heard)), printed)
        made.append(Answered(around, one.printed, one.agree, one.paired))
    return made


def _answered(
    claims: Sequence[Claim], others: Sequence[Claim], partner: Ints, other: Letters
) -> Iterator[Answered]:
    for claim in claims:
        places = [int(at) for at in partner[claim.letters.start : claim.letters.stop] if at >= 0]
        around = in_one_turn(places, other) if places else _beside(claim.letters, partner, other)
        met = [one for one in others if _overlap(one.letters, around)]
        same = next((one.letters for one in met if one.says(claim)), None)
        if same is None and places:
            bounds = [around, *(one.letters for one in met)]
            around = range(min(b.start for b in bounds), max(b.stop for b in bounds))
        elif same is None:
            around = range(0)
        yield Answered(claim.letters, same or around, same is not None, bool(places))


def _beside(letters: range, partner: Ints, other: Letters) -> range:
    """The letters of the other side between those that stand for the neighbours of ``letters``."""
    before = [int(at) for at in partner[: letters.start] if at >= 0][-1:]
    behind = [int(at) for at in partner[letters.stop :] if at >= 0][:1]
    return in_one_turn(before + behind, other)


def in_one_turn(places: Sequence[int], of: Letters) -> range:
    """From the first to the last of ``places`` that stand in the turn of the first."""
    inside = [place for place in places if of.turn[place] == of.turn[places[0]]]
    return range(min(inside), max(inside) + 1) if inside else range(0)


def _overlap(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop
