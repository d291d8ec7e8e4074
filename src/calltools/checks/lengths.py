"""Lengths as printed against the sound, and against the words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from calltools.checks.finding import CallFact, CallFinding
from calltools.checks.known import KnownCall
from calltools.times import span

_SLACK_MS = 5_000
_SLACK_SHARE = 0.03
"""Where people begin and stop to count differs by seconds."""
_ROUNDED_MS = 45_000
"""What is told in minutes alone may be so much more or less."""
_FASTEST = 8.0
"""Words a second (Chinese characters count as words) that no call keeps up: Mandarin is read aloud
at four to six."""
_SHORTEST_MS = 10_000


def printed_lengths(pairs: Sequence[tuple[KnownCall, KnownCall]]) -> Iterator[CallFinding]:
    """Publications whose length is not that of the recording; ``pairs`` are (call, publication)."""
    for known, printed in pairs:
        heard, told = known.duration_ms, printed.duration_ms
        if heard is None or told is None:
            continue
        in_minutes = printed.rounded or told % 60_000 == 0
        slack = max(_SLACK_MS, _SLACK_SHARE * heard, _ROUNDED_MS if in_minutes else 0)
        if abs(heard - told) <= slack:
            continue
        yield CallFinding(
            "duration_measured",
            "contradiction",
            (known.name,),
            f"The publication says {span(told)}, the recording has {span(heard)}.",
            f"发表的时长为{_zh(told)}，录音实际长{_zh(heard)}。",
            (
                CallFact(known.name, "length of the sound", span(heard)),
                CallFact(printed.name, "length printed", span(told)),
            ),
        )


def speaking_rates(
    calls: Sequence[KnownCall], publications: Mapping[str, KnownCall]
) -> Iterator[CallFinding]:
    """Calls of more words than their length has room for.

    ``publications`` are those of calls, by the call's name.  Fewer words tell nothing: calls are
    put on hold, and publications leave out.
    """
    for known in calls:
        printed = publications.get(known.name)
        length = known.duration_ms or (printed.duration_ms if printed else None)
        words = known.words or (printed.words if printed else None)
        if not length or not words or length < _SHORTEST_MS:
            continue
        rate = words * 1000 / length
        if rate <= _FASTEST:
            continue
        yield CallFinding(
            "duration_words",
            "contradiction",
            (known.name,),
            f"{words} words in {span(length)} would be {rate:.0f} a second, faster than anybody"
            " speaks.",
            f"{_zh(length)}里有{words}字，每秒{rate:.0f}字，没有人说得这么快。",
            (
                CallFact(known.name, "length", span(length)),
                CallFact(known.name, "words", str(words)),
            ),
        )


def _zh(milliseconds: int) -> str:
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    return f"{minutes}分{seconds:02d}秒" if minutes else f"{seconds}秒"
