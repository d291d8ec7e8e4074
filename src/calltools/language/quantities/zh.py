"""Chinese quantities: what is read where a figure begins, and the grammar of what stands around.

The text is expected in simplified script with half-width digits (``language.normalise``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from calltools.language.quantities.dates_zh import read_date, read_stamp
from calltools.language.quantities.engine import Amount, Grammar, Number, find
from calltools.language.quantities.model import HALVES, HOURS, Quantity, QuantityKind, days
from calltools.language.quantities.numerals_zh import read_number
from calltools.language.quantities.telephone import end_of_telephone
from calltools.language.quantities.words import words

_W = words("zh")
_UNITS: dict[str, str] = _W.data["units"]
_STARTS = frozenset(_W.data["starts"])
_YUAN = ("元", "块", "块钱")
"""The yuan of the place: CNY on the mainland, but the money of Taiwan and Hong Kong there."""


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
    if text[at] in "礼星周":
        day = _W["weekday"].match(text, at)
        return Amount("date", at, day.end(), unit="weekday") if day else None
    if phone := end_of_telephone(text, at):
        return Amount("code", at, phone)
    if lunar := _W["lunar"].match(text, at):
        return Amount("date", at, lunar.end(), unit="号")
    if special := read_stamp(text, at) or _special(text, at):
        return special
    number = read_number(text, at)
    return _with_unit(text, number) if number else None


def _special(text: str, at: int) -> Amount | None:
    """Figures whose numeral is no numeral: 半年, 大半年, 俩月, 个把月, 百分之三十, 第三."""
    if match := _W["half"].match(text, at):
        return _half(match)
    if _W["nearly"].match(text, at):
        inner = _amount(text, at + 1)
        return replace(inner, start=at, vague=True) if inner else None
    if match := _W["two"].match(text, at):
        number = Number(at, at + 1, *(2.0 + (match["two"] == "仨"),) * 2)
        if not match["unit"]:
            return Amount("count", at, match.end(), int(number.low), int(number.low), "个")
        return _duration(
            number, _UNITS[match["unit"]], match["more"] or match["after"], match.end()
        )
    if match := _W["one_or_two"].match(text, at):
        if not match["unit"]:
            return Amount("count", at, match.end(), 1, 2, "个", vague=True)
        unit = _UNITS[match["unit"]]
        spoken = (1.0, 2.0) if unit == "hour" else None
        ends = days(1, 2, unit)
        return Amount("duration", at, match.end(), *ends, unit, vague=True, spoken=spoken)
    if text.startswith("百分之", at):
        return _percent(text, at, at + 3)
    return _nth(text, at) if text[at] == "第" else None


def _half(match: re.Match[str]) -> Amount:
    start, end = match.span()
    large = match["size"] == "大"
    if match["unit"] == "世纪":
        return Amount("duration", start, end, *days(50, 50, "year"), "year", large)
    unit = _UNITS[match["unit"]]
    more = match["more"] or match["after"]
    if unit in ("hour", "day"):
        half = 0.5 if unit == "hour" else 12.0
        spoken = half, half * (2 if more or large else 1)
        return Amount("duration", start, end, 0, 1, "hour", bool(match["size"]), spoken=spoken)
    half, whole = HALVES[unit], days(1, 1, unit)[0]
    low = half + (more == "多")
    high = whole - 1 if more or large else half
    return Amount("duration", start, end, low, high, unit, vague=bool(more or match["size"]))


def _percent(text: str, start: int, at: int) -> Amount | None:
    """百分之三十, 百分之六到七."""
    number = read_number(text, at)
    if number is None:
        return None
    low, high = number.smooth
    joint = _W["percent_to"].match(text, number.end)
    last = read_number(text, joint.end()) if joint else None
    end = number.end
    if last and not (_W["unit"].match(text, last.end) or _W["classifier"].match(text, last.end)):
        high, end = max(high, last.smooth[1]), last.end
    return Amount("percent", start, end, low, high, vague=number.vague)


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
    after = _nth(text, unit.end()) if text[unit.end() : unit.end() + 1] == "第" else None
    if after and after.unit == "天" and after.low > low:
        return replace(after, start=at, low=low)
    return Amount("date", at, unit.end(), low, high, "天")


def _with_unit(text: str, number: Number) -> Amount | None:
    start, end = number.start, number.end
    extended = number.digits and _W["extension_after"].match(text, end)
    if extended or _W["extension_before"].search(text, max(0, start - 10), start):
        return Amount("code", start, end)
    last = _second(text, number)
    span, end = (_span(number, last), last.end) if last else (number, end)
    if dated := read_date(text, number, last or number):
        return dated
    if unit := _W["unit"].match(text, end):
        if number.spelled and unit["unit"] in "年月日天":
            return Amount("date", start, unit.end("unit"), unit=unit["unit"])
        return _duration(span, _UNITS[unit["unit"]], unit["mid"] or unit["after"], unit.end())
    low, high = span.smooth
    money = Amount("money", start, end, low, high, "", span.vague, span.open, None, span)
    if named := _W.currency(text, end):
        is_yuan = text[end : named[1]] in _YUAN
        foreign = _W.currency(text, named[1]) if is_yuan else None  # 四万元港币
        currency, stop = foreign or named
        local = "元" if is_yuan and not foreign else ""
        return replace(money, end=stop, unit=local, currency=currency)
    if sign := _W.sign_before(text, start):
        return replace(money, start=sign[1], currency=sign[0])
    return _counted(text, span, end)


def _second(text: str, number: Number) -> Number | None:
    """The end of a range: 七到十天, 十几二十台, 3、4天."""
    if number.digits and (near := _W["next_figure"].match(text, number.end)):
        step = int(near["figure"]) - number.low
        idiom = near["joint"] == "、" and (number.low, step) in ((3, 2), (3, -1))
        second = read_number(text, near.end()) if step == 1 or idiom else None
        return second and replace(second, vague=second.vague or idiom)
    if (join := _W["join"].match(text, number.end)) and "还是" not in join[0]:
        second = read_number(text, join.end())
        return second if second and (second.digits or not second.spelled) else None
    second = read_number(text, number.end) if number.vague else None
    next_step = (number.high + 1, (number.high + 1) * 10_000)
    return second if second and second.low in next_step else None


def _span(first: Number, second: Number) -> Number:
    """The range of two numerals; 二十五到三十万 means 万 for both."""
    low = first.low
    if second.low >= 10_000 and first.low < 1000 <= second.low / max(first.low, 1):
        low *= 10_000
    if second.low == low - 1:  # 3、2天
        return replace(second, start=first.start, high=low)
    high = second.smooth[1] if second.filled else second.high
    vague = first.vague or second.vague
    return Number(first.start, second.end, low, high, second.step, vague, second.open)


def _duration(number: Number, unit: str, extra: str | None, end: int) -> Amount:
    low, high = days(number.low, number.high, unit)
    vague = number.vague
    if extra == "半":
        low, high = low + HALVES.get(unit, 0), high + HALVES.get(unit, 0)
        high += unit == "day"  # 一天半 is one day or two, as hours are
    elif extra:
        low += extra != "来"
        high = max(days(number.high + 1, number.high + 1, unit)[1] - 1, low)
        vague = True
    spoken = None
    if unit in ("hour", "minute"):
        more = 0.5 if extra == "半" else float(bool(extra))
        spoken = number.low + 0.5 * (extra == "半"), number.high + more
    return Amount(
        "duration", number.start, end, low, high, unit, vague, number.open, None, number, spoken
    )  # fmt: skip


def _counted(text: str, number: Number, end: int) -> Amount | None:
    start = number.start
    before, literal = text[max(0, start - 10) : start], text[start:end]
    low, high = round(number.low), round(number.high)
    match = _W["classifier"].match(text, end)
    unit, stop = (match[0], match.end()) if match else ("", end)
    long = number.spelled or (number.digits and len(literal) >= 3)
    if (
        number.spelled
        or (number.digits and literal.isdigit() and len(literal) >= 7)
        or (long and _W["code_before"].search(before))
        or (number.digits and _W["room"].match(text, end))
        or (high < 10 and not match and _W["dialled"].search(before))
    ):
        return Amount("code", start, end)
    if literal == "几" and not match and not _W["measured"].match(text, end):
        return None
    kind: QuantityKind = "count"
    if unit in ("岁", "周岁") or (not unit and high < 120 and _W["age_before"].search(before)):
        kind, unit = "age", "岁"
    elif unit in ("%", "成"):
        kind = "percent"
    return Amount(kind, start, stop, low, high, unit, number.vague, number.open, None, number)


# ---- joints


def _joined(text: str, first: Amount) -> tuple[Amount, bool]:
    """Joins a second amount of the same kind: 3个月到2年, 一周或两周, 半年、一年都可能."""
    if first.kind == "duration" and (compound := _compound(text, first)):
        return compound, False
    if first.kind == "count" and (either := _either(text, first)):
        return either, True
    join = _W["join"].match(text, first.end) or _W["list"].match(text, first.end)
    if not join or first.kind in ("date", "clock", "code") or "还是" in join[0]:
        return first, False
    second = _amount(text, join.end()) if join.end() < len(text) else None
    if second is None or second.kind != first.kind:
        return first, False
    if _W["list"].fullmatch(join[0]) and not _W["either"].match(text, second.end):
        return first, False
    if first.kind == "count" and first.unit != second.unit and first.unit:
        return first, False
    low, high = min(first.low, second.low), max(second.high, first.low)
    number = second.number and replace(second.number, low=low, high=second.number.high)
    vague = first.vague or second.vague
    return first.to(second, low=low, high=high, number=number, vague=vague), True


def _either(text: str, first: Amount) -> Amount | None:
    """Two counts without a joint are a range: 一个两个, 三台四台, 十台八台, 三万五万."""
    second = _amount(text, first.end) if text[first.end : first.end + 1] in _STARTS else None
    if second is None or second.kind != "count" or second.unit != first.unit:
        return None
    low, high = sorted((first.low, second.low))
    down = second.low < first.low
    if not first.unit:
        round_sums = text[first.end - 1] == "万" == text[second.end - 1]
        is_range = round_sums and first.low == first.high and high <= 2 * low
    else:
        is_range = (first.low, second.low) == (10, 8) or second.low == first.high + 1
    if not is_range or second.low != second.high:
        return None
    return replace(second, start=first.start, low=low, high=high, vague=down)


def _compound(text: str, first: Amount) -> Amount | None:
    """Two durations without a joint: 一年零四个月 is their sum, 一周两周 a range."""
    at = first.end + (text[first.end : first.end + 1] in ("零", "又", "〇"))
    second = _amount(text, at) if text[at : at + 1] in _STARTS else None
    if second is None or second.kind != "duration" or first.low != first.high:
        return None
    if second.unit == first.unit and at == first.end and second.low < first.low:
        return first.to(second, low=second.low, high=first.high, vague=True)  # 十年八年
    if second.low < first.low:
        return _sum(first, second)
    half = first.unit == "month" and first.low == 15 and second.low < 30  # 半个月二十天
    if (second.unit == first.unit or half) and second.low > first.low:
        return first.to(second)
    return None


def _sum(first: Amount, second: Amount) -> Amount:
    """一年零四个月."""
    low, high = first.low + second.low, first.high + second.high
    spoken = None
    if first.spoken and second.spoken:
        size = HOURS[first.unit] / HOURS[second.unit]
        spoken = tuple(size * a + b for a, b in zip(first.spoken, second.spoken, strict=True))
    return first.to(second, low=low, high=high, spoken=spoken)


GRAMMAR = Grammar(
    words=_W, starts=_starts, amount=_amount, joined=_joined, around=("(?:%s){filler}$", "%s")
)
_PLAIN = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")


def find_quantities(text: str) -> Iterator[Quantity]:
    """The quantities of a Chinese text."""
    return find(_W["formal"].sub(lambda match: match[0].translate(_PLAIN), text), GRAMMAR)
