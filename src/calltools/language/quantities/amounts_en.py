"""English amounts: a numeral with its unit, noun or sign, before range, rate and modifiers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from calltools.language.quantities.dates_en import end_of_year, is_month
from calltools.language.quantities.model import DAYS, HALVES, QuantityKind, days
from calltools.language.quantities.numerals_en import (
    EnglishNumber,
    EnglishToken,
    alternative,
    read_number,
    read_part,
)
from calltools.language.quantities.telephone import end_of_telephone
from calltools.language.quantities.words_en import (
    AGE_BEFORE,
    BARE_PLURAL_AFTER,
    CLOCK_BEFORE,
    CODE_BEFORE,
    CODES,
    CURRENCY,
    DOLLARS,
    MONTHS,
    NOUNS,
    PARTS,
    SIGNS,
    UNITS,
    WEEKDAYS,
)


@dataclass(frozen=True, slots=True)
class EnglishAmount:
    """``tokens[at:end]``; ``low`` and ``high`` in days for durations, else in units."""

    kind: QuantityKind
    at: int
    end: int
    low: int
    high: int | None
    unit: str
    vague: bool = False
    currency: str | None = None
    number: EnglishNumber | None = None


def word_at(tokens: Sequence[EnglishToken], at: int) -> str:
    """The word there, empty outside of the text."""
    return tokens[at].text if 0 <= at < len(tokens) else ""


def read_amount(text: str, tokens: Sequence[EnglishToken], at: int) -> EnglishAmount | None:
    """The amount that begins with token ``at``, or None."""
    if at >= len(tokens):
        return None
    word = word_at(tokens, at)
    part = read_part(tokens, at)
    if part and (amount := _part_of_unit(tokens, at, *part)):
        return amount
    if word in UNITS and word.endswith("s") and word_at(tokens, at - 1) in BARE_PLURAL_AFTER:
        unit = UNITS[word]
        low = days(2, 2, unit)[0]
        if (
            unit not in ("minute", "hour")
            and word != "nights"
            and word_at(tokens, at + 1) not in ("ago", "old")
        ):
            return EnglishAmount("duration", at, at + 1, low, None, unit, vague=True)
        return None
    if word in WEEKDAYS:
        return EnglishAmount("date", at, at + 1, 0, 0, "weekday")
    following = UNITS.get(word_at(tokens, at + 1))
    if word == "the" and following and word_at(tokens, at - 1) in ("within", "inside"):
        return EnglishAmount("duration", at, at + 2, *days(1, 1, following), following)
    if word in SIGNS or word in CODES or (word in DOLLARS and word_at(tokens, at + 1) == "$"):
        return _sum(tokens, at)
    if word in MONTHS and is_month(tokens, at):
        end = at + 1
        if word_at(tokens, end)[:1].isdigit() and len(word_at(tokens, end)) <= 4:
            end += 1
        return EnglishAmount("date", at, end, 0, 0, "month")
    if code := _end_of_code(text, tokens, at):
        return EnglishAmount("code", at, code, 0, 0, "")
    if year := end_of_year(text, tokens, at):
        return EnglishAmount("date", at, year, 0, 0, "year")
    number = read_number(tokens, at)
    if number is None:
        return None
    return _measured(text, tokens, number)


def _sum(tokens: Sequence[EnglishToken], at: int) -> EnglishAmount | None:
    """$45,000, HK$45,000, RMB 45,000."""
    word, sign = word_at(tokens, at), at
    if word in DOLLARS:
        if tokens[at].end != tokens[at + 1].start:
            return None
        sign, currency = at + 1, DOLLARS[word]
    elif not (currency := SIGNS.get(word) or CODES.get(word, "")):
        return None
    number = read_number(tokens, sign + 1)
    if number is None or number.high is None or (word in CODES and not number.digits):
        return None
    low, high = round(number.low), round(number.high)
    return EnglishAmount("money", at, number.end, low, high, "", number.vague, currency, number)


_SPOKEN_DIGITS = frozenset("o oh zero one two three four five six seven eight nine double".split())


def _end_of_code(text: str, tokens: Sequence[EnglishToken], at: int) -> int | None:
    """Where a telephone number or another one that is dialled ends: 555-0123, two nine seven
    eight."""
    start = tokens[at].start
    if (stop := end_of_telephone(text, start)) is not None:
        return next((i for i in range(at, len(tokens)) if tokens[i].start >= stop), len(tokens))
    end = at
    while word_at(tokens, end) in _SPOKEN_DIGITS:
        end += 1
    dialled = CODE_BEFORE.search(text[:start])
    if end - at >= (2 if dialled else 4):
        return end
    if dialled and word_at(tokens, at).isdigit():
        end = at + 1
        while word_at(tokens, end).isdigit() and len(word_at(tokens, end)) > 1:
            end += 1  # 555 0123
        return end if end > at + 1 else None
    return None


_PART_OF_DAYS = DAYS | {"year": 12 * DAYS["month"], "century": 100 * DAYS["year"]}
"""Days of the units that are divided: half a year is six months of thirty."""


def _part_of_unit(
    tokens: Sequence[EnglishToken], at: int, share: Fraction, whole: int
) -> EnglishAmount | None:
    """half a year, a quarter of a year, three quarters of an hour, half a century."""
    word = word_at(tokens, whole)
    unit = "century" if word == "century" else UNITS.get(word)
    if unit in ("minute", "hour", "day"):
        name = "minute" if unit == "minute" else "hour"
        return EnglishAmount("duration", at, whole + 1, 0, 1, name)
    if unit is None:
        return None
    value = int(share * _PART_OF_DAYS[unit])
    unit = "year" if unit == "century" else unit
    return EnglishAmount("duration", at, whole + 1, value, value, unit)


def _measured(
    text: str, tokens: Sequence[EnglishToken], number: EnglishNumber
) -> EnglishAmount | None:
    first, last = number, number
    connector = word_at(tokens, number.end)
    if connector in ("to", "-", "–", "and", "up") and not number.article:
        up_to = connector == "up" and word_at(tokens, number.end + 1) == "to"
        second = read_number(tokens, number.end + 1 + up_to)
        between = up_to or connector not in ("and", "up")
        between = between or (connector == "and" and word_at(tokens, number.at - 1) == "between")
        plain = second is not None and between and not second.article
        if plain and second and second.ordinal == number.ordinal and _rises(number, second):
            first, last = _scaled(number, second)
    at, end = first.at, last.end
    low, high = first.low, last.high
    vague = first.vague or last.vague
    if first.ordinal:
        return _ordinal(tokens, first, end)
    word = word_at(tokens, end)
    if word == "and" and word_at(tokens, end + 1) == "a" and word_at(tokens, end + 2) == "half":
        return _and_half(tokens, first, end + 3)  # one and a half years
    while word in ("-", "full", "whole", "more", "solid", "calendar", "working", "good", "long"):
        vague = vague or word == "good"
        end, word = end + 1, word_at(tokens, end + 1)
    if unit := UNITS.get(word):
        return _duration(tokens, number, low, high, vague, unit, at, end)
    if first.article:
        return None
    return _counted(text, tokens, first, last, low, high, vague)


def _rises(first: EnglishNumber, second: EnglishNumber) -> bool:
    return second.high is not None and second.high > first.low % 100


def _scaled(first: EnglishNumber, second: EnglishNumber) -> tuple[EnglishNumber, EnglishNumber]:
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


def _ordinal(tokens: Sequence[EnglishToken], number: EnglishNumber, end: int) -> EnglishAmount:
    before = word_at(tokens, number.at - 1)
    if before in ("a", "one") and not number.digits:  # a third, one fifth
        return EnglishAmount("percent", number.at, end, 0, 0, "")
    month = word_at(tokens, end) in MONTHS or (
        word_at(tokens, end) == "of" and word_at(tokens, end + 1) in MONTHS
    )
    until = before == "the" and word_at(tokens, number.at - 2) in _BEFORE_DATES
    dated = month or (number.digits and before in ("the", "on", "by", "to")) or before in WEEKDAYS
    dated = dated or (until and word_at(tokens, end) in ("", ".", ",", "?", "!", "and", "or"))
    if dated:
        return EnglishAmount("date", number.at, end + month, 0, 0, "day")
    value = round(number.low)
    return EnglishAmount("ordinal", number.at, end, value, value, "")


def _and_half(
    tokens: Sequence[EnglishToken], number: EnglishNumber, end: int
) -> EnglishAmount | None:
    unit = UNITS.get(word_at(tokens, end))
    if unit is None:
        return None
    value = days(number.low, number.low, unit)[0] + HALVES.get(unit, 0)
    return EnglishAmount("duration", number.at, end + 1, value, value, unit)


def _duration(
    tokens: Sequence[EnglishToken], number: EnglishNumber, low: float, high: float | None,
    vague: bool, unit: str, at: int, end: int,
) -> EnglishAmount | None:  # fmt: skip
    stop = end + 1
    low_days, high_days = days(low, high if high is not None else low, unit)
    if word_at(tokens, stop) in ("old", "old's", "olds") or (
        word_at(tokens, stop) in ("-", "of")
        and word_at(tokens, stop + 1) in ("old", "old's", "olds", "age")
    ):
        return EnglishAmount(
            "age", at, stop + 1 + (word_at(tokens, stop) in ("-", "of")), round(low),
            round(high or low), unit,
        )  # fmt: skip
    if (word_at(tokens, stop), word_at(tokens, stop + 1)) == ("and", "a"):
        rest = word_at(tokens, stop + 2)
        half = HALVES.get(unit, 0)
        if rest == "half":
            return EnglishAmount(
                "duration", at, stop + 3, low_days + half, high_days + half, unit, vague
            )
        if rest == "bit":  # a year and a bit: more than one, less than two
            end = days(low + 1, low + 1, unit)[0] - 1
            return EnglishAmount("duration", at, stop + 3, low_days + 1, end, unit, vague=True)
    if joined := _smaller_unit(tokens, stop, unit):
        more_days, stop = joined
        low_days, high_days = low_days + more_days, high_days + more_days
        return EnglishAmount("duration", at, stop, low_days, high_days, unit, vague, None, number)
    at_second, said = alternative(tokens, stop)
    if said and (more := read_number(tokens, at_second)):
        plain = not more.article and word_at(tokens, more.end) not in UNITS.keys() | NOUNS
        if plain and more.high is not None and number.low < more.low < 100:  # a week or two
            return EnglishAmount(
                "duration", at, more.end, low_days, days(more.low, more.high, unit)[1], unit, vague
            )
    top = None if high is None else high_days
    return EnglishAmount("duration", at, stop, low_days, top, unit, vague, None, number)


_LONGER = ("day", "week", "month", "year")


def _smaller_unit(tokens: Sequence[EnglishToken], at: int, unit: str) -> tuple[int, int] | None:
    """What a smaller unit adds, in days, and where it ends: four years *and two months*."""
    more = read_number(tokens, at + 1) if word_at(tokens, at) == "and" else None
    smaller = UNITS.get(word_at(tokens, more.end)) if more else None
    if more is None or unit not in _LONGER or smaller not in _LONGER or more.low != more.high:
        return None
    if _LONGER.index(smaller) >= _LONGER.index(unit):
        return None
    return days(more.low, more.low, smaller)[0], more.end + 1


_PRONOUN = frozenset(
    "the that this no which any every each a right first second third other next last new old "
    "same fresh good".split()
)
_PRONOUN_BEFORE = frozenset(
    "of thing another day out off away anywhere place hospital list".split()
)


def _counted(
    text: str, tokens: Sequence[EnglishToken], first: EnglishNumber, last: EnglishNumber,
    low: float, high: float | None, vague: bool,
) -> EnglishAmount | None:  # fmt: skip
    at, end = first.at, last.end
    start = tokens[at].start
    before, word = text[:start], word_at(tokens, end)
    literal = word_at(tokens, at)
    single = end == at + 1
    if word in ("percent", "%") or (word == "per" and word_at(tokens, end + 1) == "cent"):
        return EnglishAmount(
            "percent", at, end + 1, round(low), None if high is None else round(high), "%", vague
        )
    if word in PARTS and low < 10:
        return EnglishAmount("percent", at, end + 1, 0, 0, "")
    if word in MONTHS:
        return EnglishAmount("date", at, end + 1, 0, 0, "month")
    if AGE_BEFORE.search(before) and high is not None and high < 120:
        return EnglishAmount("age", at, end, round(low), round(high), "year", vague)
    if CODE_BEFORE.search(before) or (
        first.digits and single and len(literal) >= 7 and "," not in literal
    ):
        return EnglishAmount("code", at, end, 0, 0, "")
    if word in ("o'clock", "am", "pm", "noon") or re.match(
        r"\s*[ap]\.m", text[tokens[end - 1].end :]
    ):
        return EnglishAmount("clock", at, end + 1, 0, 0, "")
    money = CURRENCY.match(text, tokens[end - 1].end)
    if (
        CLOCK_BEFORE.search(before)
        and low <= (24 if first.digits else 12)
        and not money
        and word in ("", ".", ",", ";", "and", "to", "or", "in", "on", "?", "!")
    ):
        return EnglishAmount("clock", at, end, 0, 0, "")
    if literal == "one" and single and re.match(r"\s+(?:with)?in\b", text[tokens[at].end :]):
        return None  # "get one in a week" counts nothing
    if (
        literal == "one"
        and single
        and (word in _PRONOUN_BEFORE or word_at(tokens, at - 1) in _PRONOUN)
    ):
        return None
    if literal == "one" and single and word_at(tokens, at - 2) in ("a", "an", "another"):
        return None  # a poor one
    noun = word if word in NOUNS else ""
    top = None if high is None else round(high)
    return EnglishAmount("count", at, end, round(low), top, noun, vague, None, first)
