"""What is printed and was not heard, what was heard and is not printed, and figures that differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from calltools.alignment.model import HeardDifference, HeardKind, Severity
from calltools.alignment.monolingual.figure_pairs import Answered, answered, assertions
from calltools.alignment.monolingual.letter_pairs import NEAR_SOUND, Pairs
from calltools.alignment.monolingual.letters import Letters
from calltools.alignment.monolingual.timing import LetterTimes
from calltools.language.lexicon import word_list

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
