"""English quantities: what is read where a figure begins, and the grammar of what stands around.

The text is expected in lower case (``language.normalise``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from calltools.language.quantities.engine import Amount, Grammar, Number, find
from calltools.language.quantities.model import DAYS, HALVES, Quantity, days
from calltools.language.quantities.numerals_en import alternative, read_number
from calltools.language.quantities.rules import PARTS
from calltools.language.quantities.telephone import end_of_telephone
from calltools.language.quantities.words import words

_W = words("en")
_UNITS: dict[str, str] = _W.data["units"]
_COUNTS = {
    word: n for n, word in enumerate("a two three four five six seven eight nine".split(), 1)
}
_PART_OF_DAYS = DAYS | {"year": 12 * DAYS["month"], "century": 100 * DAYS["year"]}
"""Days of the units that are divided: half a year is six months of thirty."""


def _amount(text: str, at: int) -> Amount | None:
    """The amount that begins at ``text[at]``, or None."""
    if part := _W["part"].match(text, at):
        return _part(part)
    if unit := _W["plural"].match(text, at):
        low = days(2, 2, _UNITS[unit["unit"]])[0]
        told = _W["plural_after"].search(text, max(0, at - 12), at)
        return (
            Amount(
                "duration", at, unit.end(), low, low, _UNITS[unit["unit"]], vague=True, open=True
            )
            if told
            else None
        )
    if weekday := _W["weekday"].match(text, at):
        return Amount("date", at, weekday.end(), unit="weekday")
    if unit := _W["the_unit"].match(text, at):
        return Amount("duration", at, unit.end(), *days(1, 1, unit["unit"]), unit["unit"])
    if month := _month(text, at):
        return Amount("date", at, month, unit="month")
    if code := _end_of_code(text, at):
        return Amount("code", at, code)
    if year := _end_of_year(text, at):
        return Amount("date", at, year, unit="year")
    number = read_number(text, at)
    return _measured(text, number) if number else None


def _month(text: str, at: int) -> int | None:
    """Where the month that begins there ends; "may" and "march" are some behind "in" or a day."""
    month = _W["month"].match(text, at)
    sure = month and (month[1] not in ("may", "march") or _W["in_month"].search(text, 0, at))
    return month.end() if month and sure else None


def _end_of_year(text: str, at: int) -> int | None:
    """Where the year that begins there ends: 2015, since '15, in twenty fifteen."""
    year = (
        _W["year"].match(text, at)
        or _W["spoken_year"].match(text, at)
        or (_W["spoken_in"].match(text, at) if _W["in_a_year"].search(text, 0, at) else None)
        or (_W["two_digits"].match(text, at) if _W["short_year"].search(text, 0, at) else None)
    )
    return year.end() if year and not _W["no_year"].match(text, year.end()) else None


def _end_of_code(text: str, at: int) -> int | None:
    """Where a number that is dialled ends: 555-0123, two nine seven eight."""
    if (end := end_of_telephone(text, at)) is not None:
        return end
    dialled = _W["code_before"].search(text, 0, at)
    spoken = _W["spoken_digits"].match(text, at)
    if spoken and len(spoken[0].split()) >= (2 if dialled else 4):
        return spoken.end()
    groups = _W["digit_groups"].match(text, at) if dialled else None  # 555 0123
    return groups.end() if groups else None


def _part(match: re.Match[str]) -> Amount:
    """half a year, a quarter of a year, three quarters of an hour, half a century."""
    start, end = match.span()
    name = match["unit"]
    share = _COUNTS.get(match["count"] or "a", 1) / PARTS[match["part"].removesuffix("s")]
    if name in ("minute", "hour", "day", "night"):
        unit = "minute" if name == "minute" else "hour"
        share *= 24 if name in ("day", "night") else 1
        return Amount("duration", start, end, 0, 1, unit, spoken=(share, share))
    value = int(share * _PART_OF_DAYS[name])
    return Amount("duration", start, end, value, value, "year" if name == "century" else name)


def _measured(text: str, first: Number) -> Amount | None:
    number = _range(text, first)
    start, end = number.start, number.end
    if number.ordinal:
        return _ordinal(text, number)
    if match := _W["half_units"].match(text, end):  # one and a half years
        unit = _UNITS.get(match["unit"])
        if unit is None:
            return None
        value = days(number.low, number.low, unit)[0] + HALVES.get(unit, 0)
        spoken = (number.low + 0.5,) * 2 if unit in ("hour", "minute") else None
        return Amount("duration", start, match.end(), value, value, unit, spoken=spoken)
    if match := _W["unit"].match(text, end):
        return _duration(text, number, match)
    if number.article:
        return None
    sign = _W.sign_before(text, start)
    if sign is None and number.digits and (code := _W["code_of_money"].search(text, 0, start)):
        sign = _W.data["currencies"][code[1]], code.start()  # RMB 45,000
    if sign:
        low, high, vague = round(number.low), round(number.high), number.vague
        return Amount("money", sign[1], end, low, high, "", vague, number.open, sign[0], number)
    return _counted(text, number)


def _range(text: str, first: Number) -> Number:
    """ten to twelve, between ten and twelve, 160 to 70 thousand."""
    joint = _W["to"].match(text, first.end)
    if joint is None or first.article:
        return first
    if joint["and"] and not _W["between_before"].search(text, 0, first.start):
        return first
    second = read_number(text, joint.end())
    if second is None or second.article or second.open or second.ordinal != first.ordinal:
        return first
    if second.high <= first.low % 100:
        return first
    low, lift = _scaled(first.low, second, text[second.start : second.end])
    return replace(
        second, start=first.start, low=low, high=second.high + lift, digits=first.digits,
        vague=first.vague or second.vague,
    )  # fmt: skip


