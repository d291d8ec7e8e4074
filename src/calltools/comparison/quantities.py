"""Figures that differ between a Chinese text and its rendering."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from calltools.comparison.calendar import WEEKDAYS
from calltools.comparison.changes import Change
from calltools.comparison.figure import Figure, Interval
from calltools.comparison.figures import figures
from calltools.comparison.measures import is_foreign, rounding
from calltools.comparison.signs import Sign

_NEAR = 0.085
"""By how much durations in other units may differ: half a month is two weeks, six weeks are a
month and a half."""
_VAGUE = 0.03
"""The same where one of them is vague: most of a year is 180 to 365 days."""


def quantity_differences(
    zh: str, en: str, *, foreign_money: bool = False
) -> Iterator[Change[Sign]]:
    """Figures and units that one text has and the other has otherwise.

    Only a figure without a counterpart on each side makes a difference: figures that stand on one
    side alone may have been said in words.  ``foreign_money`` where the call speaks of other money
    than the yuan; elsewhere an amount without a currency is in yuan.
    """
    left, right = figures(zh, "zh"), figures(en, "en")
    if not foreign_money and not names_foreign_money(zh):
        left = tuple(_in_yuan(figure, right) for figure in left)
    rest_left, rest_right = unmatched(left, right)
    _without_elided(rest_left, rest_right)
    _without_thousands(rest_left, rest_right, en)
    _without_ends(rest_left, rest_right, left)
    _without_ends(rest_right, rest_left, right)
    while pair := _closest(rest_left, rest_right):
        one, other = pair
        rest_left.remove(one)
        rest_right.remove(other)
        yield _difference(one, other)


_FOREIGN_MONEY = re.compile(
    "[美港欧歐日韩韓加澳]元|美[金刀]|英[镑鎊]|[港外][币幣]|[百千万萬\\d](?:欧|歐|镑|鎊|刀)"
)


def names_foreign_money(zh: str) -> bool:
    """Whether a Chinese text speaks of other money than the yuan."""
    return _FOREIGN_MONEY.search(zh) is not None


def _in_yuan(figure: Figure, others: Sequence[Figure]) -> Figure:
    """``figure`` as yuan, if English gives the amount in a currency of another country."""
    if figure.weak or figure.unit or figure.dimension not in ("plain", "money"):
        return figure
    foreign = any(
        other.unit in ("USD", "EUR", "GBP")
        and _meet(figure, other, figure.value, other.value, 0.004)
        for other in others
    )
    return replace(figure, dimension="money", unit="CNY") if foreign else figure


def _without_elided(left: list[Figure], right: list[Figure]) -> None:
    """Takes out figures in ten thousands whose 万 goes without saying: 六十万、五十出头."""
    for one in list(left):
        if one.weak or one.dimension not in ("plain", "money") or one.number[1] >= 1000:
            continue
        low, high = 10_000 * one.number[0], 10_000 * one.number[1]
        for other in right:
            if other.dimension not in ("plain", "money"):
                continue
            over = other.bound == "at_least" and low - 10_000 <= other.number[0] <= high
            if over or (low * 0.98 <= other.number[0] and other.number[1] <= high * 1.02):
                left.remove(one)
                right.remove(other)
                break


_NOTHING_COUNTED = re.compile(r"\s*(?:[,.;:!?…—)”]|and\b|or\b|$)")


def _without_thousands(left: list[Figure], right: list[Figure], en: str) -> None:
    """Takes out English figures whose thousand goes without saying, and what is counted too: "a
    hundred and ninety, then"."""
    for other in list(right):
        if other.dimension != "plain" or other.weak or other.number[1] >= 1000:
            continue
        if not _NOTHING_COUNTED.match(en, other.place[1]):
            continue
        said = tuple(1000 * end for end in other.number)
        for one in left:
            if one.dimension in ("plain", "money") and one.number == said:
                left.remove(one)
                right.remove(other)
                break


