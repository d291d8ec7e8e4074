"""From the times of words that were heard to the times of turns as they are printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np

from calltools.alignment.model import How, TimedRun, TimedTurn
from calltools.alignment.monolingual.letter_pairs import NEAR_SOUND, Pairs
from calltools.alignment.monolingual.letters import Letters
from calltools.arrays import Ints
from calltools.transcripts.model import Turn

_UNKNOWN = -1
_LONGEST = 2
"""Times the median: how long the first letter of an utterance may be."""
_RECOGNISED = 0.25
"""Share of a turn's letters that must be heard for its time to rest on them: one in ten sounds
alike by chance."""
_LONGEST_RUN_MS = 2_000
"""Runs are cut here, so that a few words of a long phrase can be found in the recording."""


@dataclass(frozen=True, slots=True)
class LetterTimes:
    """When each letter of a text begins and ends, in milliseconds; ``_UNKNOWN`` where that is."""

    starts: Ints
    ends: Ints

    def of(self, letters: Sequence[int]) -> tuple[int, int] | tuple[None, None]:
        """From the first start to the last end of ``letters``, if any is known."""
        at = [letter for letter in letters if self.starts[letter] != _UNKNOWN]
        return (int(self.starts[at].min()), int(self.ends[at].max())) if at else (None, None)

    def around(self, letters: Sequence[int]) -> tuple[int | None, int | None]:
        """The end of what was heard before ``letters``, the start of what after."""
        known = np.flatnonzero(self.starts != _UNKNOWN)
        before, behind = known[known < letters[0]], known[known > letters[-1]]
        return (
            int(self.ends[before[-1]]) if len(before) else None,
            int(self.starts[behind[0]]) if len(behind) else None,
        )

    def printed(self, pairs: Pairs) -> LetterTimes:
        """The times of printed letters, which are those of the letters heard for them."""
        heard = np.append(self.starts, _UNKNOWN), np.append(self.ends, _UNKNOWN)
        return LetterTimes(*(times[pairs.partner] for times in heard))  # -1 is none


def timed_turns(printed: Letters, times: LetterTimes, pairs: Pairs) -> list[TimedTurn]:
    """The printed turns with the times of their letters."""
    edges = np.searchsorted(printed.turn, np.arange(len(printed.texts) + 1)).tolist()
    turns = []
    for turn, (first, stop) in enumerate(pairwise(edges)):
        letters = [i for i in range(first, stop) if times.starts[i] != _UNKNOWN]
        if not letters:
            between = times.around(range(first, stop)) if first < stop else None
            turns.append(TimedTurn(turn, between_ms=between))
            continue
        runs = _runs(letters, printed, times, pairs)
        heard = sum(pairs.is_alike[letters].tolist()) / (stop - first)
        turns.append(
            TimedTurn(
                turn,
                min(run.start_ms for run in runs),
                max(run.end_ms for run in runs),
                confidence=round(heard, 3),
                interpolated=heard < _RECOGNISED,
                runs=tuple(runs),
            )
        )
    return turns


def letter_times(turns: Sequence[Turn], of: Letters) -> LetterTimes:
    """Start and end of each letter in milliseconds, ``_UNKNOWN`` where the turns don't tell.

    The time of a word, or of a turn that has no words, is shared out evenly to its letters.  The
    first letters of utterances are no longer than letters are: recognisers that take times from
    attention give them the silence before; Whisper's own code cuts words at twice the median for
    that reason.
    """
    starts = np.full(len(of), _UNKNOWN, np.int32)
    ends = starts.copy()
    edges = np.searchsorted(of.turn, np.arange(len(turns) + 1)).tolist()
    for turn, (first, stop) in zip(turns, pairwise(edges), strict=True):
        whole = (0, len(turn.text), turn.start_ms, turn.end_ms)
        words = [(word.start, word.end, word.start_ms, word.end_ms) for word in turn.words]
        for start, end, start_ms, end_ms in words or [whole]:
            if start_ms is None or end_ms is None:
                continue
            begin, after = (first + np.searchsorted(of.start[first:stop], (start, end))).tolist()
            bounds = np.linspace(start_ms, max(start_ms, end_ms), after - begin + 1).round()
            starts[begin:after], ends[begin:after] = bounds[:-1], bounds[1:]
    timed = starts != _UNKNOWN
    if timed.any():
        longest = int(_LONGEST * np.median((ends - starts)[timed]))
        starts = np.where(of.first & timed, np.maximum(starts, ends - longest), starts)
    return LetterTimes(starts, ends)


def _runs(
    letters: Sequence[int], printed: Letters, times: LetterTimes, pairs: Pairs
) -> list[TimedRun]:
    """Runs of letters that were heard one after the other, and what lies between them.

    Punctuation ends a run, so that sentences begin and end with one.
    """
    apart = printed.start[letters[1:]] > printed.end[letters[:-1]]
    phrase = np.concatenate(([0], np.cumsum(apart))).tolist()

    def kind(entry: tuple[int, int]) -> tuple[int, int, How]:
        number, i = entry
        return phrase[number], int(pairs.partner[i]) - number, _how(int(pairs.cost[i]))

    def run(letters: Sequence[int], start_ms: int, end_ms: int, how: How) -> TimedRun:
        start, end = int(printed.start[letters[0]]), int(printed.end[letters[-1]])
        return TimedRun(start, end, start_ms, end_ms, how)

    runs: list[TimedRun] = []
    last = letters[0]
    for (_, _, how), group in groupby(enumerate(letters), key=kind):
        members = [i for _, i in group]
        starts, ends = times.starts[members].tolist(), times.ends[members].tolist()
        if members[0] > last + 1 and runs[-1].end_ms <= min(starts):
            unheard = range(last + 1, members[0])
            runs.append(run(unheard, runs[-1].end_ms, min(starts), "interpolated"))
        for first, stop in _short_stretches(starts, ends):
            bounds = min(starts[first:stop]), max(ends[first:stop])
            runs.append(run(members[first:stop], *bounds, how))
        last = members[-1]
    return runs


def _short_stretches(starts: Sequence[int], ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Letters (first, stop) that follow one another within ``_LONGEST_RUN_MS``."""
    first = 0
    for i, end in enumerate(ends):
        if i > first and end - starts[first] > _LONGEST_RUN_MS:
            yield first, i
            first = i
    yield first, len(ends)


def _how(cost: int) -> How:
    if cost == 0:
        return "heard"
    return "sounds_alike" if cost <= NEAR_SOUND else "replaced"
