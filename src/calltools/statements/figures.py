"""Figures: which quantities can be a claim's, of what they are told, what values they give.

The reader says what a claim is about; here is what its numbers are (gold/statements/LABELLING.md,
sections 2 and 3).  Nothing else makes a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from calltools.language.lexicon import phrase
from calltools.language.quantities import DAYS, Quantity
from calltools.statements.clauses import Clause
from calltools.statements.proposal import BOUNDS, Category
from calltools.statements.view import View

Values = dict[str, Any]
"""The fields of a record that hold figures."""

_SHORT_SUMS = range(5, 301)
"""Prices said short in Chinese, in ten thousands: 三十来个 are 300,000."""
_SHORT_SUM = 10_000  # 万
_THOUSAND = 1000
"""The least bare number that is a sum of money; smaller ones are said short."""
_NOT_COUNTED = frozenset("批 组 家 箱 电话 种 天 层 楼 床 张 岁".split())
"""What is counted beside them is not an organ, operation or person in a queue."""
_QUEUES = 1000
"""No queue is as long; in talk of dates such a number is a sum of money."""
_LOCAL = "元"
"""The unit of sums in the money of the place, whichever that is."""
_WAITS_IN_WORDS = (
    ("next_day", {"wait_min_days": 1, "wait_max_days": 1}),
    ("not_long", {"vague": True}),
    ("waits_none", {"wait_min_days": 0, "wait_max_days": 0}),
    ("waits_hardly", {"wait_min_days": 0, "wait_max_days": 0, "vague": True}),
)
"""Turns of phrase that are waits, the first that is there; all else said of waiting is vague."""


def is_one(q: Quantity) -> bool:
    """Whether it is "one", which is what organs and operations are called."""
    return q.kind == "count" and q.low == q.high == 1


def figures_of(category: Category, quantities: Sequence[Quantity], language: str) -> list[Quantity]:
    """Those of ``quantities`` that can be the figure of ``category``."""
    if category == "wait_time":
        waits = [q for q in quantities if q.kind == "duration" and not q.period]
        return waits or [q for q in quantities if _is_bare(q)]
    if category == "price":
        money = [q for q in quantities if q.kind == "money"]
        return money or [q for q in quantities if _is_bare(q) or _is_short_sum(q, language)]
    if category not in BOUNDS:
        return []
    counts = [q for q in quantities if q.kind == "count" and q.unit not in _NOT_COUNTED]
    several = [q for q in counts if not is_one(q)]
    if category == "scheduling":
        several += [q for q in quantities if q.kind == "ordinal" and (q.low, q.high) != (1, 1)]
        return [q for q in several if (q.high or q.low or 0) < _QUEUES]
    return several or counts


def have_figures(category: Category, clauses: Sequence[Clause]) -> list[bool]:
    """For each clause whether it has a figure of ``category``."""
    return [bool(figures_of(category, c.quantities, c.lexicon.language)) for c in clauses]


def figure_in(
    category: Category, view: View, start: int, end: int, said: Iterable[Quantity]
) -> Quantity | None:
    """The figure of ``category`` in ``view.text[start:end]``: several of a wait or a price that
    stand in one clause as one.

    ``said`` are quantities said before, the last one first: a bare number takes its unit or its
    thousands from them ("How many weeks?" "Eight").
    """
    inside = [q for q in view.quantities if start < q.core[1] and q.core[0] < end]
    figures = figures_of(category, inside, view.lexicon.language)
    if not figures:
        return None
    joined = figures[0]
    if category in ("wait_time", "price"):
        (clause,) = view.within(*joined.core)[:1]
        joined = _joined([q for q in figures if q in clause.quantities])
    return _completed(category, joined, said, view)


def values_of(category: Category, figure: Quantity | None, words: str) -> Values:
    """The fields of a record of ``category`` whose figure is ``figure``; without one, those that
    words alone give (不用等 is 0 days)."""
    if figure is not None and category in BOUNDS:
        return _figure_values(category, figure)
    if category == "wait_time":
        return next(
            (dict(values) for name, values in _WAITS_IN_WORDS if phrase(name).search(words)),
            {"vague": True},
        )
    none = {"transplant_volume": "none_done", "price": "free_of_charge"}.get(category)
    return dict.fromkeys(BOUNDS[category], 0) if none and phrase(none).search(words) else {}


def _figure_values(category: Category, q: Quantity) -> Values:
    low, high = q.low, q.high
    if category == "price" and q.smooth != (None, None):
        low, high = q.smooth
    names = BOUNDS[category]
    values: Values = {names[0]: low, names[1]: high, "vague": q.vague}
    if category == "price" and q.currency and q.unit != _LOCAL:
        values["currency"] = q.currency
    if category not in ("wait_time", "price") and q.period:
        values["count_period"] = q.period
    return values


def _is_bare(q: Quantity) -> bool:
    return q.kind == "count" and not q.unit and not q.period


def _is_short_sum(q: Quantity, language: str) -> bool:
    is_chinese_count = language == "zh" and q.kind == "count" and q.unit in ("", "个", "块")
    return is_chinese_count and q.period is None and (q.high or q.low or 0) in _SHORT_SUMS


def _joined(figures: Sequence[Quantity]) -> Quantity:
    """Several figures of one claim as one: 半年、一年都可能 is 180..365."""
    first = figures[0]
    if len(figures) == 1 or any(q.unit == "" for q in figures):
        return first
    low = min((q.low for q in figures if q.low is not None), default=None)
    high = max((q.high for q in figures if q.high is not None), default=None)
    return replace(
        first, low=low, high=high, smooth=(low, high), end=figures[-1].end,
        core=(first.core[0], figures[-1].core[1]), vague=any(q.vague for q in figures),
    )  # fmt: skip


def _completed(
    category: Category, q: Quantity, said: Iterable[Quantity], view: View
) -> Quantity | None:
    """``q`` with the unit or the thousands that go without saying; None where none can be known."""
    is_chinese = view.lexicon.language == "zh"
    size = q.high or q.low or 0
    if category == "wait_time" and q.kind == "count":
        unit = next((p.unit for p in said if p.kind == "duration"), "")
        return _times(q, DAYS[unit], "duration", unit) if unit in DAYS else None
    if category == "price" and q.kind == "count" and size < _THOUSAND:
        if is_chinese:
            return _times(q, _SHORT_SUM, "money") if size in _SHORT_SUMS else None
        is_in_thousands = any((p.low or 0) >= 10 * _THOUSAND for p in said)
        return _times(q, _THOUSAND, "money") if is_in_thousands else None
    return q


def _times(q: Quantity, by: int, kind: Any, unit: str = "") -> Quantity:
    low, high, smooth_low, smooth_high = (
        None if n is None else n * by for n in (q.low, q.high, *q.smooth)
    )
    smooth = (low, high) if q.smooth == (None, None) else (smooth_low, smooth_high)
    return replace(q, kind=kind, low=low, high=high, unit=unit, smooth=smooth)


def same_quantity(one: Quantity, other: Quantity) -> bool:
    """Whether two figures say the same: 七天 and 一个星期, 三十万 and 三十 said short."""
    is_alike = one.kind == other.kind or {one.kind, other.kind} == {"money", "count"}
    return is_alike and not _amounts(one).isdisjoint(_amounts(other))


def _amounts(q: Quantity) -> set[frozenset[int]]:
    """The bounds that a figure may stand for, however it is bounded."""
    bounds = frozenset(n for n in (q.low, q.high) if n is not None)
    short = q.kind == "count" and not q.unit and all(n in _SHORT_SUMS for n in bounds)
    return {bounds, frozenset(n * _SHORT_SUM for n in bounds)} if short and bounds else {bounds}