def _scaled(low: float, second: Number, said: str) -> tuple[float, float]:
    """The lower end of a range, and what is added to the upper one: each completes the places of
    the other (160 to 70 thousand, five to six hundred thousand)."""
    top = 10 ** (len(str(int(second.low))) - 1)
    if " " in said and top >= 100 and second.low % top == 0 and low < second.low / top:
        return low * top, 0
    place = next((p for p in (1_000_000, 1000) if second.low >= p and low < 1000), 1)
    rest = second.low / place
    lift = (low - low % 100) * place if low % 100 < rest < 100 <= low else 0
    return low * place, lift


def _ordinal(text: str, number: Number) -> Amount:
    start, end = number.start, number.end
    if _W["a_before"].search(text, 0, start) and not number.digits:  # a third, one fifth
        return Amount("percent", start, end)
    month = _W["of_month"].match(text, end)
    dated = month or _W["dated_before"].search(text, 0, start)
    in_digits = number.digits and _W["digits_dated_before"].search(text, 0, start)
    if (
        dated
        or in_digits
        or (_W["until_the"].search(text, 0, start) and _W["ends"].match(text, end))
    ):
        return Amount("date", start, month.end() if month else end, unit="day")
    value = round(number.low)
    return Amount("ordinal", start, end, value, value)


def _duration(text: str, number: Number, match: re.Match[str]) -> Amount:
    unit, end = _UNITS[match["unit"]], match.end()
    vague = number.vague or "good" in match["more"]
    low, high = days(number.low, number.high, unit)
    if old := _W["old"].match(text, end):
        ages = round(number.low), round(number.high)
        return Amount("age", number.start, old.end(), *ages, unit)
    spoken = (number.low, number.high) if unit in ("hour", "minute") else None
    told = Amount(
        "duration", number.start, end, low, high, unit, vague, number.open, None, number, spoken
    )  # fmt: skip
    if more := _W["and_more"].match(text, end):
        if more["half"]:
            half = HALVES.get(unit, 0)
            spoken = spoken and (spoken[0] + 0.5, spoken[1] + 0.5)
            return replace(told, end=more.end(), low=low + half, high=high + half, spoken=spoken)
        below = days(number.low + 1, number.low + 1, unit)[0] - 1  # a year and a bit
        return replace(told, end=more.end(), low=low + 1, high=below, vague=True)
    if joint := _W["and"].match(text, end):
        rest = read_number(text, joint.end())
        smaller = _W["unit"].match(text, rest.end) if rest and rest.low == rest.high else None
        if rest and smaller and DAYS.get(_UNITS[smaller["unit"]], 0) < DAYS.get(unit, 0):
            added = days(rest.low, rest.low, _UNITS[smaller["unit"]])[0]
            return replace(told, end=smaller.end(), low=low + added, high=high + added)
    second = alternative(text, end)
    if second and number.low < second.low < 100 and not _W["noun_or_unit"].match(text, second.end):
        high = days(second.low, second.high, unit)[1]
        spoken = spoken and (number.low, second.high)
        return replace(told, end=second.end, high=high, spoken=spoken)  # a week or two
    return told


def _counted(text: str, number: Number) -> Amount | None:
    start, end = number.start, number.end
    low, high = round(number.low), round(number.high)
    told = Amount("count", start, end, low, high, "", number.vague, number.open, None, number)
    if percent := _W["percent"].match(text, end):
        return replace(told, kind="percent", end=percent.end(), unit="%")
    if share := _W["shares"].match(text, end) if low < 10 else None:
        return Amount("percent", start, share.end())
    if month := _W["month_behind"].match(text, end):
        return Amount("date", start, month.end(), unit="month")
    if _W["age_before"].search(text, 0, start) and high < 120 and not number.open:
        return replace(told, kind="age", unit="year")
    literal = text[start:end]
    if _W["code_before"].search(text, 0, start) or (literal.isdigit() and len(literal) >= 7):
        return Amount("code", start, end)
    if clock := _W["clock"].match(text, end):
        return Amount("clock", start, clock.end())
    hours = 24 if number.digits else 12
    if (
        low <= hours
        and _W["clock_before"].search(text, 0, start)
        and _W["clock_after"].match(text, end)
    ):
        return Amount("clock", start, end)
    if literal == "one" and (
        _W["one_after"].match(text, end) or _W["one_before"].search(text, 0, start)
    ):
        return None  # the next one, one of them
    noun = _W["noun"].match(text, end)
    return replace(told, unit=noun[1]) if noun else told


def _joined(text: str, first: Amount) -> tuple[Amount, bool]:
    """Joins a second amount of the same kind: ten days to six weeks; five months, six months."""
    joint = _W["list"].match(text, first.end)
    if joint is None or first.kind not in ("duration", "money") or first.open:
        return first, False
    if joint["and"] and not _W["between_before"].search(text, 0, first.start):
        return first, False
    second = _amount(text, joint.end()) if joint.end() < len(text) else None
    if second is None or second.kind != first.kind or second.open or second.high < first.low:
        return first, False
    if joint["or"] and (first.vague or second.high == first.high):
        return first, False
    if joint["or"] == "," and not _W["ends_list"].match(text, second.end):
        return first, False
    vague = first.vague or second.vague
    return first.to(second, vague=vague), True


GRAMMAR = Grammar(
    words=_W,
    starts=lambda text: (start.start() for start in _W["starts"].finditer(text)),
    amount=_amount,
    joined=_joined,
    around=(r"(?<![a-z'])(?:%s){filler}\s+$", r"(?:[ -](?:{nouns})\b)?(?:%s)"),
)


def find_quantities(text: str) -> Iterator[Quantity]:
    """The quantities of an English text."""
    return find(text, GRAMMAR)
