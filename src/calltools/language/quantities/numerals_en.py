"""English numerals as spoken, with the vagueness that sits inside them.

"two or three hundred" is 200..300, "sixty-odd" 61..69, "several thousand" 2000..9999.
"""

from __future__ import annotations

import re
from dataclasses import replace

from calltools.language.quantities.engine import Number
from calltools.language.quantities.model import Interval
from calltools.language.quantities.rules import PARTS

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_SMALL: dict[str, int] = {word: value for value, word in enumerate(_ONES)}
_TENS: dict[str, int] = {
    word: 20 + 10 * at
    for at, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())
}
_NTH: dict[str, int] = {word: at + 1 for at, word in enumerate(_ORDINALS)}
_NTH |= {word[:-1] + "ieth": value for word, value in _TENS.items()}
_NTH_PLACES = {"hundredth": 100, "thousandth": 1000}
_PLACES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "k": 1000, "grand": 1000}
_MANY = {"dozens": 12, "hundreds": 100, "thousands": 1000, "scores": 20}
_SOME = {"couple": (2, 3), "few": (2, 9), "several": (2, 9), "handful": (2, 9), "dozen": (12, 12)}

_PLACE = f"(?P<place>{'|'.join(_PLACES)})"
_NEXT = re.compile(r"(?P<joint>\s*-\s*|\s+and\s+|\s+)?(?P<word>(?!one')[a-z]+|(?<=-)one)\b")
_DIGITS = re.compile(r"(?P<number>\d+(?:,\d{3})+|\d+(?:\.\d+)?)(?P<nth>(?:st|nd|rd|th)\b)?")
_PLACE_BEHIND = re.compile(rf"\s*-?\s*{_PLACE}\b")
_ARTICLE = re.compile(rf"an?\b(?!\s+(?:{'|'.join(_PLACES)})\b)")
_PART = re.compile(
    rf"(?:(?P<count>a|{'|'.join(_ONES[1:10])})[ -])?"
    r"(?P<part>half|quarters?|(?:third|fifth|tenth)s?)"
    rf"(?:(?<=half)|(?<=quarter)|(?<=quarters)|(?= of))(?: of)?(?: (?:an?|one))? {_PLACE}\b"
)
_FEW = re.compile(
    rf"(?:half a (?P<half>dozen)|(?P<many>{'|'.join(_MANY)})"
    r"|(?:a|the|another) (?:good )?(?P<few>few)"
    r"|(?:(?:a|the|another) )?(?P<some>couple|several|handful|dozen))\b(?:\s+of\b)?"
    rf"(?:\s+(?P<place>{'|'.join(_PLACES)}|(?<!dozen )dozen)\b)?"
)
_POINT = re.compile(rf"\s+point((?:\s+(?:{'|'.join(_ONES[:10])})\b)+)")
_OR = re.compile(
    r"\s*(?P<comma>,)?(?P<said>\s*\bor\b)?(?P<maybe>\s*\b(?:perhaps|maybe|possibly|even)\b)?\s*"
)
_ODD = re.compile(rf"(?:(?P<and>\s+and\s+)|\s*-\s*|\s+)(?:odd|something|some)\b(?:\s+{_PLACE}\b)?")
_ROW_BEFORE = re.compile(rf"(?:\d|\b(?:{'|'.join((*_SMALL, *_TENS, *_PLACES))})),\s*$")
_CLOCK_BEFORE = re.compile(
    r"\b(?:at|by|before|after|until|till|from|past|around|about|between)\s+$"
)
_UNIT_BEHIND = re.compile(r"\s+(?:minute|hour|day|night|week|fortnight|month|year)s?\b")
_MORE_BEHIND = re.compile(
    rf"\s*-|\s+(?:point|{'|'.join((*_SMALL, *_TENS, *_PLACES))})\b|{_UNIT_BEHIND.pattern}"
)


def interval(text: str) -> Interval:
    """The numeral that ``text`` begins with, "a" for one; 0 without one."""
    number = read_number(text, 0) if text else None
    return (number.low, number.high) if number else (0.0, 0.0)


