"""Praat's TextGrid: written in its long form, an interval tier for each party, filled from end to
end; read in the long and the short form, from anyone.

Read as the Praat manual tells ("TextGrid file formats"): only free-standing numbers, texts in
quotation marks and flags in angle brackets count, everything else is there for people.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from calltools.errors import TranscriptError
from calltools.messages import Message
from calltools.times import to_ms, to_seconds
from calltools.transcripts.gaps import with_gaps
from calltools.transcripts.model import UNKNOWN, Transcript
from calltools.transcripts.readers.text_encodings import decode
from calltools.transcripts.writers.file_marks import escape, timed_turns
from calltools.transcripts.writers.tiers import (
    FLAGS,
    Tier,
    TierEntry,
    tier_name,
    tiers,
    transcript_of,
)

_TOKEN = re.compile(
    r'"(?P<text>(?:[^"]|"")*+)"|<(?P<flag>exists|absent)>|![^\n]*'
    r"|(?<!\S)(?P<number>\d{1,12}(?:\.\d*)?(?:[eE]-?\d{1,3})?)(?!\S)"
)


def to_textgrid(transcript: Transcript) -> str:
    """The transcript for Praat; turns without words are passed over, of speech without words the
    tier of flags tells.

    Raises TranscriptError if a turn has no times.  One that begins and ends at once is given the
    millisecond that an interval must have.
    """
    shown = with_gaps(transcript)
    turns = [
        replace(turn, end_ms=end if end != start else start + 1)
        for turn, start, end in timed_turns(shown, "Praat needs", "choose eaf or json")
    ]
    last_ms = max([transcript.duration_ms or 0, 1, *(turn.end_ms or 0 for turn in turns)])
    made = tiers(replace(shown, turns=tuple(turns))) or [Tier(tier_name(None, UNKNOWN), [])]
    made.sort(key=lambda tier: bool(tier.below))
    end = _seconds(last_ms)
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', ""]
    lines += ["xmin = 0 ", f"xmax = {end} ", "tiers? <exists> "]
    lines += [f"size = {len(made)} ", "item []: "]
    for number, tier in enumerate(made, start=1):
        intervals = list(_filled(tier.entries, last_ms))
        lines += [f"    item [{number}]:", '        class = "IntervalTier" ']
        lines += [f"        name = {_quoted(tier.name + tier.below)} ", "        xmin = 0 "]
        lines += [f"        xmax = {end} ", f"        intervals: size = {len(intervals)} "]
        for place, (start_ms, end_ms, text) in enumerate(intervals, start=1):
            lines += [f"        intervals [{place}]:", f"            xmin = {_seconds(start_ms)} "]
            lines += [f"            xmax = {_seconds(end_ms)} "]
            lines += [f"            text = {_quoted(escape(text))} "]
    return "\n".join(lines) + "\n"


def _filled(entries: Sequence[TierEntry], last_ms: int) -> Iterator[tuple[int, int, str]]:
    """(start, end, text) of the entries, with empty intervals between them."""
    at = 0
    for entry in entries:
        start_ms, end_ms = entry.order
        if at < start_ms:
            yield at, start_ms, ""
        yield start_ms, end_ms, entry.text
        at = end_ms
    if at < last_ms:
        yield at, last_ms, ""


def _seconds(ms: int) -> str:
    return str(to_seconds(ms)).removesuffix(".0")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def read_textgrid(data: bytes, where: str) -> Transcript:
    """The turns are the intervals that hold words, in order of time; points are left out, which a
    warning tells.

    Raises TranscriptError if the file is not a TextGrid.
    """
    text, _encoding = decode(data, where)
    tokens = (match for match in _TOKEN.finditer(text) if match.lastgroup)

    def take(kind: str) -> str:
        match = next(tokens, None)
        if match is None or match.lastgroup != kind:
            raise ValueError(f"expected a {kind}")
        return str(match[kind])

    try:
        if not take("text").startswith("ooTextFile") or not take("text").startswith("TextGrid"):
            raise ValueError("has not the head of a TextGrid")
        _start, end_ms = _time(take), _time(take)
        count = int(take("number")) if take("flag") == "exists" else 0
        return transcript_of([_read(take) for _tier in range(count)], duration_ms=end_ms)
    except (ValueError, OverflowError) as error:
        raise TranscriptError(
            where, "is not a TextGrid that can be read", "save it as a text file in Praat"
        ) from error


def _read(take: Callable[[str], str]) -> Tier:
    """The tier that begins with the next token; ``take`` gives one of a kind, or a ValueError."""
    points = take("text") != "IntervalTier"
    name = take("text").replace('""', '"')
    party = name.removesuffix(FLAGS)
    _start, _end = _time(take), _time(take)
    entries = []
    for _interval in range(int(take("number"))):
        start = _time(take)
        end = start if points else _time(take)
        words = take("text").replace('""', '"')
        if words.strip():
            entries.append(TierEntry((party, start, end), (start, end), start, end, words))
    return Tier(name, entries, left_out=Message("holds points") if points else "")


def _time(take: Callable[[str], str]) -> int:
    return to_ms(float(take("number")))
