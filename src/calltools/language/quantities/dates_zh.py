"""Chinese dates, clock times and days pointed at, which only look like amounts."""

from __future__ import annotations

from calltools.language.quantities.engine import Amount, Number
from calltools.language.quantities.model import QuantityKind
from calltools.language.quantities.numerals_zh import read_number
from calltools.language.quantities.words import words

_W = words("zh")

_NO_YEAR = range(30, 50)
"""Two digits that nobody in these calls means as a year."""


def read_stamp(text: str, at: int) -> Amount | None:
    """Dates and clock times in figures alone: 2006-05-03, 9:30."""
    match = _W["stamp"].match(text, at)
    if not match:
        return None
    kind: QuantityKind = "date" if match["date"] else "clock"
    return Amount(kind, at, match.end(), unit="日" if match["date"] else "点")


def read_date(text: str, number: Number, last: Number) -> Amount | None:
    """Dates, clock times and other figures that only look like amounts (15年, 七月, 三号, 三点)."""
    start, end = number.start, last.end
    value = last.low
    unit = text[end : end + 1]
    if _W["pointing_before"].search(text[:start]) and (pointed := _W["unit"].match(text, end)):
        return Amount("date", start, pointed.end(), unit=pointed["unit"])
    if unit == "年" and (number.spelled or value >= 1900 or _two_digit_year(text, start, end)):
        return Amount("date", start, end + 1, unit="年")
    numeral = text[start:end]
    spoken_month = numeral[-1] not in "俩仨两几数半来" and not _W["for_a_month"].search(
        text[:start]
    )
    if (month := _W["month"].match(text, end)) and 1 <= value <= 12 and spoken_month:
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
        if match := _W["clock_rest"].match(text, stop):
            stop = match.end()
        return Amount("clock", start, stop, unit="点")
    return None


def _two_digit_year(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` and the 年 behind it are a year (15年底, 15年以后, 从一二年开始)
    and no span of years (等了15年, 十五年以后)."""
    numeral, before, after = text[start:end], text[:start], end + 1
    years = _W["year_to"].search(before)
    until = bool(years) and not _W["waited"].search(before[: years.start()] if years else "")
    waited = bool(_W["waited"].search(before)) and not until
    part = _W["part_of_year"].match(text, after)
    point = _W["year_point"].match(text, after)
    since = _W["year_from"].search(before)
    if since and since[0] == "民国":
        return True
    if not _W["two_digits"].fullmatch(numeral):
        said = _W["two_hanzi"].fullmatch(numeral) or _W["teens"].fullmatch(numeral)
        return bool(said) and bool((part and not waited) or (since and (part or point)))
    if numeral[0] == "0" or part:
        return True
    if waited or int(numeral[:2]) in _NO_YEAR:
        return False
    alone = text[after : after + 1] not in tuple("多了以之左内半不往才都的")
    return bool(point or since or until) or (alone and len(numeral) == 2)
