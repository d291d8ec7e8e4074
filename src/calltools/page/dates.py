"""Dates, times of day and durations as headers print them, in Chinese and English."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from calltools.transcripts.vocabulary import half_width

_HANZI = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"○": 0, "〇": 0, "两": 2, "O": 0}
_N = r"[\d零○〇一二三四五六七八九十廿卅]"
_ENGLISH = "one two three four five six seven eight nine ten eleven twelve".split()
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_DATES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:(?P<era>民[国國])\s*)?(?P<y>{_N}{{2,4}})\s*年\s*(?P<m>{_N}{{1,3}})\s*月"
        rf"\s*(?:(?P<d>{_N}{{1,3}})\s*[日号號])?",
        r"(?<![\d-])(?P<y>(?:19|20)\d\d)\s?([-/.–])\s?(?P<m>\d{1,2})\s?\2\s?(?P<d>\d{1,2})(?!\d)",
        rf"\b{_DAY}[\s-]+(?:of\s+)?(?P<mon>{_MONTH})[\s,-]+(?P<y>\d{{4}})\b",
        rf"\b(?P<mon>{_MONTH})\s+{_DAY}(?:\s*,?\s*(?P<y>\d{{4}})\b|(?![:\d]))",
        rf"(?<!{_N})(?P<m>{_N}{{1,3}})月(?P<d>{_N}{{1,3}})[日号號]",
        r"(?<![\d-])(?P<a>\d{1,2})([/.])(?P<b>\d{1,2})\2(?P<y>(?:19|20)\d\d)(?!\d)",
        rf"\b(?P<mon>{_MONTH})[ ,]+(?P<y>(?:19|20)\d\d)\b",
        r"(?<![\d-])(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)",
        rf"(?<![\d:.]){_DAY}\s+(?:of\s+)?(?P<mon>{_MONTH})(?!\w)",
    )
]
"""The surest first: what a later one finds within an earlier one's is left."""
_SHORT = re.compile(r"(?<![\d/.:-])(?P<a>1[0-2]|[1-9])/(?P<b>[12]\d|3[01]|[1-9])(?![\d/.:-])")
"""10/8: a date only where one is looked for."""
_ZONE = re.compile(
    r"(?:UTC|GMT)\s*(?P<sign>[+\-−])\s*(?P<hours>\d\d?)(?::?(?P<rest>\d\d))?"
    r"|\b(?P<short>[ECMP][SD]T|CET|CEST|BST|JST|HKT|AEST|AEDT|UTC|GMT)\b"
    r"|(?P<china>(?:北京|台北|香港)(?:时间|時間)|Beijing time|China Standard Time)"
    r"|美东时间|美東時間|美国东部时间|美國東部時間|纽约时间|紐約時間|Eastern Time|New York"
)
_AMPM = (
    r"\s*(?P<ap{n}>[ap]\.?\s?m\b\.?|in the (?:morning|afternoon|evening)\b|at night\b|o'?clock\b)?"
)
_TIME = re.compile(
    r"(?:(?P<day>凌晨|清晨|早上|早晨|上午|中午|下午|午后|午後|傍晚|晚上|夜里|夜裡|晚|早)\s*)?"
    r"(?<!\d)(?<!\d[:.])(?P<h1>[01]?\d|2[0-4]|二十[一二三四]?|十[一二三四五六七八九]?|"
    r"[一二两兩三四五六七八九])(?:(?:[:：]|\.(?=\d\d\s*[ap]\.?m))(?P<m1>[0-5]\d)(?::(?P<s1>[0-5]\d))?|"
    r"[点點时時](?:(?P<quarter>[一三])刻|(?P<half>半)|(?P<m1z>[0-5]?\d|[二三四五]?十[一二三四五六七八九]?|零?[一二三四五六七八九])分?)?)"
    + _AMPM.format(n=1)
    + r"(?:\s*(?:-|–|—|~|至|到|to)\s*(?P<h2>[01]?\d|"
    r"2[0-4])[:：点點时時](?P<m2>[0-5]\d)(?::(?P<s2>[0-5]\d))?分?"
    + _AMPM.format(n=2)
    + ")?(?![\\d:])|(?<!\\d)(?<!\\d[:.])(?P<h3>1[0-2]|[1-9])\\s*(?P<ap3>[ap]\\.?m\\b\\.?)",
    re.IGNORECASE,
)
_BARE = re.compile(r"[点點]\s*$|[一二两兩三四五六七八九十][时時]\s*$")
_AFTER_DATE = re.compile(r"[日号號\d][\s,，（(]*(?:星期.|周.|週.)?[\s）)]*$")
_HALVES = {
    "a": re.compile(r"a|in the morn|凌晨"),
    "p": re.compile(r"p|in the|at|下午|午[后後]|傍晚|晚|夜"),
    "noon": re.compile("中午"),
}
_DURATION = re.compile(
    r"(?:(?P<h>\d{1,2})\s*(?:小时|小時|时|時|hours?|hrs?|"
    r"h)\s*)?(?:(?P<m>\d{1,3}|[一二两三四五六七八九十]{1,3}|"
    + "|".join(_ENGLISH)
    + r")\s*(?:分钟|分鐘|分|minutes?|mins?|m\b|'|′|"
    r"’)\s*)(?:(?:and\s*)?(?P<s>\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:秒钟|秒鐘|秒|seconds?|"
    r"secs?|s\b|\"|″|”)?)?"
    r"|(?P<only>\d{1,5})\s*(?:秒钟|秒鐘|秒|seconds?|secs?\b|(?-i:(?<=[\d ])s\b))"
    r"|(?P<hh>\d{1,2}:)?(?P<mm>\d{1,3}):(?P<ss>[0-5]\d)(?!\d)(?:\s*(?:min(?:utes)?\b|分))?",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date at ``start:end`` of a text: ISO, or None if it can't exist or its year is not told."""

    start: int
    end: int
    iso: str | None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day at ``start:end`` as HH:MM or HH:MM:SS, and the seconds to a second time if one
    follows; ``is_told``: a.m., 下午 or the like says that it is one."""

    start: int
    end: int
    time: str
    seconds: int | None
    is_told: bool


@lru_cache(8192)
def dates(text: str, *, without_year: bool = False) -> tuple[PrintedDate, ...]:
    """The dates in ``text``, in order; one without year takes that of the one before.

    Where none stands before it is left out, unless ``without_year``.
    """
    plain = half_width(text)
    matches: list[re.Match[str]] = []
    for pattern in (*_DATES, _SHORT) if without_year else _DATES:
        for match in pattern.finditer(plain):
            if not any(match.start() < m.end() and m.start() < match.end() for m in matches):
                matches.append(match)
    found = []
    year: str | None = None
    for match in sorted(matches, key=lambda m: m.start()):
        groups = match.groupdict()
        year = groups["y"] = groups.get("y") or year
        if year or without_year:
            end = match.start() + len(match[0].rstrip())
            found.append(PrintedDate(match.start(), end, _iso(groups) if year else None))
    return tuple(found)


def _iso(groups: dict[str, str | None]) -> str | None:
    year = _number(groups["y"] or "")
    if groups.get("era") or 100 <= year < 200:  # 104年 is a year of the Republic without its era
        year += 1911
    if year < 100:
        year += 2000
    if groups.get("a"):  # 3/14/2018 can be read one way only; 3/4/2018 as the day first
        a, b = _number(groups["a"] or ""), _number(groups["b"] or "")
        day, month = (b, a) if b > 12 else (a, b)
    else:
        name = groups.get("mon")
        month = _MONTHS.index(name[:3].lower()) + 1 if name else _number(groups.get("m") or "")
        if groups.get("d") is None:
            return f"{year:04d}-{month:02d}" if 1 <= month <= 12 else None
        day = _number(groups["d"] or "")
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def _number(text: str) -> int:
    """二○一五, 二十一, 廿三, 15 or eleven as a number; 0 if it is not one."""
    if text.isdecimal():
        return int(text)
    if text.lower() in _ENGLISH:
        return _ENGLISH.index(text.lower()) + 1
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_HANZI.get(tens, 1) if tens else 1) * 10 + (_HANZI.get(ones, 0) if ones else 0)
    digits = [str(_HANZI[c]) if c in _HANZI else c for c in text]
    return int("".join(digits)) if digits and all(d.isdecimal() for d in digits) else 0


def zone(text: str) -> tuple[str, int, int] | None:
    """(zone, start, end) of the first time zone in ``text``: ``+08:00``, or an abbreviation as
    printed."""
    match = _ZONE.search(half_width(text))
    if match is None:
        return None
    if match["hours"]:
        told = f"{match['sign'].replace('−', '-')}{int(match['hours']):02d}:{match['rest'] or '00'}"
    else:
        told = match["short"] or ("+08:00" if match["china"] else "ET")
    return told, match.start(), match.end()


def clocks(text: str) -> Iterator[Clock]:
    """The times of day in ``text``; 一点 alone is a little, or a point, and none."""
    plain = half_width(text)
    for match in _TIME.finditer(plain):
        group = match.groupdict()
        if _BARE.search(match[0]) and not group["day"]:
            oclock = plain[match.end() : match.end() + 1] in ("钟", "鐘", "整")
            if not oclock and not _AFTER_DATE.search(plain[: match.start()][-8:]):
                continue
        minute = 30 if group["half"] else _number(group["m1"] or group["m1z"] or "0")
        minute = 15 * _number(group["quarter"]) if group["quarter"] else minute
        half = _half(group["ap1"] or group["ap2"] or group["ap3"] or group["day"] or "")
        hour = _hour(_number(group["h1"] or group["h3"]), half)
        first = (hour * 60 + minute) * 60 + int(group["s1"] or 0)
        seconds = None
        if group["h2"]:
            second = _hour(int(group["h2"]), _half(group["ap2"] or "") or half) * 3600
            second += int(group["m2"]) * 60 + int(group["s2"] or 0)
            seconds = (second - first) % 86400
        clock = f"{first // 3600 % 24:02d}:{first // 60 % 60:02d}"
        clock += f":{first % 60:02d}" if group["s1"] else ""
        is_told = bool(half or group["m1z"] or group["half"] or seconds)
        start = match.end() - len(match[0].lstrip())
        yield Clock(start, match.start() + len(match[0].rstrip()), clock, seconds, is_told)


def _half(printed: str) -> str:
    """a or p for the half of the day that is printed, o for an hour of either."""
    word = printed.lower()
    return next((half for half, pattern in _HALVES.items() if pattern.match(word)), word and "o")


def _hour(hour: int, half: str) -> int:
    if half == "p" and hour < 12:
        return hour + 12
    if half == "noon" and hour < 3:
        return hour + 12
    return 0 if half == "a" and hour == 12 else hour


def durations(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, seconds) of the durations in ``text``."""
    for match in _DURATION.finditer(half_width(text)):
        group = match.groupdict("0")
        hours = int(group["h"]) + int(group["hh"].rstrip(":"))
        minutes = _number(group["m"]) + int(group["mm"])
        seconds = _number(group["s"]) + int(group["only"]) + int(group["ss"])
        if text[match.end() : match.end() + 1] not in ("多", "余", "餘"):
            yield match.start(), match.end(), hours * 3600 + minutes * 60 + seconds
