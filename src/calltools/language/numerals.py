"""Numbers in figures turned into Chinese numerals, as they are read aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DIGITS = "零一二三四五六七八九"
_PLACES = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}

# Longer figures are telephone, bed or record numbers: nobody reads them as an amount.
_LONGEST_AMOUNT = 7

_NUMBER = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)"
    r"(?:\.(?P<decimals>[0-9]+))?(?P<percent>%)?(?P<year>(?=年))?"
)


def numerals_to_hanzi(text: str) -> Iterator[tuple[int, int, str]]:
    """Pieces (start, end, replacement) that cover ``text``, its ASCII figures in hanzi.

    ``35万`` becomes ``三十五万``, ``2011年`` ``二零一一年``, ``75%`` ``百分之七十五``,
    ``13858`` ``一万三千八百五十八``, a figure of more than seven digits is read digit by digit.
    """
    at = 0
    for match in _NUMBER.finditer(text):
        yield from ((i, i + 1, text[i]) for i in range(at, match.start()))
        yield match.start(), match.end(), _read(match)
        at = match.end()
    yield from ((i, i + 1, text[i]) for i in range(at, len(text)))


def _read(match: re.Match[str]) -> str:
    whole = match["whole"].replace(",", "")
    is_year = match["year"] is not None and len(whole) == 4
    is_name = len(whole) > _LONGEST_AMOUNT or (len(whole) > 1 and whole[0] == "0")
    spoken = digit_by_digit(whole) if is_year or is_name else amount(int(whole))
    if match["decimals"]:
        spoken += "点" + digit_by_digit(match["decimals"])
    return f"百分之{spoken}" if match["percent"] else spoken


def digit_by_digit(figures: str) -> str:
    """``2011`` as ``二零一一``."""
    return "".join(_DIGITS[int(figure)] for figure in figures)


def amount(number: int) -> str:
    """``number`` (0 to below 10**16) as an amount: 10 as ``十``, 205 as ``二百零五``."""
    if not 0 <= number < 10**16:
        raise ValueError(f"out of range: {number}")
    spoken = _amount(number)
    return spoken.removeprefix("一") if spoken.startswith("一十") else spoken


def _amount(number: int) -> str:
    for name, place in _PLACES.items():
        if number >= place:
            before, rest = divmod(number, place)
            zero = _DIGITS[0] if 0 < rest < place // 10 else ""
            return _amount(before) + name + zero + (_amount(rest) if rest else "")
    return _DIGITS[number]
