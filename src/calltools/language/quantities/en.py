"""The grammar of English quantities: numeral, unit or noun, range, rate, and modifiers.

The text is expected in lower case (``language.script.fold``).  Rules follow
gold/statements/LABELLING.md, section 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from calltools.language.quantities.model import HALVES, Bound, Kind, Period, Quantity, days
from calltools.language.quantities.numerals_en import (
    Number,
    Token,
    alternative,
    read_number,
    tokenize,
)
from calltools.language.quantities.words_en import (
    AFTER,
    BARE_PLURAL_AFTER,
    BEFORE,
    CLOCK_BEFORE,
    CODE_BEFORE,
    CURRENCY,
    ENDS_LIST,
    FRACTIONS,
    MONTHS,
    NOUNS,
    PERIODS,
    RATE,
    RATE_ADVERB,
    SIGNS,
    UNITS,
    WEEKDAYS,
    YEAR_VALUE,
)


@dataclass(frozen=True, slots=True)
class _Amount:
    kind: Kind
    at: int
    end: int
    low: int
    high: int | None
    unit: str
    vague: bool = False
    currency: str | None = None
    number: Number | None = None


def find(text: str) -> Iterator[Quantity]:
    """The quantities of ``text`` from left to right, none overlapping."""
    tokens = tokenize(text)
    at = 0
    while at < len(tokens):
        amount = _amount(text, tokens, at)
        if amount is None:
            at += 1
            continue
        amount, joined = _joined(text, tokens, amount)
        quantity = _modified(text, tokens, amount, joined)
        yield quantity
        while at < len(tokens) and tokens[at].start < quantity.end:
            at += 1


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].text if 0 <= at < len(tokens) else ""


def _amount(text: str, tokens: Sequence[Token], at: int) -> _Amount | None:
    word = _word(tokens, at)
    if word == "half":
        return _half(tokens, at)
    if word in UNITS and word.endswith("s") and _word(tokens, at - 1) in BARE_PLURAL_AFTER:
        unit = UNITS[word]
        low = days(2, 2, unit)[0]
        if (
            unit not in ("minute", "hour")
            and word != "nights"
            and _word(tokens, at + 1) not in ("ago", "old")
        ):
            return _Amount("duration", at, at + 1, low, None, unit, vague=True)
        return None
    if word in WEEKDAYS:
        return _Amount("date", at, at + 1, 0, 0, "weekday")
    following = UNITS.get(_word(tokens, at + 1))
    if word == "the" and following and _word(tokens, at - 1) in ("within", "inside"):
        return _Amount("duration", at, at + 2, *days(1, 1, following), following)
    if word in SIGNS:
        number = read_number(tokens, at + 1)
        if number and number.high is not None:
            low, high = round(number.low), round(number.high)
            return _Amount(
                "money", at, number.end, low, high, "", number.vague, SIGNS[word], number
            )
        return None
    if word in MONTHS and not (word in ("may", "march") and not _month_here(tokens, at)):
        end = at + 1
        if _word(tokens, end)[:1].isdigit() and len(_word(tokens, end)) <= 4:
            end += 1
        return _Amount("date", at, end, 0, 0, "month")
    number = read_number(tokens, at)
    if number is None:
        return None
    return _measured(text, tokens, number)


def _month_here(tokens: Sequence[Token], at: int) -> bool:
    return _word(tokens, at - 1) in (
        "in",
        "of",
        "since",
        "by",
        "until",
        "before",
        "after",
        "last",
        "next",
        "from",
    ) or (_word(tokens, at - 1)[:1].isdigit())


def _half(tokens: Sequence[Token], at: int) -> _Amount | None:
    """half a year, half an hour, a half-year."""
    end = at + 1
    while _word(tokens, end) in ("a", "an", "-", "of"):
        end += 1
    unit = UNITS.get(_word(tokens, end))
    if unit is None:
        if _word(tokens, at + 1) == "a" and (number := read_number(tokens, at)):
            value = round(number.low)
            return _Amount("count", at, number.end, value, value, "", number=number)
        return None
    if unit in ("minute", "hour", "day"):
        return _Amount("duration", at, end + 1, 0, 1, "hour")
    value = HALVES.get(unit, 7)
    return _Amount("duration", at, end + 1, value, value, unit)


def _measured(text: str, tokens: Sequence[Token], number: Number) -> _Amount | None:
    first, last = number, number
    connector = _word(tokens, number.end)
    if connector in ("to", "-", "–", "and", "up") and not number.article:
        up_to = connector == "up" and _word(tokens, number.end + 1) == "to"
        second = read_number(tokens, number.end + 1 + up_to)
        between = up_to or connector not in ("and", "up")
        between = between or (connector == "and" and _word(tokens, number.at - 1) == "between")
        plain = second is not None and between and not second.article
        if plain and second and second.ordinal == number.ordinal and _rises(number, second):
            first, last = _scaled(number, second)
    at, end = first.at, last.end
    low, high = first.low, last.high
    vague = first.vague or last.vague
    if first.ordinal:
        return _ordinal(tokens, first, end)
    word = _word(tokens, end)
    if word == "and" and _word(tokens, end + 1) == "a" and _word(tokens, end + 2) == "half":
        return _and_half(tokens, first, end + 3)  # one and a half years
    while word in ("-", "full", "whole", "more", "solid", "calendar", "working", "good", "long"):
        vague = vague or word == "good"
        end, word = end + 1, _word(tokens, end + 1)
    if unit := UNITS.get(word):
        return _duration(tokens, number, low, high, vague, unit, at, end)
    if first.article:
        return None
    return _counted(text, tokens, first, last, low, high, vague)


def _rises(first: Number, second: Number) -> bool:
    return second.high is not None and second.high > first.low % 100


def _scaled(first: Number, second: Number) -> tuple[Number, Number]:
    """160 to 70 thousand: the end of a range completes the other's places."""
    place = 10 ** (len(str(int(second.low))) - 1)
    worded = second.end - second.at > 1 and place >= 100 and second.low % place == 0
    if worded and first.low < second.low / place:
        return replace(first, low=first.low * place), second  # five to six hundred thousand
    for place in (1_000_000, 1000):
        if second.low >= place and first.low < 1000 and second.high is not None:
            rest = second.low / place
            if first.low > rest and first.low % 100 < rest < 100:
                lift = (first.low - first.low % 100) * place
                second = replace(second, low=second.low + lift, high=second.high + lift)
            return replace(first, low=first.low * place), second
    if second.high is not None and second.low < first.low and first.low >= 100 > second.low:
        lift = first.low - first.low % 100
        second = replace(second, low=second.low + lift, high=second.high + lift)
    return first, second