def _without_ends(ends: list[Figure], ranges: list[Figure], said: Sequence[Figure]) -> None:
    """Takes out ranges that the other side gives as two figures: 快则五天，慢则十天, "five to ten
    days"."""
    for whole in list(ranges):
        low, high = whole.value
        if low >= high or whole.dimension not in ("time", "plain", "money", "percent", "which day"):
            continue
        for first, second in pairwise(said):
            if whole.dimension == "which day":  # 昨天前天
                first, second = sorted((first, second), key=lambda figure: figure.value)
            if first.dimension != second.dimension and first.dimension != "plain":
                continue
            tolerance = _NEAR if whole.dimension == "time" else 0.004
            start = first.number if first.dimension == "plain" else first.value
            reached = (low, high) if second.dimension == whole.dimension else whole.number
            begun = (low, high) if first.dimension == whole.dimension else whole.number
            value = second.number if second.dimension == "plain" else second.value
            if _close(start[0], begun[0], tolerance) and _close(value[1], reached[1], tolerance):
                ranges.remove(whole)
                for end in (first, second):
                    if end in ends:
                        ends.remove(end)
                break


def unmatched(left: Sequence[Figure], right: Sequence[Figure]) -> tuple[list[Figure], list[Figure]]:
    """The figures without an equal: exact ones are paired first, then those that only overlap."""
    rest_left, rest_right = list(left), list(right)
    for strict in (True, False):
        for one in list(rest_left):
            equal = [other for other in rest_right if same(one, other, strict=strict)]
            if equal:
                rest_left.remove(one)
                rest_right.remove(min(equal, key=lambda f: f.dimension != one.dimension))
    return rest_left, rest_right


def same(one: Figure, other: Figure, *, strict: bool = False) -> bool:
    """Whether two figures can say the same; ``strict`` where nothing is left to tolerance."""
    if one.dimension == other.dimension:
        if one.dimension == "money" and not _one_currency(one.unit, other.unit):
            return False
        tolerance = 0.0 if one.dimension == "year" else 0.004
        if one.dimension == "time" and (one.unit != other.unit or _has_half(one, other)):
            tolerance = _NEAR
        elif converted := rounding(one, other):
            tolerance = converted
            ranged = is_foreign(one) != is_foreign(other) and _is_range(one) != _is_range(other)
            one = replace(one, vague=one.vague or ranged)
        return _meet(one, other, one.value, other.value, 0.0 if strict else tolerance)
    dimensions = {one.dimension, other.dimension}
    if "period" in dimensions:
        return dimensions == {"period", "time"} and one.value == other.value
    if "plain" in dimensions:
        idle = any(figure.weak and figure.dimension == "plain" for figure in (one, other))
        if idle or dimensions & {"month", "weekday"}:
            return False
        if _meet(one, other, one.number, other.number, 0.0):
            return True
        # 九十斤 and "forty-five", kilos being understood.
        kilos = [f.value if f.dimension == "mass" else f.number for f in (one, other)]
        return "mass" in dimensions and _meet(one, other, kilos[0], kilos[1], 0.0)
    return False


def _is_range(figure: Figure) -> bool:
    return figure.value[0] < figure.value[1]


def _has_half(one: Figure, other: Figure) -> bool:
    """Whether a range of one unit begins with half of one: 半个月到三个月, two weeks to three
    months."""
    return any(f.number[0] < f.number[1] and f.number[0] == 0.5 for f in (one, other))


_YUAN = frozenset(("元", "CNY", "TWD", "HKD"))


def _one_currency(one: str, other: str) -> bool:
    """Whether two units of money can be the same: 块 and 元 are the yuan of the place."""
    either = {one, other}
    return len(either) == 1 or "" in either or ("元" in either and either <= _YUAN)


def _meet(one: Figure, other: Figure, a: Interval, b: Interval, tolerance: float) -> bool:
    if {one.bound, other.bound} == {"at_least", "at_most"} and one.vague and other.vague:
        return False
    if _close(a[0], b[0], tolerance) and _close(a[1], b[1], tolerance):
        return True
    if one.vague or other.vague or "at_least" in (one.bound, other.bound):
        if one.bound == "at_least":
            return _starts(a[0], b, vague=other.vague)
        if other.bound == "at_least":
            return _starts(b[0], a, vague=one.vague)
        apart = one.dimension in ("plain", "money") and a[0] < a[1] and b[0] < b[1]
        slack = 1.0 if apart else 1 + max(tolerance, _VAGUE)  # 八十多万 is not 九十多万
        return a[0] <= b[1] * slack and b[0] <= a[1] * slack
    return False


def _starts(least: float, interval: Interval, *, vague: bool) -> bool:
    """Whether "more than ``least``" can be said for the interval: "over 400" for 401 to 499, and
    for a vague one the round number below: "over 100,000" for 十几万, 110,000 to 190,000."""
    low, high = interval
    rounded = 1.1 if vague and low < high else 1.004
    return low - 1 <= least * rounded + 0.5 and least <= high


