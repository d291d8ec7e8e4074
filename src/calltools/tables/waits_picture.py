"""The picture of waits: an SVG with ranges of days by organ and year, one line a statement.

What the hospital said of itself, what was put to it, and what it denied stand in three columns
with three kinds of marks, so that none can be taken for another: not in print, not by readers who
see few colours.  Colours are those of the pages.  The file asks no host for anything.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from calltools.language.plain_text import counted
from calltools.tables.rows import CallEntry
from calltools.tables.wait_marks import OpenEnd, Shape, wait_shape
from calltools.tables.waits import STANDINGS, Organ, Standing, Wait, Waits, waits
from calltools.views.picture import draw

_WIDTH = 1200
_MARGIN = 32
_LABEL = 84
_GAP = 26
_COLUMN = (_WIDTH - 2 * _MARGIN - _LABEL - 2 * _GAP) / 3
_PITCH = 17
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


@dataclass(frozen=True, slots=True)
class _Label:
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
    shapes: Sequence[Shape]
    told: str = ""
    note: _Label | None = None


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the marks of a year and standing stand on: a field with ``grid`` lines."""

    x: float
    y: float
    height: float
    style: str
    grid: str


@dataclass(frozen=True, slots=True)
class _Panel:
    """An organ's part of the picture, from ``y`` down."""

    y: float
    labels: list[_Label] = field(default_factory=list)
    grounds: list[_Ground] = field(default_factory=list)
    marks: list[_Mark] = field(default_factory=list)


def waits_picture(entries: Sequence[CallEntry]) -> str:
    """The picture as a whole SVG document; it says so where nothing is to be drawn."""
    found = waits(entries)
    y = 196.0
    scale = _Scale(found.longest)
    panels = []
    for organ in found.organs:
        panel, y = _panel(organ, scale, y)
        panels.append(panel)
    if not panels:
        y += 50
    return draw(
        "waits.svg",
        width=_WIDTH,
        height=math.ceil(y + 36),
        margin=_MARGIN,
        column=_COLUMN,
        about=_about(found),
        warning=_warning(found),
        legend=[_legend(number) for number in range(len(STANDINGS))],
        panels=panels,
        end=y + 12,
    )


class _Scale:
    """Days to pixels in a column: logarithmic, with room for no wait at all."""

    def __init__(self, longest: int) -> None:
        self.longest = max(longest * 1.15, 365)
        self._unit = (_COLUMN - 16) / math.log10(self.longest + 1)

    def x(self, days: float) -> float:
        """Where ``days`` stands, from the left of the column."""
        return 8 + self._unit * math.log10(days + 1)

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Places and names of the grid lines."""
        return ((self.x(days), name) for days, name in _TICKS if days <= self.longest)


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
    return text + "  This picture is no evidence."


def _legend(number: int) -> dict[str, Any]:
    """What a column holds, and what its marks mean."""
    standing, left = STANDINGS[number], _left(number) + 8
    head, about = _HEADS[standing]
    samples = [_sample(standing, left, "" if standing == "denied" else "plainly")]
    if standing != "denied":
        samples.append(_sample(f"{standing} open", left + 102, "perhaps, if, suppose, taken back"))
    return {
        "head": _Label(left, 140, head, "head"),
        "about": _Label(left, 158, about, "quiet"),
        "samples": samples,
    }


def _sample(style: str, x: float, words: str) -> _Mark:
    standing: Any = style.split()[0]
    note = _Label(x + 42, 176, words, "note") if words else None
    return _Mark(style, wait_shape(standing, x, x + 34, 172), note=note)


def _panel(organ: Organ, scale: _Scale, y: float) -> tuple[_Panel, float]:
    """An organ's part of the picture from ``y`` down, and where it ends."""
    panel = _Panel(y, [_Label(_MARGIN, y + 24, organ.name, "organ")])
    y += 44
    panel.labels.extend(
        _Label(_left(number) + x, y - 6, name, "tick", "middle")
        for number in range(len(STANDINGS))
        for x, name in scale.ticks()
    )
    for year in organ.years:
        lanes = [year.of(standing) for standing in STANDINGS]
        height = _PITCH * max(map(len, lanes)) + 12
        for number, lane in enumerate(lanes):
            left = _left(number)
            grid = "".join(f"M{left + x:.1f} {y:.1f}v{height}" for x, _ in scale.ticks())
            style = "soft" if STANDINGS[number] == "denied" else "card"
            panel.grounds.append(_Ground(left, y, height, style, grid))
            panel.marks.extend(
                _mark(wait, left, y + 6 + _PITCH * (row + 0.5), scale)
                for row, wait in enumerate(lane)
            )
        panel.labels.append(_Label(_MARGIN, y + 6 + _PITCH * 0.5 + 4, year.name, "year"))
        y += height + 6
    return panel, y + 16


def _mark(wait: Wait, left: float, y: float, scale: _Scale) -> _Mark:
    """A statement: its range, what should be kept in mind beside it, and all of it when asked."""
    start = left + (scale.x(0) if wait.least is None else scale.x(wait.least))
    end = left + (_COLUMN - 10 if wait.most is None else scale.x(wait.most))
    open_end: OpenEnd = "left" if wait.least is None else "right" if wait.most is None else None
    return _Mark(
        wait.standing if wait.firm else f"{wait.standing} open",
        wait_shape(wait.standing, start, max(start, end), y, open_end),
        wait.told,
        _note(wait, start, end, left, y),
    )


def _note(wait: Wait, start: float, end: float, left: float, y: float) -> _Label | None:
    """The notes on the side of the mark with more room; across a long mark, or cut to the room."""
    if not wait.notes:
        return None
    before, after = start - left - 8, left + _COLUMN - end - 12
    words = " · ".join(wait.notes)
    most = max(1, int(max(before, after) / _CHARACTER))
    if len(words) > most:
        if end - start > len(words) * _CHARACTER + 40:
            return _Label((start + end) / 2, y + 3.5, words, "note across", "middle")
        words = words[: most - 1] + "…"
    if after >= min(before, len(words) * _CHARACTER):
        return _Label(end + 10, y + 3.5, words, "note")
    return _Label(start - 8, y + 3.5, words, "note", "end")


def _left(number: int) -> float:
    return _MARGIN + _LABEL + number * (_COLUMN + _GAP)
