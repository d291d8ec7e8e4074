"""Figures of a Chinese or an English text on scales that both share.

A figure is an interval with a dimension: hours for durations, kilograms, centimetres, minutes of
the clock, per cent, places in the calendar.  ``plain`` figures have no unit, or one that the other
language may leave out (classifiers).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from calltools.comparison.calendar import special_figures
from calltools.comparison.figure import (
    Figure,
    Interval,
    chinese_number,
    english_number,
    english_part,
)
from calltools.comparison.measures import BY_RULE, MEASURES
from calltools.language.normalise import FOLD, Normalised, normalise
from calltools.language.quantities import Quantity, find_quantities

_HOURS = {"minute": 1 / 60, "hour": 1.0, "day": 24.0, "week": 168.0, "fortnight": 336.0}
_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}
_CHINESE_UNITS = {"day": "天", "week": "周", "month": "月", "year": "年"}
_POINTED_UNITS = {
    "天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month",
    "年": "year",
}  # fmt: skip
_NAMES_ZH = sorted((n for n in MEASURES.keys() - BY_RULE if not n.isascii()), key=len)[::-1]
_MEASURE_ZH = re.compile(rf"(?:{'|'.join(_NAMES_ZH)})(?![头面边])")
_MEASURE_EN = re.compile(r"[ -]?([a-z]+)\b")


__all__ = ["Figure", "figures"]


@lru_cache(maxsize=10_000)  # clauses are compared with the same text one after the other
def figures(text: str, language: str) -> tuple[Figure, ...]:
    """The figures of ``text`` (any script and case), left to right; none overlap."""
    folded = normalise(text, FOLD)
    chinese = language.startswith("zh")
    found = list(special_figures(folded.text, chinese=chinese))
    masked = folded.text
    for figure in found:
        start, end = figure.place
        masked = masked[:start] + ";" * (end - start) + masked[end:]
    for quantity in find_quantities(masked, language):
        found += _of_quantity(masked, quantity, chinese)
    return tuple(
        _in_original(figure, folded, text)
        for figure in sorted(found, key=lambda figure: figure.place)
    )


def _in_original(figure: Figure, folded: Normalised, text: str) -> Figure:
    start, end = folded.original(*figure.place)
    said = figure.said if figure.dimension == "period" else text[start:end].strip(" ,，")
    return replace(figure, place=(start, end), said=said)


def _of_quantity(text: str, q: Quantity, chinese: bool) -> Iterator[Figure]:
    core = text[slice(*q.core)]
    number = (chinese_number if chinese else english_number)(core)
    place = (q.start, q.end)
    if q.kind == "duration":
        yield _duration(text, q, number, chinese)
        return
    if q.kind == "date" and q.unit in _POINTED_UNITS and number[0] > 1:  # 头三个月, 前两年
        hours = 24.0 * _DAYS[_POINTED_UNITS[q.unit]]
        span = number[0] * hours, number[1] * hours
        yield Figure(place, core, "time", number, span, _POINTED_UNITS[q.unit], weak=True)
        return
    if q.kind in ("date", "clock"):
        return
    if q.kind == "code":
        digits = re.sub(r"\D", "", "".join(_digit(c) for c in core))
        if digits:
            value = float(digits)
            yield Figure(place, core, "plain", (value, value), (value, value))
        else:
            yield Figure(place, core, "plain", number, number, weak=True)
        return
    bounds = _bounds(q)
    if bounds is None or (q.kind == "percent" and not bounds[1]):
        return
    low, high = bounds
    if any(part != round(part) for part in number):
        low, high = number  # the grammar counts in whole numbers
    elif number[0] < number[1] and low == high and low in number:
        low, high = number  # "eight or nine at most": the figure is the range
    single = low == high and low in (0, 1)
    asked = chinese and re.search(r"几", core) is not None and high <= 9
    figure = Figure(
        place, core, "plain", (low, high), (low, high), bound=q.bound, vague=q.vague,
        weak=asked or (single and q.kind != "money"),
    )  # fmt: skip
    if q.kind == "money" and not _is_weight(text, q):
        yuan = chinese and re.search("块|元", text[q.core[0] : q.end])
        unit = "元" if yuan and q.unit == "元" else q.currency or ("元" if yuan else "")
        yield replace(figure, dimension="money", unit=unit, weak=single)
    elif q.kind == "percent":
        scale = 10 if q.unit == "成" else 1
        scaled = (low * scale, high * scale)
        yield replace(figure, dimension="percent", number=scaled, value=scaled)
    else:
        yield _measured(text, q, figure, chinese)
    if q.period:
        hours = 24.0 * _DAYS[q.period]
        span = (place[1] - 1, place[1]) if not chinese else (place[0], place[0] + 1)
        said = f"每{_CHINESE_UNITS[q.period]}" if chinese else f"a {q.period}"
        yield Figure(span, said, "period", (1, 1), (hours, hours), q.period, weak=True)


def _digit(character: str) -> str:
    place = "零一二三四五六七八九".find(character.replace("〇", "零").replace("两", "二"))
    return str(place) if place >= 0 else character


def _bounds(q: Quantity) -> tuple[float, float] | None:
    """The interval without its open end: the figure itself, whatever is said of its direction."""
    low, high = q.low, q.high
    if q.kind == "money" and q.smooth != (None, None):
        low, high = q.smooth
    low, high = (high if low is None else low), (low if high is None else high)
    return None if low is None or high is None else (float(low), float(high))


def _is_weight(text: str, q: Quantity) -> bool:
    """Whether pounds are no money: "he weighs a hundred pounds"."""
    pounds = re.match(" ?pounds?(?P<heavy> heavy| in weight)?", text[q.core[1] :])
    return pounds is not None and bool(pounds["heavy"] or re.search(r"\bweigh", text))


def _measured(text: str, q: Quantity, figure: Figure, chinese: bool) -> Figure:
    """A count with the unit of measure behind it, if one is."""
    if chinese:
        match = _MEASURE_ZH.match(text, q.core[1]) or _MEASURE_ZH.search(text, *q.core)
        unit = match[0] if match else ""
    else:
        match = _MEASURE_EN.match(text, q.core[1])
        unit = match[1] if match else ""
        unit = q.unit if q.unit in MEASURES else unit
        unit = "lbs" if _is_weight(text, q) else unit
    if unit not in MEASURES or unit in BY_RULE:
        return figure
    dimension, factor, unit = MEASURES[unit]
    low, high = figure.number
    if chinese and match and text[match.end() : match.end() + 1] == "半":  # 三公分半
        low, high = low + 0.5, high + 0.5
    end = max(figure.place[1], match.end() if match else 0)
    return replace(
        figure, place=(figure.place[0], end), dimension=dimension, unit=unit, weak=False,
        number=(low, high),
        value=(low * factor, high * factor),
    )  # fmt: skip


def _duration(text: str, q: Quantity, number: Interval, chinese: bool) -> Figure:
    said, unit = text[q.start : q.end], q.unit
    if not chinese and re.match(r"[ -]old", text[q.end :]):
        return Figure((q.start, q.end), said, "plain", number, number)
    part = None if chinese else english_part(text[slice(*q.core)])
    if q.unit in ("hour", "minute"):
        number = _spoken_hours(said, number, chinese)
        factor = _HOURS[q.unit]
        if q.unit == "hour" and re.search(r"半天|half a day", said):
            factor, number = 12.0, (1, 1)
        elif part:
            number, factor, unit = _part_of_hours(*part)
        value = number[0] * factor, number[1] * factor
    else:
        low, high = _bounds(q) or (0.0, 0.0)
        value = low * 24.0, high * 24.0
        if part and part[1].startswith("year") and part[0] != 0.5:
            unit = "month"  # a quarter of a year
        scale = _DAYS.get(unit, 1)
        number = low / scale, high / scale
    if "大半" in said:
        number, value = (number[0], 2 * number[1]), (value[0], 2 * value[1])
    weak = number == (1.0, 1.0) and q.bound == "exact" and not q.vague
    return Figure((q.start, q.end), said, "time", number, value, unit, q.bound, q.vague, weak)


def _part_of_hours(share: float, whole: str) -> tuple[Interval, float, str]:
    """Part of a day in hours, half an hour, and other parts of an hour in minutes."""
    number = share * (24 if whole in ("day", "night") else 1)
    if whole.startswith("hour") and share != 0.5:
        return (60 * share, 60 * share), _HOURS["minute"], "minute"
    unit = "minute" if whole.startswith("minute") else "hour"
    return (number, number), _HOURS[unit], unit


def _spoken_hours(said: str, number: Interval, chinese: bool) -> Interval:
    low, high = number
    if chinese:
        if re.match(r"\D{0,6}半个?(?:小时|钟头)", said) and not low:
            return 0.5, 0.5
        if re.search(r"个半(?:小时|钟头)", said):
            return low + 0.5, high + 0.5
        if re.search(r"多个?(?:小时|钟头)|(?:小时|钟头)多", said):
            return low, high + 1
    else:
        if "and a half" in said:
            low, high = max(low, 1), max(high, 1)
            return low + 0.5, high + 0.5
    return (low, high) if high else (1, 1)
