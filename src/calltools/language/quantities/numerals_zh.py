"""Chinese numerals as spoken: hanzi, Arabic and mixed, with the vagueness that sits inside them.

十二三 is 12..13, 七八十 70..80, 几百 200..999, 十来 10..19, 两万二 22000.  Libraries that read
plain numerals (cn2an) give 35 for 三五, so the interval has to be carried through the parse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from math import prod

from calltools.language.quantities.engine import Number
from calltools.language.quantities.model import Interval
from calltools.language.quantities.words import words

_W = words("zh")

DIGITS = dict(zip("零〇一二三四五六七八九两", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True))
_PLACES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_ARABIC = re.compile(r"\d+(?:,\d{3})+|\d+(?:\.\d+)?")
_POSITIONAL = re.compile(r"[零〇一二三四五六七八九]{2,}")
_HUNDREDS = re.compile(
    r"成(百)上千|成(千)上万"
    r"|(?:(?:上|成)([百千]?万|百|千)|(?<![早晚])上(十万))(?![零〇一二三四五六七八九十])"
)
_OR_SO = re.compile(r"(百|千|万)把")
_EIGHTS = re.compile(r"(百)儿?八十|(千)儿?八百|(万)儿?八千")
_HUNDRED_TEN = re.compile(r"百十([来多几]?)(?=[例台个位名次号人家万块元])")
_COUNTED = r"(?=[例台个位名次号人家件万元块])"
_BARE = re.compile(
    rf"(?:(?<=[近逾超过破约])(?:[百千]万|[百千万])(?:{_COUNTED}|(?=[了吧,。]|$))"
    rf"|(?:[百千]万|[百千万])(?=[余多]{_COUNTED}|来[例台个位名万]))"
)
_DECIMAL = re.compile(
    r"([一二两三四五六七八九十]{1,3})点([零〇一二三四五六七八九]+)([百千]?万|个?亿)"
)
_SEVERAL = re.compile(r"[好大小]几[十百千]?(?![个天月年周])")
_JOINT = "、,-~—－至"


def interval(text: str) -> Interval:
    """The numeral that ``text`` begins with; 0 without one."""
    if text == "半":
        return 0.5, 0.5
    number = read_number(text, 0) if text else None
    return (number.low, number.high) if number else (0.0, 0.0)


def read_number(text: str, at: int) -> Number | None:
    """The numeral that begins at ``text[at]``, as long as it goes; None if none does."""
    if (number := _round(text, at)) or (number := _decimal(text, at)):
        return number
    if match := _BARE.match(text, at):
        value, before = _place(match[0]), text[at - 1 : at]
        more, nearly = before in tuple("过破"), before in tuple("近约")
        bare = Number(at, match.end(), value, value, value, vague=more or nearly, open=more)
        return _fill(text, bare)
    number = _arabic(text, at) or _positional(text, at) or _hanzi(text, at)
    return _fill(text, number) if number else None


def _place(characters: str) -> int:
    """The value of places that stand together: 百 is 100, 百万 1,000,000."""
    return prod((_PLACES | _MYRIADS)[c] for c in characters)


def _round(text: str, at: int) -> Number | None:
    """Round numbers without a figure: 上百, 成千上万, 百把, 百八十, 百十来."""
    if match := _HUNDREDS.match(text, at):
        value = _place(next(filter(None, match.groups())))
        return Number(at, match.end(), value, value, value, vague=True, open=True)
    if match := _OR_SO.match(text, at):
        value = _place(match[1])
        return Number(at, match.end(), value, 2 * value, value, vague=True)
    if match := _EIGHTS.match(text, at):
        value = _place(next(filter(None, match.groups())))
        low, high = value * 8 // 10, value
    elif match := _HUNDRED_TEN.match(text, at):
        value, low, high = 10, 100, 119 if match[1] else 110
    else:
        return None
    end = match.end()
    if text[end : end + 1] == "万" and value < 1000:
        low, high, value, end = low * 10_000, high * 10_000, value * 10_000, end + 1
    return Number(at, end, low, high, value // 10, vague=True)


def _decimal(text: str, at: int) -> Number | None:
    """一点五万."""
    match = _DECIMAL.match(text, at)
    whole = _hanzi(match[1], 0) if match else None
    if not match or not whole or whole.end < len(match[1]):
        return None
    parts = "".join(str(DIGITS[c]) for c in match[2])
    value = round(float(f"{round(whole.low)}.{parts}") * _place(match[3].removeprefix("个")))
    return Number(at, match.end(), value, value, _last_place(value))


def _arabic(text: str, at: int) -> Number | None:
    match = _ARABIC.match(text, at)
    if not match:
        return None
    value, end, step = float(match[0].replace(",", "")), match.end(), 1
    if "." not in match[0]:
        step = _last_place(int(value))
    low = high = value
    vague = False
    near = re.compile(rf"[{_JOINT}](\d+)(?![\d.])").match(text, end)
    idiom = near is not None and text[end] == "、" and (value, near[1]) == (3, "5")
    if near and text[end] in "、," and (int(near[1]) == value + 1 or idiom):  # 3、4个
        high, end, vague = float(near[1]), near.end(), idiom
    elif (
        near
        and text[end] == "、"
        and (value, near[1]) == (3, "2")
        and _W["unit"].match(text, near.end())
    ):
        low, end, vague = 2, near.end(), True
    elif text[end : end + 1] == "几" and step >= 10:  # 10几天
        low, high, step, vague, end = value + 1, value + 9, 1, True, end + 1
    while end < len(text) and text[end] in "十百千万亿":
        factor = (_PLACES | _MYRIADS)[text[end]]
        low, high, step, end = low * factor, high * factor, step * factor, end + 1
        rest = _rest(text, end, factor)
        if rest and low == high:  # 2万2, 1万5千
            low, high = low + rest.low, high + rest.high
            step, end, vague = rest.step, rest.end, vague or rest.vague
            break
    return Number(at, end, low, high, step, vague, digits=True)


def _rest(text: str, at: int, place: int) -> Number | None:
    """What follows 万 or another ``place`` after figures: 1万5千, 2万2, 3千八."""
    zero = text[at : at + 1] in ("零", "〇")
    at += zero
    number = _arabic(text, at) or _hanzi(text, at) if text[at : at + 1] not in "十" else None
    if number is None or place < 100 or text[number.end : number.end + 1] in (",", "."):
        return None
    if number.high < 10 and not zero:
        if number.end - at > 1 or text[number.end : number.end + 1] in ("天", "周"):
            return None
        tenth = place // 10
        return replace(number, low=number.low * tenth, high=number.high * tenth, step=tenth)
    lower = text[number.end - 1] in "十百千" and number.high < place
    return number if lower or (zero and number.high < place) else None


def _last_place(value: int) -> int:
    step = 1
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def _positional(text: str, at: int) -> Number | None:
    """Digits read out one by one; two that could be neighbours (七八) are a range instead."""
    match = _POSITIONAL.match(text, at)
    if not match or (match.end() < len(text) and text[match.end()] in "十百千万亿"):
        return None
    figures = [DIGITS[c] for c in match[0]]
    if len(figures) == 2 and (_pair(figures[0], figures[1]) or figures[0] == 0 == figures[1]):
        return None
    value = int("".join(map(str, figures)))
    return Number(at, match.end(), value, value, spelled=True)


def _pair(first: int, second: int) -> tuple[int, int] | None:
    """Two digits that make a spoken range: neighbours, and the idioms 三五 and 三两."""
    if first > 0 and second == first + 1 < 10:
        return first, second
    if (first, second) == (3, 5):
        return 3, 5
    if (first, second) == (3, 2):
        return 2, 3
    return None


@dataclass(slots=True)
class _Digit:
    low: int
    high: int
    end: int
    vague: bool = False
    few: bool = False


def _digit(text: str, at: int) -> _Digit | None:
    if at >= len(text):
        return None
    char = text[at]
    if char == "几" or (char == "数" and text[at + 1 : at + 2] in tuple("十百千万月日天周年")):
        return _Digit(2, 9, at + 1, vague=True, few=True)
    if char not in DIGITS:
        return None
    first = DIGITS[char]
    after = at + 1
    if text[after : after + 1] == "、" and _pair_joined(text, after):
        after += 1
    if after < len(text) and text[after] in DIGITS and char not in "零〇":
        second = DIGITS[text[after]]
        idiom = (first, second) in ((3, 5), (3, 2))
        # 三二 is an idiom before a unit of time alone: 三、二天.
        plain = text[after] == "二" and idiom and not _W["unit"].match(text, after + 1)
        if (pair := _pair(first, second)) and not plain:
            third = text[after + 1 : after + 3]
            if not idiom and third[:1] == "、" and DIGITS.get(third[1:]) == second + 1:
                return _Digit(first, second + 1, after + 3)  # 三四、五个月
            return _Digit(*pair, after + 1, vague=idiom)
    return _Digit(first, first, at + 1)


def _pair_joined(text: str, comma: int) -> bool:
    """四、五百 is one number; 一、五 in a list is not."""
    before, after = text[comma - 1], text[comma + 1 : comma + 2]
    if after not in DIGITS or after == "":
        return False
    return _pair(DIGITS[before], DIGITS[after]) is not None


def _hanzi(text: str, at: int) -> Number | None:
    position = at
    total_low = total_high = section_low = section_high = last_myriad = 0
    last_place, step, vague, zero, seen = 0, 1, False, False, False
    last_figure: _Digit | None = None
    before: Number | None = None
    if text[at : at + 1] in ("廿", "卅"):
        section_low = section_high = 20 if text[at] == "廿" else 30
        last_place, step, seen, position = 10, 10, True, at + 1
    while position < len(text):
        char = text[position]
        if char in _MYRIADS and seen:
            factor = _MYRIADS[char]
            if before and factor >= last_myriad:
                return before  # 十万八万 are two sums
            if last_figure:
                section_low, section_high = _ones(
                    section_low, section_high, last_figure, last_place, zero
                )
                step = 1 if last_place < 100 or zero else last_place // 10
                last_figure = None
            total_low = (total_low + section_low) * factor
            total_high = (total_high + section_high) * factor
            section_low = section_high = 0
            last_place, step, zero = factor, step * factor, False
            position, last_myriad = position + 1, factor
            before = Number(at, position, total_low, total_high, step, vague=vague)
        elif char in _PLACES and (seen or char == "十"):
            place = _PLACES[char]
            figure = last_figure or _Digit(1, 1, position)
            if last_figure is None and seen and last_place <= place:
                break
            section_low += figure.low * place
            section_high += figure.high * place + (place - 1 if figure.few else 0)
            last_place, step, last_figure, zero, seen = place, place, None, False, True
            position += 1
        elif char in "零〇" and seen and last_figure is None:
            zero, position = True, position + 1
        elif seen and _W["words_with_one"].match(text, position):
            break  # 五万一口价
        elif last_figure is None and (figure_read := _digit(text, position)):
            last_figure, seen, vague = figure_read, True, vague or figure_read.vague
            position = figure_read.end
        else:
            break
    if not seen:
        return None
    if last_figure:
        section_low, section_high = _ones(section_low, section_high, last_figure, last_place, zero)
        step = 1 if last_place <= 10 or zero else last_place // 10
    return Number(
        at, position, total_low + section_low, total_high + section_high, step, vague=vague
    )


def _ones(low: int, high: int, figure: _Digit, last_place: int, zero: bool) -> tuple[int, int]:
    """Adds a figure without a place: 二百九 is 290, 两万二 22000, 一百零九 109, 十几 11..19."""
    scale = 1 if zero or last_place <= 10 else last_place // 10
    least = 1 if figure.few and last_place else figure.low
    return low + least * scale, high + figure.high * scale


def _fill(text: str, number: Number) -> Number:
    """来, 多 and 余 after a round number fill up its last place: 二十来 20..29, 二十多 21..29."""
    if number.step >= 100 and (several := _SEVERAL.match(text, number.end)):
        low, high = number.low + 1, number.high + number.step - 1
        return replace(
            number, end=several.end(), low=low, high=high, vague=True, filled=True
        )  # 一百好几
    suffix = text[number.end : number.end + 1]
    if suffix not in ("来", "多", "余") or suffix == "":
        return number
    following = text[number.end + 1 : number.end + 2]
    if number.step < 10 and number.low != 10:
        return number
    if suffix == "来" and text[number.end - 1] == "万" and following not in tuple("块元个例人"):
        return number  # 带三十万来
    if suffix == "多" and following in ("少", "久", "长", "一"):
        return number
    low, high = number.low + (suffix != "来"), number.high + number.step - 1
    filled = replace(number, end=number.end + 1, low=low, high=high, vague=True, filled=True)
    if following in _MYRIADS and number.step < _MYRIADS[following]:
        factor = _MYRIADS[following]
        return replace(
            filled,
            end=filled.end + 1,
            low=number.low * factor + (suffix != "来"),
            high=(number.high + number.step) * factor - 1,
            step=number.step * factor,
        )
    return filled
