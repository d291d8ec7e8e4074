"""Chinese numerals as spoken: hanzi, Arabic and mixed, with the vagueness that sits inside them.

十二三 is 12..13, 七八十 70..80, 几百 200..999, 十来 10..19, 两万二 22000.  Libraries that read
plain numerals (cn2an) give 35 for 三五, so the interval has to be carried through the parse.
What belongs to a numeral is a pattern of ``zh.toml``; its value is read place by place.
"""

from __future__ import annotations

import re
from dataclasses import replace
from math import prod

from calltools.language.quantities.grammar import Number
from calltools.language.quantities.model import Interval, last_place
from calltools.language.quantities.vocabulary import words

_W = words("zh")

DIGITS = dict(zip("零〇一二三四五六七八九两", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True))
_PLACES = {"亿": 100_000_000, "万": 10_000, "千": 1000, "百": 100, "十": 10}
_NOUGHTS = frozenset("零〇")
_LONGEST = 60
"""Characters of a numeral and what stands behind it; nobody says half as many."""
_ROUND: dict[str, tuple[float, float | None]] = {
    "hundreds": (1, None),  # 上百, 成千上万
    "or_two": (1, 2),  # 百把
    "eighty": (0.8, 1),  # 百八十, 千儿八百
    "and_ten": (1, 1.1),  # 百十台
    "and_some": (1, 1.19),  # 百十来台
    "bare": (1, 1),  # 近百例, 百余例
}
"""Places without a figure, by the group of the pattern: from what to what share of them."""


def interval(text: str) -> Interval:
    """The numeral that ``text`` begins with; 0 without one."""
    number = read_number(text, 0) if text else None
    return (number.low, number.high) if number else (0.0, 0.0)


def read_number(text: str, at: int) -> Number | None:
    """The numeral that begins at ``text[at]``, as long as it goes; None if none does."""
    if match := _W["round"].match(text, at):
        number = _round(match)
        return number if number.vague else _filled(text, number)
    if (match := _W["read_out"].match(text, at)) and not _is_pair(match):
        value = int("".join(str(DIGITS[c]) for c in match[0]))
        return _filled(text, Number(*match.span(), value, value, spelled=True))
    match = _W["numeral"].match(text[at : at + _LONGEST])
    if match is None or not match[0]:
        return None
    low, high, step = _value(match[0])
    vague = _W["vague_figure"].search(match[0]) is not None
    end, digits = at + match.end(), text[at].isdigit()
    return _filled(text, Number(at, end, low, high, step, vague, digits=digits))


def _round(match: re.Match[str]) -> Number:
    low, high = _ROUND[match.lastgroup or ""]
    named = match[match.lastgroup or ""]
    value = prod(place for name, place in _PLACES.items() if name in named)
    if match[0].endswith("万") and "万" not in named and "上" not in match[0]:
        value *= 10_000  # 百八十万
    ends = round(low * value), round((high or 1) * value)
    return Number(*match.span(), *ends, value, vague=low != high, open=high is None)


def _is_pair(read_out: re.Match[str]) -> bool:
    """Whether two digits are neighbours (七八), which are a range, or nought twice."""
    pair = _W["pair"].match(read_out.string, read_out.start())
    is_pair = pair is not None and pair.end() >= read_out.end()
    return is_pair or (len(read_out[0]) == 2 and set(read_out[0]) <= _NOUGHTS)


def _value(numeral: str) -> tuple[float, float, int]:
    """What a numeral says: from, to, and the value of the last place that is named."""
    numeral = numeral.replace("廿", "二十").replace("卅", "三十").lstrip("零〇") or "零"
    for name, place in _PLACES.items():
        head, is_named, tail = numeral.rpartition(name)
        if is_named:
            return _with_place(head, place, tail)
    if numeral[0].isdigit():
        value = float(numeral.rstrip("几").replace(",", ""))
        return (
            (value + 1, value + 9, 1)
            if numeral.endswith("几")
            else (value, value, last_place(value))
        )
    if numeral in ("几", "数"):
        return 2, 9, 1
    if "点" in numeral:
        value = float("".join("." if c == "点" else str(DIGITS[c]) for c in numeral))
        return value, value, 1
    digits = [DIGITS[c] for c in numeral if c != "、"]
    return min(digits), max(digits), 1


def _with_place(head: str, place: int, tail: str) -> tuple[float, float, int]:
    """三 百 五, 两 万 二: what stands before a place is times it, what stands behind is added."""
    low, high, step = _value(head) if head else (1, 1, 1)
    step = place if place < 10_000 else step * place
    several = (place - 1) * (head in ("几", "数") and place < 10_000)
    low, high = low * place, high * place + several
    if not tail:
        return low, high, step
    least, most, last = _value(tail)
    if _PLACES.keys() & set(tail):
        return low + least, high + most, last
    scale = place // 10 if tail[0] not in _NOUGHTS else 1  # 两万二 is 22000, 两万零二 20002
    least = 1 if tail.lstrip("零〇") == "几" else least
    return low + least * scale, high + most * scale, scale


def _filled(text: str, number: Number) -> Number:
    """来, 多 and 余 after a round number fill up its last place: 二十来 20..29, 二十多 21..29,
    and so 一百好几; 十多万 is 100,001..199,999."""
    more = _W["more"].match(text, number.end)
    if more is None or (number.step < 10 and number.low != 10):
        return number
    if more["several"] and number.step < 100:
        return number
    least, place = more["word"] != "来", _PLACES.get(more["place"] or "", 1)
    if place <= number.step:
        place = 1
    low, high = number.low * place + least, (number.high + number.step) * place - 1
    end = more.end() if place > 1 else more.end("words")
    return replace(
        number, end=end, low=low, high=high, step=number.step * place, vague=True, filled=True
    )
