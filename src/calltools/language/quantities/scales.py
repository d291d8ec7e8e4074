"""Quantities on the scales that two languages share: what they say, for comparison.

The grammars read figures for records: durations in whole days, counts in whole numbers.  Here the
number as spoken is kept, hours are hours, and counts of a measure are masses and lengths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from calltools.language.quantities import numerals_en, numerals_zh
from calltools.language.quantities.model import HOURS, Interval, Quantity, on_scale
from calltools.language.quantities.numerals_zh import DIGITS
from calltools.language.quantities.words import words

_CHINESE_UNITS = {"day": "天", "week": "周", "month": "月", "year": "年"}
_POINTED_UNITS = {
    "天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month",
    "年": "year",
}  # fmt: skip
_POUNDS = re.compile(" ?pounds?(?P<heavy> heavy| in weight)?")
_NOTHING_COUNTED = re.compile(r"\s*(?:[,.;:!?…—)\"-]|and\b|or\b|$)")


def on_scales(text: str, q: Quantity, chinese: bool) -> Iterator[Quantity]:
    """``q``, which a grammar found in ``text``, for comparison; and the period of a rate."""
    core = text[slice(*q.core)]
    number = (numerals_zh if chinese else numerals_en).interval(core)
    if q.kind == "duration":
        weak = q.number == (1.0, 1.0) and q.bound == "exact" and not q.vague
        yield replace(q, said=text[q.start : q.end], weak=weak)
    elif q.kind == "date" and q.unit in _POINTED_UNITS and number[0] > 1:  # 头三个月, 前两年
        unit = _POINTED_UNITS[q.unit]
        value = on_scale("duration", unit, number)
        yield replace(
            q, kind="duration", said=core, unit=unit, number=number, value=value, weak=True
        )
    elif q.kind == "date" and core.startswith("第"):  # 第四天
        number = numerals_zh.interval(core[1:])
        yield replace(q, kind="ordinal", said=core, unit="", number=number, value=number)
    elif q.kind == "code":
        digits = re.sub(r"\D", "", "".join(str(DIGITS.get(c, c)) for c in core))
        number = (float(digits), float(digits)) if digits else number
        yield replace(q, said=core, number=number, value=number, weak=not digits)
    elif q.kind not in ("date", "clock"):
        yield from _counted(text, q, number, chinese)


def _counted(text: str, q: Quantity, number: Interval, chinese: bool) -> Iterator[Quantity]:
    ends = q.closed
    if q.kind == "percent" and not ends[1]:
        return
    core = text[slice(*q.core)]
    if any(part != round(part) for part in number):
        ends = number  # the grammar counts in whole numbers
    elif number[0] < number[1] and ends[0] == ends[1] and ends[0] in number:
        ends = number  # "eight or nine at most": the figure is the range
    single = ends[0] == ends[1] and ends[0] in (0, 1)
    asked = chinese and "几" in core and ends[1] <= 9
    told = replace(q, said=core, number=ends, value=ends, unit="")
    if q.kind == "money" and not _is_weight(text, q):
        yuan = chinese and re.search("块|元", text[q.core[0] : q.end])
        unit = "元" if yuan and q.unit == "元" else q.currency or ("元" if yuan else "")
        yield replace(told, unit=unit, weak=single)
    elif q.kind == "percent":
        scale = 10 if q.unit == "成" else 1
        scaled = (ends[0] * scale, ends[1] * scale)
        yield replace(told, number=scaled, value=scaled, weak=asked or single)
    else:
        counted = "count" if q.kind == "money" else q.kind
        told = replace(
            told, kind=counted, weak=asked or single, elided=_elided(text, q, ends, chinese)
        )
        yield _measured(text, q, told, chinese)
    if q.period:
        start, end = (q.start, q.start + 1) if chinese else (q.end - 1, q.end)
        said = f"每{_CHINESE_UNITS[q.period]}" if chinese else f"a {q.period}"
        hours = HOURS[q.period]
        yield Quantity(
            "period", start, end, 1, 1, q.period, said=said, number=(1, 1), value=(hours, hours),
            weak=True,
        )  # fmt: skip


def _elided(text: str, q: Quantity, ends: Interval, chinese: bool) -> int:
    """The ten thousand or thousand that may go without saying; in English what is counted as
    well: "a hundred and ninety, then"."""
    if ends[1] >= 1000:
        return 0
    return 10_000 if chinese else 1000 * bool(_NOTHING_COUNTED.match(text, q.end))


def _is_weight(text: str, q: Quantity) -> bool:
    """Whether pounds are no money: "he weighs a hundred pounds"."""
    pounds = _POUNDS.match(text, q.core[1])
    return pounds is not None and bool(pounds["heavy"] or re.search(r"\bweigh", text))


def _measured(text: str, q: Quantity, told: Quantity, chinese: bool) -> Quantity:
    """A count with the unit of measure behind it, if one is."""
    of = words("zh" if chinese else "en")
    match = of["measure"].search(text, q.core[0])
    if match and match.start() > q.core[1]:
        match = None
    weight = not chinese and _is_weight(text, q)
    if match is None and not weight:
        return told
    kind, size, unit = of.data["measures"]["lbs" if weight or match is None else match["unit"]]
    half = 0.5 * bool(match and match.groupdict().get("half"))  # 三公分半
    number = told.number[0] + half, told.number[1] + half
    return replace(
        told, end=max(told.end, match.end("unit") if match else 0), kind=kind, unit=unit,
        number=number, value=on_scale(kind, unit, number, size), weak=False,
    )  # fmt: skip