def read_number(text: str, at: int) -> Number | None:
    """The numeral that begins at ``text[at]``, as long as it goes; None if none does."""
    first = _part_of_number(text, at) or _few(text, at) or _plain(text, at)
    if first is None:
        return None
    first = _and_part(text, first)
    if first.ordinal or first.article:
        return first
    joint = _OR.match(text, first.end)
    second = _plain(text, joint.end()) if joint and joint[0].strip() else None
    if joint and second and not (second.ordinal or second.article):
        second = _lifted(text, first, second)
        joined = _or(first, second)
        said = joint["said"] or joint["maybe"]
        if first.low < second.high and (said or (_is_guess(joined) and not _in_row(text, joined))):
            return joined
    return _odd(text, first)


def alternative(text: str, at: int) -> Number | None:
    """The second figure of "a week or two", where words say that it is one."""
    joint = _OR.match(text, at)
    if joint is None or not (joint["said"] or joint["maybe"]):
        return None
    number = read_number(text, joint.end())
    return None if number is None or number.article or number.open else number


def _part_of_number(text: str, at: int) -> Number | None:
    """Half a million, three quarters of a million."""
    part = _PART.match(text, at)
    if part is None or not (part["count"] or part["part"] in ("half", "quarter")):
        return None
    share = _SMALL.get(part["count"], 1) / PARTS[part["part"].removesuffix("s")]
    value = share * _PLACES[part["place"]]
    return Number(at, part.end(), value, value, vague=value != round(value))


def _and_part(text: str, number: Number) -> Number:
    """Two and a half million, a million and a half."""
    if not text.startswith(" and ", number.end) or number.low != number.high or number.ordinal:
        return number
    at = number.end + len(" and ")
    more = _part_of_number(text, at)
    if more and number.low < 100:
        value = number.low * _PLACES[text[: more.end].split()[-1]] + more.low
        return Number(number.start, more.end, value, value)
    if text.endswith("million", 0, number.end) and text.startswith("a half", at):
        value = number.low + _PLACES["million"] / 2
        return replace(number, end=at + len("a half"), low=value, high=value)
    return number


def _few(text: str, at: int) -> Number | None:
    """a couple of, a few, several, dozens of: two to nine of what follows."""
    few = _FEW.match(text, at)
    if few is None:
        return None
    if few["half"]:
        return Number(at, few.end("half"), 6, 6)
    if few["many"]:
        value = 2 * _MANY[few["many"]]
        end = few.start("place") - 1 if few["place"] else few.end()
        return Number(at, end, value, value, vague=True, open=True)
    word = few["few"] or few["some"]
    low, high = _SOME[word]
    size = _PLACES.get(few["place"] or "", 12 if few["place"] else 1)
    rest = size - 1 if word not in ("couple", "dozen") else 0
    return Number(at, few.end(), low * size, high * size + rest, vague=word != "dozen")


def _plain(text: str, at: int) -> Number | None:
    if digits := _DIGITS.match(text, at):
        return _in_digits(text, digits)
    if article := _ARTICLE.match(text, at):
        return Number(at, article.end(), 1, 1, article=True)
    number = _spelled(text, at)
    point = _POINT.match(text, number.end) if number and not number.ordinal else None
    if number is None or point is None:
        return number
    tenths = "".join(str(_SMALL[word]) for word in point[1].split())
    return _with_places(text, point.end(), replace(number, low=float(f"{number.low}.{tenths}")))


def _in_digits(text: str, match: re.Match[str]) -> Number:
    value = float(match["number"].replace(",", ""))
    if match["nth"]:
        return Number(*match.span(), value, value, ordinal=True, digits=True)
    return _with_places(text, match.end(), Number(*match.span(), value, value, digits=True))


def _with_places(text: str, end: int, number: Number) -> Number:
    """``number`` times the places behind it: 1.5 million, three point five thousand."""
    value = number.low
    while place := _PLACE_BEHIND.match(text, end):
        value, end = value * _PLACES[place["place"]], place.end()
    value = round(value, 9)
    return replace(number, end=end, low=value, high=value)


