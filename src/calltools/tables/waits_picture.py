"""The picture of waits: an SVG with ranges of days by organ and year, one line a statement.

What the hospital said of itself, what was put to it, and what it denied stand in three columns
with three kinds of marks, so that none can be taken for another: not in print, not by readers who
see few colours.  What is denied is a cross over a dotted line, what is prompted is hollow, what is
not firm is striped or broken.  Colours are those of the pages.  The file asks no host for anything.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from calltools.data import read_data
from calltools.language.plain_text import counted
from calltools.tables.table_rows import CallEntry
from calltools.tables.waits import STANDINGS, Organ, Standing, Wait, Waits, waits
from calltools.views.render import template_of

_WIDTH = 1200
_MARGIN = 32
_LABEL = 84
_GAP = 26
_COLUMN = (_WIDTH - 2 * _MARGIN - _LABEL - 2 * _GAP) / 3
_PITCH = 17
_BAR = 8
_CHARACTER = 5.6
"""Width of a character of the notes, about."""

_TICKS = (
    (0, "0"), (1, "1 day"), (7, "1 wk"), (30, "1 mo"), (90, "3 mo"), (365, "1 yr"),
    (730, "2 yr"), (1825, "5 yr"), (5475, "15 yr"),
)  # fmt: skip

_HEADS: dict[Standing, tuple[str, str]] = {
    "said": ("Said by the hospital", "its own figure"),
    "prompted": ("Prompted", "the investigator said the figure first"),
    "denied": ("Denied: no claims", "figures that the speaker rejects"),
}

_Shape = tuple[Literal["rect", "circle", "path"], dict[str, Any]]
"""An element of the picture with its attributes."""
_OpenEnd = Literal["left", "right"] | None
"""The side on which a range has no bound."""


@dataclass(frozen=True, slots=True)
class _RowLabel:
    """A line of text at ``x``, ``y``."""

    x: float
    y: float
    text: str
    style: str
    anchor: Literal["start", "middle", "end"] = "start"


@dataclass(frozen=True, slots=True)
class _Mark:
    """A statement as it is drawn, ``told`` when a reader points at it; or a sample of one."""

    style: str
    shapes: Sequence[_Shape]
    told: str = ""
    note: _RowLabel | None = None


def waits_picture(entries: Sequence[CallEntry]) -> str:
    """The picture as a whole SVG document; it says so where nothing is to be drawn."""
    from markupsafe import Markup

    found = waits(entries)
    y = 196.0
    panels = []
    for organ in found.organs:
        panels.append(_panel(organ, _Scale(found.longest), y))
        y = panels[-1]["end"]
    y += 0 if panels else 50
    return template_of("waits.svg").render(
        width=_WIDTH,
        height=math.ceil(y + 36),
        margin=_MARGIN,
        column=_COLUMN,
        about=_about(found),
        warning=_warning(found),
        legend=[_legend(standing) for standing in STANDINGS],
        panels=panels,
        end=y + 12,
        palette=Markup(_palette()),  # ours, not data
        paint=_paint,
    )


def _palette() -> str:
    return read_data("views/assets/palette.css")


def _paint(name: str, *properties: str) -> str:
    """Declarations that give ``properties`` the colour ``name`` of the palette: first as it is in
    light, for programs that know no variables."""
    colour = _light_colours()[name]
    return "".join(f"{each}: {colour}; {each}: var(--{name}); " for each in properties)


@functools.cache
def _light_colours() -> dict[str, str]:
    light, _, _ = _palette().partition("[data-theme")
    return dict(re.findall(r"--([\w-]+): (#\w+);", light))


class _Scale:
    """Days to pixels in a column: logarithmic, with room for no wait at all."""

    def __init__(self, longest: int) -> None:
        self._longest = max(longest * 1.15, 365)
        self._unit = (_COLUMN - 16) / math.log10(self._longest + 1)

    def x(self, days: float) -> float:
        """Where ``days`` stands, from the left of the column."""
        return 8 + self._unit * math.log10(days + 1)

    def ticks(self) -> list[tuple[float, str]]:
        """Places and names of the grid lines."""
        return [(self.x(days), name) for days, name in _TICKS if days <= self._longest]


def _about(found: Waits) -> str:
    """What the picture is and is not."""
    about = f"{counted(found.count, 'figure')} from {counted(found.calls, 'call')}."
    missing = (
        (found.without_figure, "without a figure"),
        (found.copies, "of other recordings of these calls"),
    )
    if told := [f"{counted(number, 'statement')} {which}" for number, which in missing if number]:
        about += f"  Not drawn: {', '.join(told)}."
    return about + "  What the machine found; no person has decided on it."


def _warning(found: Waits) -> str:
    number = found.synthetic_calls
    if not number:
        return ""
    which = "All of" if number == found.calls else f"{number} of"
    text = f"{which} these calls {'is' if which == '1 of' else 'are'} invented (synthetic)."
    return text + "  This picture is not evidence."


def _legend(standing: Standing) -> dict[str, Any]:
    """What a column holds, and what its marks mean."""
    left = _left(standing) + 8
    head, about = _HEADS[standing]
    plain, open_ = ("", 0, "plainly"), (" open", 102, "perhaps, if, suppose, taken back")
    meant = [("", 0, "")] if standing == "denied" else [plain, open_]
    samples = [
        _Mark(
            standing + firm,
            _shapes(standing, left + x, left + x + 34, 172),
            note=_RowLabel(left + x + 42, 176, words, "note") if words else None,
        )
        for firm, x, words in meant
    ]
    labels = [_RowLabel(left, 140, head, "head"), _RowLabel(left, 158, about, "quiet")]
    return {"labels": labels, "grounds": (), "marks": samples}


def _panel(organ: Organ, scale: _Scale, y: float) -> dict[str, Any]:
    """An organ's part of the picture from ``y`` down, and where it ends."""
    top, y = y, y + 44
    labels = [_RowLabel(_MARGIN, top + 24, organ.name, "organ")]
    labels += [
        _RowLabel(_left(standing) + x, y - 6, name, "tick", "middle")
        for standing in STANDINGS
        for x, name in scale.ticks()
    ]
    grounds, marks = [], []
    for year in organ.years:
        height = _PITCH * max(len(year.of(standing)) for standing in STANDINGS) + 12
        for standing in STANDINGS:
            left = _left(standing)
            grid = "".join(f"M{left + x:.1f} {y:.1f}v{height}" for x, _ in scale.ticks())
            grounds.append((left, y, height, "soft" if standing == "denied" else "card", grid))
            marks += [
                _mark(wait, left, y + 6 + _PITCH * (row + 0.5), scale)
                for row, wait in enumerate(year.of(standing))
            ]
        labels.append(_RowLabel(_MARGIN, y + 6 + _PITCH * 0.5 + 4, year.name, "year"))
        y += height + 6
    return {"y": top, "end": y + 16, "labels": labels, "grounds": grounds, "marks": marks}


