"""Rates in Chinese: the period that a count or sum holds for, where it stands with the figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from calltools.language.quantities.model import Period, Quantity

_PERIODS: dict[str, Period] = {"day": "day", "week": "week", "month": "month", "year": "year"}
_SAID: dict[str, Period] = {
    "天": "day", "日": "day", "晚": "day", "周": "week", "星期": "week", "礼拜": "week",
    "月": "month", "年": "year",
}  # fmt: skip
_UNIT = r"(?:个|一个?|1个?)?(?P<unit>天|日|晚|(?:周|星期|礼拜)(?![末一二三四五六日天])|月|年)"
_PER = re.compile(r"(?:一|每|1)(?:个)?(?:天|日|晚上?|宿|周|星期|礼拜|月|年)")
_BEFORE = re.compile(
    rf"每{_UNIT}上?(?P<between>[^,。.!?？！；;、:\s\d零〇一二三四五六七八九十百千万两几]{{0,8}})$"
)
_AFTER = re.compile(rf"(?:\s?/\s?|每){_UNIT}(?=[,。.!?？！；;、的了吧]|$)")
_NOT_THEN = re.compile(r"等|(?<!也)就|后")
_TOTAL = re.compile(r"累计|至今|到现在|到目前|已经?|总共有?|加起来")


def with_rates(text: str, quantities: Iterable[Quantity]) -> Iterator[Quantity]:
    """``quantities`` with the periods of rates: 一个月三四台, 每天两台, 二百例/年.

    A unit of time that is such a period (一个月) is no quantity of its own.  A period never
    reaches past a mark or past another figure.
    """
    pending: Quantity | None = None
    for quantity in quantities:
        if pending and _is_rate(text, pending, quantity):
            yield replace(quantity, period=_PERIODS[pending.unit])
            pending = None
            continue
        if pending:
            yield pending
        pending = replace(quantity, period=_beside(text, quantity))
    if pending:
        yield pending


def _is_rate(text: str, unit: Quantity, count: Quantity) -> bool:
    """Whether a unit of time belongs to the count behind it: 一个月三四台."""
    return (
        unit.kind == "duration"
        and count.kind in ("count", "money")
        and unit.unit in _PERIODS
        and bool(_PER.fullmatch(text, *unit.core))
        and bool(re.fullmatch(r"[^,。！!?？；;、]{0,8}", text[unit.end : count.start]))
        and not _NOT_THEN.search(text[unit.end : count.start])
        and not (count.low == 1 and text[count.core[0] : count.core[1]].startswith("一批"))
    )


def _beside(text: str, count: Quantity) -> Period | None:
    """The period said with 每 or a stroke before or behind the figure."""
    if count.kind not in ("count", "money"):
        return None
    if after := _AFTER.match(text, count.end):
        return _SAID[after["unit"]]
    before = _BEFORE.search(text, max(0, count.start - 16), count.start)
    if before is None or _NOT_THEN.search(before["between"]) or _TOTAL.search(before["between"]):
        return None
    return _SAID[before["unit"]]
