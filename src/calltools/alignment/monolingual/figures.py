"""Figures and denials, and figures that are printed otherwise than they were heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from calltools.alignment.monolingual.letters import Letters
from calltools.alignment.monolingual.pairs import Pairs
from calltools.language.cues import negations
from calltools.language.normalise import CER, FOLD, TextSpan, normalise
from calltools.language.quantities import Quantity, find_quantities

_BY_NAME = frozenset({"date", "clock", "code", "ordinal"})
"""Kinds whose words are what they say; the others are intervals."""


_DENIES = ("denies",)


@dataclass(frozen=True, slots=True)
class LetterUnit:
    """The letters of a quantity or of a word that denies; two with the same ``value`` say the
    same."""

    letters: range
    value: tuple[object, ...]

    @property
    def is_figure(self) -> bool:
        """Whether it counts."""
        return self.value != _DENIES


@dataclass(frozen=True, slots=True)
class Opposed:
    """Letters of a figure on one side and of what stands for it on the other; ``agree`` where
    both say the same, in whatever words."""

    printed: range
    heard: range
    agree: bool


def units(texts: Sequence[str], of: Letters, language: str) -> list[LetterUnit]:
    """The figures of turns with these ``texts``, and the words that deny; counts of one, which are
    mostly articles, are none."""
    made = []
    for turn, text in enumerate(texts):
        folded = normalise(text, FOLD)
        for quantity in find_quantities(folded.text, language):
            if quantity.kind != "count" or not quantity.low == quantity.high == 1:
                start, end = folded.original(*quantity.core)
                value = _value(quantity, text[start:end])
                made.append(LetterUnit(_within(of, turn, (start, end)), value))
        made += [LetterUnit(_within(of, turn, at), _DENIES) for at in negations(text, language)]
    return [unit for unit in made if unit.letters]


def _within(of: Letters, turn: int, span: TextSpan) -> range:
    """The letters of a turn that stand in ``span``."""
    first, stop = np.searchsorted(of.turn, (turn, turn + 1)).tolist()
    begin = first + int(np.searchsorted(of.end[first:stop], span[0], "right"))
    return range(begin, first + int(np.searchsorted(of.start[first:stop], span[1])))


def _value(quantity: Quantity, text: str) -> tuple[object, ...]:
    if quantity.kind in _BY_NAME:
        return quantity.kind, normalise(text, CER).text
    kind = "duration" if quantity.kind == "duration" else "number"
    return kind, quantity.low, quantity.high


def opposed_figures(
    ours: Sequence[LetterUnit],
    theirs: Sequence[LetterUnit],
    printed: Letters,
    spoken: Letters,
    pairs: Pairs,
) -> list[Opposed]:
    """Figures that are printed, and heard, with what stands for them on the other side.

    A figure of which nothing was heard, or nothing is printed, is left out: words are missing.
    So is one that the recogniser spelt with other characters of the same sound.
    """
    found = [*_opposed(ours, theirs, pairs.partner.tolist(), spoken)]
    told = {letter for opposed in found for letter in opposed.heard}
    alone = [figure for figure in theirs if told.isdisjoint(figure.letters)]
    found += [
        Opposed(opposed.heard, opposed.printed, opposed.agree)
        for opposed in _opposed(alone, ours, pairs.backward(len(spoken)).tolist(), printed)
    ]
    numerals = {letter for figure in theirs for letter in figure.letters}
    return [o for o in found if o.agree or not _is_spelling(o.printed, pairs, numerals)]


def _is_spelling(letters: range, pairs: Pairs, numerals: set[int]) -> bool:
    """Whether printed ``letters`` were all heard, other characters standing for no numeral."""
    inside = slice(letters.start, letters.stop)
    others = pairs.partner[inside][pairs.cost[inside] > 0].tolist()
    return bool(pairs.is_alike[inside].all()) and numerals.isdisjoint(others)


def _opposed(
    ours: Iterable[LetterUnit],
    theirs: Sequence[LetterUnit],
    partner: Sequence[int],
    other: Letters,
) -> Iterator[Opposed]:
    """Figures of one side, each with the letters of the other that stand for it."""
    for figure in ours:
        partners = [partner[i] for i in figure.letters if partner[i] >= 0]
        if not partners:
            continue
        place = in_one_turn(partners, other)
        others = [f for f in theirs if overlap(f.letters, place)]
        same = next((f.letters for f in others if f.value == figure.value), None)
        bounds = [place, *(f.letters for f in others)]
        whole = range(min(b.start for b in bounds), max(b.stop for b in bounds))
        yield Opposed(figure.letters, same or whole, same is not None)


def in_one_turn(places: Sequence[int], of: Letters) -> range:
    """From the first to the last of ``places`` that stand in the turn of the first."""
    turn = of.turn[places[0]]
    inside = [place for place in places if of.turn[place] == turn]
    return range(min(inside), max(inside) + 1)


def overlap(one: range, other: range) -> bool:
    """Whether they have a letter in common."""
    return one.start < other.stop and other.start < one.stop
