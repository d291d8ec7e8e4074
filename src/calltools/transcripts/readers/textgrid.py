"""Praat's TextGrid, long and short, from calltools or from anyone.

Read as the Praat manual tells ("TextGrid file formats"): only free-standing numbers, texts in
quotation marks and flags in angle brackets count, everything else is there for people.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from calltools.errors import TranscriptError
from calltools.times import to_ms
from calltools.transcripts.model import Transcript, Turn
from calltools.transcripts.readers.decoding import decode
from calltools.transcripts.readers.tiers import flags_in, is_below, parties, turn_on, with_roles
from calltools.transcripts.warning import CallWarning
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
        end_ms, tiers = _read(_Tokens(text))
    except (ValueError, OverflowError) as error:
        raise TranscriptError(
            where, "is not a TextGrid that can be read", "save it as a text file in Praat"
        ) from error
    spoken = _turns([tier for tier in tiers if not tier.points])
    turns = with_roles(spoken, (tier.name for tier in tiers))
    return Transcript(
        turns,
        origin="corrected",
        parties=parties(turns),
        duration_ms=end_ms,
        warnings=tuple(
            CallWarning("left_out", f"tier {tier.name} holds points and was left out")
            for tier in tiers
            if tier.points
        ),
    )


@dataclass(frozen=True, slots=True)
class _Tier:
    """``entries`` are (start, end, words) without the pauses."""

    name: str
    points: bool
    entries: tuple[tuple[int, int, str], ...]


def _turns(tiers: Sequence[_Tier]) -> list[Turn]:
    flags = {
        (tier.name.removesuffix(FLAGS), start, end): flags_in(words)
        for tier in tiers
        if tier.name.endswith(FLAGS) and is_below(tier.name)
        for start, end, words in tier.entries
    }
    found = [
        (start, end, replace(turn, flags=flags.get((tier.name, start, end), ())))
        for tier in tiers
        if not is_below(tier.name)
        for start, end, words in tier.entries
        for turn in (turn_on(tier.name, words, start, end),)
    ]
    return [turn for _start, _end, turn in sorted(found, key=lambda each: each[:2])]


def _read(tokens: _Tokens) -> tuple[int, list[_Tier]]:
    """(end, tiers).  Raises ValueError where something else stands than belongs there."""
    if not tokens.text().startswith("ooTextFile") or not tokens.text().startswith("TextGrid"):
        raise ValueError("has not the head of a TextGrid")
    tokens.number()
    end_ms = to_ms(tokens.number())
    count = int(tokens.number()) if tokens.next("flag") == "exists" else 0
    return end_ms, [_tier(tokens) for _tier_number in range(count)]


def _tier(tokens: _Tokens) -> _Tier:
    points = tokens.text() != "IntervalTier"
    name = tokens.text()
    tokens.number(), tokens.number()  # where the tier begins and ends
    entries = []
    for _entry in range(int(tokens.number())):
        start = to_ms(tokens.number())
        end = start if points else to_ms(tokens.number())
        words = tokens.text()
        if words.strip():
            entries.append((start, end, words))
    return _Tier(name, points, tuple(entries))


class _Tokens:
    """What counts in the file, one after the other."""

    def __init__(self, text: str) -> None:
        self._matches = (match for match in _TOKEN.finditer(text) if match.lastgroup)

    def next(self, kind: str) -> str:
        """The next token.  Raises ValueError if it is not of that kind or there is none."""
        match = next(self._matches, None)
        if match is None or match.lastgroup != kind:
            raise ValueError(f"expected a {kind}")
        return str(match[kind])

    def text(self) -> str:
        """The text between the next quotation marks."""
        return self.next("text").replace('""', '"')

    def number(self) -> float:
        """The next number."""
        return float(self.next("number"))