def _close(a: float, b: float, tolerance: float) -> bool:
    return abs(a - b) <= tolerance * max(abs(a), abs(b)) + 1e-6


def _closest(left: Sequence[Figure], right: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """The two that most likely answer to each other."""
    pairs = [
        (cost, i + j, one, other)
        for i, one in enumerate(left)
        for j, other in enumerate(right)
        if (cost := _distance(one, other)) is not None
    ]
    return min(pairs, key=lambda pair: pair[:2])[2:] if pairs else None


def _distance(one: Figure, other: Figure) -> int | None:
    """0 for figures that are alike but for one thing; None where they need not be the same."""
    equal_number = one.number == other.number
    if one.dimension != other.dimension:
        weak = one.weak or other.weak
        if "plain" in (one.dimension, other.dimension):
            timed = {one.dimension, other.dimension} & {"time", "money", "percent", "mass"}
            return None if weak or not timed else 2
        if "period" in (one.dimension, other.dimension):
            return 1 if {one.dimension, other.dimension} == {"period", "time"} and weak else None
        units = one.unit and other.unit
        return 1 if equal_number and units and not weak else None
    if one.weak and other.weak:
        return 1 if one.dimension in ("period", "time", "percent") else None
    if one.weak or other.weak:
        strong = one.dimension in ("time", "money", "period")
        return 2 if strong and one.dimension != "period" else None
    return 0 if equal_number or one.unit == other.unit else 1


_UNITS = {
    "GBP": "pounds sterling",
    "EUR": "euros",
    "HKD": "Hong Kong dollars",
    "TWD": "Taiwan dollars",
    "CNY": "yuan",
    "元": "yuan",
    "USD": "US dollars",
    "": "no currency",
}


def _difference(one: Figure, other: Figure) -> Change[Sign]:
    same_number = _meet(one, other, one.number, other.number, 0.0)
    other_unit = one.unit != other.unit and bool(
        (one.unit and other.unit) or one.dimension == "money"
    )
    changed_unit = same_number and (other_unit or one.dimension != other.dimension)
    note = f"{_words(one)} ({one.said}) against {_words(other)} (“{other.said}”)"
    pointed = one.dimension.startswith("which") or one.dimension in ("weekday", "month")
    unlike = one.dimension != other.dimension
    confidence = 0.9 - 0.2 * pointed - 0.2 * unlike - 0.15 * (one.vague and other.vague)
    timed = {one.dimension, other.dimension} <= {"period", "time"}
    confidence -= (0.1 if timed else 0.3) * (one.weak or other.weak)
    return Change(
        Sign.UNIT_CHANGED if changed_unit else Sign.NUMBER_CHANGED,
        one.place,
        other.place,
        note,
        round(confidence, 2),
    )


_POINTED = {
    "year": {-3: "three years ago", -2: "the year before last", -1: "last year", 0: "this year",
             1: "next year", 2: "the year after next"},
    "month": {-1: "last month", 0: "this month", 1: "next month"},
    "week": {-1: "last week", 0: "this week", 1: "next week"},
    "day": {-3: "three days ago", -2: "the day before yesterday", -1: "yesterday", 0: "today",
            1: "tomorrow", 2: "the day after tomorrow", 3: "three days from now"},
}  # fmt: skip


def _words(figure: Figure) -> str:
    """A figure in plain words: "20 to 29 days", "at least 180"."""
    low, high = figure.number
    if figure.dimension.startswith("which "):
        names = _POINTED[figure.dimension.removeprefix("which ")]
        return " or ".join(names[int(day)] for day in sorted({low, high}))
    if figure.dimension == "weekday":
        return WEEKDAYS[int(low) - 1]
    if figure.dimension == "year":
        return f"{low:.0f}"
    if figure.dimension == "clock":
        return (
            f"{_number(low)} o'clock"
            if low == high
            else f"{_number(low)} to {_number(high)} o'clock"
        )
    words = _number(low) if low == high else f"{_number(low)} to {_number(high)}"
    if figure.bound in ("at_least", "at_most"):
        words = f"{figure.bound.replace('_', ' ')} {words}"
    if figure.dimension == "percent":
        return f"{words} %"
    unit = (
        _UNITS.get(figure.unit, figure.unit) if figure.unit or figure.dimension == "money" else ""
    )
    if figure.dimension in ("time", "period") and (low, high) != (1, 1):
        unit += "s"
    return f"{words} {unit}".strip()


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")
