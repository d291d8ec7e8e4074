"""The grammar of Chinese quantities: numeral, classifier or unit, range, and modifiers.

The text is expected in simplified script with half-width digits (``language.script.fold``).
Rules follow gold/statements/LABELLING.md, section 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from calltools.language.quantities.dates_zh import ChineseAmount, read_date, read_stamp
from calltools.language.quantities.model import HALVES, Quantity, QuantityKind, days
from calltools.language.quantities.modifiers_zh import modified
from calltools.language.quantities.numerals_zh import ChineseNumber, read_number
from calltools.language.quantities.rates_zh import with_rates
from calltools.language.quantities.telephone import end_of_telephone
from calltools.language.quantities.words_zh import (
    AGE_BEFORE,
    CLASSIFIER,
    CODE_BEFORE,
    CURRENCIES,
    CURRENCY,
    DIALLED,
    DOLLARS,
    EITHER,
    EXTENSION_AFTER,
    EXTENSION_BEFORE,
    IDIOMS,
    JOIN,
    LIST,
    MEASURED,
    NOT_NUMERALS,
    ROOM,
    SIGN_BEFORE,
    SIGNS,
    STARTS,
    UNIT,
    UNITS,
    WEEKDAY,
    WORDS_WITH_ONE,
    YUAN,
)


def find(text: str) -> Iterator[Quantity]:
    """The quantities of ``text`` from left to right, none overlapping."""
    text = _FORMAL.sub(lambda match: match[0].translate(_PLAIN), text)
    return with_rates(text, _scan(text))


_PLAIN = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_FORMAL = re.compile(
    r"(?<![大内收])[壹贰叁肆伍陆柒捌玖拾](?:[壹贰叁肆伍陆柒捌玖拾佰仟零万亿]+"
    r"|(?=个?(?:月|星期|礼拜)|[天周年例台元块])(?<!陆))"
)
"""Numerals as they are written on receipts."""


def _scan(text: str) -> Iterator[Quantity]:
    at = 0
    blocked = {i for word in NOT_NUMERALS.finditer(text) for i in range(*word.span())}
    while at < len(text):
        if text[at] not in STARTS or at in blocked or WORDS_WITH_ONE.match(text, at):
            at += 1
            continue
        if text[at] in "礼星周":
            day = WEEKDAY.match(text, at)
            if day:
                yield Quantity("date", at, day.end(), None, None, "weekday", core=(at, day.end()))
            at = day.end() if day else at + 1
            continue
        amount = _amount(text, at)
        if amount is None:
            at += 1
            continue
        amount, joined = _joined(text, amount)
        quantity = modified(text, amount, joined)
        yield quantity
        at = max(quantity.end, at + 1)


_LUNAR = re.compile(r"初(?:十|[一二三四五六七八九](?![十百千万]))")
"""The first ten days of a month of the lunar calendar: 初八."""


def _amount(text: str, at: int) -> ChineseAmount | None:
    for idiom, (kind, low, high) in IDIOMS.items():
        if text.startswith(idiom, at):
            unit = "day" if kind == "duration" else "个"
            return ChineseAmount(kind, at, at + len(idiom), low, high, unit, vague=True)  # type: ignore[arg-type]
    if phone := end_of_telephone(text, at):
        return ChineseAmount("code", at, phone, 0, 0, "")
    if stamp := read_stamp(text, at):
        return stamp
    if lunar := _LUNAR.match(text, at):
        return ChineseAmount("date", at, lunar.end(), 0, 0, "号")
    if special := _special(text, at):
        return special
    number = read_number(text, at)
    if number is None:
        return None
    return _with_unit(text, number)


_NEARLY = re.compile(
    r"(?<![大从缩减变较年最更越])小(?=一?个?[周月年]"
    r"|(?:[两二三四五六七八九]?十|[一两二三四五六七八九俩仨])(?:个?月|个(?:星期|礼拜)|[天周年])"
    r"|[一两二三四五六七八九][百千万](?=[例台个万块]))"
)
"""小一年, 小两个月, 小二十天: nearly that."""


def _special(text: str, at: int) -> ChineseAmount | None:
    """Figures whose numeral is no numeral: 半年, 大半年, 俩月, 个把月, 百分之三十, 第三."""
    if match := re.compile(
        r"(大|小)?半[个拉]?(多|来)?(小时|钟头|钟|月|年|天|辈子|世纪)(多|左右)?"
    ).match(text, at):
        return _half(match, at)
    if _NEARLY.match(text, at):
        inner = _amount(text, at + 1)
        return replace(inner, start=at, vague=True) if inner else None
    if match := re.compile(r"(俩|仨)(多)?(个?(?:月|礼拜|星期|小时|钟头)|人)?(多|半)?").match(
        text, at
    ):
        value = 2 if match[1] == "俩" else 3
        return _pairs_of(match, at, value)
    if match := re.compile(r"个把(小时|钟头|星期|礼拜|月|年|天|人)?").match(text, at):
        unit = UNITS.get(match[1] or "", "")
        if not unit:
            return ChineseAmount("count", at, match.end(), 1, 2, "个", vague=True)
        low, high = days(1, 2, unit)
        return ChineseAmount("duration", at, match.end(), low, high, unit, vague=True)
    if match := re.compile(r"百分之|第").match(text, at):
        number = read_number(text, match.end())
        if number is None:
            return None
        if match[0] == "第" and (nth := UNIT.match(text, number.end)):
            return _nth(text, at, nth, number)
        kind: QuantityKind = "percent" if match[0] == "百分之" else "ordinal"
        low, high = number.smooth
        classifier = CLASSIFIER.match(text, number.end) if kind == "ordinal" else None
        stop = classifier.end() if classifier else number.end
        if kind == "percent" and (last := _last_percent(text, number.end)):
            high, stop = max(high, last.smooth[1]), last.end
        return ChineseAmount(kind, at, stop, low, high, "", vague=number.vague)
    return None


def _last_percent(text: str, at: int) -> ChineseNumber | None:
    """The second of two that 百分之 stands before: 百分之六到七, 百分之十一、十二."""
    joint = re.compile(r"[到至、或~～—-]").match(text, at)
    last = read_number(text, joint.end()) if joint else None
    if last is None or UNIT.match(text, last.end) or CLASSIFIER.match(text, last.end):
        return None
    return last


def _nth(text: str, at: int, unit: re.Match[str], number: ChineseNumber) -> ChineseAmount:
    """第三天 is no duration; days keep their number: 第四天第五天 is from 4 to 5."""
    if UNITS[unit["unit"]] != "day":
        return ChineseAmount("date", at, unit.end(), 0, 0, unit["unit"])
    after = _special(text, unit.end()) if text[unit.end() : unit.end() + 1] == "第" else None
    if after and after.unit == "天" and after.low > number.low:
        return replace(after, start=at, low=round(number.low))
    return ChineseAmount("date", at, unit.end(), round(number.low), round(number.high), "天")


def _half(match: re.Match[str], at: int) -> ChineseAmount | None:
    size, more, unit_word, tail = match.groups()
    if unit_word == "辈子":
        return None
    if unit_word == "世纪":
        fifty = 50 * days(1, 1, "year")[0]
        return ChineseAmount("duration", at, match.end(3), fifty, fifty, "year", vague=bool(size))
    unit = UNITS[unit_word]
    if unit in ("hour", "day"):
        return ChineseAmount("duration", at, match.end(3), 0, 1, "hour", vague=bool(size))
    value, full = HALVES[unit], days(1, 1, unit)[0]
    if more or tail == "多":
        end = match.end()
        return ChineseAmount(
            "duration", at, end, value + (more != "来"), full - 1, unit, vague=True
        )
    high = full - 1 if size == "大" else value
    return ChineseAmount("duration", at, match.end(3), value, high, unit, vague=bool(size))


def _pairs_of(match: re.Match[str], at: int, value: int) -> ChineseAmount | None:
    unit_word = (match[3] or "").removeprefix("个")
    if unit_word in UNITS:
        unit = UNITS[unit_word]
        low, high = days(value, value, unit)
        if match[2] or match[4] == "多":
            return ChineseAmount(
                "duration",
                at,
                match.end(),
                low + 1,
                days(value + 1, 0, unit)[0] - 1,
                unit,
                vague=True,
            )
        if match[4] == "半":
            low = high = low + HALVES.get(unit, 0)
        return ChineseAmount("duration", at, match.end(), low, high, unit)
    return ChineseAmount("count", at, match.end(1), value, value, "个")


def _with_unit(text: str, number: ChineseNumber) -> ChineseAmount | None:
    end = number.end
    shared, last = number, number
    extended = number.arabic and EXTENSION_AFTER.match(text, end)
    if extended or EXTENSION_BEFORE.search(text, max(0, number.start - 10), number.start):
        return ChineseAmount("code", number.start, end, 0, 0, "")
    if (join := JOIN.match(text, end)) and "还是" not in join[0]:  # 七到十天
        second = read_number(text, join.end())
        if second and not (second.positional and not second.arabic):
            shared, last = _span(number, second), second
            end = second.end
    elif (
        number.vague
        and (second := read_number(text, end))
        and second.low in (number.high + 1, (number.high + 1) * 10_000)
    ):
        shared, last, end = _span(number, second), second, second.end  # 十几二十台
    if dated := read_date(text, number, last):
        return dated
    if match := UNIT.match(text, end):
        if not (number.positional and match["unit"] in "年月日天"):
            return _duration(shared, match)
        return ChineseAmount("date", number.start, match.end("unit"), 0, 0, match["unit"])
    low, high = shared.smooth
    sign = SIGN_BEFORE.search(text, 0, number.start)
    if sign and not CURRENCY.match(text, end):
        dollars = DOLLARS.get(sign["place"] or "") or SIGNS[sign["sign"]]
        return ChineseAmount(
            "money", sign.start(), end, low, high, "", shared.vague, shared.open, dollars, shared
        )
    if match := CURRENCY.match(text, end):
        if match[0] in YUAN and (named := CURRENCY.match(text, match.end())):
            match = named  # 四万元港币
        local = "元" if match[0] in YUAN else ""
        return ChineseAmount(
            "money", number.start, match.end(), low, high, local, shared.vague, shared.open,
            CURRENCIES[match[0]], shared,
        )  # fmt: skip
    return _counted(text, shared, end)


def _span(first: ChineseNumber, second: ChineseNumber) -> ChineseNumber:
    """The range of two numerals; 二十五到三十万 means 万 for both."""
    low = first.low
    if second.low >= 10_000 and first.low < 1000 <= second.low / max(first.low, 1):
        low *= 10_000
    return ChineseNumber(
        first.start, second.end, low, second.high if not second.filled else second.smooth[1],
        second.step, first.vague or second.vague, second.open,
    )  # fmt: skip


def _duration(number: ChineseNumber, match: re.Match[str]) -> ChineseAmount:
    unit = UNITS[
        match["unit"].removesuffix("钟")
        if match["unit"] != "钟" and match["unit"] != "分钟"
        else match["unit"]
    ]
    low, high, vague = number.low, number.high, number.vague
    start, end = number.start, match.end()
    extra = match["mid"] or match["after"]
    if number.filled and number.step >= 10 and not extra:
        low_days, high_days = days(low, high, unit)
        return ChineseAmount(
            "duration", start, end, low_days, high_days, unit, vague=True, open=number.open
        )
    low_days, high_days = days(low, high, unit)
    if extra == "半":
        low_days, high_days = low_days + HALVES.get(unit, 0), high_days + HALVES.get(unit, 0)
        high_days += unit == "day"  # 一天半 is one day or two, as hours are
    elif extra in ("多", "余", "来", "出头"):
        full = days(high + 1, high + 1, unit)[1]
        low_days += extra != "来"
        high_days = max(full - 1, low_days)
        vague = True
    return ChineseAmount(
        "duration", start, end, low_days, high_days, unit, vague=vague, open=number.open
    )


def _counted(text: str, number: ChineseNumber, end: int) -> ChineseAmount | None:
    start = number.start
    before = text[max(0, start - 10) : start]
    literal = text[start:end]
    low, high = round(number.low), round(number.high)
    long = number.positional or (number.arabic and len(literal) >= 3)
    if long and CODE_BEFORE.search(before):
        return ChineseAmount("code", start, end, 0, 0, "")
    if number.positional or (number.arabic and literal.isdigit() and len(literal) >= 7):
        return ChineseAmount("code", start, end, 0, 0, "")
    if number.arabic and ROOM.match(text, end):
        return ChineseAmount("code", start, end, 0, 0, "")
    match = CLASSIFIER.match(text, end)
    unit, stop = (match[0], match.end()) if match else ("", end)
    if high < 10 and not match and DIALLED.search(before):
        return ChineseAmount("code", start, end, 0, 0, "")
    if literal == "几" and not match and not MEASURED.match(text, end):
        return None
    if unit in ("岁", "周岁") or (not unit and high < 120 and AGE_BEFORE.search(before)):
        return ChineseAmount("age", start, stop, low, high, "岁", number.vague)
    if unit in ("%", "成"):
        return ChineseAmount("percent", start, stop, low, high, unit, number.vague)
    return ChineseAmount(
        "count", start, stop, low, high, unit, number.vague, number.open, None, number
    )


def _joined(text: str, first: ChineseAmount) -> tuple[ChineseAmount, bool]:
    """Joins a second amount of the same kind: 3个月到2年, 一周或两周, 半年、一年都可能."""
    if first.kind == "duration" and (compound := _compound(text, first)):
        return compound, False
    if first.kind == "count" and (either := _either(text, first)):
        return either, True
    join = JOIN.match(text, first.end) or LIST.match(text, first.end)
    if not join or first.kind in ("date", "clock", "code"):
        return first, False
    second = _amount(text, join.end()) if join.end() < len(text) else None
    if second is None or second.kind != first.kind or "还是" in join[0]:
        return first, False
    if LIST.fullmatch(join[0]) and not EITHER.match(text, second.end):
        return first, False
    if first.kind == "count" and first.unit != second.unit and first.unit:
        return first, False
    high = max(second.high, first.low)
    low = min(first.low, second.low) if first.low > second.high else first.low
    number = (
        second.number
        and first.number
        and replace(second.number, low=first.number.low, high=second.number.high)
    )
    return (
        replace(
            second, start=first.start, low=low, high=high, number=number,
            vague=first.vague or second.vague,
        ),
        True,
    )  # fmt: skip


def _either(text: str, first: ChineseAmount) -> ChineseAmount | None:
    """Two counts without a joint are a range: 一个两个, 三台四台."""
    second = _amount(text, first.end) if text[first.end : first.end + 1] in STARTS else None
    if second is None or second.kind != "count" or second.unit != first.unit:
        return None
    if not first.unit:
        return _two_sums(text, first, second)
    if (first.low, second.low, second.high) == (10, 8, 8):  # 十台八台
        return replace(second, start=first.start, high=10, vague=True)
    if second.low != first.high + 1:
        return None
    return replace(second, start=first.start, low=first.low)


def _two_sums(text: str, first: ChineseAmount, second: ChineseAmount) -> ChineseAmount | None:
    """十万八万, 三万五万: a range, and roughly spoken where it falls."""
    round_sums = text[first.end - 1] == "万" == text[second.end - 1]
    low, high = sorted((first.low, second.low))
    if not round_sums or first.low != first.high or second.low != second.high or high > 2 * low:
        return None
    return replace(second, start=first.start, low=low, high=high, vague=second.low < first.low)


def _compound(text: str, first: ChineseAmount) -> ChineseAmount | None:
    """Two durations without a joint: 一年零四个月 is their sum, 一周两周 a range."""
    at = first.end + (text[first.end : first.end + 1] in ("零", "又", "〇"))
    second = _amount(text, at) if text[at : at + 1] in STARTS else None
    if second is None or second.kind != "duration":
        return None
    if first.low <= second.low < first.high and (second.low, second.unit) == (15, "month"):
        return replace(second, start=first.start, low=first.low, vague=True)  # 十来天半个月
    if first.low != first.high:
        return None
    if second.unit == first.unit and at == first.end and second.low < first.low:
        return replace(second, start=first.start, high=first.high, vague=True)  # 十年八年
    if second.low >= first.low:
        half = first.unit == "month" and first.low == 15 and second.low < 30  # 半个月二十天
        joined = (second.unit == first.unit or half) and second.low > first.low
        return replace(second, start=first.start, low=first.low) if joined else None
    return replace(
        second, start=first.start, low=first.low + second.low, high=first.high + second.high
    )
