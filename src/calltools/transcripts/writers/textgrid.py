"""Praat's TextGrid, through praatio: an interval tier for each party, filled from end to end.

After the parties' tiers come their words, where the times are known, and their flags.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from calltools.errors import TranscriptError
from calltools.times import to_seconds
from calltools.transcripts.model import UNKNOWN, Transcript, Turn
from calltools.transcripts.writers.tiers import (
    FLAG_SEPARATOR,
    FLAGS,
    WORDS,
    Tier,
    escape,
    placed,
    tier_name,
    tiers,
    timed_words,
)

_Interval = tuple[int, int, str]


def to_textgrid(transcript: Transcript) -> str:
    """The transcript for Praat; turns without words are passed over.

    Raises TranscriptError if a turn has no times.  One that begins and ends at once is given the
    millisecond that an interval must have.
    """
    from praatio.utilities.textgrid_io import getTextgridAsStr

    turns = tuple(
        replace(each, end_ms=max(each.end_ms, each.start_ms + 1))
        for each in placed(transcript)
        if each.turn.text.strip()
    )
    for each in turns:
        if each.turn.start_ms is None or each.turn.end_ms is None:
            raise TranscriptError(
                f"turn {each.number}", "has no times, which Praat needs", "choose eaf or json"
            )
    last_ms = max([transcript.duration_ms or 0, 1, *(each.end_ms for each in turns)])
    found = tiers(turns) or (Tier(tier_name(None, UNKNOWN), None),)
    grid = {
        "xmin": 0,
        "xmax": to_seconds(last_ms),
        "tiers": [_tier(name, intervals, last_ms) for name, intervals in _content(found)],
    }
    text: str = getTextgridAsStr(grid, "long_textgrid", includeBlankSpaces=True)
    return text


def _content(found: Sequence[Tier]) -> Iterable[tuple[str, list[_Interval]]]:
    """(name, intervals) of each tier; of words and flags only where there are any."""
    for tier in found:
        yield tier.name, [(each.start_ms, each.end_ms, each.turn.text) for each in tier.turns]
    for tier in found:
        turns = [each.turn for each in tier.turns]
        if words := [interval for turn in turns for interval in _words(turn)]:
            yield tier.name + WORDS, words
        if any(turn.flags for turn in turns):
            yield (
                tier.name + FLAGS,
                [
                    (each.start_ms, each.end_ms, FLAG_SEPARATOR.join(each.turn.flags))
                    for each in tier.turns
                    if each.turn.flags
                ],
            )


def _words(turn: Turn) -> Iterable[_Interval]:
    for start_ms, end_ms, word in timed_words(turn):
        yield start_ms, end_ms, word.text


def _tier(name: str, intervals: Sequence[_Interval], last_ms: int) -> dict[str, Any]:
    """A tier as praatio holds one."""
    return {
        "class": "IntervalTier",
        "name": name,
        "xmin": 0,
        "xmax": to_seconds(last_ms),
        "entries": [(to_seconds(a), to_seconds(b), escape(text)) for a, b, text in intervals],
    }
