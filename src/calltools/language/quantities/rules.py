"""Figures that are read as a whole: clocks, the calendar, measures, parts of a whole.

A rule is a pattern, the kind and unit of what it finds, and what makes a number (or the two ends
of one) of a match; None where it is no figure after all.  Rules stand in order: where two find
something, the earlier one has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from calltools.language.quantities.model import DAYS, Interval, Quantity, QuantityKind

_MEASURES: tuple[tuple[QuantityKind, float, str, str], ...] = (
    ("mass", 1.0, "kilos", "公斤 千克 kilo kilos kilogram kilograms kg"),
    ("mass", 0.5, "jin", "斤 jin catty catties"),
    ("mass", 0.4536, "pounds", "lb lbs"),
    ("mass", 6.350, "stone", "stone"),
    ("length", 0.1, "mm", "毫米 mm millimetres millimeters"),
    ("length", 1.0, "cm", "公分 厘米 cm centimetre centimetres centimeter centimeters"),
    ("length", 30.48, "feet", "foot feet"),
    ("length", 100.0, "metres", "米 metre metres meter meters"),
    ("length", 100_000.0, "km", "公里 km kilometre kilometres kilometer kilometers"),
    ("length", 50_000.0, "li", "里"),
    ("length", 160_934.0, "miles", "mile miles"),
    ("length", 2.54, "inches", "inch inches"),
    ("volume", 1.0, "ml", "毫升 ml millilitres milliliters"),
    ("volume", 1000.0, "litres", "升 litre litres liter liters"),
    ("dose", 1.0, "mg", "毫克 mg milligrams"),
    ("dose", 1000.0, "grams", "克 grams"),
    ("dose", 50_000.0, "liang", "两"),
)
MEASURES = {
    name: (kind, size, unit) for kind, size, unit, names in _MEASURES for name in names.split()
}
"""Kind, size (kg, cm, ml, mg) and plain name of each unit."""
BY_RULE = frozenset(("stone", "两", "foot", "feet"))
"""Words that are units in some figures only."""
_SIZES = {unit: size for _, size, unit in MEASURES.values()}
_KINDS = {unit: kind for kind, _, unit in MEASURES.values()}
HOURS = {"minute": 1 / 60, "hour": 1.0} | {unit: 24.0 * days for unit, days in DAYS.items()}

NumberOf = Callable[["NamedParts"], float | Interval | None]
ReadNumber = Callable[[str], Interval]


class NamedParts:
    """The named parts of a match, as numbers or as text."""

    def __init__(self, match: re.Match[str], read: ReadNumber) -> None:
        self._match, self._read = match, read

    def __call__(self, name: str) -> float:
        """The numeral of this part; 0 without one."""
        return self.ends(name)[0]

    def ends(self, name: str) -> Interval:
        """The two ends of the numeral of this part."""
        return self._read(self.text(name))

    def text(self, name: str) -> str:
        """This part as it stands in the text, empty where it does not."""
        return self._match[name] or ""

    @property
    def alternative(self) -> str:
        """The name of the last part that stands in the text."""
        return self._match.lastgroup or ""


@dataclass(frozen=True, slots=True)
class FigureRule:
    """See the module."""

    pattern: re.Pattern[str]
    kind: QuantityKind
    unit: str | Callable[[NamedParts], str]
    read: NumberOf
    vague: bool = False
    weak: bool = False


def rule(
    kind: QuantityKind, pattern: str, read: NumberOf,
    unit: str | Callable[[NamedParts], str] = "", *, vague: bool = False, weak: bool = False,
) -> FigureRule:  # fmt: skip
    """The rule that finds ``pattern``; of the kind of the unit, where that is a measure."""
    return FigureRule(re.compile(pattern), kind, unit, read, vague, weak)


def always(low: float, high: float | None = None) -> NumberOf:
    """Reads the same, whatever stands there."""
    return lambda _: (low, low if high is None else high)


def on_the_clock(parts: NamedParts) -> float | None:
    """Reads 9:30."""
    hour = parts("n") + float(parts.text("minutes")) / 60
    return hour if hour < 25 else None


def numeral(parts: NamedParts) -> float:
    """Reads the part ``n``."""
    return parts("n")


def place_in(words: Sequence[str]) -> NumberOf:
    """Reads the part ``n`` as its place in ``words``, from 1."""
    return lambda parts: words.index(parts.text("n")) + 1.0


def measured(parts: NamedParts) -> str:
    """The plain name of the measure in the part ``unit``."""
    return MEASURES[parts.text("unit")][2]


def pointed(words: str) -> FigureRule:
    """The rule for what counts from today, written ``year -1 去年|last year``, a line each."""
    lines = [line.split(maxsplit=2) for line in words.strip().splitlines()]
    units = {f"p{n}": f"which {unit}" for n, (unit, _, _) in enumerate(lines)}
    steps = {f"p{n}": float(step) for n, (_, step, _) in enumerate(lines)}
    pattern = "|".join(f"(?P<p{n}>{said})" for n, (_, _, said) in enumerate(lines))
    return rule(
        "date", pattern, lambda parts: steps[parts.alternative],
        lambda parts: units[parts.alternative],
    )  # fmt: skip


def on_scale(kind: QuantityKind, unit: str, number: Interval) -> Interval:
    """``number`` units on the scale of their kind: hours, minutes of the clock, kilos, …"""
    if kind == "clock":
        return number[0] % 12 * 60, number[1] % 12 * 60
    size = HOURS[unit] if kind in ("duration", "period") else _SIZES.get(unit, 1.0)
    return number[0] * size, number[1] * size


def ruled(text: str, rules: Sequence[FigureRule], read_number: ReadNumber) -> Iterator[Quantity]:
    """The figures of a folded text that ``rules`` know; none overlap."""
    taken = [False] * len(text)
    for one in rules:
        for match in one.pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            parts = NamedParts(match, read_number)
            number = one.read(parts)
            if number is not None:
                taken[match.start() : match.end()] = [True] * len(match[0])
                yield _quantity(one, match, parts, number)


def _quantity(
    one: FigureRule, match: re.Match[str], parts: NamedParts, number: float | Interval
) -> Quantity:
    low, high = number if isinstance(number, tuple) else (number, number)
    unit = one.unit if isinstance(one.unit, str) else one.unit(parts)
    kind = _KINDS.get(unit, one.kind)
    return Quantity(
        kind, *match.span(), round(low), round(high), unit, one.vague,
        "exact" if low == high else "range", core=match.span(), said=match[0],
        number=(low, high), value=on_scale(kind, unit, (low, high)), weak=one.weak,
    )  # fmt: skip
