"""Modifiers of Chinese quantities: 不超过, 左右, 没有…下不来, and what they make of the bounds."""

from __future__ import annotations

import re

from calltools.language.quantities.dates_zh import ChineseAmount
from calltools.language.quantities.model import Quantity, QuantityKind
from calltools.language.quantities.words_zh import (
    AFTER,
    BEFORE_PATTERNS,
    CANNOT,
    CURRENCIES,
    CURRENCY,
    FEW,
    NO_LESS,
)


def modified(text: str, amount: ChineseAmount, joined: bool) -> Quantity:
    """Reads the modifiers around an amount into its bounds."""
    start, end, vague = amount.start, amount.end, amount.vague
    low: int | None = amount.low
    high: int | None = None if amount.open else amount.high
    bound = (
        "at_least" if amount.open else "range" if joined or amount.low != amount.high else "exact"
    )
    kind, currency, unit = amount.kind, amount.currency, amount.unit
    smooth: tuple[int | None, int | None] = (low, high)
    if amount.number and amount.number.filled and not joined:
        smooth = amount.number.smooth
    if kind in ("duration", "count", "money", "percent"):
        for _ in range(2):
            for name, loose, pattern in AFTER:
                if match := pattern.match(text, end):
                    end = match.end()
                    low, high, bound = _bounded(name, low, high, bound)
                    smooth = _bounded(name, *smooth, bound)[:2]
                    vague = vague or loose
                    break
            else:
                break
        if bounds := _double_negation(text, start, end):
            (start, end), low, high, bound = bounds, low, None, "at_least"
            smooth = (smooth[0], None)
        if kind == "count" and (match := re.compile("出头").match(text, end)) and amount.number:
            step = max(amount.number.step, 1)
            low, high, end, vague = amount.low + 1, amount.low + step - 1, match.end(), True
            smooth = (amount.low, amount.low + step)
        for name, loose, pattern in BEFORE_PATTERNS:
            if match := pattern.search(text, max(0, start - 12), start):
                start = match.start()
                if bound in ("exact", "range"):
                    low, high, bound = _bounded(name, low, high, bound)
                    smooth = _bounded(name, *smooth, bound)[:2]
                if name == "at_least" and loose and (few := FEW.match(text, end)):
                    low, high, bound, end, loose = None, amount.high, "at_most", few.end(), False
                    smooth = (None, smooth[1] if smooth[1] is not None else smooth[0])
                vague = vague or loose
                break
        if kind == "money" or (kind == "count" and not amount.unit):
            said = start, end
            kind, currency, start, end = _money(text, kind, currency, start, end)
            if said != (start, end):
                unit = ""  # 台币三万块
    return Quantity(
        kind, start, end, low, high, unit, vague, bound,  # type: ignore[arg-type]
        currency, core=(amount.start, amount.end), smooth=smooth,
    )  # fmt: skip


def _double_negation(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of 没有两个月下不来, which is at least two months."""
    before = NO_LESS.search(text, max(0, start - 6), start)
    cannot = CANNOT.match(text, end) if before else None
    return (before.start(), cannot.end()) if before and cannot else None


def _bounded(
    name: str, low: int | None, high: int | None, bound: str
) -> tuple[int | None, int | None, str]:
    if name == "at_most":
        return None, high if high is not None else low, name
    if name == "at_least":
        return low, None, name
    return low, high, bound


_CURRENCY_BEFORE = re.compile(rf"(?:{CURRENCY.pattern})[大概是约要近]{{0,3}}$")


def _money(
    text: str, kind: QuantityKind, currency: str | None, start: int, end: int
) -> tuple[QuantityKind, str | None, int, int]:
    """A bare number is money where a currency stands before or after it."""
    if match := CURRENCY.match(text, end):
        return "money", currency or CURRENCIES[match[0]], start, match.end()
    if match := _CURRENCY_BEFORE.search(text, 0, start):
        name = CURRENCY.match(text, match.start())
        if name and CURRENCIES[name[0]]:
            return "money", CURRENCIES[name[0]], match.start(), end
    return kind, currency, start, end
