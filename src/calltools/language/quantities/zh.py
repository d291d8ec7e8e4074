"""Chinese quantities: what is read where a figure begins.

The text is expected in simplified script with half-width digits (``language.normalise``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from calltools.language.quantities.grammar import Amount, Grammar, Number, duration, find, named
from calltools.language.quantities.model import Quantity, QuantityKind
from calltools.language.quantities.numerals_zh import read_number
from calltools.language.quantities.telephone import end_of_telephone
from calltools.language.quantities.vocabulary import words

_W = words("zh")
_UNITS: dict[str, str] = _W.data["units"]
_STARTS = frozenset(_W.data["starts"])
_FUSED = {"俩": (2, 2), "仨": (3, 3), "个把": (1, 2)}
"""Numbers that have 个 in them."""
_DIALLED = 7
"""Figures of a number that nobody counts."""


def _starts(text: str) -> Iterator[int]:
    blocked = {i for word in _W["not_numerals"].finditer(text) for i in range(*word.span())}
    for at, character in enumerate(text):
        if character in _STARTS and at not in blocked and not _W["words_with_one"].match(text, at):
            yield at


def _amount(text: str, at: int) -> Amount | None:
    """The amount that begins at ``text[at]``, or None."""
    for idiom, (kind, low, high) in _W.data["idioms"].items():
        if text.startswith(idiom, at):
            unit = "day" if kind == "duration" else "个"
            return Amount(kind, at, at + len(idiom), low, high, unit, vague=True)
    if phone := end_of_telephone(text, at):
        return Amount("code", at, phone)
    if name := named(text, at, _W):
        return name
    if match := _W["half"].match(text, at):
        return _half(match)
    if _W["nearly"].match(text, at):  # 小一年
        inner = _amount(text, at + 1)
        return inner and replace(inner, start=at, vague=True)
    if match := _W["fused"].match(text, at):
        return _fused(match)
    if text.startswith("百分之", at):
        return _percent(text, at, at + len("百分之"))
    if text[at] == "第":
        return _nth(text, at)
    number = read_number(text, at)
    return _with_unit(text, number) if number else None


# ---- figures whose numeral is not a numeral


def _half(match: re.Match[str]) -> Amount:
    """半年, 大半年, 半个多小时, 半个世纪."""
    more, large = match["more"] or match["after"], match["size"] == "大"
    century = match["unit"] == "世纪"
    half, unit = (50.0, "year") if century else (0.5, _UNITS[match["unit"]])
    if unit == "day":
        half, unit = 12.0, "hour"
    high = 2 * half if more or large else half
    vague = bool(more or match["size"])
    number = Number(*match.span(), half, high, vague=vague)
    return duration(number, unit, match.end(), inner=(more == "多", high > half))


def _fused(match: re.Match[str]) -> Amount:
    """俩, 仨月, 个把星期."""
    low, high = _FUSED[match["number"]]
    number = Number(*match.span(), low, high, vague=low < high)
    if not match["unit"]:
        return Amount("count", *match.span(), low, high, "个", number.vague)
    return _duration(number, _UNITS[match["unit"]], match["more"] or match["after"], match.end())


def _percent(text: str, start: int, at: int) -> Amount | None:
    """百分之三十, 百分之六到七."""
    number = read_number(text, at)
    if number is None:
        return None
    joint = _W["percent_to"].match(text, number.end)
    last = read_number(text, joint.end()) if joint else None
    if last is None or _W["unit"].match(text, last.end) or _W["classifier"].match(text, last.end):
        last = number
    low, high = number.smooth[0], max(number.smooth[1], last.smooth[1])
    return Amount("percent", start, last.end, low, high, vague=number.vague)


def _nth(text: str, at: int) -> Amount | None:
    """第三 is a place in a row, 第三天 a date; days keep their number: 第四天第五天 is 4 to 5."""
    number = read_number(text, at + 1)
    if number is None:
        return None
    low, high = round(number.low), round(number.high)
    unit = _W["unit"].match(text, number.end)
    if unit is None:
        classifier = _W["classifier"].match(text, number.end)
        end = classifier.end() if classifier else number.end
        return Amount("ordinal", at, end, low, high, vague=number.vague)
    if _UNITS[unit["unit"]] != "day":
        return Amount("date", at, unit.end(), unit=unit["unit"])
    after = _nth(text, unit.end()) if text.startswith("第", unit.end()) else None
    if after and after.unit == "天" and after.low > low:
        return replace(after, start=at, low=low)
    return Amount("date", at, unit.end(), low, high, "天")


# ---- numerals and their units


def _with_unit(text: str, number: Number) -> Amount | None:
    last = _second(text, number)
    span = _range(number, last) if last else number
    if unit := _W["unit"].match(text, span.end):
        return _duration(span, _UNITS[unit["unit"]], unit["mid"] or unit["after"], unit.end())
    return _counted(text, span)


def _second(text: str, number: Number) -> Number | None:
    """The end of a range: 七到十天, 十几二十台, 3、4天."""
    if number.digits and (near := _W["next_figure"].match(text, number.end)):
        step = int(near["figure"]) - number.low
        idiom = near["joint"] == "、" and (number.low, step) in ((3, 2), (3, -1))
        second = read_number(text, near.end()) if step == 1 or idiom else None
        return second and replace(second, vague=second.vague or idiom)
    if join := _W["to"].match(text, number.end):
        second = read_number(text, join.end())
        return second if second and (second.digits or not second.spelled) else None
    second = read_number(text, number.end) if number.vague else None
    next_step = (number.high + 1, (number.high + 1) * 10_000)
    return second if second and second.low in next_step else None


def _range(first: Number, second: Number) -> Number:
    """The range of two numerals; 二十五到三十万 means 万 for both."""
    low = first.low
    if second.low >= 10_000 and first.low < 1000 <= second.low / max(first.low, 1):
        low *= 10_000
    high = second.smooth[1] if second.filled else second.high
    if second.low == low - 1:  # 3、2天
        low, high = second.low, low
    vague = first.vague or second.vague
    return Number(first.start, second.end, low, high, second.step, vague, second.open)


def _duration(number: Number, unit: str, extra: str | None, end: int) -> Amount:
    if extra == "半":
        number = replace(number, low=number.low + 0.5, high=number.high + 0.5)
    elif extra:
        more = replace(number, high=number.high + 1, vague=True)
        return duration(more, unit, end, inner=(extra != "来", 1))
    return duration(number, unit, end)


def _counted(text: str, number: Number) -> Amount | None:
    start, end = number.start, number.end
    literal = text[start:end]
    low, high = round(number.low), round(number.high)
    count = Amount("count", start, end, low, high, "", number.vague, number.open, None, number)
    if _W.is_money(text, start, end):
        return count
    match = _W["classifier"].match(text, end)
    unit, stop = (match[0], match.end()) if match else ("", end)
    dialled = number.digits and len(literal) >= 3 and _W.stands_before("code_before", text, start)
    dialled = dialled or (not match and high < 10 and _W.stands_before("dialled", text, start))
    if number.spelled or dialled or (literal.isdigit() and len(literal) >= _DIALLED):
        return Amount("code", start, end)
    if literal == "几" and not match and not _W["measured"].match(text, end):
        return None
    kind: QuantityKind = "count"
    if unit in ("岁", "周岁") or (
        not unit and high < 120 and _W.stands_before("age_before", text, start)
    ):
        kind, unit = "age", "岁"
    elif unit in ("%", "成"):
        kind = "percent"
    return replace(count, kind=kind, end=stop, unit=unit)


_GRAMMAR = Grammar(_W, _starts, _amount)
PLAIN_NUMERALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
"""Numerals of cheques and those of every day."""


def find_quantities(text: str) -> Iterator[Quantity]:
    """The quantities of a Chinese text."""
    return find(_W["formal"].sub(lambda match: match[0].translate(PLAIN_NUMERALS), text), _GRAMMAR)
