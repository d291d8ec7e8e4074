"""Whether two quantities say the same, and which of two texts answer each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Literal

from calltools.language.quantities.model import Interval, Quantity

FigureAgreement = Literal["same", "unit", "differs", "unrelated"]

_ROUNDED = 0.004
"""By how much two ends of one unit may differ: what is rounded to the next half per cent."""
_NEAR = 0.085
"""By how much durations in other units may differ: half a month is two weeks, six weeks are a
month and a half."""
_VAGUE = 0.03
"""The same where one of them is vague: most of a year is 180 to 365 days."""
_FOREIGN_MEASURES = frozenset(("pounds", "stone", "miles", "li"))
"""What is converted into or from these is as near as durations in other units: 300 km are two
hundred miles."""
_METRIC = 0.02
"""By how much measures in other units may differ else: 125 jin are 62 kilos, 1.80 m is six feet; an
inch or two more is another height."""
_LOCAL_MONEY = frozenset(("元", "CNY", "TWD", "HKD"))
"""块 and 元 are the yuan of the place."""
_FOREIGN_MONEY = frozenset(("USD", "EUR", "GBP"))
_DIRECTIONS = {"at_least", "at_most"}


@dataclass(frozen=True, slots=True)
class QuantityPair:
    """Two quantities that stand for one another, and whether they say the same."""

    left: Quantity
    right: Quantity
    agreement: FigureAgreement


@dataclass(frozen=True, slots=True)
class Matching:
    """The quantities of two texts: ``pairs`` answer each other, ``left`` and ``right`` are left
    over; of ``crossed`` pairs, each the only one that can be meant, the second stands first on the
    right."""

    pairs: tuple[QuantityPair, ...]
    left: tuple[Quantity, ...]
    right: tuple[Quantity, ...]
    crossed: tuple[tuple[QuantityPair, QuantityPair], ...]

    @property
    def unequal(self) -> tuple[tuple[Quantity, ...], tuple[Quantity, ...]]:
        """The quantities of each side that the other does not say the same."""
        left = (*(pair.left for pair in self.changed), *self.left)
        return left, (*(pair.right for pair in self.changed), *self.right)

    @property
    def changed(self) -> tuple[QuantityPair, ...]:
        """The pairs that do not say the same."""
        return tuple(pair for pair in self.pairs if pair.agreement != "same")


def agree(one: Quantity, other: Quantity) -> FigureAgreement:
    """Whether two quantities say the same, the same number of other units, or another number; or
    have nothing to do with each other."""
    if _same(one, other):
        return "same"
    return "unrelated" if _distance(one, other) is None else _change(one, other)


def match(
    left: Sequence[Quantity], right: Sequence[Quantity], *, local_money: bool = False
) -> Matching:
    """The pairs of two texts: exact ones first, then those that only may say the same, then those
    that most likely answer each other.

    With ``local_money`` an amount without a currency is in the money of the place, so that dollars
    are a change.
    """
    if local_money:
        left, right = ([_in_local_money(q, others) for q in side] for side, others in (
            (left, right), (right, left),
        ))  # fmt: skip
    rest_left, rest_right = list(left), list(right)
    pairs = [
        QuantityPair(one, other, "same")
        for cost in (_exactly, _nearly, _elided)
        for one, other in _taken(rest_left, rest_right, cost)
    ]
    pairs += _ranges(rest_left, rest_right, left)
    turned = _ranges(rest_right, rest_left, right)
    pairs += [QuantityPair(pair.right, pair.left, pair.agreement) for pair in turned]
    pairs += [
        QuantityPair(one, other, _change(one, other))
        for one, other in _taken(rest_left, rest_right, _distance)
    ]
    pairs.sort(key=lambda pair: pair.left.span)
    return Matching(tuple(pairs), tuple(rest_left), tuple(rest_right), tuple(_crossed(left, right)))


def _in_local_money(q: Quantity, others: Sequence[Quantity]) -> Quantity:
    """An amount without a currency that another text has in the money of another country."""
    is_bare = not (q.weak or q.unit) and q.scale in ("plain", "money")
    foreign = is_bare and any(
        other.unit in _FOREIGN_MONEY and _meet(q, other, q.value, other.value, _ROUNDED)
        for other in others
    )
    return replace(q, kind="money", unit="CNY") if foreign else q


def _taken(
    left: list[Quantity], right: list[Quantity], cost: Callable[[Quantity, Quantity], int | None]
) -> list[tuple[Quantity, Quantity]]:
    """Takes out the pairs that cost anything at all, the cheapest first, then those that stand at
    the same place."""
    pairs = sorted(
        (price, i + j, abs(i - j), i, j)
        for i, one in enumerate(left)
        for j, other in enumerate(right)
        if (price := cost(one, other)) is not None
    )
    rows: dict[int, int] = {}
    for *_, i, j in pairs:
        if i not in rows and j not in rows.values():
            rows[i] = j
    taken = [(left[i], right[j]) for i, j in rows.items()]
    left[:] = [one for i, one in enumerate(left) if i not in rows]
    right[:] = [other for j, other in enumerate(right) if j not in rows.values()]
    return taken


def _exactly(one: Quantity, other: Quantity) -> int | None:
    return 0 if _same(one, other, strict=True) else None


def _nearly(one: Quantity, other: Quantity) -> int | None:
    return 0 if _same(one, other) else None


def _elided(one: Quantity, other: Quantity) -> int | None:
    """Whether one is the other without its thousands: 五十出头 is 500,000."""
    return 0 if _is_short(one, other) or _is_short(other, one) else None


def _is_short(short: Quantity, full: Quantity) -> bool:
    if not short.elided or short.weak or {short.scale, full.scale} - {"plain", "money"}:
        return False
    low, high = (short.elided * end for end in short.number)
    over = full.bound == "at_least" and low - short.elided <= full.number[0] <= high
    return over or (low * 0.98 <= full.number[0] and full.number[1] <= high * 1.02)


def _ranges(
    ends: list[Quantity], ranges: list[Quantity], every: Sequence[Quantity]
) -> Iterator[QuantityPair]:
    """Takes out ranges that the other side gives as two figures: 快则五天，慢则十天, "five to ten
    days"."""
    for whole in list(ranges):
        if whole.value[0] >= whole.value[1] or whole.scale not in _RANGED:
            continue
        for pair in pairwise(every):
            first, second = sorted(pair, key=lambda q: q.value) if whole.is_pointed else pair
            if _is_range_of(whole, first, second):
                ranges.remove(whole)
                for end in (first, second):
                    if end in ends:
                        ends.remove(end)
                yield QuantityPair(first, whole, "same")
                break


