"""Measures of bodies and roads: kilos, jin and stone, metres, feet, li and miles."""

from __future__ import annotations

import re
from dataclasses import replace

from calltools.comparison.figure import Figure, chinese_number, english_number
from calltools.comparison.rules import EN, FigureRule, Match, digit, exactly

MEASURES: dict[str, tuple[str, float, str]] = {
    name: (dimension, factor, unit)
    for dimension, factor, unit, names in (
        ("mass", 1.0, "kilos", "公斤 千克 kilo kilos kilogram kilograms kg"),
        ("mass", 0.5, "jin", "斤 jin catty catties"),
        ("mass", 0.4536, "pounds", "lb lbs"),
        ("mass", 6.350, "stone", "stone"),
        ("length", 0.1, "mm", "毫米 mm millimetres millimeters"),
        ("length", 1.0, "cm", "公分 厘米 cm centimetre centimetres centimeter centimeters"),
        ("length", 100.0, "metres", "米 metre metres meter meters"),
        ("length", 100_000.0, "km", "公里 km kilometre kilometres kilometer kilometers"),
        ("length", 50_000.0, "li", "里"),
        ("length", 160_934.0, "miles", "mile miles"),
        ("length", 2.54, "inches", "inch inches"),
        ("volume", 1.0, "ml", "毫升 ml millilitres milliliters"),
        ("volume", 1000.0, "litres", "升 litre litres liter liters"),
        ("dose", 1.0, "mg", "毫克 mg milligrams"),
        ("dose", 1000.0, "grams", "克 grams"),
        ("dose", 50_000.0, "liang", "两"),
    )
    for name in names.split()
}
"""Dimension, size (kg, cm, ml, mg) and plain name of each unit."""
BY_RULE = frozenset(("stone", "两"))
"""Words that are units in some figures only."""
_ROUNDED = {
    "jin": 0.06, "liang": 0.06, "pounds": 0.06, "stone": 0.06, "inches": 0.06,
    "li": 0.085, "miles": 0.085, "feet": 0.017,
}  # fmt: skip
"""By how much what is converted into or from a unit may differ: 300 km are two hundred miles, and
1.80 m is six feet; an inch more is another height."""
_FOREIGN = frozenset(("pounds", "stone", "inches", "miles", "feet"))


def rounding(one: Figure, other: Figure) -> float | None:
    """By how much two figures of one dimension may differ for their units; None where both have
    the same, or units that are converted without a remainder."""
    if one.unit == other.unit:
        return None
    return max((_ROUNDED.get(unit, 0.0) for unit in (one.unit, other.unit)), default=0.0) or None


def is_foreign(figure: Figure) -> bool:
    """Whether the figure is in a unit that Chinese has none like, so that it was converted."""
    return figure.unit in _FOREIGN


def _of(match: Match, count: float, name: str) -> Figure:
    dimension, factor, unit = MEASURES[name]
    value = count * factor
    return Figure(match.span(), match[0], dimension, (count, count), (value, value), unit)


def _few_zh(match: Match) -> Figure:
    """半斤 and 二两."""
    return _of(match, chinese_number(match["count"] or match["few"])[0], match["unit"] or "两")


def _and_half(match: Match) -> Figure:
    """Half a mile, two and a half kilos, a kilo and a half."""
    count = english_number(match["count"])[0] if match["count"] else float(bool(match["one"]))
    return _of(match, count + 0.5, match["unit"] or match["one"])


def _stone(match: Match) -> Figure | None:
    """Twelve stone eight is 176 pounds; one stone may be one of the gall."""
    pounds = english_number(match["pounds"])[0] if match["pounds"] else 0.0
    count = english_number(match["stone"])[0] + 0.5 * bool(match["half"])
    return _of(match, count + pounds / 14, "stone") if count > 1 and pounds < 14 else None


def _feet(match: Match) -> Figure | None:
    """Five foot seven; feet alone are a round figure."""
    feet = english_number(match["feet"])[0]
    inches = english_number(match["inches"])[0] if match["inches"] else 0.0
    if inches >= 12 or (feet < 2 and not inches):
        return None
    number, value = feet + inches / 12, 30.48 * feet + 2.54 * inches
    figure = Figure(match.span(), match[0], "length", (number,) * 2, (value,) * 2, "feet")
    return replace(figure, vague=not match["inches"])


def _height_zh(match: Match) -> Figure:
    """一米七三 is 173 cm, 一米八 180."""
    rest = [float(digit(c)) for c in match["rest"]]
    part = rest[0] * 10 + (rest[1] if len(rest) > 1 else 0)
    return exactly(match, "length", chinese_number(match["whole"])[0] * 100 + part, "cm")


def _height_en(match: Match) -> Figure:
    whole = 1.0 if match["whole"] == "a" else english_number(match["whole"])[0]
    return exactly(match, "length", whole * 100 + english_number(match["rest"])[0], "cm")


_NAMES_EN = "|".join(sorted((name for name in MEASURES if name.isascii()), key=len)[::-1])
MEASURES_ZH: tuple[FigureRule, ...] = (
    (
        re.compile(r"(?P<whole>[一二两\d])米(?P<rest>[零一二三四五六七八九]{1,2}|\d{1,2})"),
        _height_zh,
    ),
    (
        re.compile(
            r"(?P<count>半)(?P<unit>公[斤里]|[斤里])(?![里头面边])|"
            r"(?<![一二三四五六七八九十百千万])(?P<few>[二四五六七八九半])两"
            r"(?![一二三四五六七八九十百千万亿个位台例天年月周次种边])"
        ),
        _few_zh,
    ),
)
MEASURES_EN: tuple[FigureRule, ...] = (
    (
        re.compile(
            rf"\b(?P<stone>{EN})(?P<half> and a half)? stone\b"
            rf"(?:,? (?P<pounds>{EN})\b(?: pounds?| lbs?)?)?"
        ),
        _stone,
    ),
    (
        re.compile(
            rf"\b(?P<feet>{EN})[ -](?:foot|feet)\b"
            rf"(?:[ -](?:and )?(?P<inches>{EN})\b(?: inch(?:es)?)?)?"
        ),
        _feet,
    ),
    (
        re.compile(
            rf"\b(?:(?P<count>{EN}) and a half|half an?) (?P<unit>{_NAMES_EN})\b"
            rf"|\ban? (?P<one>{_NAMES_EN}) and a half\b"
        ),
        _and_half,
    ),
    (
        re.compile(rf"\b(?P<whole>one|two|a|[12])[ -]met(?:re|er)s?,? (?P<rest>{EN})\b"),
        _height_en,
    ),
)
