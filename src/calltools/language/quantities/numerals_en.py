"""English numerals as spoken, with the vagueness that sits inside them.

"two or three hundred" is 200..300, "sixty-odd" 61..69, "several thousand" 2000..9999.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from calltools.language.quantities.engine import Number
from calltools.language.quantities.model import Interval
from calltools.language.quantities.rules import PARTS
from calltools.language.quantities.words import words

_UNITS = words("en").data["units"]

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
SMALL: dict[str, int] = {word: value for value, word in enumerate(_ONES)}
TENS: dict[str, int] = {word: 20 + 10 * at for at, word in enumerate(_TENS)}
ORDINALS: dict[str, int] = {word: at + 1 for at, word in enumerate(_ORDINALS)}
ORDINALS |= {word[:-1] + "ieth": value for word, value in TENS.items()}
_GREAT_ORDINALS = {"hundredth": 100, "thousandth": 1000}
PLACES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "k": 1000, "grand": 1000}
_PLURALS = {"dozens": 12, "hundreds": 100, "thousands": 1000, "scores": 20}
_NUMERALS = SMALL.keys() | TENS.keys() | PLACES.keys()
_APART = "|".join(sorted(_NUMERALS - {"one"}))
_TOKEN = re.compile(
    r"\d+(?:,\d{3})+|\d+(?:\.\d+)?(?:st|nd|rd|th)?"
    rf"|\b(?:{_APART}|(?<=[-‐])one)(?=')|[a-z]+(?:'[a-z]+)?|[$€£%]|[^\s\w]"
)
"""FigureWords with what hangs on them ("year's"), but numerals without it: "sixty-one's nothing"."""


_Token = tuple[str, int, int]
"""A word, number or sign of the text, with its place in it."""


@dataclass(frozen=True, slots=True)
class _Numeral:
    """An interval of whole numbers read from tokens ``at`` to ``end`` (exclusive)."""

    at: int
    end: int
    low: float
    high: float | None
    vague: bool = False
    ordinal: bool = False
    digits: bool = False
    article: bool = False


@lru_cache(maxsize=64)
def _tokens(text: str) -> tuple[_Token, ...]:
    """The tokens of lower-case English; hyphens stand alone."""
    return tuple(("-" if m[0] == "‐" else m[0], m.start(), m.end()) for m in _TOKEN.finditer(text))


def starts(text: str) -> Iterator[int]:
    """Where words, figures and signs begin."""
    return (start for _, start, _ in _tokens(text))


def read_number(text: str, at: int) -> Number | None:
    """The numeral that begins at ``text[at]``, as long as it goes; None if none does."""
    tokens = _tokens(text)
    first = bisect_left(tokens, at, key=lambda token: token[1])
    found = _numeral(tokens, first) if first < len(tokens) and tokens[first][1] == at else None
    return _number(tokens, found) if found else None


def interval(text: str) -> Interval:
    """The numeral that ``text`` begins with, "a" for one; 0 without one."""
    number = read_number(text, 0) if text else None
    return (number.low, number.high) if number else (0.0, 0.0)


def alternative(text: str, at: int) -> Number | None:
    """The second figure of "a week or two", where words say that it is one."""
    tokens = _tokens(text)
    first, said = _alternative(tokens, bisect_left(tokens, at, key=lambda token: token[1]))
    found = _numeral(tokens, first) if said else None
    plain = found and not found.article and found.high is not None
    return _number(tokens, found) if found and plain else None


def _number(tokens: Sequence[_Token], found: _Numeral) -> Number:
    return Number(
        tokens[found.at][1], tokens[found.end - 1][2], found.low,
        found.low if found.high is None else found.high, vague=found.vague,
        open=found.high is None, digits=found.digits, ordinal=found.ordinal, article=found.article,
    )  # fmt: skip


def _read_part(tokens: Sequence[_Token], at: int) -> tuple[Fraction, int] | None:
    """The share that begins at token ``at``, and the token that names the whole: half a *year*,
    three quarters of an *hour*, a quarter of a *million*."""
    count = 1 if _word(tokens, at) == "a" else SMALL.get(_word(tokens, at), 0)
    end = at + bool(count)
    end += bool(count) and _word(tokens, end) == "-"
    name = _word(tokens, end)
    if name.removesuffix("s") not in PARTS or (not count and name in ORDINALS):
        return None
    share, end = Fraction(count or 1, PARTS[name.removesuffix("s")]), end + 1
    named = name == "half" or _word(tokens, end) == "of"
    named |= name not in ORDINALS and _word(tokens, end) in PLACES
    end += _word(tokens, end) in ("of", "-")
    end += _word(tokens, end) in ("a", "an") or (name != "half" and _word(tokens, end) == "one")
    return (share, end) if named and share < 1 else None


def _numeral(tokens: Sequence[_Token], at: int) -> _Numeral | None:
    """The numeral that begins at token ``at``, as long as it goes; None if none does."""
    first = _part_of_number(tokens, at) or _few(tokens, at) or _plain(tokens, at)
    if first is None:
        return None
    first = _and_part(tokens, first)
    if not first.ordinal and not first.article:
        at_second, said = _alternative(tokens, first.end)
        second = _plain(tokens, at_second) if at_second > first.end else None
        second = second and _lifted(tokens, first, second)
        if second and not second.ordinal and not second.article and _follows(first, second):
            joined = _or(first, second)
            if said or (_neighbours(joined) and not _counting(tokens, joined)):
                return joined
    return _odd(tokens, first)


def _part_of_number(tokens: Sequence[_Token], at: int) -> _Numeral | None:
    """Half a million, a quarter of a million, three quarters of a million."""
    part = _read_part(tokens, at)
    place = PLACES.get(_word(tokens, part[1]), 0) if part else 0
    if part is None or not place:
        return None
    value = part[0] * place
    whole = value.denominator == 1
    return _Numeral(at, part[1] + 1, float(value), float(value), vague=not whole)


def _and_part(tokens: Sequence[_Token], number: _Numeral) -> _Numeral:
    """Two and a half million, a million and a half."""
    if _word(tokens, number.end) != "and" or number.low != number.high or number.ordinal:
        return number
    more = _part_of_number(tokens, number.end + 1)
    if more and more.high and number.low < 100:
        place = PLACES[_word(tokens, more.end - 1)]
        value = number.low * place + more.low
        return replace(number, end=more.end, low=value, high=value, article=False)
    last = number.end + 2
    half = _word(tokens, last - 1) == "a" and _word(tokens, last) == "half"
    if half and _word(tokens, number.end - 1) == "million":
        value = number.low + PLACES["million"] / 2
        return replace(number, end=last + 1, low=value, high=value)
    return number


_MAYBE = ("perhaps", "maybe", "possibly", "even")


def _alternative(tokens: Sequence[_Token], at: int) -> tuple[int, bool]:
    """Where the second figure of "two or three", "two, maybe three", "two, three" begins, and
    whether words say that it is an alternative."""
    end, said = at, False
    end += _word(tokens, end) == ","
    for one_of in (("or",), _MAYBE):
        if _word(tokens, end) in one_of:
            end, said = end + 1, True
    return end, said


def _counting(tokens: Sequence[_Token], pair: _Numeral) -> bool:
    """Whether the pair is part of a longer row: "one, two, three, four"."""
    before = _word(tokens, pair.at - 1) == "," and _plain(tokens, pair.at - 2)
    after = _word(tokens, pair.end) == "," and _plain(tokens, pair.end + 1)
    return bool(before or after)


def _neighbours(number: _Numeral) -> bool:
    """Whether two figures with a pause between them are one guess: "two, three", "400, 450"."""
    if number.high is None or 1900 <= number.low <= 2100:
        return False
    step = number.high - number.low
    # "Fifty-four, sixty-five kilos" are two figures: one guess goes on by a step of its own.
    return step <= 2 or (number.high <= number.low * 1.5 and number.low % step == 0)


def _word(tokens: Sequence[_Token], at: int) -> str:
    return tokens[at][0] if 0 <= at < len(tokens) else ""


def _follows(first: _Numeral, second: _Numeral) -> bool:
    return second.high is not None and first.low < second.high


def _lifted(tokens: Sequence[_Token], first: _Numeral, second: _Numeral) -> _Numeral:
    """``second`` behind a million and tenths: one million two or three (hundred thousand)."""
    tenths, rest = divmod(first.low % PLACES["million"], 100_000)
    if not tenths or rest or _word(tokens, first.end - 1) not in SMALL or second.high is None:
        return second
    base, scale = first.low - 100_000 * tenths, 100_000 if second.high < 10 else 1
    return replace(second, low=base + second.low * scale, high=base + second.high * scale)


def _or(first: _Numeral, second: _Numeral) -> _Numeral:
    """two or three hundred: the place named last holds for both."""
    low = first.low
    places = [10**n for n in range(2, 8) if second.low % 10**n == 0 and second.low / 10**n > low]
    if places and low < 100:
        low *= places[-1]
    elif second.low >= 1000 > low >= 100 and second.low % 1000 == 0 and low < second.low / 1000:
        low *= 1000
    return _Numeral(first.at, second.end, low, second.high, first.vague or second.vague)


def _odd(tokens: Sequence[_Token], number: _Numeral) -> _Numeral:
    """sixty-odd, twenty-something, six hundred and some: more, but not the next step."""
    joint = _word(tokens, number.end)
    at = number.end + (joint == "-" or (joint == "and" and number.low >= 100))
    if _word(tokens, at) in ("odd", "something", "some") and number.high == number.low >= 10:
        step = 10
        while number.low % (step * 10) == 0:
            step *= 10
        filled = replace(number, end=at + 1, low=number.low + 1, high=number.low + step - 1)
        factor = PLACES.get(_word(tokens, filled.end), 0)
        if factor:
            low, high = number.low * factor + 1, (number.low + step) * factor - 1
            filled = replace(filled, end=filled.end + 1, low=low, high=high)
        return replace(filled, vague=True)
    return number


def _few(tokens: Sequence[_Token], at: int) -> _Numeral | None:
    """a couple of, a few, several, dozens of: two to nine of what follows."""
    word, end = _word(tokens, at), at + 1
    if word in ("a", "the", "another") and _word(tokens, end) in (
        "couple",
        "few",
        "dozen",
        "handful",
        "good",
    ):
        word, end = _word(tokens, end), end + 1
        if word == "good" and _word(tokens, end) in ("few",):
            word, end = "few", end + 1
    elif word == "half" and _word(tokens, at + 1) == "a" and _word(tokens, at + 2) == "dozen":
        return _Numeral(at, at + 3, 6, 6)
    if word in _PLURALS:
        value = _PLURALS[word]
        end += _word(tokens, end) == "of"
        return _Numeral(at, end, 2 * value, None, vague=True)
    if word == "dozen":
        end += _word(tokens, end) == "of"
        return _Numeral(at, end, 12, 12)
    bounds = {"couple": (2, 3), "few": (2, 9), "several": (2, 9), "handful": (2, 9)}.get(word)
    if bounds is None or (word == "few" and end == at + 1):
        return None
    end += _word(tokens, end) == "of"
    low, high = bounds
    factor = PLACES.get(_word(tokens, end), 0) or 12 * (_word(tokens, end) == "dozen")
    if factor:
        top = high * factor + (factor - 1 if word != "couple" else 0)
        return _Numeral(at, end + 1, low * factor, top, vague=True)
    return _Numeral(at, end, low, high, vague=True)


def _plain(tokens: Sequence[_Token], at: int) -> _Numeral | None:
    word = _word(tokens, at)
    if word[:1].isdigit():
        return _digits(tokens, at)
    if word in ("a", "an") and _word(tokens, at + 1) not in PLACES:
        return _Numeral(at, at + 1, 1, 1, article=True)
    return _with_tenths(tokens, _spelled(tokens, at))


def _with_tenths(tokens: Sequence[_Token], number: _Numeral | None) -> _Numeral | None:
    """``number`` with what is said behind "point": three point five, one point two million."""
    if number is None or number.ordinal or _word(tokens, number.end) != "point":
        return number
    value, end, scale = number.low, number.end + 1, 0.1
    while _word(tokens, end) in _ONES[:10]:
        value, end, scale = value + SMALL[_word(tokens, end)] * scale, end + 1, scale / 10
    if end == number.end + 1:
        return number
    while _word(tokens, end) in PLACES:
        value, end = value * PLACES[_word(tokens, end)], end + 1
    value = round(value, 9)
    return replace(number, end=end, low=value, high=value)


def _digits(tokens: Sequence[_Token], at: int) -> _Numeral:
    word = _word(tokens, at)
    if word[-1].isalpha():
        value = int(word[:-2])
        return _Numeral(at, at + 1, value, value, ordinal=True, digits=True)
    number, end = float(word.replace(",", "")), at + 1
    while _word(tokens, end) in PLACES:
        number, end = number * PLACES[_word(tokens, end)], end + 1
    return _Numeral(at, end, number, number, digits=True)


_CLOCK = frozenset("at by before after until till from past around about between".split())


def _is_spoken_short(tokens: Sequence[_Token], at: int, step: int) -> bool:
    """Whether "hundred and" is left out: one-eighty, two fifty; not in times: at three-thirty."""
    joined = step == at + 1 or _word(tokens, step - 1) == "-"
    return joined and _word(tokens, at - 1) not in _CLOCK


def _spelled(tokens: Sequence[_Token], at: int) -> _Numeral | None:
    total, section, position, seen, ordinal = 0, 0, at, False, False
    tens, place = False, 0
    while position < len(tokens):
        word = tokens[position][0]
        step = position
        if word in ("-", "and") and seen:
            step += 1
            word = _word(tokens, step)
            if tokens[position][0] == "and":
                rest = _spelled(tokens, step) if section == 0 else None
                again = section >= 100 and _word(tokens, step + 1) == "hundred"
                if again or (rest and rest.low >= place):
                    break  # two hundred and two hundred and fifty
        if word in ("a", "an", "some") and not seen and _word(tokens, step + 1) in PLACES:
            section = 1  # some hundred and forty
        elif word in SMALL or (word in ORDINALS and ORDINALS[word] < 20):
            value = SMALL[word] if word in SMALL else ORDINALS[word]
            if seen and (
                section % 10 or (tens and value >= 10) or (section % 100 >= 10 and not tens)
            ):
                break
            if word in ORDINALS and word not in SMALL and word == "second" and not seen:
                return _Numeral(at, step + 1, 2, 2, ordinal=True)
            if place == PLACES["million"] and not section and step == position and value < 10:
                if (after := _word(tokens, step + 1)) in _UNITS:
                    break  # a million two years ago
                if not (after in _NUMERALS or after in ("-", "point")):
                    section, position = value * place // 10, step + 1  # one million two
                    break
            section, tens = section + value, tens
            ordinal = word in ORDINALS and word not in SMALL
        elif word in TENS or word in ORDINALS:
            if 0 < section < 10 and not total and _is_spoken_short(tokens, at, step):
                section *= 100
            if section % 100:
                break
            section, tens = section + TENS.get(word, ORDINALS.get(word, 0)), True
            ordinal = word in ORDINALS
        elif word in _GREAT_ORDINALS and seen and section:
            section, ordinal = section * _GREAT_ORDINALS[word], True
        elif word == "hundred" and seen and section:
            section, tens = section * 100, False
        elif word in PLACES and seen and section:
            total, section, tens = total + section * PLACES[word], 0, False
            place = PLACES[word]
        else:
            break
        seen, position = True, step + 1
        if ordinal:
            break
    if not seen:
        return None
    return _Numeral(at, position, total + section, total + section, ordinal=ordinal)
