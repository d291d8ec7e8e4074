"""Figures that are read as a whole: clocks, the calendar, measures, parts of a whole.

A rule of the language's file is a pattern, the kind and unit of what it finds, and how a number is
made of the parts of a match: a ``value`` that is always the same, or the sum of the parts times
what they are worth.  Of two rules that find something the earlier one has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from calltools.language.quantities import numerals_en, numerals_zh
from calltools.language.quantities.model import Interval, Quantity, QuantityKind, on_scale
from calltools.language.quantities.vocabulary import FigureWords, words

_NAMES = {
    "month": "jan feb mar apr may jun jul aug sep oct nov dec".split(),
    "weekday": "mon tue wed thu fri sat sun".split(),
}
_NO_YEAR = range(30, 50)
"""Two digits that nobody in these calls means as a year."""


@dataclass(frozen=True, slots=True)
class FigureRule:
    """See the module; of the kind and size of its measure, where the unit is one.  ``limits`` are
    those of the number; ``read`` names what is more than a sum."""

    kind: QuantityKind
    pattern: re.Pattern[str]
    unit: str = ""
    value: Interval | None = None
    parts: Mapping[str, float] = field(default_factory=dict)
    limits: Interval = (float("-inf"), float("inf"))
    read: str = ""
    vague: bool = False
    weak: bool = False


@cache
def _rules(language: str) -> tuple[FigureRule, ...]:
    of = words(language)
    rules = [
        FigureRule(**{**row, "pattern": of.compiled(row["pattern"])}) for row in of.data["rules"]
    ]
    for unit, steps in of.data["pointed"].items():
        for step, wording in steps.items():
            first, _, last = step.partition("..")
            ends = float(first), float(last or first)
            rules.append(FigureRule("date", of.compiled(wording), f"which {unit}", ends))
    return tuple(rules)


def ruled(text: str, of: FigureWords) -> Iterator[Quantity]:
    """The figures of a folded text that rules know; none overlap."""
    taken = [False] * len(text)
    for rule in _rules("zh" if of.is_chinese else "en"):
        for match in rule.pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            number = rule.value or _read(rule, match, of)
            if number and rule.limits[0] <= number[0] <= number[1] <= rule.limits[1]:
                taken[match.start() : match.end()] = [True] * len(match[0])
                yield _quantity(rule, match, number, of)


def _read(rule: FigureRule, match: re.Match[str], of: FigureWords) -> Interval | None:
    """What the parts of a match come to; a part that is not a numeral counts as one."""
    texts = {name: part for name, part in match.groupdict().items() if part}
    parts = {n: (1.0, 1.0) if n in _FLAGS else numeral(part, of) for n, part in texts.items()}
    if rule.read == "share":  # 三分之二, "two thirds", 十个里头有八个, "four in five"
        named = numerals_en.PARTS.get(texts.get("part", "").removesuffix("s"))
        below, above = named or parts["below"][0], parts["n"][0]
        return (100 * above / below,) * 2 if 0 < above <= below else None
    for name, names in _NAMES.items():
        if name in texts:
            return (names.index(texts[name][:3]) + 1.0,) * 2
    if "short" in parts:  # "'05"; 四五年 and 三五年 are spans of years
        low, high = parts["short"]
        year = low + (2000 if low < _NO_YEAR.stop else 1900)
        return (year, year) if low == high and low not in _NO_YEAR else None
    ends = [sum(parts[n][at] * rule.parts.get(n, 0) for n in parts) for at in (0, 1)]
    if "last" in parts:
        ends[1] += parts["last"][1] - parts["first"][1]
    return ends[0], ends[1]


def numeral(text: str, of: FigureWords) -> Interval:
    """The numeral that ``text`` begins with; 0 without one."""
    return numerals_zh.interval(text) if of.is_chinese else numerals_en.interval(text)


_FLAGS = ("half", "quarter", "to", "sunday", "fahrenheit")
"""Parts that are there or not."""


def _quantity(
    rule: FigureRule, match: re.Match[str], number: Interval, of: FigureWords
) -> Quantity:
    kind, unit, size = rule.kind, rule.unit, 1.0
    if unit == "unit":
        unit = match["unit"]
        kind, size, unit = of.data["measures"].get(unit, (kind, size, of.data["units"].get(unit)))
    return Quantity(
        kind, *match.span(), round(number[0]), round(number[1]), unit, rule.vague,
        "exact" if number[0] == number[1] else "range", core=match.span(), said=match[0],
        number=number, value=on_scale(kind, unit, number, size), weak=rule.weak,
    )  # fmt: skip
