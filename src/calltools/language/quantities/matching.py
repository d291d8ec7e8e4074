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
"""By how much durations and measures in other units may: half a month is two weeks, six weeks are a
month and a half."""
_HEIGHT = 0.02
"""By how much somebody's height may: an inch or two more is another one."""
_VAGUE = 0.03
"""The same where one of them is vague: most of a year is 180 to 365 days."""
_LOCAL_MONEY = frozenset(("元", "CNY", "TWD", "HKD"))
"""块 and 元 are the yuan of the place."""
_FOREIGN_MONEY = frozenset(("USD", "EUR", "GBP"))
_POINTED = frozenset(("which week", "which month", "which year"))
"""Last week for last month; today and tomorrow are said of anything."""
_NAMED = frozenset(("month", "weekday"))
_ANSWERED = frozenset(("duration", "money", "percent", "mass"))
"""Scales whose figures a figure without a unit may stand for."""


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
    if _likeness(one, other) is not None:
        return "same"
    if _distance(one, other) is None:
        return "unrelated"
    other_unit = one.unit != other.unit and ((one.unit and other.unit) or one.scale == "money")
    same_number = _meet(one, other, one.number, other.number, 0.0)
    return "unit" if same_number and (other_unit or one.scale != other.scale) else "differs"


def match(
    left: Sequence[Quantity], right: Sequence[Quantity], *, local_money: bool = False
) -> Matching:
    """The pairs of two texts: those that say the same, the exact ones first, then those that most
    likely answer each other.

    With ``local_money`` an amount without a currency is in the money of the place, so that dollars
    are a change.
    """
    if local_money:
        left, right = ([_in_local_money(q, others) for q in side] for side, others in (
            (left, right), (right, left),
        ))  # fmt: skip
    rest_left, rest_right = list(left), list(right)
    pairs = _taken(rest_left, rest_right, _likeness)
    pairs += [(pair[0], whole) for pair, whole in _ranges(rest_left, rest_right, left)]
    pairs += [(whole, pair[0]) for pair, whole in _ranges(rest_right, rest_left, right)]
    same = [QuantityPair(*pair, "same") for pair in pairs]
    others = _taken(rest_left, rest_right, _distance)
    changed = [QuantityPair(one, other, agree(one, other)) for one, other in others]
    ordered = sorted((*same, *changed), key=lambda pair: pair.left.span)
    crossed = tuple(_crossed(left, right))
    return Matching(tuple(ordered), tuple(rest_left), tuple(rest_right), crossed)


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


def _ranges(
    ends: list[Quantity], ranges: list[Quantity], every: Sequence[Quantity]
) -> Iterator[tuple[tuple[Quantity, Quantity], Quantity]]:
    """Takes out ranges that the other side gives as two figures: 快则五天，慢则十天, "five to ten
    days"."""
    for whole in [q for q in ranges if q.value[0] < q.value[1]]:
        begun, reached = (
            replace(whole, number=(whole.number[at],) * 2, value=(whole.value[at],) * 2)
            for at in (0, 1)
        )
        for pair in pairwise(every):
            first, second = sorted(pair, key=lambda q: q.value)
            if _same(first, begun) and _same(second, reached):
                ranges.remove(whole)
                ends[:] = [q for q in ends if q not in (first, second)]
                yield pair, whole
                break


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


def _likeness(one: Quantity, other: Quantity) -> int | None:
    """0 where two quantities say exactly the same, 1 where they can, 2 where one is the other
    without its thousands (五十出头 is 500,000); None where they don't."""
    if _same(one, other, strict=True):
        return 0
    if _same(one, other):
        return 1
    return 2 if _is_short(one, other) or _is_short(other, one) else None


def _is_short(short: Quantity, full: Quantity) -> bool:
    if not short.elided or short.weak or {short.scale, full.scale} - {"plain", "money"}:
        return False
    low, high = (short.elided * end for end in short.number)
    return _meet(short, full, (low, high), full.number, _ROUNDED)


def _same(one: Quantity, other: Quantity, *, strict: bool = False) -> bool:
    """Whether two quantities can say the same; ``strict`` where nothing is left to tolerance."""
    if one.kind == other.kind == "code":  # 五五五，零一四七 is 555 0147
        digits = [f"{q.value[0]:.0f}" for q in (one, other)]
        return digits[0] in digits[1] or digits[1] in digits[0]
    if one.scale == other.scale:
        if one.scale == "money" and not _one_currency(one.unit, other.unit):
            return False
        tolerance = 0.0 if strict else _tolerance(one, other)
        return _meet(one, other, one.value, other.value, tolerance)
    scales = {one.scale, other.scale}
    if "plain" not in scales or _weak(one, other) or scales & _NAMED:
        return False
    # 九十斤 and "forty-five", kilos being understood.
    kilos = [q.value if q.scale == "mass" else q.number for q in (one, other)]
    return any(_meet(one, other, a, b, 0.0) for a, b in (kilos, (one.number, other.number)))


def _tolerance(one: Quantity, other: Quantity) -> float:
    if one.kind == "date":
        return 0.0
    is_part = one.scale == "duration" and min(one.number[0], other.number[0]) < 1
    if one.unit == other.unit and not is_part:  # half a month may be two weeks
        return _ROUNDED
    return _HEIGHT if one.scale == "length" and one.value[1] < 300 else _NEAR


def _one_currency(one: str, other: str) -> bool:
    either = {one, other}
    return len(either) == 1 or "" in either or ("元" in either and either <= _LOCAL_MONEY)


def _meet(one: Quantity, other: Quantity, a: Interval, b: Interval, tolerance: float) -> bool:
    """Whether the intervals ``a`` of ``one`` and ``b`` of ``other`` can be the same."""
    if {one.bound, other.bound} == {"at_least", "at_most"}:
        return False
    if _close(a[0], b[0], tolerance) and _close(a[1], b[1], tolerance):
        return True
    if one.bound == "at_least" and _starts(a[0], b, vague=other.vague):
        return True
    if other.bound == "at_least" and _starts(b[0], a, vague=one.vague):
        return True
    if "at_least" in (one.bound, other.bound) or not (one.vague or other.vague):
        return False
    apart = a[0] < a[1] and b[0] < b[1]
    slack = 1.0 if apart else 1 + max(tolerance, _VAGUE)  # 八十多万 is not 九十多万
    return a[0] <= b[1] * slack and b[0] <= a[1] * slack


def _starts(least: float, interval: Interval, *, vague: bool) -> bool:
    """Whether "more than ``least``" can be said for the interval: "over 400" for 401 to 499, and
    for a vague one the round number below: "over 100,000" for 十几万, 110,000 to 190,000."""
    low, high = interval
    return low <= least * (1.1 if vague else 1 + _ROUNDED) + 1 and least <= high


def _close(a: float, b: float, tolerance: float) -> bool:
    return abs(a - b) <= tolerance * max(abs(a), abs(b)) + 1e-6


# ---- which answer each other


def _distance(one: Quantity, other: Quantity) -> int | None:
    """0 for figures that are alike but for one thing; None where they need not be the same."""
    scales = {one.scale, other.scale}
    if len(scales) > 1:
        if scales <= _POINTED:
            return 2
        return 2 if "plain" in scales and scales & _ANSWERED and not _weak(one, other) else None
    if _weak(one, other):
        return 2 if scales & {"duration", "money", "percent"} else None
    return 0 if one.number == other.number or one.unit == other.unit else 1


def _weak(one: Quantity, other: Quantity) -> bool:
    return one.weak or other.weak
