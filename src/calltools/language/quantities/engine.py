"""How quantities are read in any language: amount, joint, modifiers, rate.

What differs between the languages is a :class:`Grammar`: patterns, and what reads an amount where
one begins.  Rules follow gold/statements/LABELLING.md, section 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from calltools.language.quantities.model import (
    DAYS,
    HOURS,
    Bound,
    Interval,
    Period,
    Quantity,
    QuantityKind,
    on_scale,
)
from calltools.language.quantities.words import FigureWords


@dataclass(frozen=True, slots=True)
class Number:
    """An interval of numbers read from ``text[start:end]``; ``open`` at the top for "dozens".

    ``step`` is the value of the last place named (十 in 二十), which 来 and 多 have ``filled``;
    ``spelled`` are digits read out one by one (二〇〇五, 六一二七), ``digits`` figures in Arabic
    numerals, ``article`` is only "a" or "an", which is a figure before a unit alone.
    """

    start: int
    end: int
    low: float
    high: float
    step: int = 1
    vague: bool = False
    open: bool = False
    filled: bool = False
    spelled: bool = False
    digits: bool = False
    ordinal: bool = False
    article: bool = False

    @property
    def smooth(self) -> tuple[int, int]:
        """The interval for things without a natural unit (money): 四万多 is 40000..50000 there."""
        if not self.filled:
            return round(self.low), round(self.high)
        low = self.low - self.low % self.step
        return round(low), round(low + self.step)


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure with its unit, before modifiers.

    ``low`` and ``high`` are days for durations; ``spoken`` are the hours or minutes of those that
    have no days.
    """

    kind: QuantityKind
    start: int
    end: int
    low: int = 0
    high: int = 0
    unit: str = ""
    vague: bool = False
    open: bool = False
    currency: str | None = None
    number: Number | None = None
    spoken: Interval | None = None

    def to(self, last: Amount, **others: Any) -> Amount:
        """The range from here to ``last``, or what ``others`` say of it."""
        spoken = None
        if self.spoken and last.spoken:
            here, there = (on_scale("duration", a.unit, a.spoken or (0, 0)) for a in (self, last))
            spoken = here[0] / HOURS[last.unit], there[1] / HOURS[last.unit]
        changes = {"start": self.start, "low": self.low, "spoken": spoken} | others
        return replace(last, **changes)


class Grammar:
    """What differs between languages: its words, and what reads an amount where one begins.

    ``starts`` are the places where an amount may begin; ``joined`` reads a second amount behind
    the first.  ``around`` is what stands around the words before and behind a figure.
    """

    def __init__(
        self,
        words: FigureWords,
        starts: Callable[[str], Iterable[int]],
        amount: Callable[[str, int], Amount | None],
        joined: Callable[[str, Amount], tuple[Amount, bool]],
        around: tuple[str, str],
    ) -> None:
        self.words, self.starts, self.amount, self.joined = words, starts, amount, joined
        self.before = words.modifiers("before", around[0])
        self.after = words.modifiers("after", around[1])
        self.periods: dict[str, Period] = words.data["periods"]


def find(text: str, grammar: Grammar) -> Iterator[Quantity]:
    """The quantities of ``text`` from left to right, none overlapping."""
    end = 0
    pending: Quantity | None = None
    for start in grammar.starts(text):
        amount = grammar.amount(text, start) if start >= end else None
        if amount is None:
            continue
        quantity = _Reading(text, *grammar.joined(text, amount), grammar).quantity()
        end = max(quantity.end, start + 1)
        if pending and (period := _period_of(text, pending, quantity, grammar)):
            quantity = replace(quantity, period=period)
        elif pending:
            yield pending
        pending = quantity
    if pending:
        yield pending


def _period_of(text: str, unit: Quantity, count: Quantity, grammar: Grammar) -> Period | None:
    """The period that a unit of time sets for the count behind it: 一个月三四台, "in a year we do
    fifty".  Such a unit is no quantity of its own."""
    if unit.kind != "duration" or count.kind not in _COUNTED or count.period:
        return None
    is_per = grammar.words["per"].fullmatch(text, *unit.core)
    beside = is_per and grammar.words["between"].fullmatch(
        text, unit.end, max(unit.end, count.start)
    )
    return grammar.periods.get(unit.unit) if beside else None


_COUNTED = ("count", "money")
_MEASURED = (*_COUNTED, "duration", "percent")
_REACH = 64
"""Characters before a figure in which modifiers are looked for: the longest have half of that."""
_Ends = tuple[int | None, int | None]


