"""When calls were and how long: dates against days of the week and the order of recording numbers,
lengths as printed against the sound and against the words."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from calltools.checks.finding import CallFact, CallFinding
from calltools.checks.known_call import (
    HOSPITALS_ZONE,
    KnownCall,
    days_of,
    facts_of,
    grouped,
    moment_of,
)
from calltools.messages import Message
from calltools.times import WEEKDAYS, span

_WEEKDAY = re.compile(
    r"(?:星期|周|週|礼拜|禮拜)\s*(?P<zh>[一二三四五六日天])"
    r"|\b(?P<en>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|urs|ur)?(?:day)?\b",
    re.IGNORECASE,
)
_DAYS_ZH = "一二三四五六日"
_NUMBERED = re.compile(r"(.*?)(\d+)(\D*)")

_FEWEST = 3
"""Of fewer numbers there is no order to be told."""
_IN_ORDER = 0.75
"""Numbers of which fewer than this share rise with the dates were given in another order."""
_SLACK = dt.timedelta(days=1)
"""The caller's day and the hospital's may be two: none of them is out of order for that."""

_SLACK_MS = 5_000  # not measured
_SLACK_SHARE = 0.03
"""Where people begin and stop to count differs by seconds."""
_ROUNDED_MS = 45_000
"""What is told in minutes alone may be so much more or less."""
_FASTEST = 8.0
"""Words a second (Chinese characters count as words) that no call keeps up: Mandarin is read aloud
at four to six."""
_SHORTEST_MS = 10_000
"""Of shorter calls no rate is told: a second more or less makes it another."""


def weekday_in(text: str) -> int | None:
    """The day of the week that a text tells, 0 for Monday; None if it tells none."""
    match = _WEEKDAY.search(text)
    if match is None:
        return None
    if match["zh"]:
        return _DAYS_ZH.index(match["zh"].replace("天", "日"))
    return [day[:3] for day in WEEKDAYS].index(match["en"].capitalize())


def weekdays(calls: Sequence[KnownCall]) -> Iterator[CallFinding]:
    """Days of the week that no day of the call had, neither the caller's nor the hospital's."""
    for known in calls:
        told, days = weekday_in(known.weekday or ""), days_of(known)
        if told is None or not days or told in {day.weekday() for day in days}:
            continue
        was = days[0].weekday()
        yield CallFinding(
            "weekday",
            "contradiction",
            (known.name,),
            Message(
                "{day} was a {weekday}; the call is recorded as made on a {other}.",
                day=str(days[0]),
                weekday=WEEKDAYS[was],
                other=WEEKDAYS[told],
            ),
            (
                *facts_of([known], "date"),
                CallFact(known.name, "weekday", known.weekday or ""),
                CallFact("calendar", str(days[0]), WEEKDAYS[was]),
            ),
        )


def recording_order(calls: Sequence[KnownCall]) -> Iterator[CallFinding]:
    """Calls whose date does not stand where their recording number does, in its series.

    A series is numbers that are written alike but for the last figure; one whose numbers do not
    follow the dates at all tells nothing.  The fewest calls are named without which the others are
    in order.
    """
    numbered = [
        (int(parts[2]), known, (parts[1].casefold(), parts[3].casefold()))
        for known in calls
        if (parts := _NUMBERED.fullmatch((known.call.recording_no or "").strip()))
        and days_of(known)
    ]
    for series in grouped(numbered, lambda of_call: of_call[2]).values():
        series.sort(key=lambda of_call: of_call[0])
        kept = _longest_rising([_moment(known) for _, known, _ in series])
        if len(series) < _FEWEST or len(kept) < _IN_ORDER * len(series):
            continue
        in_order = [series[at] for at in kept]
        for at in sorted(set(range(len(series))).difference(kept)):
            number, known, _ = series[at]
            before = [other for n, other, _ in in_order if n < number][-1:]
            after = [other for n, other, _ in in_order if n > number][:1]
            if not _fits_between(known, before, after):
                yield _out_of_order(known, before, after)


def _moment(known: KnownCall) -> dt.datetime:
    """When a call was, on one clock; its day where the hour is not known."""
    if moment := moment_of(known):
        return moment.astimezone(HOSPITALS_ZONE).replace(tzinfo=None)
    return dt.datetime.combine(days_of(known)[-1], dt.time())


def _longest_rising(moments: Sequence[dt.datetime]) -> list[int]:
    """Positions of a longest subsequence that never falls (patience sorting)."""
    tops: list[dt.datetime] = []
    ends: list[int] = []
    before: list[int] = []
    for at, moment in enumerate(moments):
        pile = bisect_right(tops, moment)
        before.append(ends[pile - 1] if pile else -1)
        tops[pile:] = [moment, *tops[pile + 1 :]]
        ends[pile:] = [at, *ends[pile + 1 :]]
    rising: list[int] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        rising.append(at)
        at = before[at]
    return rising[::-1]


def _fits_between(
    known: KnownCall, before: Sequence[KnownCall], after: Sequence[KnownCall]
) -> bool:
    here = _moment(known)
    is_late = any(here > _moment(other) + _SLACK for other in after)
    return not is_late and not any(here < _moment(other) - _SLACK for other in before)


def _out_of_order(
    known: KnownCall, before: Sequence[KnownCall], after: Sequence[KnownCall]
) -> CallFinding:
    others = (*before, *after)
    number, date = known.call.recording_no, known.call.date
    beside = [
        Message("{number} of {date}", number=one.call.recording_no, date=one.call.date)
        for one in others
    ]
    return CallFinding(
        "recording_order",
        "contradiction",
        (known.name, *(one.name for one in others)),
        Message(
            "Recording {number} is dated {date}, but stands beside {others}.",
            number=number,
            date=date,
            others=beside,
        ),
        facts_of((*before, known, *after), "recording_no", "date"),
    )


def printed_lengths(pairs: Sequence[tuple[KnownCall, KnownCall]]) -> Iterator[CallFinding]:
    """Publications whose length is not that of the recording; ``pairs`` are (call, publication)."""
    for known, printed in pairs:
        heard, told = known.duration_ms, printed.duration_ms
        if heard is None or told is None:
            continue
        in_minutes = printed.rounded or told % 60_000 == 0
        slack = max(_SLACK_MS, _SLACK_SHARE * heard, _ROUNDED_MS if in_minutes else 0)
        if abs(heard - told) > slack:
            yield CallFinding(
                "duration_measured",
                "contradiction",
                (known.name,),
                Message(
                    "The publication says {printed}, the recording has {heard}.",
                    printed=span(told),
                    heard=span(heard),
                ),
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
        printed = publications.get(known.name, known)
        length = known.duration_ms or printed.duration_ms or 0
        words = known.words or printed.words or 0
        if length >= _SHORTEST_MS and (rate := words * 1000 / length) > _FASTEST:
            yield CallFinding(
                "duration_words",
                "contradiction",
                (known.name,),
                Message(
                    "{words} words in {length} would be {rate} a second, faster than anybody "
                    "speaks.",
                    words=words,
                    length=span(length),
                    rate=round(rate),
                ),
                (
                    CallFact(known.name, "length", span(length)),
                    CallFact(known.name, "words", str(words)),
                ),
            )
