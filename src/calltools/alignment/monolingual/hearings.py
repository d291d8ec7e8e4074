"""Two hearings of the same sound: figures and denials on which they differ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calltools.alignment.monolingual.figures import LetterUnit, units
from calltools.alignment.monolingual.letters import Letters, letters
from calltools.alignment.monolingual.pairs import pair
from calltools.arrays import Ints
from calltools.speech.otherwise import HeardOtherwise

_NOBODY = -1
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
    of = letters(texts)
    return [
        (int(of.turn[here.start]), int(of.start[here.start]), int(of.end[here.stop - 1]))
        for here in (unit.letters for unit in units(texts, of, language))
    ]


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
    partner = pair(ours, theirs).partner
    back = np.full(len(theirs), _NOBODY, np.int32)
    paired = np.flatnonzero(partner >= 0)
    back[partner[paired]] = paired
    here, there = units(first, ours, language), units(second, theirs, language)
    found = [
        (unit.letters, place if (partner[list(unit.letters)] >= 0).any() else range(0))
        for unit in here
        if not _agrees(unit, place := _across(unit.letters, partner, theirs), there)
    ]
    told = [letters for letters, _ in found]
    for unit in there:
        place = _across(unit.letters, back, ours)
        if not _agrees(unit, place, here) and not any(_overlap(place, other) for other in told):
            found.append((place, _with_edges(unit.letters, place, partner, theirs)))
    heard = [(partner[ours.turn == turn] >= 0).mean() for turn in np.unique(ours.turn)]
    opinions = set(np.unique(ours.turn)[np.asarray(heard) >= _LEAST_HEARD].tolist())
    return [
        _difference(first, ours, letters, second, theirs, others)
        for letters, others in sorted(found, key=lambda pair: pair[0].start)
        if letters and int(ours.turn[letters.start]) in opinions
    ]


def _across(unit: range, partner: Ints, other: Letters) -> range:
    """The letters of the other side that stand where ``unit`` does: its partners, or, where it has
    none, those of the letters before and after it."""
    places = [int(partner[at]) for at in unit if partner[at] >= 0]
    if not places:
        before = next((int(partner[i]) for i in reversed(range(unit.start)) if partner[i] >= 0), -1)
        after = next((int(p) for p in partner[unit.stop :] if p >= 0), -1)
        places = [at for at in (before, after) if at >= 0]
    if not places:
        return range(0)
    turn = other.turn[places[0]]
    places = [at for at in places if other.turn[at] == turn]
    return range(min(places), max(places) + 1)


def _with_edges(unit: range, place: range, partner: Ints, other: Letters) -> range:
    """``unit`` from the partner of the first letter of ``place`` to that of the last, so that both
    readings tell the same stretch."""
    turn = other.turn[unit.start]
    edges = [int(p) for at in (place.start, place.stop - 1) if place and (p := partner[at]) >= 0]
    inside = [at for at in edges if other.turn[at] == turn]
    return range(min([unit.start, *inside]), max([unit.stop, *(at + 1 for at in inside)]))


def _agrees(unit: LetterUnit, place: range, others: Sequence[LetterUnit]) -> bool:
    return any(o.value == unit.value and _overlap(o.letters, place) for o in others)


def _overlap(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop


def _difference(
    first: Sequence[str], ours: Letters, here: range, second: Sequence[str], theirs: Letters,
    there: range,
) -> HeardOtherwise:  # fmt: skip
    turn = int(ours.turn[here.start])
    start, end = int(ours.start[here.start]), int(ours.end[here.stop - 1])
    otherwise = ""
    if there:
        other = second[int(theirs.turn[there.start])]
        otherwise = other[int(theirs.start[there.start]) : int(theirs.end[there.stop - 1])]
    return HeardOtherwise(turn, start, end, first[turn][start:end], otherwise)