def _spelled(text: str, at: int) -> Number | None:
    """A numeral in words: places multiply what stands before them, tens and ones are added."""
    total = section = place = 0
    end, tens, ordinal = at, False, False
    while match := _NEXT.match(text, end):
        seen, joint, word = end > at, (match["joint"] or "").strip(), match["word"]
        if bool(match["joint"]) != seen or (
            joint == "and" and _is_next(text, match, section, place)
        ):
            break
        value = _SMALL.get(word, _NTH.get(word, 0))
        if word in ("a", "an", "some") and not seen and _PLACE_BEHIND.match(text, match.end()):
            section = 1  # some hundred and forty
        elif word in _SMALL or 0 < value < 20:
            if seen and (
                section % 10 or (tens and value >= 10) or (section % 100 >= 10 and not tens)
            ):
                break
            if place == _PLACES["million"] and not section and not joint and value < 10:
                if not _MORE_BEHIND.match(text, match.end()):  # one million two
                    return _number(at, match.end(), total + value * place // 10)
                if _UNIT_BEHIND.match(text, match.end()):
                    break  # a million two years ago
            section, ordinal = section + value, word in _NTH
        elif word in _TENS or word in _NTH:
            if 0 < section < 10 and not total and joint != "and":
                section *= 1 if _CLOCK_BEFORE.search(text, 0, at) else 100  # one-eighty
            if section % 100:
                break
            section, tens, ordinal = section + _TENS.get(word, value), True, word in _NTH
        elif word in _NTH_PLACES and section:
            section, ordinal = section * _NTH_PLACES[word], True
        elif word == "hundred" and section:
            section, tens = section * 100, False
        elif word in _PLACES and section:
            total, section, place, tens = total + section * _PLACES[word], 0, _PLACES[word], False
        else:
            break
        end = match.end()
        if ordinal:
            break
    return _number(at, end, total + section, ordinal=ordinal) if end > at else None


def _number(at: int, end: int, value: float, *, ordinal: bool = False) -> Number:
    return Number(at, end, value, value, ordinal=ordinal)


def _is_next(text: str, joint: re.Match[str], section: int, place: int) -> bool:
    """Whether "and" begins another number: two hundred and two hundred and fifty."""
    rest = _spelled(text, joint.start("word")) if section == 0 else None
    again = section >= 100 and text.startswith(" hundred", joint.end())
    return again or (rest is not None and rest.low >= place)


# ---- two numbers that are one


def _lifted(text: str, first: Number, second: Number) -> Number:
    """``second`` behind a million and tenths: one million two or three (hundred thousand)."""
    tenths, rest = divmod(first.low % _PLACES["million"], 100_000)
    if not tenths or rest or text[: first.end].split()[-1] not in _SMALL:
        return second
    base, scale = first.low - 100_000 * tenths, 100_000 if second.high < 10 else 1
    return replace(second, low=base + second.low * scale, high=base + second.high * scale)


def _or(first: Number, second: Number) -> Number:
    """two or three hundred: the place named last holds for both."""
    low = first.low
    places = [10**n for n in range(2, 8) if second.low % 10**n == 0 and second.low / 10**n > low]
    if places and low < 100:
        low *= places[-1]
    elif second.low >= 1000 > low >= 100 and second.low % 1000 == 0 and low < second.low / 1000:
        low *= 1000
    return Number(first.start, second.end, low, second.high, vague=first.vague or second.vague)


def _is_guess(pair: Number) -> bool:
    """Whether two figures with a pause between them are one guess: "two, three", "400, 450"."""
    step = pair.high - pair.low
    if 1900 <= pair.low <= 2100 or not step:
        return False
    # "Fifty-four, sixty-five kilos" are two figures: one guess goes on by a step of its own.
    return step <= 2 or (pair.high <= pair.low * 1.5 and pair.low % step == 0)


def _in_row(text: str, pair: Number) -> bool:
    """Whether the pair is part of a longer row: "one, two, three, four"."""
    comma = _OR.match(text, pair.end)
    behind = comma and comma["comma"] and _plain(text, comma.end())
    return bool(behind or _ROW_BEFORE.search(text, 0, pair.start))


def _odd(text: str, number: Number) -> Number:
    """sixty-odd, twenty-something, six hundred and some: more, but not the next step."""
    odd = _ODD.match(text, number.end)
    if odd is None or not number.high == number.low >= 10 or (odd["and"] and number.low < 100):
        return number
    step = 10
    while number.low % (step * 10) == 0:
        step *= 10
    size = _PLACES.get(odd["place"] or "", 1)
    low, high = number.low * size + 1, (number.low + step) * size - 1
    return replace(number, end=odd.end(), low=low, high=high, vague=True)