def _mark(wait: Wait, left: float, y: float, scale: _Scale) -> _Mark:
    """A statement: its range, what should be kept in mind beside it, and all of it when asked."""
    start = left + (scale.x(0) if wait.least is None else scale.x(wait.least))
    end = left + (_COLUMN - 10 if wait.most is None else scale.x(wait.most))
    open_end: _OpenEnd = "left" if wait.least is None else "right" if wait.most is None else None
    return _Mark(
        wait.standing if wait.firm else f"{wait.standing} open",
        _shapes(wait.standing, start, max(start, end), y, open_end),
        wait.told,
        _note(wait, start, end, left, y),
    )


def _note(wait: Wait, start: float, end: float, left: float, y: float) -> _RowLabel | None:
    """The notes on the side of the mark with more room; across a long mark, or cut to the room."""
    if not wait.notes:
        return None
    before, after = start - left - 8, left + _COLUMN - end - 12
    words = " · ".join(wait.notes)
    most = max(1, int(max(before, after) / _CHARACTER))
    if len(words) > most:
        if end - start > len(words) * _CHARACTER + 40:
            return _RowLabel((start + end) / 2, y + 3.5, words, "note across", "middle")
        words = words[: most - 1] + "…"
    if after >= min(before, len(words) * _CHARACTER):
        return _RowLabel(end + 10, y + 3.5, words, "note")
    return _RowLabel(start - 8, y + 3.5, words, "note", "end")


def _left(standing: Standing) -> float:
    return _MARGIN + _LABEL + STANDINGS.index(standing) * (_COLUMN + _GAP)


def _shapes(
    standing: Standing, start: float, end: float, y: float, open_end: _OpenEnd = None
) -> list[_Shape]:
    """The mark itself: a cross over a line for what is denied, else a bar; one figure alone is a
    disc or a diamond; where a bound is missing the bar is a line with an arrow that way."""
    tip, back = (end, -5) if open_end == "right" else (start, 5)
    head = f"M{tip + back:.1f} {y - 4}L{tip:.1f} {y}l{back} 4" if open_end else ""
    line = _path("line", f"M{start:.1f} {y}H{end:.1f}{head}")
    if standing == "denied":
        cross = _path("cross", f"M{(start + end) / 2 - 4:.1f} {y - 4}l8 8m0 -8l-8 8")
        return [line, cross] if end > start else [cross]
    if open_end:
        return [line, _bar((end if open_end == "left" else start) - 2, y, 4, 11, 1)]
    if end - start >= 1:
        return [_bar(start, y, end - start, _BAR, 2.5)]
    if standing == "prompted":
        return [_path("bar", f"M{start:.1f} {y - 5.5}l5.5 5.5l-5.5 5.5l-5.5 -5.5z")]
    return [("circle", {"class": "bar", "cx": f"{start:.1f}", "cy": y, "r": _BAR / 2 + 0.5})]


def _bar(x: float, y: float, width: float, height: float, rx: float) -> _Shape:
    size = {"width": f"{width:.1f}", "height": height, "rx": rx}
    return "rect", {"class": "bar", "x": f"{x:.1f}", "y": y - height / 2, **size}


def _path(style: str, d: str) -> _Shape:
    return "path", {"class": style, "d": d}