_BEFORE_DATES = frozenset("on by before after until till from since around for".split())


def _ordinal(tokens: Sequence[Token], number: Number, end: int) -> _Amount:
    before = _word(tokens, number.at - 1)
    if before in ("a", "one") and not number.digits:  # a third, one fifth
        return _Amount("percent", number.at, end, 0, 0, "")
    month = _word(tokens, end) in MONTHS or (
        _word(tokens, end) == "of" and _word(tokens, end + 1) in MONTHS
    )
    until = before == "the" and _word(tokens, number.at - 2) in _BEFORE_DATES
    dated = month or (number.digits and before in ("the", "on", "by", "to")) or before in WEEKDAYS
    dated = dated or (until and _word(tokens, end) in ("", ".", ",", "?", "!", "and", "or"))
    if dated:
        return _Amount("date", number.at, end + month, 0, 0, "day")
    value = round(number.low)
    return _Amount("ordinal", number.at, end, value, value, "")


def _and_half(tokens: Sequence[Token], number: Number, end: int) -> _Amount | None:
    unit = UNITS.get(_word(tokens, end))
    if unit is None:
        return None
    value = days(number.low, number.low, unit)[0] + HALVES.get(unit, 0)
    return _Amount("duration", number.at, end + 1, value, value, unit)


def _duration(
    tokens: Sequence[Token], number: Number, low: float, high: float | None,
    vague: bool, unit: str, at: int, end: int,
) -> _Amount | None:  # fmt: skip
    stop = end + 1
    low_days, high_days = days(low, high if high is not None else low, unit)
    if _word(tokens, stop) == "old" or (
        _word(tokens, stop) in ("-", "of") and _word(tokens, stop + 1) in ("old", "age")
    ):
        return _Amount("age", at, stop + 1, round(low), round(high or low), unit)
    if (_word(tokens, stop), _word(tokens, stop + 1)) == ("and", "a"):
        rest = _word(tokens, stop + 2)
        half = HALVES.get(unit, 0)
        if rest == "half":
            return _Amount("duration", at, stop + 3, low_days + half, high_days + half, unit, vague)
        if rest == "bit":  # a year and a bit: more than one, less than two
            end = days(low + 1, low + 1, unit)[0] - 1
            return _Amount("duration", at, stop + 3, low_days + 1, end, unit, vague=True)
    at_second, said = alternative(tokens, stop)
    if said and (more := read_number(tokens, at_second)):
        plain = not more.article and _word(tokens, more.end) not in UNITS.keys() | NOUNS
        if plain and more.high is not None and number.low < more.low < 100:  # a week or two
            return _Amount(
                "duration", at, more.end, low_days, days(more.low, more.high, unit)[1], unit, vague
            )
    return _Amount(
        "duration",
        at,
        stop,
        low_days,
        None if high is None else high_days,
        unit,
        vague,
        None,
        number,
    )


