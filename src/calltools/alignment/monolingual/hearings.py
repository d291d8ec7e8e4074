"""Two hearings of the same sound: figures and denials on which they differ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calltools.alignment.monolingual.figures import LetterUnit, in_one_turn, overlap, units
from calltools.alignment.monolingual.letters import Letters, LetterSide, letters
from calltools.alignment.monolingual.pairs import pair
from calltools.arrays import Ints
from calltools.speech.otherwise import HeardOtherwise

_LEAST_HEARD = 0.5
"""Share of a turn that a second hearing must have at all to be an opinion on it."""


def matters(text: str, language: str) -> bool:
    """Whether a turn is worth hearing again: it holds a figure or a denial.

    The whole turn is: of spans of a second or two around figures and denials fewer errors were
    marked, and more in vain.  Turns with mere words of statements cost a third more and brought
    nothing (measured, benchmarks/second_hearing.py).
    """
    return bool(places([text], language))


def places(texts: Sequence[str], language: str) -> list[tuple[int, int, int]]:
    """Where figures and denials stand in ``texts``: the turn, begin and end of each."""
    side = LetterSide(texts, letters(texts))
    spans = (side.span(unit.letters) for unit in units(texts, side.letters, language))
    return [(span.turn, span.start, span.end) for span in spans if span]


def heard_otherwise(
    first: Sequence[str], second: Sequence[str], language: str
) -> list[HeardOtherwise]:
    """Every figure and denial of either hearing that the other one has not, at its place in the
    turns ``first``; ``second`` is what was heard again, in the same order of time.

    Figures in other words and equal value are the same.  A turn of which less than half was heard
    again is left out.
    """
    ours, theirs = letters(first), letters(second)
    if not len(ours) or not len(theirs):
        return []
    pairs = pair(ours, theirs)
    partner, back = pairs.partner, pairs.backward(len(theirs))
    said, other = units(first, ours, language), units(second, theirs, language)
    found = [
        (unit.letters, place if (partner[list(unit.letters)] >= 0).any() else range(0))
        for unit in said
        if not _agrees(unit, place := _across(unit.letters, partner, theirs), other)
    ]
    told = [here for here, _ in found]
    for unit in other:
        place = _across(unit.letters, back, ours)
        if not _agrees(unit, place, said) and not any(overlap(place, here) for here in told):
            found.append((place, _with_edges(unit.letters, place, partner, theirs)))
    heard = [(partner[ours.turn == turn] >= 0).mean() for turn in np.unique(ours.turn)]
    opinions = set(np.unique(ours.turn)[np.asarray(heard) >= _LEAST_HEARD].tolist())
    sides = LetterSide(first, ours), LetterSide(second, theirs)
    return [
        HeardOtherwise(at.turn, at.start, at.end, sides[0].text(here), sides[1].text(there))
        for here, there in sorted(found, key=lambda pair: pair[0].start)
        if (at := sides[0].span(here)) and at.turn in opinions
    ]


def _across(unit: range, partner: Ints, other: Letters) -> range:
    """The letters of the other side that stand where ``unit`` does: its partners, or, where it has
    none, those of the letters before and after it."""
    places = [int(partner[at]) for at in unit if partner[at] >= 0]
    if not places:
        before = next((int(partner[i]) for i in reversed(range(unit.start)) if partner[i] >= 0), -1)
        after = next((int(p) for p in partner[unit.stop :] if p >= 0), -1)
        places = [at for at in (before, after) if at >= 0]
    return in_one_turn(places, other) if places else range(0)


def _with_edges(unit: range, place: range, partner: Ints, other: Letters) -> range:
    """``unit`` from the partner of the first letter of ``place`` to that of the last, so that both
    readings tell the same stretch."""
    turn = other.turn[unit.start]
    edges = [int(p) for at in (place.start, place.stop - 1) if place and (p := partner[at]) >= 0]
    inside = [at for at in edges if other.turn[at] == turn]
    return range(min([unit.start, *inside]), max([unit.stop, *(at + 1 for at in inside)]))


def _agrees(unit: LetterUnit, place: range, others: Sequence[LetterUnit]) -> bool:
    return any(o.value == unit.value and overlap(o.letters, place) for o in others)
