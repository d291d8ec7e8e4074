"""The comparison of a publication with what was heard."""

from __future__ import annotations

from collections.abc import Sequence

from calltools.alignment.model import HeardComparison
from calltools.alignment.monolingual.differences import differences
from calltools.alignment.monolingual.letters import LetterSide, letters
from calltools.alignment.monolingual.moved import with_moved
from calltools.alignment.monolingual.pairs import pair
from calltools.alignment.monolingual.timing import LetterTimes, timed_turns
from calltools.transcripts.model import Turn


def compare(published: Sequence[Turn], heard: Sequence[Turn]) -> HeardComparison:
    """The turns ``published`` with times from ``heard``, the recogniser's turns with words.

    Times are milliseconds.  Where ``heard`` has no times (another publication) only the
    differences are told.  Time and memory grow with the length: an hour takes seconds.
    """
    printed, spoken = (
        LetterSide([turn.text for turn in side], letters([turn.text for turn in side]))
        for side in (published, heard)
    )
    pairs = with_moved(pair(printed.letters, spoken.letters), printed.letters, spoken.letters)
    clock = LetterTimes(heard, spoken.letters, pairs)
    return HeardComparison(
        tuple(timed_turns(len(published), printed.letters, clock)),
        tuple(differences(printed, spoken, pairs, clock)),
    )
