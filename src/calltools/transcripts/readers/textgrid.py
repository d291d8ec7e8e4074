"""Praat's TextGrid, long and short, from calltools or from anyone.

Read as the Praat manual tells ("TextGrid file formats"): only free-standing numbers, texts in
quotation marks and flags in angle brackets count, everything else is there for people.  praatio,
which writes, is not used: it takes the words ``intervals [`` in a text for the next interval.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from calltools.errors import TranscriptError
from calltools.times import to_ms
from calltools.transcripts.model import Transcript, Turn
from calltools.transcripts.readers.decoding import decode
from calltools.transcripts.readers.tiers import flags_in, is_below, parties, turn_on, with_roles
from calltools.transcripts.writers.tiers import FLAGS

_TOKEN = re.compile(
    r'"(?P<text>(?:[^"]|"")*+)"|<(?P<flag>exists|absent)>|![^\n]*'
    r"|(?<!\S)(?P<number>\d{1,12}(?:\.\d*)?(?:[eE]-?\d{1,3})?)(?!\S)"
)


def read_textgrid(data: bytes, where: str) -> Transcript:
    """The turns are the intervals that hold words, in order of time; points are left out, which a
    warning tells.

    Raises TranscriptError if the file is no TextGrid.
    """
    text, _encoding = decode(data, where)
    try:
        grid = _Grid(text)
    except (ValueError, OverflowError, StopIteration) as error:
        raise TranscriptError(
            where, "is not a TextGrid that can be read", "save it as a text file in Praat"
        ) from error
    turns = with_roles(sorted(grid.turns, key=lambda turn: (turn.start_ms or 0, turn.end_ms or 0)))
    return Transcript(
        turns,
        origin="corrected",
        parties=parties(turns),
        duration_ms=grid.end_ms,
        warnings=tuple(f"tier {name} holds points and was left out" for name in grid.points),
    )


class _Grid:
    """What the file holds."""

    def __init__(self, text: str) -> None:
        self._tokens = iter(_TOKEN.finditer(text))
        self.turns: list[Turn] = []
        self.points: list[str] = []
        flags: dict[tuple[str, int, int], tuple[str, ...]] = {}
        if not self._text().startswith("ooTextFile") or not self._text().startswith("TextGrid"):
            raise ValueError("has not the head of a TextGrid")
        self._number()
        self.end_ms = to_ms(self._number())
        number_of_tiers = int(self._number()) if self._next("flag") == "exists" else 0
        on: dict[int, str] = {}
        for _tier in range(number_of_tiers):
            kind, name = self._text(), self._text()
            intervals = list(self._entries(2 if kind == "IntervalTier" else 1))
            if kind != "IntervalTier":
                self.points.append(name)
            elif not is_below(name):
                for start, end, words in intervals:
                    on[len(self.turns)] = name
                    self.turns.append(turn_on(name, words, start, end))
            elif name.endswith(FLAGS):
                flags |= {
                    (name.removesuffix(FLAGS), start, end): flags_in(words)
                    for start, end, words in intervals
                }
        for i, turn in enumerate(self.turns):
            key = (on[i], turn.start_ms or 0, turn.end_ms or 0)
            self.turns[i] = replace(turn, flags=flags.get(key, ()))

    def _entries(self, times: int) -> Iterator[tuple[int, int, str]]:
        """(start, end, words) of what the tier holds, without the pauses."""
        self._number(), self._number()
        for _entry in range(int(self._number())):
            at = [to_ms(self._number()) for _time in range(times)]
            words = self._text()
            if words.strip():
                yield at[0], at[-1], words

    def _next(self, kind: str) -> str:
        match = next(m for m in self._tokens if m.lastgroup)
        if match.lastgroup != kind:
            raise ValueError(f"expected a {kind}, found {match[0][:40]}")
        return str(match[kind])

    def _text(self) -> str:
        return self._next("text").replace('""', '"')

    def _number(self) -> float:
        return float(self._next("number"))
