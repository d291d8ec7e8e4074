"""What rules for figures share: patterns of numerals, and figures made of a match.

A rule is a pattern and what reads a match of it, or None where it is no figure after all.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from calltools.comparison.figure import Figure

Match = re.Match[str]
FigureRule = tuple[re.Pattern[str], Callable[[Match], Figure | None]]

ZH = r"[\d零〇一二三四五六七八九十百两几]+"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
EN = rf"(?:\d+|(?:{_TENS})(?:-(?:{_ONES}))?|{_TEENS}|{_ONES})"
_DIGITS = "零一二三四五六七八九"


def exactly(match: Match, dimension: str, value: float, unit: str = "") -> Figure:
    """The figure that stands where ``match`` does and can only be ``value``."""
    return Figure(match.span(), match[0], dimension, (value, value), (value, value), unit)


def digit(character: str) -> str:
    """A Chinese numeral below ten as an Arabic digit: 两 is ``2``; all else as it is."""
    place = _DIGITS.find(character.replace("〇", "零").replace("两", "二"))
    return str(place) if place >= 0 else character
