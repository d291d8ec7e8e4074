"""A publication and what was heard, letter by letter: which is which, and when it is spoken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from calltools.alignment.model import How, TimedRun, TimedTurn, TurnSpan
from calltools.arrays import Flags, Ints
from calltools.comparison.affine import Gaps, cheapest_pairs
from calltools.language.normalise import CER, normalise
from calltools.language.sounds import loosely_alike, syllable
from calltools.transcripts.model import Turn

# ---- the texts of two transcripts as letters that can be compared: characters, sounds, places


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of the turns ``texts``, scripts and numerals folded, one row each.

    Letter ``i`` stands in ``texts[turn[i]][start[i]:end[i]]``.  ``sounds`` are the character, its
    toneless syllable, and that with what recognisers confuse made one (language.sounds).
    ``first`` and ``last`` mark the edges of utterances.
    """

    texts: Sequence[str]
    sounds: Sequence[NDArray[np.str_]]
    turn: Ints
    start: Ints
    end: Ints
    first: Flags
    last: Flags

    def __len__(self) -> int:
        return len(self.turn)

    def span(self, letters: Sequence[int]) -> TurnSpan | None:
        """Where ``letters``, all of one turn, stand."""
        if not letters:
            return None
        first, last = letters[0], letters[-1]
        return TurnSpan(int(self.turn[first]), int(self.start[first]), int(self.end[last]))

    def text(self, letters: Sequence[int]) -> str:
        """The characters from the first to the last of ``letters``."""
        span = self.span(letters)
        return "" if span is None else self.texts[span.turn][span.start : span.end]


def letters_of(texts: Sequence[str]) -> Letters:
    """The letters of turns with these ``texts``."""
    folded = [normalise(text, CER) for text in texts]
    characters = "".join(turn.text for turn in folded)
    turn = np.repeat(np.arange(len(texts), dtype=np.int32), [len(t.text) for t in folded])
    syllables = [syllable(c) for c in characters]
    near = [loosely_alike(sound) for sound in syllables]
    return Letters(
        texts=texts,
        sounds=[np.asarray(of, np.str_) for of in ([*characters], syllables, near)],
        turn=turn,
        start=np.asarray([at for t in folded for at in t.starts], np.int32),
        end=np.asarray([at for t in folded for at in t.ends], np.int32),
        first=np.diff(turn, prepend=-1) > 0,
        last=np.diff(turn, append=len(texts)) > 0,
    )


# ---- which letter of a publication is which letter that was heard
#
# What was left out or added comes in stretches (comparison.affine); letters that sound alike are
# nearly as good as the same. Long calls are first cut where a run of syllables is the same on
# either side, so that time and memory grow with the length.


NEAR_SOUND = 4
"""Costs up to this one are of letters that may be one spoken word."""
_OTHER = 11  # cost of another letter; less than to leave both out
_OPEN = 6  # cost to begin a stretch left out; not measured
_GAP = 5  # cost of each letter left out; not measured
_EDGE = 3
"""What edges of utterances that coincide are worth."""

_CELLS = 2_000_000
"""Table cells below which a stretch is aligned as a whole: some 24 MB."""
_ANCHOR = 6
"""Syllables in a row that are the same on either side by no chance."""
_BETWEEN_CUTS = 200  # letters, at least; not measured


@dataclass(frozen=True, slots=True)
class Pairs:
    """For each printed letter the heard one that stands for it (-1: none), and the cost of that
    pair (0: the same character)."""

    partner: Ints
    cost: Ints

    @property
    def is_alike(self) -> Flags:
        """Printed letters that were heard, as far as sounds tell."""
        alike: Flags = (self.partner >= 0) & (self.cost <= NEAR_SOUND)
        return alike

    def backward(self, heard: int) -> Ints:
        """For each of ``heard`` letters the printed one that it stands for, or -1."""
        back = np.full(heard, -1, np.int32)
        paired = np.flatnonzero(self.partner >= 0)
        back[self.partner[paired]] = paired
        return back


def pair(printed: Letters, heard: Letters) -> Pairs:
    """The cheapest alignment of the two, in order."""
    stretches = _stretches(printed, heard)
    partner = np.concatenate([_partners(printed, heard, *ranges) for ranges in stretches])
    cost = np.zeros(len(printed), np.int32)
    paired = np.flatnonzero(partner >= 0)
    cost[paired] = _sound_costs(printed, heard, paired, partner[paired])
    return Pairs(partner, cost)


def _sound_costs(printed: Letters, heard: Letters, rows: Ints, columns: Ints) -> Ints:
    """What it costs to take the letters ``columns`` for ``rows``; shapes are broadcast."""
    alike = [
        ours[rows] == theirs[columns]
        for ours, theirs in zip(printed.sounds, heard.sounds, strict=True)
    ]
    costs: Ints = np.select(
        alike, [np.int32(0), np.int32(2), np.int32(NEAR_SOUND)], np.int32(_OTHER)
    )
    return costs


def _partners(printed: Letters, heard: Letters, rows: range, columns: range) -> Ints:
    """For each letter of ``rows`` its partner among ``columns``, or -1: so all where there are too
    many to be told apart."""
    partner = np.full(len(rows), -1, np.int32)
    if not 0 < len(rows) * len(columns) <= _CELLS:
        return partner
    row, column = (np.arange(side.start, side.stop) for side in (rows, columns))
    costs = _sound_costs(printed, heard, row[:, None], column)
    costs -= _EDGE * (printed.first[row, None] & heard.first[column]).astype(np.int32)
    costs -= _EDGE * (printed.last[row, None] & heard.last[column]).astype(np.int32)
    gaps = Gaps(
        rows=np.full(len(rows), _GAP),
        columns=np.full(len(columns), _GAP),
        begin_rows=np.full(len(rows), _OPEN),
        begin=_OPEN,
    )
    for at, other in cheapest_pairs(costs, gaps):
        partner[at] = columns.start + other
    return partner


def _stretches(printed: Letters, heard: Letters) -> Iterator[tuple[range, range]]:
    """Stretches that cover both sides in order; those of long calls are cut in the middle of runs
    of syllables that are the same in the cheapest edit of the one to the other."""
    from rapidfuzz.distance import Levenshtein

    row = column = 0
    if len(printed) * len(heard) > _CELLS:
        for step in Levenshtein.opcodes(*(side.sounds[-1].tolist() for side in (printed, heard))):
            length = step.src_end - step.src_start
            at, other = step.src_start + length // 2, step.dest_start + length // 2
            far = max(at - row, other - column) >= _BETWEEN_CUTS
            if step.tag == "equal" and length >= _ANCHOR and far:
                yield range(row, at), range(column, other)
                row, column = at, other
    yield range(row, len(printed)), range(column, len(heard))


# ---- from the times of words that were heard to the times of turns as they are printed


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
