"""How quantities are read in any language: amount, joint, modifiers, rate.

What differs between the languages is a :class:`Grammar`: patterns, and what reads an amount where
one begins.  Rules follow gold/statements/LABELLING.md, section 3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from calltools.language.quantities.model import (
    DAYS,
    HOURS,
    Bound,
    Period,
    Quantity,
    QuantityKind,
    days,
    on_scale,
)
from calltools.language.quantities.vocabulary import REACH, FigureWords


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
    """A figure with its unit, before modifiers.  ``low`` and ``high`` are days for durations;
    ``number`` is what was said, in units."""

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


def duration(number: Number, unit: str, end: int, *, inner: tuple[int, int] = (0, 0)) -> Amount:
    """``number`` units of time; of "a year and a bit" the ends are ``inner`` days within it."""
    low, high = days(number.low, number.high, unit)
    low += inner[0]
    high = max(high - inner[1], low)
    return Amount(
        "duration", number.start, end, low, high, unit, number.vague, number.open, None, number
    )


def named(text: str, at: int, words: FigureWords) -> Amount | None:
    """What begins there and names something: a date, a clock time, a number that is dialled."""
    for name in words.table("named"):
        match = name.words.match(text, at)
        if match and (not name.beside or name.beside.search(text, max(0, at - REACH), at)):
            unit = match.groupdict().get("unit") or name.unit
            return Amount(_NAMES[name.says], at, match.end(), unit=unit)
    return None


class Grammar(NamedTuple):
    """What differs between languages: the words, the places where an amount may begin, and what
    reads an amount there."""

    words: FigureWords
    starts: Callable[[str], Iterable[int]]
    amount: Callable[[str, int], Amount | None]


def find(text: str, grammar: Grammar) -> Iterator[Quantity]:
    """The quantities of ``text`` from left to right, none overlapping."""
    end = 0
    pending: Quantity | None = None
    for start in grammar.starts(text):
        amount = grammar.amount(text, start) if start >= end else None
        if amount is None:
            continue
        quantity = _Reading(text, _joined(text, amount, grammar), grammar.words).quantity()
        end = max(quantity.end, start + 1)
        if pending and (period := _period_of(text, pending, quantity, grammar.words)):
            quantity = replace(quantity, period=period)
        elif pending:
            yield pending
        pending = quantity
    if pending:
        yield pending


# ---- two amounts that are one


def _joined(text: str, first: Amount, grammar: Grammar) -> Amount:
    """``first``, with the amount of the same kind behind it that makes it a sum or a range: 一年零
    四个月, 3个月到2年, 一个两个, "ten days to six weeks"."""
    words = grammar.words
    join = words["join"].match(text, first.end)
    if join is None or first.kind in (*_NAMES, "ordinal") or first.open or join.end() == len(text):
        return first
    second = grammar.amount(text, join.end())
    if second is None or second.kind != first.kind:
        return first
    beside = False
    if join["plus"] is not None:
        if _is_sum(first, second):
            return _as_one(first, second, add=True)
        beside = join["plus"] == "" and _is_guess(text, first, second)
        between = words["between_before"].search(text, 0, first.start)
        if not (beside or between):
            return first
    bare = first.kind == "count" and not first.unit
    if join["list"] and (bare or not words["ends_list"].match(text, second.end)):
        return first
    if first.kind == "count" and first.unit not in ("", second.unit):
        return first
    if second.high <= first.low and not beside:
        return first
    return _as_one(first, second)


def _is_sum(first: Amount, second: Amount) -> bool:
    is_exact = first.kind == "duration" and first.low == first.high
    return is_exact and HOURS[second.unit] < HOURS[first.unit] and second.low < first.low


def _is_guess(text: str, first: Amount, second: Amount) -> bool:
    """Whether two amounts without a joint are a range: 一周两周, 十年八年, 一个两个, 十台八台,
    三万五万."""
    low, high = sorted((first.low, second.low))
    if first.kind == "duration":
        halves = first.unit == "month" and first.low == 15 and second.low < 30  # 半个月二十天
        return first.low == first.high and low < high and (first.unit == second.unit or halves)
    if first.kind != "count" or first.unit != second.unit or second.low != second.high:
        return False
    if first.unit:
        return (first.low, second.low) == (10, 8) or second.low == first.low + 1
    return text[first.end - 1] == "万" == text[second.end - 1] and low < high <= 2 * low


def _as_one(first: Amount, second: Amount, *, add: bool = False) -> Amount:
    """Their sum, or the range from one to the other."""
    low, high = min(first.low, second.low), max(first.low, second.high)
    if add:
        low, high = first.low + second.low, first.high + second.high
    number = second.number
    if number and first.number:
        size = HOURS[first.unit] / HOURS[second.unit] if first.kind == "duration" else 1
        begun, reached = first.number.low * size, number.high
        ends = (begun + number.low, begun + reached) if add else sorted((begun, reached))
        number = replace(number, low=ends[0], high=ends[1], filled=False)
    vague = first.vague or second.vague or (second.low < first.low and not add)
    return replace(second, start=first.start, low=low, high=high, vague=vague, number=number)


def _period_of(text: str, unit: Quantity, count: Quantity, words: FigureWords) -> Period | None:
    """The period that a unit of time sets for the count behind it: 一个月三四台, "in a year we do
    fifty".  Such a unit is not a quantity of its own."""
    if unit.kind != "duration" or count.kind not in _COUNTED or count.period:
        return None
    is_per = words["per"].fullmatch(text, *unit.core)
    beside = is_per and words["between"].fullmatch(text, unit.end, max(unit.end, count.start))
    return words.data["periods"].get(unit.unit) if beside else None


