"""Chinese numerals as spoken: hanzi, Arabic and mixed, with the vagueness that sits inside them.

十二三 is 12..13, 七八十 70..80, 几百 200..999, 十来 10..19, 两万二 22000.  Libraries that read
plain numerals (cn2an) give 35 for 三五, so the interval has to be carried through the parse.
"""

from __future__ import annotations

import re
from dataclasses import replace
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
    r"([一二两三四五六七八九十]{1,3})点([零〇一二三四五六七八九]+)(?=[百千]?万|亿)"
)
_SEVERAL_OF = re.compile(r"几|数(?=[十百千万月日天周年])")
_PAIR = re.compile(r"([{0}])(?:、?([{0}])(?:、([{0}]))?)?".format("零〇一二两三四五六七八九"))
_NEAR = re.compile(r"([、,])(\d+)(?![\d.])")
_SEVERAL = re.compile(r"[好大小]几[十百千]?(?![个天月年周])")


def interval(text: str) -> Interval:
    """The numeral that ``text`` begins with; 0 without one."""
    if text == "半":
        return 0.5, 0.5
    number = read_number(text, 0) if text else None
    return (number.low, number.high) if number else (0.0, 0.0)


def read_number(text: str, at: int) -> Number | None:
    """The numeral that begins at ``text[at]``, as long as it goes; None if none does."""
    if number := _round(text, at):
        return number
    if match := _BARE.match(text, at):
        value, before = _place(match[0]), text[at - 1 : at]
        more, nearly = before in tuple("过破"), before in tuple("近约")
        bare = Number(at, match.end(), value, value, value, vague=more or nearly, open=more)
        return _fill(text, bare)
    number = _positional(text, at) or _hanzi(text, at)
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


def _figure(text: str, at: int) -> Number | None:
    """What stands before a place, or alone: a digit, two that make a range, figures in Arabic
    numerals; ``filled`` for 几."""
    if decimal := _DECIMAL.match(text, at):
        whole = _hanzi(decimal[1], 0)
        if whole and whole.end == len(decimal[1]):
            value = float(f"{round(whole.low)}.{''.join(str(DIGITS[c]) for c in decimal[2])}")
            return Number(at, decimal.end(2), value, value)
    if match := _ARABIC.match(text, at):
        return _arabic(text, match)
    if match := _SEVERAL_OF.match(text, at):
        return Number(at, match.end(), 2, 9, vague=True, filled=True)
    match = _PAIR.match(text, at)
    if match is None:
        return None
    first, second, third = (DIGITS.get(match[n] or "", 0) for n in (1, 2, 3))
    pair = _pair(first, second)
    # 三二 is an idiom before a unit of time alone: 三、二天.
    lone = (first, match[2]) == (3, "二") and not _W["unit"].match(text, match.end(2))
    if pair is None or lone:
        return Number(at, at + 1, first, first)
    if third == second + 1 and second == first + 1:  # 三四、五个月
        return Number(at, match.end(), first, third)
    return Number(at, match.end(2), *pair, vague=second != first + 1)


def _arabic(text: str, match: re.Match[str]) -> Number:
    """35, 10,500, 3、4, 10几."""
    start, end = match.span()
    value = float(match[0].replace(",", ""))
    step = _last_place(int(value)) if "." not in match[0] else 1
    number = Number(start, end, value, value, step, digits=True)
    near = _NEAR.match(text, end)
    second = int(near[2]) if near else 0
    if (
        near
        and near[1] == "、"
        and (value, second) == (3, 2)
        and _W["unit"].match(text, near.end())
    ):
        return replace(number, end=near.end(), low=2, vague=True)
    if near and (second == value + 1 or (near[1] == "、" and (value, second) == (3, 5))):
        return replace(number, end=near.end(), high=second, vague=second > value + 1)
    if text.startswith("几", end) and step >= 10:
        return replace(number, end=end + 1, low=value + 1, high=value + 9, step=1, vague=True)
    return number


def _last_place(value: int) -> int:
    step = 1
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def _pair(first: int, second: int) -> tuple[int, int] | None:
    """Two digits that make a spoken range: neighbours, and the idioms 三五 and 三两."""
    if first > 0 and second == first + 1 < 10:
        return first, second
    if (first, second) == (3, 5):
        return 3, 5
    if (first, second) == (3, 2):
        return 2, 3
    return None


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


def _hanzi(text: str, at: int) -> Number | None:
    """Figures and places: 三百五十, 两万二, 1万5千, 廿, 七八十."""
    low = high = total_low = total_high = 0.0
    step, place, myriad = 1.0, 0, 0
    figure: Number | None = None
    before: Number | None = None
    end, zero, vague = at, False, False
    if text[at : at + 1] in ("廿", "卅"):
        low = high = 20.0 if text[at] == "廿" else 30.0
        step = place = 10
        end += 1
    while end < len(text):
        char, seen = text[end], end > at
        if char in _MYRIADS and seen:
            if before and _MYRIADS[char] >= myriad:
                return before  # 十万八万 are two sums
            low, high, step = _with_ones(low, high, step, figure, place, zero)
            place = myriad = _MYRIADS[char]
            total_low, total_high = (total_low + low) * place, (total_high + high) * place
            low = high = 0.0
            end, step, figure, zero = end + 1, step * place, None, False
            before = _number(text, at, end, total_low, total_high, step, vague)
        elif char in _PLACES and (seen or char == "十"):
            if figure is None and seen and place <= _PLACES[char]:
                break
            place, one = _PLACES[char], figure or Number(end, end, 1, 1)
            low += one.low * place
            high += one.high * place + (place - 1 if one.filled else 0)
            end, step, figure, zero = end + 1, place, None, False
        elif char in "零〇" and seen and figure is None:
            end, zero = end + 1, True
        elif figure or (seen and _W["words_with_one"].match(text, end)):
            break  # 五万一口价
        else:
            figure = _figure(text, end)
            if figure is None or (place and _is_other(text, figure, zero)):
                figure = None
                break
            end, vague = figure.end, vague or figure.vague
    if end == at:
        return None
    low, high, step = _with_ones(low, high, step, figure, place, zero)
    return _number(text, at, end, total_low + low, total_high + high, step, vague)


def _is_other(text: str, figure: Number, zero: bool) -> bool:
    """Whether figures in Arabic numerals behind a place are a number of their own: 2万 35."""
    behind = text[figure.end : figure.end + 1]
    return figure.digits and not zero and (figure.high >= 10 or behind in tuple("天周,."))


def _with_ones(
    low: float, high: float, step: float, figure: Number | None, place: int, zero: bool
) -> tuple[float, float, float]:
    """Adds a figure without a place: 二百九 is 290, 两万二 22000, 一百零九 109, 十几 11..19."""
    if figure is None:
        return low, high, step
    scale = 1 if zero or place <= 10 else place // 10
    least = 1 if figure.filled and place else figure.low
    return low + least * scale, high + figure.high * scale, scale if place else figure.step


def _number(
    text: str, at: int, end: int, low: float, high: float, step: float, vague: bool
) -> Number:
    digits = text[at].isdigit()
    return Number(at, end, round(low, 6), round(high, 6), round(step) or 1, vague, digits=digits)


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
