"""Quotations made from transcripts, each with the place it was taken from, to measure locating.

What is made is plausible in form only: spans of turns, edited, elided, stitched or turned round at
random, with a fixed seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from calltools.quotations.corpus import Entry
from calltools.quotations.locating.text_index import language_of
from calltools.quotations.symbols import symbols

KINDS = ("exact", "edited", "elided", "stitched", "reordered")
_SHORTEST = {"zh": 6, "en": 4}
_LONGEST = {"zh": 24, "en": 18}
_PIECE = {"zh": 4, "en": 3}
_MARKS = {"zh": ("……", "…", "〔…〕"), "en": (" … ", "... ", " [...] ")}
_JOINTS = {"zh": ("，", "。"), "en": (". ", ", ")}
_SYMBOLS_AN_EDIT = 5
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Made:
    """A quotation made from the turns ``first`` to ``last`` of a transcript."""

    kind: str
    text: str
    transcript: str
    first: int
    last: int


def make_quotations(
    entries: Sequence[Entry], number: int, seed: int = 1, kinds: Sequence[str] = KINDS
) -> list[Made]:
    """``number`` quotations, the kinds in turn, from transcripts chosen at random.

    An edited one has one symbol (a character of Chinese, an English word) in five replaced, left
    out or added, at most.  Transcripts without a turn that is long enough give none, so that there
    may be fewer.
    """
    rng = random.Random(seed)
    sources: dict[str, _Source] = {}
    made: list[Made] = []
    for _ in range(_TRIES * number):
        if len(made) == number:
            break
        entry = rng.choice(entries)
        if entry.id not in sources:
            sources[entry.id] = _Source(entry, rng)
        kind = kinds[len(made) % len(kinds)]
        if (found := sources[entry.id].make(kind)) is not None:
            made.append(replace(found, kind=kind))
    return made


class _Source:
    """A transcript to take quotations from."""

    def __init__(self, entry: Entry, rng: random.Random) -> None:
        self.entry, self.rng = entry, rng
        self.language = language_of(entry)
        self.units = [self._units(turn.text) for turn in entry.turns]
        shortest = _SHORTEST[self.language]
        self.long = [i for i, units in enumerate(self.units) if len(units) >= shortest]

    def make(self, kind: str) -> Made | None:
        """A quotation of the kind, None where the turn at hand does not give one."""
        makers: dict[str, Callable[[int], Made | None]] = {
            "exact": self._exact,
            "edited": self._edited,
            "elided": self._elided,
            "stitched": self._stitched,
            "reordered": self._reordered,
        }
        return makers[kind](self.rng.choice(self.long)) if self.long else None

    def _units(self, text: str) -> list[tuple[int, int]]:
        found = symbols(text, self.language)
        return list(zip(found.starts.tolist(), found.ends.tolist(), strict=True))

    def _span(self, turn: int, shortest: int, low: int = 0, high: int | None = None) -> str:
        """A random span of at least so many of the symbols ``low`` to ``high`` of a turn."""
        units = self.units[turn][low:high]
        size = self.rng.randint(shortest, min(len(units), max(shortest, _LONGEST[self.language])))
        start = self.rng.randint(0, len(units) - size)
        return self.entry.turns[turn].text[units[start][0] : units[start + size - 1][1]]

    def _made(self, text: str, first: int, last: int) -> Made:
        return Made("", text, self.entry.id, min(first, last), max(first, last))

    def _exact(self, turn: int) -> Made:
        return self._made(self._span(turn, _SHORTEST[self.language]), turn, turn)

    def _edited(self, turn: int) -> Made:
        text = self._span(turn, _SHORTEST[self.language])
        for _ in range(self.rng.randint(1, max(1, len(self._units(text)) // _SYMBOLS_AN_EDIT))):
            text = self._edit(text)
        return self._made(text, turn, turn)

    def _edit(self, text: str) -> str:
        """``text`` with one symbol replaced, left out or added; never the first or the last."""
        units = self._units(text)
        start, end = units[self.rng.randint(1, len(units) - 2)]
        other = self.rng.choice(self.long)
        new_start, new_end = self.rng.choice(self.units[other])
        new = self.entry.turns[other].text[new_start:new_end]
        space = "" if self.language == "zh" else " "
        return self.rng.choice(
            (
                text[:start] + new + text[end:],
                text[:start] + text[end:].lstrip(),
                text[:start] + new + space + text[start:],
            )
        )

    def _elided(self, turn: int) -> Made | None:
        pieces = self._two(turn)
        return pieces and self._made(self._join(pieces, _MARKS), turn, turn)

    def _reordered(self, turn: int) -> Made | None:
        pieces = self._two(turn)
        return pieces and self._made(self._join(pieces[::-1], _JOINTS), turn, turn)

    def _stitched(self, turn: int) -> Made | None:
        speaker = self.entry.turns[turn].speaker
        near = [i for i in self.long if 0 < i - turn <= 8]
        others = [i for i in near if self.entry.turns[i].speaker == speaker]
        if not others:
            return None
        other = self.rng.choice(others)
        shortest = _PIECE[self.language] + 1
        pieces = (self._span(turn, shortest), self._span(other, shortest))
        return self._made(self._join(pieces, _JOINTS), turn, other)

    def _two(self, turn: int) -> tuple[str, str] | None:
        """Two spans of a turn with at least two symbols between them."""
        piece, size = _PIECE[self.language], len(self.units[turn])
        if size < 2 * piece + 2:
            return None
        middle = self.rng.randint(piece, size - piece - 2)
        return self._span(turn, piece, 0, middle), self._span(turn, piece, middle + 2)

    def _join(self, pieces: Sequence[str], joints: Mapping[str, Sequence[str]]) -> str:
        return self.rng.choice(joints[self.language]).join(pieces)
