"""Which quantities of a claim can be its figure, by category."""

from __future__ import annotations

from collections.abc import Sequence

from calltools.language.quantities import Quantity
from calltools.reader.fields import BOUNDS, Category
from calltools.reader.view import Clause, View

SHORT_SUMS = range(5, 301)
"""Prices said short in Chinese: 三十来个 are 300,000."""
_NOT_COUNTED = frozenset("批 组 家 箱 电话 种 天 层 楼 床 张 岁".split())
"""What is counted beside them is no organ, operation or person in a queue."""
_QUEUES = 1000
"""No queue is as long; in talk of dates such a number is a sum of money."""


def figures_in(category: Category, view: View, start: int, end: int) -> list[Quantity]:
    """The quantities in ``view.text[start:end]`` that can be the figure of ``category``."""
    quantities = [q for clause in view.clauses for q in clause.quantities]
    inside = [q for q in quantities if start < q.core[1] and q.core[0] < end]
    return _of_category(category, inside, view.lexicon.language)


def have_figures(category: Category, clauses: Sequence[Clause]) -> list[bool]:
    """For each clause whether it has a figure of ``category``."""
    return [bool(_of_category(category, c.quantities, c.lexicon.language)) for c in clauses]


def _of_category(category: Category, found: Sequence[Quantity], language: str) -> list[Quantity]:
    if category == "wait_time":
        waits = [q for q in found if q.kind == "duration" and not q.period]
        return waits or [q for q in found if _bare(q)]
    if category == "price":
        money = [q for q in found if q.kind == "money"]
        return money or [q for q in found if _bare(q) or _short_sum(q, language)]
    if category not in BOUNDS:
        return []
    counts = [q for q in found if q.kind == "count" and q.unit not in _NOT_COUNTED]
    if category == "scheduling":
        counts += [q for q in found if q.kind == "ordinal"]
        counts = [
            q for q in counts if not (q.low == q.high == 1) and (q.high or q.low or 0) < _QUEUES
        ]
    several = [q for q in counts if not (q.low == q.high == 1)]
    return several or counts


def _bare(q: Quantity) -> bool:
    return q.kind == "count" and not q.unit and not q.period


def _short_sum(q: Quantity, language: str) -> bool:
    return (
        language == "zh"
        and q.kind == "count"
        and q.unit in ("", "个", "块")
        and q.period is None
        and (q.high or q.low or 0) in SHORT_SUMS
    )
