"""Chinese dates, clock times and days pointed at, which only look like amounts."""

from __future__ import annotations

import re

from calltools.language.quantities.engine import Amount, Number
from calltools.language.quantities.model import QuantityKind
from calltools.language.quantities.numerals_zh import read_number
from calltools.language.quantities.words_zh import UNIT

_DEIXIS = re.compile(r"(?:(?:[这那早头近]|(?<![以之从目])前)(?![面边里])|未来|最近)$")
_MONTH = re.compile(r"月份?(?![饼子])")
_STAMP = re.compile(r"(?P<date>(?:19|20)\d\d([-/.])\d{1,2}\2\d{1,2}(?!\d))|\d{1,2}:[0-5]\d(?!\d)")
_FOR_A_MONTH = re.compile(r"(?:则|足足|整整|历时|为期|逾|达)$")
_WAITED = re.compile(r"(?:等|做|干|住|熬|拖|了|过|要|得|近|约|用|活|快|到|需)$")
_YEAR_TO = re.compile(r"(?<!\d)\d\d年?[到至]$")
_YEAR_FROM = re.compile(r"(?:从|自|打|早在|民国)$")
_PART_OF_YEAR = re.compile(
    r"年?[底初末]|[上下]半年|[春夏秋冬]|(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月"
)
_YEAR_POINT = re.compile(
    r"以?后|以?前(?![后面])|之[前后]|往[前后]|以来|(?:开始|起(?![码步])|那|的时候|到(?!头))"
)
_TWO_DIGITS = re.compile(r"\d\d(?:[、-]\d\d)?")
_TWO_HANZI = re.compile(r"[〇零一二三四五六七八九]{2}")
_TEENS = re.compile(r"[一二]?十[一二三四五六七八九]")
_NO_YEAR = range(30, 50)
"""Two digits that nobody in these calls means as a year."""


def read_stamp(text: str, at: int) -> Amount | None:
    """Dates and clock times in figures alone: 2006-05-03, 9:30."""
    match = _STAMP.match(text, at)
    if not match:
        return None
    kind: QuantityKind = "date" if match["date"] else "clock"
    return Amount(kind, at, match.end(), unit="日" if match["date"] else "点")


def read_date(text: str, number: Number, last: Number) -> Amount | None:
    """Dates, clock times and other figures that only look like amounts (15年, 七月, 三号, 三点)."""
    start, end = number.start, last.end
    value = last.low
    unit = text[end : end + 1]
    if _DEIXIS.search(text[:start]) and (pointed := UNIT.match(text, end)):
        return Amount("date", start, pointed.end(), unit=pointed["unit"])
    if unit == "年" and (number.spelled or value >= 1900 or _two_digit_year(text, start, end)):
        return Amount("date", start, end + 1, unit="年")
    numeral = text[start:end]
    spoken_month = numeral[-1] not in "俩仨两几数半来" and not _FOR_A_MONTH.search(text[:start])
    if (month := _MONTH.match(text, end)) and 1 <= value <= 12 and spoken_month:
        stop = month.end()
        day = read_number(text, stop)
        if day and text[day.end : day.end + 1] in ("号", "日"):
            stop = day.end + 1
        return Amount("date", start, stop, unit="月")
    if unit in ("号", "日") and value <= 31:
        if unit == "日" and text[end + 1 : end + 2] in tuple("内之以左不天"):
            return None
        if unit == "日" and number.vague and numeral != "几":
            return None  # 数日, 十余日
        return Amount("date", start, end + 1, unit=unit)
    if unit == "点" and value <= 24 and text[end + 1 : end + 2] != "几":
        stop = end + 1
        if match := re.compile(r"半|钟|[一二三四五六七八九十0-9]+分?").match(text, stop):
            stop = match.end()
        return Amount("clock", start, stop, unit="点")
    return None


def _two_digit_year(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` and the 年 behind it are a year (15年底, 15年以后, 从一二年开始)
    and no span of years (等了15年, 十五年以后)."""
    numeral, before, after = text[start:end], text[:start], end + 1
    years = _YEAR_TO.search(before)
    until = bool(years) and not _WAITED.search(before[: years.start()] if years else "")
    waited = bool(_WAITED.search(before)) and not until
    part = _PART_OF_YEAR.match(text, after)
    point = _YEAR_POINT.match(text, after)
    since = _YEAR_FROM.search(before)
    if since and since[0] == "民国":
        return True
    if not _TWO_DIGITS.fullmatch(numeral):
        said = _TWO_HANZI.fullmatch(numeral) or _TEENS.fullmatch(numeral)
        return bool(said) and bool((part and not waited) or (since and (part or point)))
    if numeral[0] == "0" or part:
        return True
    if waited or int(numeral[:2]) in _NO_YEAR:
        return False
    alone = text[after : after + 1] not in tuple("多了以之左内半不往才都的")
    return bool(point or since or until) or (alone and len(numeral) == 2)
