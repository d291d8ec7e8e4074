"""Figures that are read as a whole: clocks, the calendar, measures, parts of a whole.

A rule of the language's file is a pattern, the kind and unit of what it finds, and either a value
or how a number is made of the parts of a match.  Of two rules that find something the earlier one
has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from calltools.language.quantities.model import Interval, Quantity, QuantityKind, on_scale
from calltools.language.quantities.numerals_en import PARTS
from calltools.language.quantities.words import FigureWords, words

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WEEKDAYS = "mon tue wed thu fri sat sun".split()
ReadNumber = Callable[[str], Interval]


class _Captured:
    """The named parts of a match, as numbers or as text; 0 and empty without."""

    def __init__(self, match: re.Match[str], read: ReadNumber) -> None:
        self._parts, self._read = match.groupdict(), read

    def __call__(self, name: str) -> float:
        return self.ends(name)[0]

    def ends(self, name: str) -> Interval:
        return self._read(self.text(name))

    def text(self, name: str) -> str:
        return self._parts.get(name) or ""


def _share(parts: _Captured) -> float | None:
    """三分之二, "two thirds", 十个里头有八个, "four in five"."""
    named = PARTS.get(parts.text("part").removesuffix("s"))
    below, above = named or parts("below"), parts("n")
    return 100 * above / below if 0 < above <= below else None


def _clock(parts: _Captured) -> Interval | None:
    """下午三点一刻, "half past seven", 9:30, "two or three in the morning"."""
    hour = parts.ends("n") if parts.text("n") else parts.ends("first")
    if parts.text("last"):
        hour = hour[0], parts("last")
    exact = parts("hours") or parts("hour")
    hour = (exact, exact) if exact else hour
    quarters = parts("quarters") + bool(parts.text("quarter")) - bool(parts.text("to"))
    minutes = parts("minutes") + float(parts.text("digits") or 0)
    more = bool(parts.text("half")) / 2 + quarters / 4 + minutes / 60
    return (hour[0] + more, hour[1] + more) if hour[1] <= 24 and minutes < 60 else None


def _year(parts: _Captured) -> float | None:
    """二零零五年, 零五年, "'05"; 四五年 and 三五年 are spans of years."""
    if parts.text("short"):
        low, high = parts.ends("short")
        return low + (2000 if low < 50 else 1900) if low == high and not 30 <= low < 50 else None
    year = parts("n")
    return year if 1900 <= year <= 2100 else None


def _named(parts: _Captured, names: list[str], part: str) -> float:
    return names.index(parts.text(part)[:3]) + 1


def _month(parts: _Captured) -> float | None:
    for part in ("month", "in"):
        if parts.text(part):
            return _named(parts, _MONTHS, part)
    month = parts("n") or parts("short")
    return month if 1 <= month <= 12 else None


def _weekday(parts: _Captured) -> float:
    return _named(parts, _WEEKDAYS, "weekday") if parts.text("weekday") else parts("n") or 7.0


_READ: dict[str, Callable[[_Captured], float | Interval | None]] = {
    "n": lambda parts: parts("n"),
    "share": _share,
    "clock": _clock,
    "year": _year,
    "month": _month,
    "weekday": _weekday,
    "day": lambda parts: day if 1 <= (day := parts("n")) <= 31 else None,
    "half": lambda parts: parts("n") + 0.5,
    "quarters": lambda parts: 15 * parts("n"),
    "height": lambda parts: 100 * parts("n") + 10 * parts("tens") + parts("ones") + parts("rest"),
    "feet": lambda parts: parts("n") + parts("inches") / 12,
    "celsius": lambda parts: round((parts("n") - 32) * 5 / 9),
    "tenth": lambda parts: parts("n") + parts("tenth") / 10,
    "tenths": lambda parts: 10 * parts("n") + parts("ones") + 5 * bool(parts.text("half")),
    "months": lambda parts: 12 * parts("n") + parts("months"),
}


@dataclass(frozen=True, slots=True)
class FigureRule:
    """See the module; of the kind and size of its measure, where the unit is one."""

    pattern: re.Pattern[str]
    kind: QuantityKind
    unit: str
    value: Interval | None
    read: str
    vague: bool
    weak: bool


@cache
def _rules(language: str) -> tuple[FigureRule, ...]:
    of = words(language)
    rules = [
        FigureRule(
            of.compiled(one["pattern"]), one["kind"], one.get("unit", ""),
            _interval(one["value"]) if "value" in one else None, one.get("read", ""),
            one.get("vague", False), one.get("weak", False),
        )
        for one in of.data["rules"]
    ]  # fmt: skip
    return (*rules, *_pointed(of))


def _pointed(of: FigureWords) -> Iterator[FigureRule]:
    for unit, steps in of.data["pointed"].items():
        for step, said in steps.items():
            first, _, last = step.partition("..")
            value = float(first), float(last or first)
            yield FigureRule(
                of.compiled(said), "date", f"which {unit}", value, "", vague=False, weak=False
            )


def _interval(value: Any) -> Interval:
    low, high = value if isinstance(value, list) else (value, value)
    return float(low), float(high)


def ruled(text: str, language: str, read_number: ReadNumber) -> Iterator[Quantity]:
    """The figures of a folded text that rules know; none overlap."""
    taken = [False] * len(text)
    for one in _rules(language):
        for match in one.pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            parts = _Captured(match, read_number)
            number = one.value or _READ[one.read](parts)
            if number is not None:
                taken[match.start() : match.end()] = [True] * len(match[0])
                ends = number if isinstance(number, tuple) else (number, number)
                yield _quantity(one, match, parts, ends, words(language))


def _quantity(
    one: FigureRule, match: re.Match[str], parts: _Captured, number: Interval, of: FigureWords
) -> Quantity:
    kind, unit, size = one.kind, one.unit, 1.0
    if unit == "unit":
        unit = parts.text("unit")
        kind, size, unit = of.data["measures"].get(unit, (kind, size, of.data["units"].get(unit)))
    return Quantity(
        kind, *match.span(), round(number[0]), round(number[1]), unit, one.vague,
        "exact" if number[0] == number[1] else "range", core=match.span(), said=match[0],
        number=number, value=on_scale(kind, unit, number, size), weak=one.weak,
    )  # fmt: skip
