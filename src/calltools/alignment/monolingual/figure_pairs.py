"""Figures and denials of two texts of one language, and what stands for each on the other side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from calltools.alignment.monolingual.letter_pairs import Pairs
from calltools.alignment.monolingual.letters import Letters
from calltools.arrays import Ints
from calltools.language.cues import negations
from calltools.language.normalise import TextSpan
from calltools.language.quantities import Quantity, agree, quantities


@dataclass(frozen=True, slots=True)
class Assertion:
    """The letters of a figure, or of a word that denies: that has no ``figure``."""

    letters: range
    figure: Quantity | None = None

    def says(self, other: Assertion) -> bool:
        """Whether both deny, or count exactly the same in whatever words."""
        if self.figure is None or other.figure is None:
            return self.figure is other.figure
        same = agree(self.figure, other.figure) == "same"
        return same and self.figure.value == other.figure.value


@dataclass(frozen=True, slots=True)
class Answered:
    """Letters of an assertion on one side and of what stands for it on the other; ``agree`` where
    both say the same.

    Not ``paired`` where no letter of the assertion has a partner: what is heard then goes without
    it, or what is printed stands around the place where it was heard.
    """

    printed: range
    heard: range
    agree: bool
    paired: bool


def assertions(of: Letters, language: str) -> list[Assertion]:
    """The figures, and the words that deny.

    Counts of one, which are mostly articles, are none, nor is what a figure is said of ("a month"),
    nor days and years counted from now: turns with such words alone are not worth a second hearing.
    """
    made = [
        Assertion(_within(of, turn, place), figure)
        for turn, text in enumerate(of.texts)
        for place, figure in chain(
            ((figure.core, figure) for figure in quantities(text, language) if _counts(figure)),
            ((place, None) for place in negations(text, language)),
        )
    ]
    return sorted((a for a in made if a.letters), key=lambda a: a.letters.start)


def _counts(figure: Quantity) -> bool:
    is_one = figure.kind == "count" and figure.number == (1, 1)
    return not (is_one or figure.kind == "period" or figure.is_pointed)


def _within(of: Letters, turn: int, span: TextSpan) -> range:
    """The letters of a turn that stand in ``span``."""
    first, stop = np.searchsorted(of.turn, (turn, turn + 1)).tolist()
    begin = first + int(np.searchsorted(of.end[first:stop], span[0], "right"))
    return range(begin, first + int(np.searchsorted(of.start[first:stop], span[1])))


def answered(
    ours: Sequence[Assertion],
    theirs: Sequence[Assertion],
    printed: Letters,
    heard: Letters,
    pairs: Pairs,
) -> list[Answered]:
    """The assertions of what is printed, and those of what was heard that none of these met, with
    what stands for them on the other side."""
    back = pairs.backward(len(heard))
    made = list(_answered(ours, theirs, pairs.partner, heard))
    met = {letter for answer in made for letter in answer.heard}
    alone = [assertion for assertion in theirs if met.isdisjoint(assertion.letters)]
    for turned in _answered(alone, ours, back, printed):
        around = turned.heard or _beside(turned.printed, back, printed)
        made.append(Answered(around, turned.printed, turned.agree, turned.paired))
    return made


def _answered(
    these: Sequence[Assertion], those: Sequence[Assertion], partner: Ints, other: Letters
) -> Iterator[Answered]:
    for assertion in these:
        letters = assertion.letters
        partners = [int(at) for at in partner[letters] if at >= 0]
        place = _in_one_turn(partners, other) or _beside(letters, partner, other)
        met = [another for another in those if _overlap(another.letters, place)]
        same = next((another.letters for another in met if another.says(assertion)), None)
        if same is not None:
            yield Answered(letters, same, True, bool(partners))
        elif partners:
            bounds = [place, *(another.letters for another in met)]
            whole = range(min(b.start for b in bounds), max(b.stop for b in bounds))
            yield Answered(letters, whole, False, True)
        else:
            yield Answered(letters, range(0), False, False)


def _beside(letters: range, partner: Ints, other: Letters) -> range:
    """The letters of the other side between those that stand for the neighbours of ``letters``."""
    before = [int(at) for at in partner[: letters.start] if at >= 0][-1:]
    behind = [int(at) for at in partner[letters.stop :] if at >= 0][:1]
    return _in_one_turn(before + behind, other)


def _in_one_turn(places: Sequence[int], of: Letters) -> range:
    """From the first to the last of ``places`` that stand in the turn of the first."""
    inside = [place for place in places if of.turn[place] == of.turn[places[0]]]
    return range(min(inside), max(inside) + 1) if inside else range(0)


def _overlap(left: range, right: range) -> bool:
    return left.start < right.stop and right.start < left.stop
