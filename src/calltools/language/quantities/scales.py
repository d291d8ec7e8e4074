"""Quantities on the scales that two languages share: what they say, for comparison.

The grammars read figures for records: durations in whole days, counts in whole numbers.  Here the
number as spoken is kept, and counts of a measure are masses and lengths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from calltools.language.quantities.model import HOURS, Interval, Quantity, on_scale
from calltools.language.quantities.numerals_zh import DIGITS
from calltools.language.quantities.rules import numeral
from calltools.language.quantities.vocabulary import FigureWords

_PERIODS = {"day": "每天", "week": "每周", "month": "每月", "year": "每年"}
_POUNDS = re.compile(" ?pounds?(?P<heavy> heavy| in weight)?")
_NOTHING_COUNTED = re.compile(r"\s*(?:[,.;:!?…—)\"-]|and\b|or\b|$)")


def on_scales(text: str, q: Quantity, of: FigureWords) -> Iterator[Quantity]:
    """``q``, which a grammar found in ``text``, for comparison; and the period of a rate."""
    core = text[slice(*q.core)]
    if q.kind == "duration":
        weak = q.number == (1.0, 1.0) and q.bound == "exact" and not q.vague
        yield replace(q, said=text[q.start : q.end], weak=weak)
    elif q.kind == "date" and of.is_chinese:
        yield from _pointed(q, core, of)
    elif q.kind == "code":
        digits = re.sub(r"\D", "", "".join(str(DIGITS.get(c, c)) for c in core))
        number = (float(digits),) * 2 if digits else numeral(core, of)
        yield replace(q, said=core, number=number, value=number, weak=not digits)
    elif q.kind not in ("date", "clock"):
        yield from _counted(text, q, of)


def _pointed(q: Quantity, core: str, of: FigureWords) -> Iterator[Quantity]:
    """第四天 is the fourth; 头三个月, 前两年 are months and years without a date."""
    number, unit = numeral(core.removeprefix("第"), of), of.data["units"].get(q.unit)
    if core.startswith("第"):
        yield replace(q, kind="ordinal", said=core, unit="", number=number, value=number)
    elif unit and number[0] > 1:
        value = on_scale("duration", unit, number)
        yield replace(
            q, kind="duration", said=core, unit=unit, number=number, value=value, weak=True
        )


def _counted(text: str, q: Quantity, of: FigureWords) -> Iterator[Quantity]:
    ends = q.closed
    if q.kind == "percent" and not ends[1]:
        return
    core = text[slice(*q.core)]
    is_whole = all(part == round(part) for part in q.number)
    if not is_whole or (q.number[0] < q.number[1] and ends[0] == ends[1] and ends[0] in q.number):
        ends = q.number  # the grammar counts in whole numbers; "eight or nine at most"
    weak = ends in ((0, 0), (1, 1)) or ("几" in core and ends[1] <= 9)
    kind, unit, size = q.kind, "", 10 if q.unit == "成" else 1
    if kind == "money" and not _is_weight(text, q):
        unit = q.unit or q.currency or ""
    elif kind != "percent":
        kind = "count" if kind == "money" else kind
    ends = ends[0] * size, ends[1] * size
    figure = replace(q, kind=kind, said=core, unit=unit, number=ends, value=ends, weak=weak)
    if kind not in ("money", "percent"):
        figure = _measured(text, replace(figure, elided=_elided(text, q.end, ends, of)), of)
    yield figure
    if q.period:
        start, end = (q.start, q.start + 1) if of.is_chinese else (q.end - 1, q.end)
        said = _PERIODS[q.period] if of.is_chinese else f"a {q.period}"
        value = (HOURS[q.period],) * 2
        yield Quantity(
            "period", start, end, 1, 1, q.period, said=said, number=(1, 1), value=value, weak=True
        )


def _elided(text: str, end: int, ends: Interval, of: FigureWords) -> int:
    """The ten thousand or thousand that may go without saying; in English what is counted as
    well: "a hundred and ninety, then"."""
    if ends[1] >= 1000:
        return 0
    return 10_000 if of.is_chinese else 1000 * bool(_NOTHING_COUNTED.match(text, end))


def _is_weight(text: str, q: Quantity) -> bool:
    """Whether pounds are not money: "he weighs a hundred pounds"."""
    pounds = _POUNDS.match(text, q.core[1])
    return pounds is not None and bool(pounds["heavy"] or re.search(r"\bweigh", text))


def _measured(text: str, figure: Quantity, of: FigureWords) -> Quantity:
    """A count with the unit of measure behind it, if one is."""
    match = of["measure"].search(text, figure.core[0])
    measure = match["unit"] if match and match.start() <= figure.core[1] else ""
    if _is_weight(text, figure):
        measure = "lbs"
    if not measure:
        return figure
    kind, size, unit = of.data["measures"][measure]
    half = 0.5 * bool(match and match["half"])  # 三公分半
    number = figure.number[0] + half, figure.number[1] + half
    return replace(
        figure, end=max(figure.end, match.end("unit") if match else 0), kind=kind, unit=unit,
        number=number, value=on_scale(kind, unit, number, size), weak=False,
    )  # fmt: skip
