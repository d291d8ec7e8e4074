"""What a spoken quantity says: an interval, its kind, and how exactly it was put."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from calltools.language.normalise import TextSpan

RecordedKind = Literal[
    "duration", "count", "money", "percent", "ordinal", "date", "clock", "age", "code"
]
"""What records are made of; models are fitted on these, in this order."""
QuantityKind = Literal[RecordedKind, "mass", "length", "volume", "dose", "discount", "period"]
Bound = Literal["exact", "range", "at_least", "at_most"]
Period = Literal["day", "week", "month", "year"]
Interval = tuple[float, float]

DAYS: dict[str, int] = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}
"""Length of the units in days (gold/statements/LABELLING.md, section 2)."""

HOURS = {"minute": 1 / 60, "hour": 1.0} | {unit: 24.0 * days for unit, days in DAYS.items()}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity in ``text[start:end]``, with its modifiers ("within", 左右) inside the span.

    ``low`` and ``high`` are inclusive, None where open.  Durations count in days (hours round up
    to days with the floor below: thirty hours are 1..2) and ``unit`` keeps the unit as said
    (``hour``, ``week``); money counts in whole units of ``currency`` (ISO 4217, None where
    unsaid), with the ``unit`` 元 where no more than 元 or 块 was said, which is the money of the
    place in Taiwan and Hong Kong; counts have the classifier or noun as ``unit``.  ``period`` is
    set on rates ("four a month", "every day we do four"), where it stands in one clause with the
    figure.  ``core`` is where the figure itself begins and ends, without modifiers.
    ``smooth`` is the interval for things without a natural unit, such as money: 四万多 is
    40001..49999 cases, but 40000..50000 yuan.

    For comparison there are ``said`` (what stands in the text), ``number`` (the interval as
    spoken, in units) and ``value`` (the same on the scale of its kind, closed: hours, minutes of
    the clock, kilos, centimetres, per cent, days from today).  ``weak`` figures (a, one, first,
    "how many") prove nothing alone; ``elided`` is the thousand or ten thousand that may go
    without saying (六十万、五十出头).
    """

    kind: QuantityKind
    start: int
    end: int
    low: int | None
    high: int | None
    unit: str = ""
    vague: bool = False
    bound: Bound = "exact"
    currency: str | None = None
    period: Period | None = None
    core: TextSpan = (0, 0)
    smooth: tuple[int | None, int | None] = (None, None)
    said: str = ""
    number: Interval = (0.0, 0.0)
    value: Interval = (0.0, 0.0)
    weak: bool = False
    elided: int = 0

    @property
    def span(self) -> TextSpan:
        """Where it stands, with its modifiers."""
        return self.start, self.end

    @property
    def closed(self) -> Interval:
        """The interval without its open end: the figure itself, whatever is said about its
        direction."""
        low, high = self.smooth if self.kind == "money" else (self.low, self.high)
        return float((high if low is None else low) or 0), float(
            (low if high is None else high) or 0
        )

    @property
    def scale(self) -> str:
        """What it is measured by; ``plain`` figures have no unit, or one that another language
        may leave out (classifiers)."""
        if self.kind == "date":
            return self.unit
        if self.kind == "period":
            return "duration"
        return "plain" if self.kind in _PLAIN else self.kind

    @property
    def is_pointed(self) -> bool:
        """Whether it is a day, week, month or year counted from now: 前年, "last week"."""
        return self.kind == "date" and self.unit.startswith("which ")


_PLAIN = frozenset(("count", "ordinal", "age", "code"))


def on_scale(kind: QuantityKind, unit: str, number: Interval, size: float = 1.0) -> Interval:
    """``number`` units on the scale of their kind: hours, minutes of the clock, kilos, …"""
    if kind == "clock":
        return number[0] % 12 * 60, number[1] % 12 * 60
    size = HOURS[unit] if kind in ("duration", "period") else size
    return number[0] * size, number[1] * size


def days(low: float, high: float, unit: str) -> tuple[int, int]:
    """An interval of ``unit`` in days; fractions of a day widen to whole days, and of half a year
    the months have thirty: a year and a half is 545."""
    if unit == "hour":
        return int(low // 24), int(-(-high // 24))
    if unit == "minute":
        return 0, 1
    ends = []
    for number in (low, high):
        whole, part = divmod(number, 1)
        divided = 12 * DAYS["month"] if unit == "year" else DAYS[unit]
        ends.append(round(whole * DAYS[unit] + part * divided, 6))
    return int(ends[0]), int(-(-ends[1] // 1)) if unit == "day" else int(ends[1])


def last_place(value: float) -> int:
    """The value of the last place that is named: 1000 of 35,000, 1 of 35."""
    step = 1
    while value and value % (step * 10) == 0:
        step *= 10
    return step
