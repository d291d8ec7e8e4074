"""A publication held against what was heard of the same call: times for its turns, differences.

Both sides are in one language.  Characters are aligned by how they sound, so that a recogniser's
spelling costs little; every turn that was heard gets the time of its words, none gets a time that
was not.
"""

from __future__ import annotations

from collections.abc import Sequence

from calltools.alignment.model import HeardComparison
from calltools.alignment.monolingual.differences import heard_differences
from calltools.alignment.monolingual.letter_pairs import pair
from calltools.alignment.monolingual.letters import letters_of
from calltools.alignment.monolingual.timing import letter_times, timed_turns
from calltools.transcripts.model import Turn

__all__ = ["compare"]


def compare(published: Sequence[Turn], heard: Sequence[Turn]) -> HeardComparison:
    """The turns ``published`` with times from ``heard``, the recogniser's turns with words.

    Times are milliseconds.  Where ``heard`` has no times (another publication) only the
    differences are told.  Time and memory grow with the length: an hour takes seconds.
    """
    printed, spoken = (letters_of([turn.text for turn in side]) for side in (published, heard))
    pairs = pair(printed, spoken)
    heard_times = letter_times(heard, spoken)
    times = heard_times.printed(pairs)
    return HeardComparison(
        tuple(timed_turns(printed, times, pairs)),
        tuple(heard_differences(printed, spoken, pairs, (times, heard_times))),
    )