_PRONOUN = frozenset("the that this no which any every each a right".split())
_PRONOUN_BEFORE = frozenset(
    "of thing another day out off away anywhere place hospital list".split()
)


def _counted(
    text: str, tokens: Sequence[Token], first: Number, last: Number,
    low: float, high: float | None, vague: bool,
) -> _Amount | None:  # fmt: skip
    at, end = first.at, last.end
    start = tokens[at].start
    before, word = text[:start], _word(tokens, end)
    literal = _word(tokens, at)
    single = end == at + 1
    if word in ("percent", "%") or (word == "per" and _word(tokens, end + 1) == "cent"):
        return _Amount(
            "percent", at, end + 1, round(low), None if high is None else round(high), "%", vague
        )
    if word in FRACTIONS and low < 10:
        return _Amount("percent", at, end + 1, 0, 0, "")
    if word in MONTHS:
        return _Amount("date", at, end + 1, 0, 0, "month")
    if single and literal.isdigit() and int(literal) in YEAR_VALUE and word not in UNITS:
        return _Amount("date", at, end, 0, 0, "year")
    if CODE_BEFORE.search(before) or (
        first.digits and single and len(literal) >= 7 and "," not in literal
    ):
        return _Amount("code", at, end, 0, 0, "")
    if word in ("o'clock", "am", "pm", "noon") or re.match(
        r"\s*[ap]\.m", text[tokens[end - 1].end :]
    ):
        return _Amount("clock", at, end + 1, 0, 0, "")
    money = CURRENCY.match(text, tokens[end - 1].end)
    if (
        CLOCK_BEFORE.search(before)
        and low <= (24 if first.digits else 12)
        and not money
        and word in ("", ".", ",", ";", "and", "to", "or", "in", "on", "?", "!")
    ):
        return _Amount("clock", at, end, 0, 0, "")
    if literal == "one" and single and re.match(r"\s+(?:with)?in\b", text[tokens[at].end :]):
        return None  # "get one in a week" counts nothing
    if (
        literal == "one"
        and single
        and (word in _PRONOUN_BEFORE or _word(tokens, at - 1) in _PRONOUN)
    ):
        return None
    if literal == "one" and single and _word(tokens, at - 2) in ("a", "an", "another"):
        return None  # a poor one
    noun = word if word in NOUNS else ""
    top = None if high is None else round(high)
    return _Amount("count", at, end, round(low), top, noun, vague, None, first)


def _joined(text: str, tokens: Sequence[Token], first: _Amount) -> tuple[_Amount, bool]:
    """Joins a second amount of the same kind: ten days to six weeks; five months, six months."""
    word = _word(tokens, first.end)
    ranged = word in ("to", "-", "–") or (
        word == "and" and _word(tokens, first.at - 1) == "between"
    )
    listed = word in (",", "or")
    if first.kind not in ("duration", "money") or first.high is None or not (ranged or listed):
        return first, False
    second = _amount(text, tokens, first.end + 1)
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


def _modified(text: str, tokens: Sequence[Token], amount: _Amount, joined: bool) -> Quantity:
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
    if kind in ("count", "money") and (
        rate := RATE.match(text, end) or RATE_ADVERB.match(text, end)
    ):
        word = rate["period"] or rate.groupdict().get("kind") or "day"
        period = PERIODS.get(word) or {"daily": "day", "weekly": "week", "monthly": "month"}.get(
            word, "year"
        )  # type: ignore[assignment]
        end = rate.end()
    if measured:
        for name, loose, pattern in AFTER:
            if match := pattern.match(text, end):
                end, vague = match.end(), vague or loose
                low, high, bound = _bounded(name, low, high, bound)
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


def _bounded(
    name: Bound | None, low: int | None, high: int | None, bound: Bound
) -> tuple[int | None, int | None, Bound]:
    if name == "at_most":
        return None, high if high is not None else low, name
    if name == "at_least":
        return low, None, name
    return low, high, bound
