"""A publication held against what was heard of the same call: times for its turns, differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from calltools.alignment.letters import (
    NEAR_SOUND,
    Letters,
    LetterTimes,
    Pairs,
    letter_times,
    letters_of,
    pair,
    timed_turns,
)
from calltools.alignment.model import HeardComparison, HeardDifference, HeardKind, Severity
from calltools.arrays import Ints
from calltools.language.cues import negations
from calltools.language.lexicon import word_list
from calltools.language.normalise import TextSpan
from calltools.language.quantities import Quantity, agree, quantities
from calltools.transcripts.model import Turn

# ---- figures and denials of two texts of one language, and what stands for each on the other side


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


# ----
# What is printed and was not heard, what was heard and is not printed, and figures that differ.


FILLERS = frozenset("嗯啊呃额哦噢喔唉哎诶欸呀哟嘛呢吧哈呵喂")
"""Characters that editors leave out and recognisers miss."""

Letter = tuple[int | None, int | None]
"""A printed letter, a heard one, or a pair."""


def heard_differences(
    published: Letters, heard: Letters, pairs: Pairs, times: tuple[LetterTimes, LetterTimes]
) -> list[HeardDifference]:
    """All differences, in the order of the publication; ``times`` are of the letters of both.

    A figure that differs is told once, with all of its words; one that agrees is not a difference,
    whatever its words.  Words that are missing, and a figure that the recogniser spelt with other
    characters of the same sound, are told as words.
    """
    both = [assertions(side, "zh") for side in (published, heard)]
    grave = [{letter for a in side for letter in a.letters} for side in both]
    ours, theirs = ([a for a in side if a.figure] for side in both)
    numerals = {letter for figure in theirs for letter in figure.letters}
    figures = [
        figure
        for figure in answered(ours, theirs, published, heard, pairs)
        if figure.paired and (figure.agree or not _is_spelling(figure, pairs, numerals))
    ]
    settled = {i for f in figures for i in f.printed}, {j for f in figures for j in f.heard}

    def difference(
        kind: HeardKind, printed: Sequence[int], spoken: Sequence[int]
    ) -> HeardDifference:
        words = published.text(printed), heard.text(spoken)
        asserted = grave[0].intersection(printed) or grave[1].intersection(spoken)
        severity: Severity = "serious"
        if kind == "sounds_alike":
            severity = "minor"
        elif kind == "figure" or asserted:
            severity = "grave"
        elif {*"".join(words)} <= word_list("zh", "light") | FILLERS:
            severity = "minor"
        start_ms, end_ms = times[1].of(spoken) if spoken else times[0].around(printed)
        places = published.span(printed), heard.span(spoken)
        return HeardDifference(kind, *places, *words, start_ms, end_ms, severity)

    made = [
        (f.printed.start, difference("figure", f.printed, f.heard)) for f in figures if not f.agree
    ]
    at = 0
    for stretch in _stretches(published, heard, pairs, settled):
        printed = [i for i, _ in stretch if i is not None]
        spoken = [j for _, j in stretch if j is not None]
        at = printed[0] if printed else at
        made.append((at, difference(_kind(printed, spoken, pairs), printed, spoken)))
    return [difference for _, difference in sorted(made, key=lambda entry: entry[0])]


def _is_spelling(figure: Answered, pairs: Pairs, numerals: set[int]) -> bool:
    """Whether printed letters were all heard, other characters standing for no numeral."""
    inside = slice(figure.printed.start, figure.printed.stop)
    others = pairs.partner[inside][pairs.cost[inside] > 0].tolist()
    return bool(pairs.is_alike[inside].all()) and numerals.isdisjoint(others)


def _kind(printed: Sequence[int], spoken: Sequence[int], pairs: Pairs) -> HeardKind:
    if not spoken:
        return "not_heard"
    if not printed:
        return "not_printed"
    paired = pairs.partner[printed].tolist() == list(spoken)
    near = paired and bool((pairs.cost[printed] <= NEAR_SOUND).all())
    return "sounds_alike" if near else "other_words"


def _stretches(
    published: Letters, heard: Letters, pairs: Pairs, settled: tuple[set[int], set[int]]
) -> Iterator[Sequence[Letter]]:
    """Runs of letters that differ and are not ``settled``, each within one turn of either side."""
    stretch: list[Letter] = []
    for i, j in _letters(pairs, len(heard)):
        same = i is not None and j is not None and not pairs.cost[i]
        passed = same or i in settled[0] or j in settled[1]
        if passed or not (
            _same_turn(published, stretch, 0, i) and _same_turn(heard, stretch, 1, j)
        ):
            if stretch:
                yield stretch
            stretch = []
        if not passed:
            stretch.append((i, j))
    if stretch:
        yield stretch


def _same_turn(of: Letters, stretch: Sequence[Letter], side: int, letter: int | None) -> bool:
    """Whether a letter stands in the turn of those of its side in ``stretch``."""
    first = next((pair[side] for pair in stretch if pair[side] is not None), None)
    return first is None or letter is None or bool(of.turn[first] == of.turn[letter])


def _letters(pairs: Pairs, heard: int) -> Iterator[Letter]:
    """All letters of both sides; what was heard only comes after what was printed only."""
    at = 0
    for i, j in enumerate(pairs.partner.tolist()):
        if j >= 0:
            yield from ((None, k) for k in range(at, j))
            at = j + 1
        yield i, j if j >= 0 else None
    yield from ((None, k) for k in range(at, heard))


# ---- a publication held against what was heard of the same call: times for its turns, differences
#
# Both sides are in one language.  Characters are aligned by how they sound, so that a recogniser's
# spelling costs little; every turn that was heard gets the time of its words, none gets a time that
# was not.


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