_RANGED = frozenset(("duration", "plain", "money", "percent", "which day"))


def _is_range_of(whole: Quantity, first: Quantity, second: Quantity) -> bool:
    if first.scale not in (second.scale, "plain"):
        return False
    tolerance = _NEAR if whole.scale == "duration" else _ROUNDED
    start, end = first.value[0], second.value[1]
    begun, reached = (
        (whole.value if q.scale == whole.scale else whole.number)[at]
        for q, at in ((first, 0), (second, 1))
    )
    return _close(start, begun, tolerance) and _close(end, reached, tolerance)


def _crossed(
    left: Sequence[Quantity], right: Sequence[Quantity]
) -> Iterator[tuple[QuantityPair, QuantityPair]]:
    """Pairs, each the only one that can be meant, that stand in another order on the right."""
    here, there = ([q for q in side if not (q.weak or q.is_pointed)] for side in (left, right))
    sure = [
        QuantityPair(one, alike[0], "same")
        for one in here
        if len(alike := [other for other in there if _same(one, other)]) == 1
        and sum(_same(another, alike[0]) for another in here) == 1
    ]
    for first, second in combinations(sure, 2):
        if second.right.span < first.right.span:
            yield first, second


# ---- do they say the same


def _same(one: Quantity, other: Quantity, *, strict: bool = False) -> bool:
    """Whether two quantities can say the same; ``strict`` where nothing is left to tolerance."""
    if one.kind == other.kind == "code":
        digits = [f"{q.value[0]:.0f}" for q in (one, other)]
        return digits[0] in digits[1] or digits[1] in digits[0]
    if one.scale == other.scale:
        if one.scale == "money" and not _one_currency(one.unit, other.unit):
            return False
        tolerance = 0.0 if strict else _tolerance(one, other)
        return _meet(one, other, one.value, other.value, tolerance)
    scales = {one.scale, other.scale}
    if "period" in scales:
        return scales == {"period", "duration"} and one.value == other.value
    if "plain" not in scales:
        return False
    idle = any(q.weak and q.scale == "plain" for q in (one, other))
    if idle or scales & {"month", "weekday"}:
        return False
    # 九十斤 and "forty-five", kilos being understood.
    kilos = [q.value if q.scale == "mass" else q.number for q in (one, other)]
    return _meet(one, other, one.number, other.number, 0.0) or (
        "mass" in scales and _meet(one, other, kilos[0], kilos[1], 0.0)
    )


