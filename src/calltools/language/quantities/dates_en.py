"""English years and months, which only look like amounts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from calltools.language.quantities.numerals_en import SMALL, EnglishToken, read_number
from calltools.language.quantities.words_en import MONTHS, NOUNS, UNITS

_YEARS = range(1950, 2040)
_IN = re.compile(r"\b(?:in|since|until|till|by|before|after|from|during|of|year)\s+$")
_SHORT = re.compile(r"(?:'|\b(?:back in|the year)\s+'?)$")
_IN_MONTH = frozenset("in of since by until before after last next from".split())


def is_month(tokens: Sequence[EnglishToken], at: int) -> bool:
    """Whether token ``at`` names a month; "may" and "march" do behind "in", "since" or a day."""
    word = tokens[at].text
    before = tokens[at - 1].text if at else ""
    if word in ("may", "march"):
        return before in _IN_MONTH or before[:1].isdigit()
    return word in MONTHS


def end_of_year(text: str, tokens: Sequence[EnglishToken], at: int) -> int | None:
    """Where the year that begins with token ``at`` ends: 2015, since '15, in twenty fifteen."""
    word, before = tokens[at].text, text[: tokens[at].start]
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    if word.isdigit():
        short = len(word) == 2 and _SHORT.search(before)
        year = (int(word) in _YEARS or short) and following not in UNITS
        return at + 1 if year else None
    said_in = bool(_IN.search(before))
    if word in ("o", "oh") and said_in and SMALL.get(following, 10) < 10:
        return at + 2
    end, value = _spoken(tokens, at)
    after = tokens[end].text if end < len(tokens) else ""
    if value not in _YEARS or after in UNITS or after in NOUNS or after in ("-", "or", "thousand"):
        return None
    # "twenty twenty-five" may be a guess at a count, and "two thousand" is one.
    return end if said_in or (value < 2020 and word in ("nineteen", "twenty")) else None


def _spoken(tokens: Sequence[EnglishToken], at: int) -> tuple[int, int]:
    """Where a year in words ends, and its value; 0 where none is."""
    number = read_number(tokens, at)
    if number is None or number.low != number.high:
        return at, 0
    if number.low > 2000 and tokens[at].text == "two":
        return number.end, round(number.low)
    if number.end != at + 1 or tokens[at].text not in ("nineteen", "twenty"):
        return at, 0
    rest = read_number(tokens, at + 1)
    tens = rest and (rest.low >= 10) and rest.low == rest.high and rest.low < 100
    if not rest or not tens or rest.ordinal or rest.digits:
        return at, 0
    return rest.end, round(number.low * 100 + rest.low)
