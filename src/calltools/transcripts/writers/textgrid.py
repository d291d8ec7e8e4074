"""Praat's TextGrid, in its long form: an interval tier for each party, filled from end to end.

After the parties' tiers come their words, where the times are known, and their flags.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

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
    content = list(_content(found))
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', ""]
    lines += ["xmin = 0 ", f"xmax = {_seconds(last_ms)} ", "tiers? <exists> "]
    lines += [f"size = {len(content)} ", "item []: "]
    for number, (name, intervals) in enumerate(content, start=1):
        lines += [f"    item [{number}]:", *_tier(name, intervals, last_ms)]
    return "\n".join(lines) + "\n"


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


def _tier(name: str, intervals: Sequence[_Interval], last_ms: int) -> Iterator[str]:
    """The lines of a tier that lasts to ``last_ms``, filled with empty intervals."""
    filled = list(_filled(intervals, last_ms))
    yield '        class = "IntervalTier" '
    yield f"        name = {_quoted(name)} "
    yield "        xmin = 0 "
    yield f"        xmax = {_seconds(last_ms)} "
    yield f"        intervals: size = {len(filled)} "
    for number, (start_ms, end_ms, text) in enumerate(filled, start=1):
        yield f"        intervals [{number}]:"
        yield f"            xmin = {_seconds(start_ms)} "
        yield f"            xmax = {_seconds(end_ms)} "
        yield f"            text = {_quoted(escape(text))} "


def _filled(intervals: Sequence[_Interval], last_ms: int) -> Iterator[_Interval]:
    at = 0
    for start_ms, end_ms, text in (*intervals, (last_ms, last_ms, "")):
        if at < start_ms:
            yield at, start_ms, ""
        if start_ms < end_ms:
            yield start_ms, end_ms, text
        at = end_ms


def _seconds(ms: int) -> str:
    return str(to_seconds(ms)).removesuffix(".0")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