_COUNTED = ("count", "money")
_NAMES: dict[str, QuantityKind] = {"date": "date", "clock": "clock", "code": "code"}
_MEASURED = (*_COUNTED, "duration", "percent")
_YUAN = ("元", "块", "块钱")
"""The yuan of the place: CNY on the mainland, but the money of Taiwan and Hong Kong there."""
_Ends = tuple[int | None, int | None]


class _Reading:
    """An amount, while what stands around it is read into its bounds."""

    def __init__(self, text: str, amount: Amount, words: FigureWords) -> None:
        self._text, self._amount, self._words = text, amount, words
        number, is_duration = amount.number, amount.kind == "duration"
        self.ends: _Ends = amount.low, None if amount.open else amount.high
        filled = number is not None and number.filled and not is_duration
        self.smooth: _Ends = number.smooth if number and filled else self.ends
        self.bound: Bound = "range" if amount.low != amount.high else "exact"
        if amount.open:
            self.bound = "at_least"
        self.start, self.end, self.vague = amount.start, amount.end, amount.vague
        self.core = amount.start, amount.end
        self.kind, self.unit, self.currency = amount.kind, amount.unit, amount.currency
        self.period: Period | None = None
        if amount.kind in _MEASURED:
            self._read_behind()
        if amount.kind in _MEASURED or amount.kind == "ordinal":
            self._read_before()
            self._read_money()
        if self.kind in _COUNTED and self.period is None:
            self.period = self._rate_before()

    def quantity(self) -> Quantity:
        """What was read."""
        read = Quantity(
            self.kind, self.start, self.end, *self.ends, self.unit, self.vague, self.bound,
            self.currency, self.period, self.core, self.smooth,
        )  # fmt: skip
        number = self._amount.number
        spoken = (number.low, number.high) if number else (0.0, 0.0)
        if self.kind != "duration":
            return replace(read, number=spoken)
        if number and self.unit in ("hour", "minute"):
            return replace(read, number=spoken, value=on_scale("duration", self.unit, spoken))
        size, (low, high) = DAYS.get(self.unit, 1), read.closed
        return replace(read, number=(low / size, high / size), value=(24 * low, 24 * high))

    def _read_behind(self) -> None:
        """左右, 以内, "or so", "a year"."""
        number, is_duration = self._amount.number, self.kind == "duration"
        step = max(number.step, 1) if number and not is_duration else 0
        reading = True
        while reading:
            self._read_money()
            self._read_rate()
            reading = False
            for modifier in self._words.table("after"):
                if match := modifier.words.match(self._text, self.end):
                    self._set(modifier.says, step)
                    self.end, self.vague = match.end(), self.vague or modifier.vague
                    reading = True
                    break

    def _read_before(self) -> None:
        """不超过, 大概, "up to"; 没有两个月下不来 is two months at least."""
        for modifier in self._words.table("before"):
            words = modifier.words.search(self._text, max(0, self.start - REACH), self.start)
            if words is None or (modifier.says and self.kind == "ordinal"):
                continue
            behind = modifier.beside and modifier.beside.match(self._text, self.end)
            if modifier.beside and not behind:
                continue
            self.start, self.end = words.start(), behind.end() if behind else self.end
            if behind or self.bound in ("exact", "range"):
                self._set(modifier.says)
            self.vague = self.vague or modifier.vague
            return

    def _before(self, name: str) -> re.Match[str] | None:
        return self._words[name].search(self._text, max(0, self.start - REACH), self.start)

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
        before = self._before("currency_before")
        unit = ""
        if money := self._words.currency(self._text, self.end):
            local = self._text[self.end : money[1]] in _YUAN
            if not self.currency or self.unit:  # 四万元港币
                self.currency, unit = money[0], "元" * local
            if self._words.is_chinese and self.end == self.core[1]:
                self.core = self.core[0], money[1]
            self.end = money[1]
        elif self.kind != "money" and (sign := self._words.sign_before(self._text, self.start)):
            self.currency, self.start = sign
            self.core = self.start, self.core[1]
        elif before and (money := self._words.currency(self._text, before.start())):
            self.currency, self.start = money[0], before.start()
        else:
            return
        self.kind, self.unit = "money", unit

    def _read_rate(self) -> None:
        """二百例/年, "two hundred a year"."""
        if self.kind in _COUNTED and self.period is None:
            rate = self._words["rate"].match(self._text, self.end)
            if rate:
                self.period = self._words.data["periods"][rate[rate.lastgroup or 0]]
                self.end = rate.end()

    def _rate_before(self) -> Period | None:
        """每天两台."""
        rate = self._before("rate_before")
        if rate is None or self._words["total"].match(self._text, self.end):
            return None
        if self._words["not_rate"].search(self._text, rate.start(), self.start):
            return None
        period: Period = self._words.data["periods"][rate["period"]]
        return period


def _up_to(ends: _Ends) -> _Ends:
    return None, ends[0] if ends[1] is None else ends[1]
