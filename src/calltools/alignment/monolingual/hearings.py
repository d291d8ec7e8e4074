"""Two hearings of the same sound: figures and denials on which they differ."""

from __future__ import annotations

from collections.abc import Sequence

from calltools.alignment.monolingual.figures import answered, assertions
from calltools.alignment.monolingual.letters import Letters, letters_of
from calltools.alignment.monolingual.pairs import Pairs, pair
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
    letters = letters_of(texts)
    spans = (letters.span(a.letters) for a in assertions(letters, language))
    return [(span.turn, span.start, span.end) for span in spans if span]


def heard_otherwise(
    first: Sequence[str], second: Sequence[str], language: str
) -> list[HeardOtherwise]:
    """Every figure and denial of either hearing that the other one has not, at its place in the
    turns ``first``; ``second`` is what was heard again, in the same order of time.

    Figures in other words and equal value are the same.  A turn of which less than half was heard
    again is left out.
    """
    ours, theirs = letters_of(first), letters_of(second)
    pairs = pair(ours, theirs)
    answers = answered(
        assertions(ours, language), assertions(theirs, language), ours, theirs, pairs
    )
    differences = []
    for answer in sorted(answers, key=lambda answer: answer.printed.start):
        place = ours.span(answer.printed)
        if answer.agree or place is None:
            continue
        if (pairs.partner[ours.turn == place.turn] >= 0).mean() < _LEAST_HEARD:
            continue
        words = ours.text(answer.printed)
        otherwise = theirs.text(_same_stretch(answer.heard, answer.printed, pairs, theirs))
        differences.append(HeardOtherwise(place.turn, place.start, place.end, words, otherwise))
    return differences


def _same_stretch(again: range, here: range, pairs: Pairs, theirs: Letters) -> range:
    """The letters ``again``, from the partner of the first letter of ``here`` to that of the last,
    so that both readings tell the same stretch."""
    if not again:
        return again
    edges = [int(pairs.partner[at]) for at in (here[0], here[-1])]
    inside = [at for at in edges if at >= 0 and theirs.turn[at] == theirs.turn[again.start]]
    return range(min([again.start, *inside]), max([again.stop, *(at + 1 for at in inside)]))
