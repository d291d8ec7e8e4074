"""What is printed and was not heard, what was heard and is not printed, and figures that differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from calltools.alignment.model import HeardDifference, HeardKind, Severity, TurnSpan
from calltools.alignment.monolingual.figures import Opposed, figures, opposed_figures
from calltools.alignment.monolingual.letters import Letters
from calltools.alignment.monolingual.pairs import NEAR_SOUND, Pairs
from calltools.alignment.monolingual.timing import LetterTimes
from calltools.transcripts.model import Turn

_NEGATIONS = frozenset("不没别无未非勿莫")
_LIGHT = frozenset("的了呢吧嘛吗啊呀嗯呃额哦噢喔唉哎诶欸哟哈呵喂就那这是也都还")
"""Characters without which a sentence says the same."""


@dataclass(frozen=True, slots=True)
class _Op:
    """A printed letter, a heard one, or a pair with its cost."""

    printed: int | None
    heard: int | None
    cost: int = 0

    @property
    def is_same(self) -> bool:
        return self.printed is not None and self.heard is not None and not self.cost


class Differences:
    """Compares two sides whose letters are paired."""

    def __init__(
        self,
        published: Sequence[Turn],
        heard: Sequence[Turn],
        letters: tuple[Letters, Letters],
        pairs: Pairs,
        clock: LetterTimes,
    ) -> None:
        self._published = published
        self._heard = heard
        self._printed, self._spoken = letters
        self._pairs = pairs
        self._clock = clock

    def find(self) -> list[HeardDifference]:
        """All differences, in the order of the publication.

        A figure that differs is told once, with all of its words; one that agrees is no difference,
        whatever its words.
        """
        sides = (self._published, self._heard, self._printed, self._spoken)
        opposed = opposed_figures(*sides, self._pairs)
        printed_figures = {i for o in opposed for i in o.printed}
        heard_figures = {j for o in opposed for j in o.heard}
        grave = (
            {i for f in figures(self._published, self._printed) for i in f.letters},
            {j for f in figures(self._heard, self._spoken) for j in f.letters},
        )
        found = [(o.printed.start, self._figure(o)) for o in opposed if not o.agree]
        at = 0
        for ops in self._stretches(printed_figures, heard_figures):
            at = next((op.printed for op in ops if op.printed is not None), at)
            found.append((at, self._words(ops, grave)))
        return [difference for _, difference in sorted(found, key=lambda entry: entry[0])]

    def _figure(self, opposed: Opposed) -> HeardDifference:
        return self._difference("figure", opposed.printed, opposed.heard, "grave")

    def _words(self, ops: Sequence[_Op], grave: tuple[set[int], set[int]]) -> HeardDifference:
        printed = [op.printed for op in ops if op.printed is not None]
        heard = [op.heard for op in ops if op.heard is not None]
        kind: HeardKind = "other_words"
        if not heard:
            kind = "not_heard"
        elif not printed:
            kind = "not_printed"
        elif len(printed) == len(heard) == len(ops) and all(op.cost <= NEAR_SOUND for op in ops):
            return self._difference("sounds_alike", printed, heard, "minor")
        characters = [
            {chr(of.char[at]) for at in letters}
            for of, letters in ((self._printed, printed), (self._spoken, heard))
        ]
        severity: Severity = "serious"
        in_figure = grave[0].intersection(printed) or grave[1].intersection(heard)
        if in_figure or any(characters[0] & {no} != characters[1] & {no} for no in _NEGATIONS):
            severity = "grave"
        elif characters[0] | characters[1] <= _LIGHT:
            severity = "minor"
        return self._difference(kind, printed, heard, severity)

    def _difference(
        self,
        kind: HeardKind,
        printed: Sequence[int],
        heard: Sequence[int],
        severity: Severity,
    ) -> HeardDifference:
        here, there = _span(self._printed, printed), _span(self._spoken, heard)
        between = self._clock.of_heard(heard) if heard else self._clock.around(printed)
        return HeardDifference(
            kind,
            here,
            there,
            _text(self._published, here),
            _text(self._heard, there),
            *between,
            severity,
        )

    def _stretches(
        self, printed_figures: set[int], heard_figures: set[int]
    ) -> Iterator[Sequence[_Op]]:
        """Runs of letters that differ, each within one turn of either side."""
        stretch: list[_Op] = []
        turns: tuple[int | None, int | None] = (None, None)
        for op in self._ops():
            told = op.printed in printed_figures or op.heard in heard_figures
            now = (_turn(self._printed, op.printed), _turn(self._spoken, op.heard))
            left = any(None not in (a, b) and a != b for a, b in zip(turns, now, strict=True))
            if stretch and (op.is_same or told or left):
                yield stretch
                stretch, turns = [], (None, None)
            if not op.is_same and not told:
                stretch.append(op)
                turns = (
                    turns[0] if now[0] is None else now[0],
                    turns[1] if now[1] is None else now[1],
                )
        if stretch:
            yield stretch

    def _ops(self) -> Iterator[_Op]:
        """All letters of both sides; what was heard only comes after what was printed only."""
        partner, moved = self._pairs.partner.tolist(), self._pairs.moved.tolist()
        elsewhere = {j for j, is_moved in zip(partner, moved, strict=True) if is_moved}
        at = 0
        for i, (j, cost) in enumerate(zip(partner, self._pairs.cost.tolist(), strict=True)):
            if j < 0:
                yield _Op(i, None)
                continue
            if j not in elsewhere:
                yield from (_Op(None, k) for k in range(at, j) if k not in elsewhere)
                at = j + 1
            yield _Op(i, j, cost)
        yield from (_Op(None, k) for k in range(at, len(self._spoken)) if k not in elsewhere)


def _turn(of: Letters, letter: int | None) -> int | None:
    return None if letter is None else int(of.turn[letter])


def _span(of: Letters, letters: Sequence[int]) -> TurnSpan | None:
    if not letters:
        return None
    first, last = letters[0], letters[-1]
    return TurnSpan(int(of.turn[first]), int(of.start[first]), int(of.end[last]))


def _text(turns: Sequence[Turn], span: TurnSpan | None) -> str:
    return "" if span is None else turns[span.turn].text[span.start : span.end]
