"""What is printed and was not heard, what was heard and is not printed, and figures that differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from calltools.alignment.model import HeardDifference, HeardKind, Severity
from calltools.alignment.monolingual.figures import opposed_figures, units
from calltools.alignment.monolingual.letters import FILLERS, LetterSide
from calltools.alignment.monolingual.pairs import NEAR_SOUND, Pairs
from calltools.alignment.monolingual.timing import LetterTimes
from calltools.language.lexicon import word_list

Letter = tuple[int | None, int | None]
"""A printed letter, a heard one, or a pair."""


def differences(
    published: LetterSide, heard: LetterSide, pairs: Pairs, clock: LetterTimes
) -> list[HeardDifference]:
    """All differences, in the order of the publication.

    A figure that differs is told once, with all of its words; one that agrees is no difference,
    whatever its words.
    """
    ours, theirs = (units(side.texts, side.letters, "zh") for side in (published, heard))
    opposed = opposed_figures(
        [unit for unit in ours if unit.is_figure],
        [unit for unit in theirs if unit.is_figure],
        published.letters,
        heard.letters,
        pairs,
    )
    told = {i for o in opposed for i in o.printed}, {j for o in opposed for j in o.heard}
    grave = [{i for unit in side for i in unit.letters} for side in (ours, theirs)]

    def difference(
        printed: Sequence[int], spoken: Sequence[int], *, figure: bool
    ) -> HeardDifference:
        words = published.text(printed), heard.text(spoken)
        kind: HeardKind = "figure" if figure else _kind(printed, spoken, pairs)
        severity: Severity = "serious"
        if kind == "sounds_alike":
            severity = "minor"
        elif figure or grave[0].intersection(printed) or grave[1].intersection(spoken):
            severity = "grave"
        elif {*"".join(words)} <= word_list("zh", "light") | FILLERS:
            severity = "minor"
        start_ms, end_ms = clock.of_heard(spoken) if spoken else clock.around(printed)
        places = published.span(printed), heard.span(spoken)
        return HeardDifference(kind, *places, *words, start_ms, end_ms, severity)

    made = [
        (o.printed.start, difference(o.printed, o.heard, figure=True))
        for o in opposed
        if not o.agree
    ]
    at = 0
    for stretch in _stretches(published, heard, pairs, told):
        printed = [i for i, _ in stretch if i is not None]
        at = printed[0] if printed else at
        spoken = [j for _, j in stretch if j is not None]
        made.append((at, difference(printed, spoken, figure=False)))
    return [one for _, one in sorted(made, key=lambda entry: entry[0])]


def _kind(printed: Sequence[int], spoken: Sequence[int], pairs: Pairs) -> HeardKind:
    if not spoken:
        return "not_heard"
    if not printed:
        return "not_printed"
    paired = pairs.partner[printed].tolist() == list(spoken)
    near = paired and bool((pairs.cost[printed] <= NEAR_SOUND).all())
    return "sounds_alike" if near else "other_words"


def _stretches(
    published: LetterSide, heard: LetterSide, pairs: Pairs, told: tuple[set[int], set[int]]
) -> Iterator[Sequence[Letter]]:
    """Runs of letters that differ, each within one turn of either side, without those ``told``."""
    stretch: list[Letter] = []
    turns: tuple[int | None, int | None] = (None, None)
    for i, j in _letters(pairs, len(heard.letters)):
        same = i is not None and j is not None and not pairs.cost[i]
        passed = same or i in told[0] or j in told[1]
        now = published.turn(i), heard.turn(j)
        left = any(None not in (a, b) and a != b for a, b in zip(turns, now, strict=True))
        if stretch and (passed or left):
            yield stretch
            stretch, turns = [], (None, None)
        if not passed:
            stretch.append((i, j))
            turns = tuple(a if b is None else b for a, b in zip(turns, now, strict=True))  # type: ignore[assignment]
    if stretch:
        yield stretch


def _letters(pairs: Pairs, heard: int) -> Iterator[Letter]:
    """All letters of both sides; what was heard only comes after what was printed only."""
    elsewhere = set(pairs.partner[pairs.moved].tolist())
    at = 0
    for i, j in enumerate(pairs.partner.tolist()):
        if j >= 0 and j not in elsewhere:
            yield from ((None, k) for k in range(at, j) if k not in elsewhere)
            at = j + 1
        yield i, j if j >= 0 else None
    yield from ((None, k) for k in range(at, heard) if k not in elsewhere)
