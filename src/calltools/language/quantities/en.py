"""The grammar of English quantities: amount, range, rate, and modifiers.

The text is expected in lower case (``language.script.fold``).  Rules follow
gold/statements/LABELLING.md, section 3.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from calltools.language.quantities.amounts_en import EnglishAmount, read_amount, word_at
from calltools.language.quantities.model import Bound, Period, Quantity
from calltools.language.quantities.numerals_en import EnglishToken, tokenize
from calltools.language.quantities.words_en import (
    AFTER,
    BEFORE,
    CURRENCY,
    ENDS_LIST,
    NOT_PER,
    NOT_RATE_BEFORE,
    PERIOD_ALONE,
    PERIODS,
    RATE,
    RATE_ADVERB,
    RATE_BEFORE,
    WE_DO,
)


def find(text: str) -> Iterator[Quantity]:
    """The quantities of ``text`` from left to right, none overlapping."""
    tokens = tokenize(text)
    at = 0
    pending: Quantity | None = None
    while at < len(tokens):
        amount = read_amount(text, tokens, at)
        if amount is None:
            at += 1
            continue
        amount, joined = _joined(text, tokens, amount)
        quantity = _modified(text, tokens, amount, joined)
        if pending and (period := _period_of(text, pending, quantity)):
            quantity = replace(quantity, period=period)
        elif pending:
            yield pending
        pending = quantity
        while at < len(tokens) and tokens[at].start < quantity.end:
            at += 1
    if pending:
        yield pending


def _period_of(text: str, unit: Quantity, count: Quantity) -> Period | None:
    """The period that a unit of time sets for the count behind it: "in a year we do fifty"."""
    if unit.kind != "duration" or count.kind != "count" or count.period:
        return None
    period = PERIOD_ALONE.fullmatch(text, *unit.core)
    after = period and NOT_RATE_BEFORE.search(text, max(0, unit.core[0] - 16), unit.core[0])
    if period is None or after or not WE_DO.fullmatch(text, unit.end, count.start):
        return None
    return PERIODS[period["period"]]


def _joined(
    text: str, tokens: Sequence[EnglishToken], first: EnglishAmount
) -> tuple[EnglishAmount, bool]:
    """Joins a second amount of the same kind: ten days to six weeks; five months, six months."""
    word = word_at(tokens, first.end)
    ranged = word in ("to", "-", "–") or (
        word == "and" and word_at(tokens, first.at - 1) == "between"
    )
    listed = word in (",", "or")
    if first.kind not in ("duration", "money") or first.high is None or not (ranged or listed):
        return first, False
    second = read_amount(text, tokens, first.end + 1)
    if (
        second is None
        or second.kind != first.kind
        or second.high is None
        or second.high < first.low
    ):
        return first, False
    if listed and (first.vague or second.high == first.high):
        return first, False
    after = text[tokens[second.end - 1].end :]
    if listed and word == "," and not ENDS_LIST.match(after):
        return first, False
    return replace(second, at=first.at, low=first.low, vague=first.vague or second.vague), True


def _modified(
    text: str, tokens: Sequence[EnglishToken], amount: EnglishAmount, joined: bool
) -> Quantity:
    core = (tokens[amount.at].start, tokens[amount.end - 1].end)
    start, end = core
    low: int | None = amount.low
    high, vague, currency, kind = amount.high, amount.vague, amount.currency, amount.kind
    bound: Bound = "at_least" if high is None else "range" if joined or low != high else "exact"
    period: Period | None = None
    measured = kind in ("duration", "count", "money", "percent", "ordinal")
    if (
        measured
        and not amount.unit
        and (money := CURRENCY.match(text, end))
        and kind in ("count", "money")
    ):
        kind, end = "money", money.end()
        currency = str(money.lastgroup)
    counted = kind in ("count", "money")
    if counted and (rate := _rate(text, end)):
        period, end = rate
    elif counted and (said := RATE_BEFORE.search(text, 0, start)) and not NOT_PER.match(text, end):
        period = PERIODS[said["period"]]
    if measured:
        for name, loose, pattern in AFTER:
            match = pattern.match(text, end)
            if match is None and kind == "count" and amount.unit:
                match = pattern.match(text, end + 1 + len(amount.unit))  # two hundred names or so
            if match:
                end, vague = match.end(), vague or loose
                low, high, bound = _bounded(name, low, high, bound)
                if counted and period is None and (rate := _rate(text, end)):
                    period, end = rate  # sixty or so a year
                break
        for name, loose, pattern in BEFORE:
            if match := pattern.search(text, max(0, start - 64), start):
                start, vague = match.start(), vague or loose
                if bound in ("exact", "range"):
                    low, high, bound = _bounded(name, low, high, bound)
                break
    return Quantity(
        kind, start, end, low, high, amount.unit, vague, bound, currency, period, core, (low, high)
    )


def _rate(text: str, at: int) -> tuple[Period, int] | None:
    """The period that a count holds for, and where its words end: "a year", "daily"."""
    rate = RATE.match(text, at) or RATE_ADVERB.match(text, at)
    if rate is None:
        return None
    word = rate["period"] or rate.groupdict().get("kind") or "day"
    adverbs: dict[str, Period] = {"daily": "day", "weekly": "week", "monthly": "month"}
    return PERIODS.get(word) or adverbs.get(word, "year"), rate.end()


def _bounded(
    name: Bound | None, low: int | None, high: int | None, bound: Bound
) -> tuple[int | None, int | None, Bound]:
    if name == "at_most":
        return None, high if high is not None else low, name
    if name == "at_least":
        return low, None, name
    return low, high, bound