def _tolerance(one: Quantity, other: Quantity) -> float:
    if one.scale == "year":
        return 0.0
    if one.unit == other.unit and not any(map(_begins_with_half, (one, other))):
        return _ROUNDED
    if one.scale == "duration" or {one.unit, other.unit} & _FOREIGN_MEASURES:
        return _NEAR
    return _METRIC


def _begins_with_half(q: Quantity) -> bool:
    """半个月到三个月 is two weeks to three months."""
    return q.scale == "duration" and q.number[0] == 0.5 < q.number[1]


def _one_currency(one: str, other: str) -> bool:
    either = {one, other}
    return len(either) == 1 or "" in either or ("元" in either and either <= _LOCAL_MONEY)


def _meet(one: Quantity, other: Quantity, a: Interval, b: Interval, tolerance: float) -> bool:
    if {one.bound, other.bound} == _DIRECTIONS:
        return False
    if _close(a[0], b[0], tolerance) and _close(a[1], b[1], tolerance):
        return True
    starts = [
        _starts(least[0], interval, vague=against.vague)
        for q, least, against, interval in ((one, a, other, b), (other, b, one, a))
        if q.bound == "at_least"
    ]
    if starts:
        return any(starts)
    if not (one.vague or other.vague):
        return False
    apart = one.scale in ("plain", "money") and a[0] < a[1] and b[0] < b[1]
    slack = 1.0 if apart else 1 + max(tolerance, _VAGUE)  # 八十多万 is not 九十多万
    return a[0] <= b[1] * slack and b[0] <= a[1] * slack


def _starts(least: float, interval: Interval, *, vague: bool) -> bool:
    """Whether "more than ``least``" can be said for the interval: "over 400" for 401 to 499, and
    for a vague one the round number below: "over 100,000" for 十几万, 110,000 to 190,000."""
    low, high = interval
    rounded = 1.1 if vague and low < high else 1 + _ROUNDED
    return low - 1 <= least * rounded + 0.5 and least <= high


def _close(a: float, b: float, tolerance: float) -> bool:
    return abs(a - b) <= tolerance * max(abs(a), abs(b)) + 1e-6


# ---- which answer each other


def _distance(one: Quantity, other: Quantity) -> int | None:
    """0 for figures that are alike but for one thing; None where they need not be the same."""
    equal_number = one.number == other.number
    scales = {one.scale, other.scale}
    weak = one.weak or other.weak
    if len(scales) > 1:
        if scales <= _POINTED:
            return 2
        if "plain" in scales:
            return 2 if not weak and scales & _MEASURED else None
        if "period" in scales:
            return 1 if scales == {"period", "duration"} and weak else None
        units = one.unit and other.unit and "date" not in (one.kind, other.kind)
        return 1 if equal_number and units and not weak else None
    if one.weak and other.weak:
        return 1 if scales & {"period", "duration", "percent"} else None
    if weak:
        return 2 if scales & {"duration", "money"} else None
    return 0 if equal_number or one.unit == other.unit else 1


_POINTED = frozenset(("which week", "which month", "which year"))
"""Last week for last month; today and tomorrow are said of anything."""
_MEASURED = frozenset(("duration", "money", "percent", "mass"))


def _change(one: Quantity, other: Quantity) -> FigureAgreement:
    other_unit = one.unit != other.unit and (
        bool(one.unit and other.unit) or one.scale == other.scale == "money"
    )
    same_number = _meet(one, other, one.number, other.number, 0.0)
    return "unit" if same_number and (other_unit or one.scale != other.scale) else "differs"
