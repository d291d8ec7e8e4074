"""English quantities: what is read where a figure begins.

The text is expected in lower case (``language.normalise``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from calltools.language.quantities.grammar import Amount, Grammar, Number, duration, find, named
from calltools.language.quantities.model import Quantity
from calltools.language.quantities.numerals_en import (
    PARTS,
    alternative,
    joined_numbers,
    read_number,
)
from calltools.language.quantities.telephone import end_of_telephone
from calltools.language.quantities.vocabulary import words

_W = words("en")
_COUNTS = {
    word: n for n, word in enumerate("a two three four five six seven eight nine".split(), 1)
}
_DIALLED = 7
"""Figures of a number that nobody counts."""


def _amount(text: str, at: int) -> Amount | None:
    """The amount that begins at ``text[at]``, or None."""
    if part := _W["part"].match(text, at):
        return _part(part)
    if unit := _W["plural"].match(text, at):  # "it takes weeks"
        number = Number(*unit.span(), 2, 2, vague=True, open=True)
        is_said = _W.stands_before("plural_after", text, at)
        return duration(number, _unit(unit["unit"]), unit.end()) if is_said else None
    if unit := _W["the_unit"].match(text, at):
        return duration(Number(*unit.span(), 1, 1), unit["unit"], unit.end())
    if phone := end_of_telephone(text, at):
        return Amount("code", at, phone)
    if name := named(text, at, _W):
        return name
    numeral = read_number(text, at)
    return _measured(text, _range(text, numeral)) if numeral else None


def _unit(word: str) -> str:
    """The unit of "days", "week's", "nights"."""
    unit: str = _W.data["units"][word.rstrip("s'")]
    return unit


def _part(match: re.Match[str]) -> Amount:
    """half a year, a quarter of a year, three quarters of an hour, half a century."""
    share = _COUNTS.get(match["count"] or "a", 1) / PARTS[match["part"].removesuffix("s")]
    unit = match["unit"]
    if unit == "century":
        share, unit = 100 * share, "year"
    elif unit in ("day", "night"):
        share, unit = 24 * share, "hour"
    return duration(Number(*match.span(), share, share), _unit(unit), match.end())


def _measured(text: str, number: Number) -> Amount | None:
    end = number.end
    if number.ordinal:
        return _ordinal(text, number)
    if match := _W["half_units"].match(text, end):  # one and a half years
        half = replace(number, low=number.low + 0.5, high=number.low + 0.5)
        return duration(half, match["unit"], match.end()) if match["unit"] else None
    if match := _W["unit"].match(text, end):
        return _duration(text, number, match)
    return None if number.article else _counted(text, number)


def _range(text: str, first: Number) -> Number:
    """ten to twelve, between ten and twelve, 160 to 70 thousand."""
    joint = _W["to"].match(text, first.end)
    if joint is None or first.article:
        return first
    if joint["and"] and not _W.stands_before("between_before", text, first.start):
        return first
    second = read_number(text, joint.end())
    if second is None or second.article or second.open or second.ordinal != first.ordinal:
        return first
    return joined_numbers(text, first, second) or first


def _ordinal(text: str, number: Number) -> Amount:
    start, end = number.start, number.end
    if _W.stands_before("a_before", text, start) and not number.digits:  # a third, one fifth
        return Amount("percent", start, end)
    value = round(number.low)
    return Amount("ordinal", start, end, value, value)


def _duration(text: str, number: Number, match: re.Match[str]) -> Amount:
    unit, end = _unit(match["unit"]), match.end()
    number = replace(number, vague=number.vague or "good" in match["more"])
    if old := _W["old"].match(text, end):
        ages = round(number.low), round(number.high)
        return Amount("age", number.start, old.end(), *ages, unit)
    if more := _W["and_more"].match(text, end):
        if more["half"]:
            number = replace(number, low=number.low + 0.5, high=number.high + 0.5)
            return duration(number, unit, more.end())
        more_than = replace(number, high=number.high + 1, vague=True)  # a year and a bit
        return duration(more_than, unit, more.end(), inner=(1, 1))
    second = alternative(text, end)
    if second and number.low < second.low < 100 and not _W["noun_or_unit"].match(text, second.end):
        return duration(replace(number, high=second.high), unit, second.end)  # a week or two
    return duration(number, unit, end)


def _counted(text: str, number: Number) -> Amount | None:
    start, end = number.start, number.end
    low, high = round(number.low), round(number.high)
    count = Amount("count", start, end, low, high, "", number.vague, number.open, None, number)
    literal = text[start:end]
    if _W.is_money(text, start, end):
        return count
    if percent := _W["percent"].match(text, end):
        return replace(count, kind="percent", end=percent.end(), unit="%")
    if share := _W["shares"].match(text, end) if low < 10 else None:
        return Amount("percent", start, share.end())
    if _W.stands_before("age_before", text, start) and high < 120 and not number.open:
        return replace(count, kind="age", unit="year")
    if literal.isdigit() and len(literal) >= _DIALLED:
        return Amount("code", start, end)
    is_hour = low <= (24 if number.digits else 12) and _W["clock_after"].match(text, end)
    if is_hour and _W.stands_before("clock_before", text, start):
        return Amount("clock", start, end)
    if literal == "one" and (
        _W["one_after"].match(text, end) or _W.stands_before("one_before", text, start)
    ):
        return None  # the next one, one of them
    noun = _W["noun"].match(text, end)
    return replace(count, unit=noun[1]) if noun else count


_GRAMMAR = Grammar(_W, lambda text: (m.start() for m in _W["starts"].finditer(text)), _amount)


def find_quantities(text: str) -> Iterator[Quantity]:
    """The quantities of an English text."""
    return find(text, _GRAMMAR)
