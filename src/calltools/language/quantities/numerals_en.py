"""English numerals as spoken, with the vagueness that sits inside them.

"two or three hundred" is 200..300, "sixty-odd" 61..69, "several thousand" 2000..9999.  What belongs
to a numeral is a pattern of ``en.toml``; its value is read place by place.
"""

from __future__ import annotations

import re
from dataclasses import replace

from calltools.language.quantities.grammar import Number
from calltools.language.quantities.model import Interval, last_place
from calltools.language.quantities.vocabulary import words

_W = words("en")
PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
"""Of how many parts one is named: a quarter is one of four."""
_SMALL: dict[str, int] = dict(_W.data["small"])
_NTH: dict[str, int] = dict(_W.data["nth"])
_PLACES: dict[str, int] = dict(_W.data["places"])
_SOME: dict[str, tuple[int, int]] = {
    "couple": (2, 3), "few": (2, 9), "several": (2, 9), "handful": (2, 9), "dozen": (12, 12),
    "half a dozen": (6, 6),
}  # fmt: skip
_MANY = {"dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000}
"""More than one of them are two at least."""
_YEARS = range(1900, 2101)


def interval(text: str) -> Interval:
    """The numeral that ``text`` begins with, "a" for one; 0 without one."""
    number = read_number(text, 0) if text else None
    return (number.low, number.high) if number else (0.0, 0.0)


def read_number(text: str, at: int) -> Number | None:
    """The numeral that begins at ``text[at]``, as long as it goes; None if none does."""
    first = _part(text, at) or _few(text, at) or _plain(text, at)
    if first is None or first.ordinal or first.article:
        return first
    joint = _W["or_number"].match(text, first.end)
    second = _plain(text, joint.end()) if joint and joint[0].strip() else None
    if joint and second and not (second.ordinal or second.article):
        joined = joined_numbers(text, first, second)
        is_said = joint["or"] or joint["maybe"]
        if joined and (is_said or (_is_guess(joined) and not _in_row(text, joined))):
            return joined
    return _odd(text, first)


def alternative(text: str, at: int) -> Number | None:
    """The second figure of "a week or two", where words say that it is one."""
    joint = _W["or_number"].match(text, at)
    if joint is None or not (joint["or"] or joint["maybe"]):
        return None
    number = read_number(text, joint.end())
    return None if number is None or number.article or number.open else number


# ---- one number


def _part(text: str, at: int) -> Number | None:
    """Half a million, three quarters of a million, two and a half million, a million and a half."""
    part = _W["part_of_number"].match(text, at)
    if part is None:
        return None
    whole = part["whole"] or part["millions"]
    share = _SMALL.get(part["count"], 1) / PARTS[(part["part"] or "half").removesuffix("s")]
    value = (_digits_or_words(whole) + share) * _PLACES[part["place"] or "million"]
    return Number(*part.span(), value, value, vague=value != round(value))


def _few(text: str, at: int) -> Number | None:
    """a couple of, a few, several, dozens of: two to nine of what follows."""
    few = _W["few_of"].match(text, at)
    if few is None:
        return None
    if few["many"]:
        value = _MANY[few["many"]]
        end = few.start("place") - 1 if few["place"] else few.end()
        return Number(at, end, value, value, vague=True, open=True)
    some = few["few"] or few["some"]
    low, high = _SOME[some]
    size = 12 if few["place"] == "dozen" else _PLACES.get(few["place"] or "", 1)
    is_exact = "dozen" in some
    rest = 0 if is_exact or some == "couple" else size - 1
    return Number(at, few.end(), low * size, high * size + rest, vague=not is_exact)


def _plain(text: str, at: int) -> Number | None:
    """A number in figures or words: 1.5 million, twenty-first, a hundred and five."""
    if nth := _W["ordinal_number"].match(text, at):
        value = _digits_or_words(re.sub(r"(?<=\d)[a-z]+|(?<=[en]d)th", "", nth[0]))
        return Number(*nth.span(), value, value, ordinal=True, digits=nth[0][0].isdigit())
    if number := _W["number"].match(text, at):
        value = _digits_or_words(number[0])
        end = number.end()
        while place := _W["place_behind"].match(text, end):
            value, end = value * _PLACES[place["place"]], place.end()
        value = round(value, 9)
        return Number(at, end, value, value, digits=number[0][0].isdigit())
    article = _W["article"].match(text, at)
    return Number(*article.span(), 1, 1, article=True) if article else None


def _digits_or_words(numeral: str | None) -> float:
    if not numeral:
        return 0
    if numeral[0].isdigit():
        return float(numeral.replace(",", ""))
    whole, _, tenths = numeral.partition(" point ")
    value = _value(re.findall("[a-z]+", whole))
    return float(f"{value}.{''.join(str(_SMALL[word]) for word in tenths.split())}")


def _value(spoken: list[str]) -> int:
    """Words as a number: places multiply what stands before them, tens and ones are added."""
    for place, size in _PLACES.items():
        if place in spoken:
            at = spoken.index(place)
            rest = _value(spoken[at + 1 :])
            is_tenth = place == "million" and len(spoken) == at + 2 and rest < 10
            return max(_value(spoken[:at]), 1) * size + rest * (size // 10 if is_tenth else 1)
    values = [_SMALL.get(word, 0) or _NTH.get(word, 0) for word in spoken]
    if len(values) > 1 and 0 < values[0] < 10 <= values[1]:
        values[0] *= 100  # one-eighty
    return sum(values)


# ---- two numbers that are one


def joined_numbers(text: str, first: Number, second: Number) -> Number | None:
    """The range of two numbers, of which each completes the places of the other: two or three
    hundred, 160 to 70 thousand, a hundred and thirty or forty; None where the second is less."""
    low, high = first.low, second.high
    if " " in text[second.start : second.end]:  # a place is said
        top = 10 ** (len(str(int(second.low))) - 1)
        place = next((size for size in (1_000_000, 1000) if second.low >= size and low < 1000), 1)
        rest = second.low / place
        if top >= 100 and second.low % top == 0 and low < second.low / top:
            low *= top
        elif low < rest or low % 100 < rest < 100 <= low:
            low *= place
    step = last_place(low)
    if high < step and low >= 1000 and step > 1:  # one million two or three
        high *= step
    if high < low and step <= high < 10 * step:
        high += low - low % (10 * step)
    if high <= low:
        return None
    vague = first.vague or second.vague
    return replace(second, start=first.start, low=low, high=high, vague=vague, digits=first.digits)


def _is_guess(pair: Number) -> bool:
    """Whether two figures with a pause between them are one guess: "two, three", "400, 450"."""
    step = pair.high - pair.low
    # "Fifty-four, sixty-five kilos" are two figures: one guess goes on by a step of its own.
    goes_on = step <= 2 or (pair.high <= pair.low * 1.5 and pair.low % step == 0)
    return goes_on and pair.low not in _YEARS


def _in_row(text: str, pair: Number) -> bool:
    """Whether the pair is part of a longer row: "one, two, three, four"."""
    comma = _W["or_number"].match(text, pair.end)
    behind = comma and comma["comma"] and _plain(text, comma.end())
    return bool(behind) or _W.stands_before("row_before", text, pair.start)


def _odd(text: str, number: Number) -> Number:
    """sixty-odd, twenty-something, six hundred and some: more, but not the next step."""
    odd = _W["odd"].match(text, number.end)
    if odd is None or not number.high == number.low >= 10 or (odd["and"] and number.low < 100):
        return number
    size, step = _PLACES.get(odd["place"] or "", 1), max(last_place(number.low), 10)
    low, high = number.low * size + 1, (number.low + step) * size - 1
    return replace(number, end=odd.end(), low=low, high=high, vague=True)
