"""Values: the figures of a claim, read by the quantity grammar over its own words or the caller's.

The reader says what a claim is about; here is what its numbers are (gold/statements/LABELLING.md,
sections 2 and 3).  Nothing else makes a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from calltools.language.lexicon import phrase
from calltools.language.quantities import DAYS, Quantity
from calltools.reader.fields import BOUNDS, Category
from calltools.reader.figures import SHORT_SUMS, figures_in
from calltools.reader.view import View

_SUM = 1000
"""The least bare number that is a sum of money; smaller ones are said short, in 万 or thousands."""
_ENDS_HERE = re.compile(r"\s*(?:$|[,。！!？?；;吧啊呀呢嘛了的左上以])")
"""What may follow a number whose unit goes without saying, in Chinese."""
_LOCAL = "元"
"""The unit of sums in the money of the place, whichever that is."""


@dataclass(frozen=True, slots=True)
class Values:
    """The fields of a record that hold figures, and the quantity they come from: None where words
    alone say it (不用等 is 0 days)."""

    fields: dict[str, Any] = field(default_factory=dict)
    quantity: Quantity | None = None


def own_values(
    category: Category, view: View, start: int, end: int, said: Sequence[Quantity]
) -> Values:
    """The values in the words ``view.text[start:end]`` themselves.

    ``said`` are quantities of the same kind said before, the last one first: a bare number takes
    its unit or its thousands from them ("How many weeks?" "Eight").
    """
    figures = figures_in(category, view, start, end)
    if figures:
        joined = _joined(figures) if category in ("wait_time", "price") else figures[0]
        figure = _completed(category, joined, said, view)
        if figure is not None:
            return Values(fields_of(category, figure), figure)
    words = view.text[start:end]
    if category == "wait_time":
        return Values(_said_wait(words))
    if category == "transplant_volume" and phrase("none_done").search(words):
        return Values({"count_min": 0, "count_max": 0})
    if category == "price" and phrase("free_of_charge").search(words):
        return Values({"price_min": 0, "price_max": 0})
    return Values()


def fields_of(category: Category, q: Quantity) -> dict[str, Any]:
    """The fields of a record of ``category`` whose figure is ``q``."""
    if category not in BOUNDS:
        return {}
    low, high = q.low, q.high
    if category == "price" and q.smooth != (None, None):
        low, high = q.smooth
    names = BOUNDS[category]
    fields: dict[str, Any] = {names[0]: low, names[1]: high, "vague": q.vague}
    if category == "price" and q.currency and q.unit != _LOCAL:
        fields["currency"] = q.currency
    if category not in ("wait_time", "price") and q.period:
        fields["count_period"] = q.period
    return fields


def _joined(figures: Sequence[Quantity]) -> Quantity:
    """Several figures of one claim as one: 半年、一年都可能 is 180..365."""
    first = figures[0]
    if len(figures) == 1 or any(q.unit == "" for q in figures):
        return first
    lows = [q.low for q in figures if q.low is not None]
    highs = [q.high for q in figures if q.high is not None]
    return replace(
        first,
        low=min(lows, default=None),
        high=max(highs, default=None),
        smooth=(min(lows, default=None), max(highs, default=None)),
        end=figures[-1].end,
        core=(first.core[0], figures[-1].core[1]),
        vague=any(q.vague for q in figures),
    )


def _completed(
    category: Category, q: Quantity, said: Sequence[Quantity], view: View
) -> Quantity | None:
    """``q`` with the unit or the thousands that go without saying; None where none can be known."""
    size = q.high or q.low or 0
    if category == "wait_time" and q.kind == "count":
        if view.lexicon.language == "zh" and not _ENDS_HERE.match(view.text, q.core[1]):
            return None  # a number of something else
        unit = next((p.unit for p in said if p.kind == "duration"), None)
        return _in_unit(q, unit) if unit else None
    if category == "price" and q.kind == "count" and size < _SUM:
        if view.lexicon.language == "zh":
            return _times(q, 10_000) if size in SHORT_SUMS else None
        sums = [p.low or 0 for p in said if p.kind == "money" or (p.low or 0) >= 10 * _SUM]
        return _times(q, _SUM) if sums and max(sums) >= 10 * _SUM else None
    return q


def _times(q: Quantity, by: int) -> Quantity:
    low, high = (None if n is None else n * by for n in (q.low, q.high))
    smooth = [None if n is None else n * by for n in q.smooth]
    smooth = [low, high] if q.smooth == (None, None) else smooth
    return replace(q, kind="money", low=low, high=high, unit="", smooth=(smooth[0], smooth[1]))


def _in_unit(q: Quantity, unit: str) -> Quantity | None:
    if unit not in DAYS:
        return None
    low, high = (None if n is None else n * DAYS[unit] for n in (q.low, q.high))
    return replace(q, kind="duration", low=low, high=high, unit=unit)


def _said_wait(words: str) -> dict[str, Any]:
    """A wait that words alone give: none, the same day, the next."""
    for name, days in (("the_day_after", 2), ("next_day", 1)):
        if phrase(name).search(words):
            return {"wait_min_days": days, "wait_max_days": days}
    if phrase("not_long").search(words):
        return {"vague": True}
    if phrase("waits_none").search(words):
        return {"wait_min_days": 0, "wait_max_days": 0}
    if phrase("waits_hardly").search(words):
        return {"wait_min_days": 0, "wait_max_days": 0, "vague": True}
    return {"vague": True}
