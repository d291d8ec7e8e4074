"""Two hearings of the same sound: figures and denials on which they differ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calltools.alignment.monolingual.figure_pairs import answered, assertions
from calltools.alignment.monolingual.letter_pairs import Pairs, pair
from calltools.alignment.monolingual.letters import Letters, letters_of
from calltools.language.cues import negations
from calltools.speech.hearing_differences import HeardOtherwise

_LEAST_HEARD = 0.5
"""Share of a text that a second hearing must have at all to be an opinion on it."""

_AROUND = 2
"""Letters before and after a denial that tell whether it is one (别的, 别动)."""


def places(texts: Sequence[str], language: str) -> list[tuple[int, int, int]]:
    """Where figures and denials stand in ``texts``: the turn, begin and end of each."""
    letters = letters_of(texts)
    spans = (letters.span(a.letters) for a in assertions(letters, language))
    return [(span.turn, span.start, span.end) for span in spans if span]


def heard_otherwise(
    first: Sequence[str], second: Sequence[str], language: str, *, by_ear: bool = False
) -> list[HeardOtherwise]:
    """Every figure and denial of either hearing that the other one has not, at its place in the
    turns ``first``; ``second`` is what was heard again, in the same order of time.

    Figures in other words and equal value are the same, and so is what only marks set apart.  A
    turn of which less than half was heard again is left out.  ``by_ear``: a second hearing that has
    the same syllables in other characters (时来天 for 十来天) contradicts no figure and no denial,
    and one that has neither there contradicts no figure: of seventeen such two in three were heard
    rightly at first.
    """
    ours, theirs = letters_of(first), letters_of(second)
    pairs = pair(ours, theirs)
    answers = answered(
        assertions(ours, language), assertions(theirs, language), ours, theirs, pairs
    )
    differences = []
    for answer in sorted(answers, key=lambda answer: answer.printed.start):
        place = ours.span(answer.printed)
        if answer.agree or place is None or _is_in_the_same_words(answer.printed, ours, pairs):
            continue
        if (pairs.partner[ours.turn == place.turn] >= 0).mean() < _LEAST_HEARD:
            continue
        words = ours.text(answer.printed)
        otherwise = theirs.text(_same_stretch(answer.heard, answer.printed, pairs, theirs))
        if by_ear and not _contradicts(words, otherwise, language):
            continue
        differences.append(HeardOtherwise(place.turn, place.start, place.end, words, otherwise))
    return differences


def _contradicts(words: str, otherwise: str, language: str) -> bool:
    """Whether a reading has another figure than ``words``, or denies otherwise."""
    if otherwise == words:
        return bool(negations(words, language))
    if places([words], language) and _sounds(words) == _sounds(otherwise):
        return False
    return bool(negations(words, language) or places([otherwise], language))


def _sounds(text: str) -> list[str]:
    syllables: list[str] = letters_of([text]).sounds[1].tolist()
    return syllables


def _is_in_the_same_words(here: range, ours: Letters, pairs: Pairs) -> bool:
    """Whether the letters ``here`` and those beside them are the same in both hearings."""
    turn = ours.turn[here.start]
    around = np.arange(max(0, here.start - _AROUND), min(len(ours), here.stop + _AROUND))
    around = around[ours.turn[around] == turn]
    partners = pairs.partner[around]
    return bool(
        (partners >= 0).all() and (np.diff(partners) == 1).all() and not pairs.cost[around].any()
    )


def _same_stretch(again: range, here: range, pairs: Pairs, theirs: Letters) -> range:
    """The letters ``again``, from the partner of the first letter of ``here`` to that of the last,
    so that both readings tell the same stretch."""
    if not again:
        return again
    edges = [int(pairs.partner[at]) for at in (here[0], here[-1])]
    inside = [at for at in edges if at >= 0 and theirs.turn[at] == theirs.turn[again.start]]
    return range(min([again.start, *inside]), max([again.stop, *(at + 1 for at in inside)]))
