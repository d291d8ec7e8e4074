"""What a figure of a text says."""

from __future__ import annotations

from dataclasses import dataclass

from calltools.language.normalise import TextSpan
from calltools.language.quantities.numerals_en import read_number as read_english
from calltools.language.quantities.numerals_en import read_part, tokenize
from calltools.language.quantities.numerals_zh import read_number as read_chinese

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Figure:
    """``said`` is what stands in the text; ``number`` the interval as spoken, ``value`` the same
    in the measure of ``dimension``; ``unit`` the unit or currency as spoken ("" where unsaid).

    ``bound`` tells open intervals (at_least, at_most); ``weak`` figures (a, one, first, "how
    many") prove nothing alone.
    """

    place: TextSpan
    said: str
    dimension: str
    number: Interval
    value: Interval
    unit: str = ""
    bound: str = "exact"
    vague: bool = False
    weak: bool = False


def chinese_number(text: str | None) -> Interval:
    """The numeral that ``text`` begins with; 0 without one."""
    if text == "半":
        return 0.5, 0.5
    number = read_chinese(text, 0) if text else None
    return (number.low, number.high) if number else (0, 0)


def english_number(text: str | None) -> Interval:
    """The numeral that ``text`` begins with; 0 without one."""
    number = read_english(tokenize(text), 0) if text else None
    return (number.low, number.high or number.low) if number else (0, 0)


def english_part(text: str) -> tuple[float, str] | None:
    """The share that ``text`` begins with, and of what: three quarters of an hour."""
    tokens = tokenize(text)
    part = read_part(tokens, 0)
    return (float(part[0]), tokens[part[1]].text) if part and part[1] < len(tokens) else None
