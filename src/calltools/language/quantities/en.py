"""English quantities: what is read where a figure begins, and the grammar of what stands around.

The text is expected in lower case (``language.normalise``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from calltools.language.quantities.dates_en import end_of_year, month_at
from calltools.language.quantities.engine import NOTHING, Amount, Grammar, Number, find
from calltools.language.quantities.model import DAYS, HALVES, Quantity, days
from calltools.language.quantities.numerals_en import alternative, read_number, starts
from calltools.language.quantities.telephone import end_of_telephone
from calltools.language.quantities.words_en import (
    A_BEFORE,
    AFTER,
    AGE_BEFORE,
    AND,
    AND_MORE,
    BEFORE,
    BETWEEN,
    BETWEEN_BEFORE,
    CLOCK,
    CLOCK_AFTER,
    CLOCK_BEFORE,
    CODE_BEFORE,
    COUNTS,
    CURRENCY,
    DATED_BEFORE,
    DIGIT_GROUPS,
    DIGITS_DATED_BEFORE,
    DOLLARS,
    ENDS,
    ENDS_LIST,
    HALF_UNITS,
    LIST,
    MONTH_BEHIND,
    NOUN,
    NOUN_OR_UNIT,
    OF_MONTH,
    OLD,
    ONE_AFTER,
    ONE_BEFORE,
    PART,
    PART_OF_DAYS,
    PARTS,
    PER,
    PERCENT,
    PERIODS,
    PLURAL,
    PLURAL_AFTER,
    RATE,
    RATE_BEFORE,
    SHARES,
    SIGN_BEFORE,
    SIGNS,
    SPOKEN_DIGITS,
    THE_UNIT,
    TO,
    TOTAL,
    UNIT,
    UNITS,
    UNTIL_THE,
    WEEKDAY,
)


def _amount(text: str, at: int) -> Amount | None:
    """The amount that begins at ``text[at]``, or None."""
    if part := PART.match(text, at):
        return _part(part)
    if unit := PLURAL.match(text, at):
        low = days(2, 2, UNITS[unit["unit"]])[0]
        told = PLURAL_AFTER.search(text, max(0, at - 12), at)
        return (
            Amount("duration", at, unit.end(), low, low, UNITS[unit["unit"]], vague=True, open=True)
            if told
            else None
        )
    if weekday := WEEKDAY.match(text, at):
        return Amount("date", at, weekday.end(), unit="weekday")
    if unit := THE_UNIT.match(text, at):
        return Amount("duration", at, unit.end(), *days(1, 1, unit["unit"]), unit["unit"])
    if month := month_at(text, at):
        return Amount("date", at, month, unit="month")
    if code := _end_of_code(text, at):
        return Amount("code", at, code)
    if year := end_of_year(text, at):
        return Amount("date", at, year, unit="year")
    number = read_number(text, at)
    return _measured(text, number) if number else None


def _end_of_code(text: str, at: int) -> int | None:
    """Where a number that is dialled ends: 555-0123, two nine seven eight."""
    if (end := end_of_telephone(text, at)) is not None:
        return end
    dialled = CODE_BEFORE.search(text, 0, at)
    spoken = SPOKEN_DIGITS.match(text, at)
    if spoken and len(spoken[0].split()) >= (2 if dialled else 4):
        return spoken.end()
    groups = DIGIT_GROUPS.match(text, at) if dialled else None  # 555 0123
    return groups.end() if groups else None


def _part(match: re.Match[str]) -> Amount:
    """half a year, a quarter of a year, three quarters of an hour, half a century."""
    start, end = match.span()
    name = match["unit"]
    if name in ("minute", "hour", "day", "night"):
        unit = "minute" if name == "minute" else "hour"
        return Amount("duration", start, end, 0, 1, unit)
    count = COUNTS.get(match["count"] or "a", 1)
    share = count / PARTS[match["part"] or "half"]
    value = int(share * PART_OF_DAYS[name])
    return Amount("duration", start, end, value, value, "year" if name == "century" else name)


def _measured(text: str, first: Number) -> Amount | None:
    number = _range(text, first)
    start, end = number.start, number.end
    if number.ordinal:
        return _ordinal(text, number)
    if match := HALF_UNITS.match(text, end):  # one and a half years
        unit = UNITS.get(match["unit"])
        if unit is None:
            return None
        value = days(number.low, number.low, unit)[0] + HALVES.get(unit, 0)
        return Amount("duration", start, match.end(), value, value, unit)
    if match := UNIT.match(text, end):
        return _duration(text, number, match)
    if number.article:
        return None
    sign = SIGN_BEFORE.search(text, 0, start)
    if sign and (sign["sign"] or number.digits):
        currency = DOLLARS.get(sign["place"] or "") or SIGNS[sign[sign.lastgroup or 0]]
        ends = round(number.low), round(number.high)
        return Amount(
            "money", sign.start(), end, *ends, "", number.vague, number.open, currency, number
        )  # fmt: skip
    return _counted(text, number)


def _range(text: str, first: Number) -> Number:
    """ten to twelve, between ten and twelve, 160 to 70 thousand."""
    joint = TO.match(text, first.end)
    if joint is None or first.article:
        return first
    if joint["and"] and not BETWEEN_BEFORE.search(text, 0, first.start):
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
    if A_BEFORE.search(text, 0, start) and not number.digits:  # a third, one fifth
        return Amount("percent", start, end)
    month = OF_MONTH.match(text, end)
    dated = month or DATED_BEFORE.search(text, 0, start)
    in_digits = number.digits and DIGITS_DATED_BEFORE.search(text, 0, start)
    if dated or in_digits or (UNTIL_THE.search(text, 0, start) and ENDS.match(text, end)):
        return Amount("date", start, month.end() if month else end, unit="day")
    value = round(number.low)
    return Amount("ordinal", start, end, value, value)


def _duration(text: str, number: Number, match: re.Match[str]) -> Amount:
    unit, end = UNITS[match["unit"]], match.end()
    vague = number.vague or "good" in match["more"]
    low, high = days(number.low, number.high, unit)
    if old := OLD.match(text, end):
        ages = round(number.low), round(number.high)
        return Amount("age", number.start, old.end(), *ages, unit)
    told = Amount("duration", number.start, end, low, high, unit, vague, number.open, None, number)
    if more := AND_MORE.match(text, end):
        if more["half"]:
            half = HALVES.get(unit, 0)
            return replace(told, end=more.end(), low=low + half, high=high + half)
        below = days(number.low + 1, number.low + 1, unit)[0] - 1  # a year and a bit
        return replace(told, end=more.end(), low=low + 1, high=below, vague=True)
    if joint := AND.match(text, end):
        rest = read_number(text, joint.end())
        smaller = UNIT.match(text, rest.end) if rest and rest.low == rest.high else None
        if rest and smaller and DAYS.get(UNITS[smaller["unit"]], 0) < DAYS.get(unit, 0):
            added = days(rest.low, rest.low, UNITS[smaller["unit"]])[0]
            return replace(told, end=smaller.end(), low=low + added, high=high + added)
    second = alternative(text, end)
    if second and number.low < second.low < 100 and not NOUN_OR_UNIT.match(text, second.end):
        high = days(second.low, second.high, unit)[1]
        return replace(told, end=second.end, high=high)  # a week or two
    return told


def _counted(text: str, number: Number) -> Amount | None:
    start, end = number.start, number.end
    low, high = round(number.low), round(number.high)
    told = Amount("count", start, end, low, high, "", number.vague, number.open, None, number)
    if percent := PERCENT.match(text, end):
        return replace(told, kind="percent", end=percent.end(), unit="%")
    if share := SHARES.match(text, end) if low < 10 else None:
        return Amount("percent", start, share.end())
    if month := MONTH_BEHIND.match(text, end):
        return Amount("date", start, month.end(), unit="month")
    if AGE_BEFORE.search(text, 0, start) and high < 120 and not number.open:
        return replace(told, kind="age", unit="year")
    literal = text[start:end]
    if CODE_BEFORE.search(text, 0, start) or (literal.isdigit() and len(literal) >= 7):
        return Amount("code", start, end)
    if clock := CLOCK.match(text, end):
        return Amount("clock", start, clock.end())
    hours = 24 if number.digits else 12
    if low <= hours and CLOCK_BEFORE.search(text, 0, start) and CLOCK_AFTER.match(text, end):
        return Amount("clock", start, end)
    if literal == "one" and (ONE_AFTER.match(text, end) or ONE_BEFORE.search(text, 0, start)):
        return None  # the next one, one of them
    noun = NOUN.match(text, end)
    return replace(told, unit=noun[1]) if noun else told


def _currency(text: str, at: int) -> tuple[str, int] | None:
    match = CURRENCY.match(text, at)
    return (str(match.lastgroup), match.end()) if match else None


def _joined(text: str, first: Amount) -> tuple[Amount, bool]:
    """Joins a second amount of the same kind: ten days to six weeks; five months, six months."""
    joint = LIST.match(text, first.end)
    if joint is None or first.kind not in ("duration", "money") or first.open:
        return first, False
    if joint["and"] and not BETWEEN_BEFORE.search(text, 0, first.start):
        return first, False
    second = _amount(text, joint.end()) if joint.end() < len(text) else None
    if second is None or second.kind != first.kind or second.open or second.high < first.low:
        return first, False
    if joint["or"] and (first.vague or second.high == first.high):
        return first, False
    if joint["or"] == "," and not ENDS_LIST.match(text, second.end):
        return first, False
    vague = first.vague or second.vague
    return replace(second, start=first.start, low=first.low, vague=vague), True


GRAMMAR = Grammar(
    starts=starts,
    amount=_amount,
    joined=_joined,
    currency=_currency,
    currency_before=NOTHING,
    before=BEFORE,
    after=AFTER,
    periods=PERIODS,
    rate=RATE,
    rate_before=RATE_BEFORE,
    not_rate=NOTHING,
    total=TOTAL,
    per=PER,
    between=BETWEEN,
    denied=(NOTHING, NOTHING),
    few=NOTHING,
)


def find_quantities(text: str) -> Iterator[Quantity]:
    """The quantities of an English text."""
    return find(text, GRAMMAR)
