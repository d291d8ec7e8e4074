"""Dates against days of the week, and against the order of recording numbers."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from calltools.checks.finding import CallFact, CallFinding
from calltools.checks.known import HOSPITALS_ZONE, KnownCall, days_of, moment_of

_WEEKDAY_ZH = re.compile(r"(?:星期|周|週|礼拜|禮拜)\s*([一二三四五六日天])")
_WEEKDAY_EN = re.compile(
    r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|urs|ur)?(?:day)?\b", re.IGNORECASE
)
_DAYS_ZH = "一二三四五六日"
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_IN_ORDER = 0.75
"""Numbers of which fewer than this share rise with the dates were given in another order."""
_SLACK = dt.timedelta(days=1)
"""The caller's day and the hospital's may be two: none of them is out of order for that."""


def weekday_in(text: str) -> int | None:
    """The day of the week that a text tells, 0 for Monday; None if it tells none."""
    if match := _WEEKDAY_ZH.search(text):
        return _DAYS_ZH.index(match[1].replace("天", "日"))
    if match := _WEEKDAY_EN.search(text):
        return [day[:3].lower() for day in _DAYS_EN].index(match[1].lower())
    return None


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
            f"{days[0]} was a {_DAYS_EN[was]}; the call is said to be of a {_DAYS_EN[told]}.",
            f"{days[0]}是星期{_DAYS_ZH[was]}，而记录写的是星期{_DAYS_ZH[told]}。",
            (
                CallFact(known.name, "date", known.call.date or ""),
                CallFact(known.name, "weekday", known.weekday or ""),
                CallFact("calendar", str(days[0]), f"{_DAYS_EN[was]} 星期{_DAYS_ZH[was]}"),
            ),
        )


def recording_order(calls: Sequence[KnownCall]) -> Iterator[CallFinding]:
    """Calls whose date does not stand where their recording number does, in its series.

    A series is numbers that are written alike but for the last figure; one whose numbers do not
    follow the dates at all tells nothing.  The fewest calls are named without which the others are
    in order.
    """
    series: dict[tuple[str, str], list[tuple[int, KnownCall]]] = {}
    for known in calls:
        parts = re.fullmatch(r"(.*?)(\d+)(\D*)", (known.call.recording_no or "").strip())
        if parts and days_of(known):
            key = (parts[1].casefold(), parts[3].casefold())
            series.setdefault(key, []).append((int(parts[2]), known))
    for group in series.values():
        group.sort(key=lambda numbered: numbered[0])
        numbers, ordered = [number for number, _ in group], [known for _, known in group]
        kept = _longest_rising([_moment(known) for known in ordered])
        if len(ordered) < 3 or len(kept) < _IN_ORDER * len(ordered):
            continue
        for at, known in enumerate(ordered):
            if at not in kept:
                lower = (ordered[i] for i in reversed(kept) if numbers[i] < numbers[at])
                higher = (ordered[i] for i in kept if numbers[i] > numbers[at])
                before, after = next(lower, None), next(higher, None)
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
    found: list[int] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return found[::-1]


def _fits_between(known: KnownCall, before: KnownCall | None, after: KnownCall | None) -> bool:
    here = _moment(known)
    late = after is not None and here > _moment(after) + _SLACK
    return not late and not (before is not None and here < _moment(before) - _SLACK)


def _out_of_order(
    known: KnownCall, before: KnownCall | None, after: KnownCall | None
) -> CallFinding:
    shown = [one for one in (before, known, after) if one]
    beside = " and ".join(
        f"{one.call.recording_no} of {one.call.date}" for one in (before, after) if one
    )
    beside_zh = "、".join(
        f"{one.call.recording_no}（{one.call.date}）" for one in (before, after) if one
    )
    number, date = known.call.recording_no, known.call.date
    return CallFinding(
        "recording_order",
        "contradiction",
        (known.name, *(one.name for one in shown if one is not known)),
        f"Recording {number} is dated {date}, but stands beside {beside}.",
        f"录音{number}的日期是{date}，而前后编号为{beside_zh}。",
        tuple(
            CallFact(one.name, fact, value or "")
            for one in shown
            for fact, value in (("recording_no", one.call.recording_no), ("date", one.call.date))
        ),
    )