class _Reading:
    """An amount, while what stands around it is read into its bounds."""

    def __init__(self, text: str, amount: Amount, joined: bool, grammar: Grammar) -> None:
        self._text, self._amount, self._grammar = text, amount, grammar
        number, is_duration = amount.number, amount.kind == "duration"
        self.ends: _Ends = amount.low, None if amount.open else amount.high
        filled = number is not None and number.filled and not joined and not is_duration
        self.smooth: _Ends = number.smooth if number and filled else self.ends
        self.bound: Bound = "exact"
        if amount.open:
            self.bound = "at_least"
        elif joined or amount.low != amount.high:
            self.bound = "range"
        self.start, self.end, self.vague = amount.start, amount.end, amount.vague
        self.kind, self.unit, self.currency = amount.kind, amount.unit, amount.currency
        self.period: Period | None = None
        if amount.kind in _MEASURED:
            self._read_behind()
            self._read_denial()
            self._read_money()
        if amount.kind in _MEASURED or amount.kind == "ordinal":
            self._read_before()
            self._read_money()
        if self.kind in _COUNTED and self.period is None:
            self.period = self._rate_before()

    def quantity(self) -> Quantity:
        """What was read."""
        read = Quantity(
            self.kind, self.start, self.end, *self.ends, self.unit, self.vague, self.bound,
            self.currency, self.period, (self._amount.start, self._amount.end), self.smooth,
        )  # fmt: skip
        spoken, number = self._amount.spoken, self._amount.number
        if self.kind != "duration":
            return replace(read, number=(number.low, number.high)) if number else read
        if spoken:
            return replace(read, number=spoken, value=on_scale("duration", self.unit, spoken))
        size, (low, high) = DAYS.get(self.unit, 1), read.closed
        return replace(read, number=(low / size, high / size), value=(24 * low, 24 * high))

    def _read_behind(self) -> None:
        """左右, 以内, "or so", "a year"."""
        number = self._amount.number
        reading = True
        while reading:
            self._read_money()
            self._read_rate()
            reading = False
            for does, vague, words in self._grammar.after:
                if match := words.match(self._text, self.end):
                    step = max(number.step, 1) if number else 0
                    self._set(does, step)
                    self.end, self.vague, reading = match.end(), self.vague or vague, True
                    break

    def _read_denial(self) -> None:
        """没有两个月下不来 is two months at least."""
        before, behind = self._grammar.words["no_less"], self._grammar.words["cannot"]
        less = before.search(self._text, max(0, self.start - _REACH), self.start)
        cannot = behind.match(self._text, self.end) if less else None
        if less and cannot:
            self.start, self.end = less.start(), cannot.end()
            self._set("at_least")

    def _read_before(self) -> None:
        """不超过, 大概, "up to"."""
        for does, vague, words in self._grammar.before:
            match = words.search(self._text, max(0, self.start - _REACH), self.start)
            if match is None or (does and self.kind == "ordinal"):
                continue
            few = self._grammar.words["few"].match(self._text, self.end)
            self.start = match.start()
            if does == "at_least" and vague and few:  # 超过一个月的很少
                self._set("at_most")
                self.end = few.end()
                return
            if self.bound in ("exact", "range"):
                self._set(does)
            self.vague = self.vague or vague
            return

    def _set(self, does: str, step: int = 0) -> None:
        if does == "more" and step:
            low = self._amount.low
            self.ends, self.smooth = (low + 1, low + step - 1), (low, low + step)
        elif does == "at_most":
            self.ends, self.smooth = _up_to(self.ends), _up_to(self.smooth)
            self.bound = "at_most"
        elif does == "at_least":
            self.ends, self.smooth = (self.ends[0], None), (self.smooth[0], None)
            self.bound = "at_least"

    def _read_money(self) -> None:
        """A bare number is money where a currency stands before or behind it."""
        if self.kind != "money" and (self.kind != "count" or self.unit):
            return
        currency = self._grammar.words.currency
        before = self._grammar.words["currency_before"].search(self._text, 0, self.start)
        if money := currency(self._text, self.end):
            self.currency, self.end = self.currency or money[0], money[1]
        elif before and (money := currency(self._text, before.start())):
            self.currency, self.start = money[0], before.start()
        else:
            return
        self.kind, self.unit = "money", ""

    def _read_rate(self) -> None:
        """二百例/年, "two hundred a year"."""
        if self.kind in _COUNTED and self.period is None:
            rate = self._grammar.words["rate"].match(self._text, self.end)
            if rate:
                self.period = self._grammar.periods[rate[rate.lastgroup or 0]]
                self.end = rate.end()

    def _rate_before(self) -> Period | None:
        """每天两台."""
        first = max(0, self.start - _REACH)
        rate = self._grammar.words["rate_before"].search(self._text, first, self.start)
        if rate is None or self._grammar.words["total"].match(self._text, self.end):
            return None
        if self._grammar.words["not_rate"].search(self._text, rate.start(), self.start):
            return None
        return self._grammar.periods[rate["period"]]


def _up_to(ends: _Ends) -> _Ends:
    return None, ends[0] if ends[1] is None else ends[1]
