"""The marks of waits: a bar, a disc, a diamond or a cross.

What is denied is a cross over a dotted line, what is prompted is hollow, what is not firm is
striped or broken: none can be taken for another in print, or by readers who see few colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from calltools.tables.waits import Standing

OpenEnd = Literal["left", "right"] | None
"""The side on which a range has no bound."""

_BAR = 8


@dataclass(frozen=True, slots=True)
class Shape:
    """An element of the picture with its attributes."""

    tag: Literal["rect", "circle", "path"]
    attributes: dict[str, Any]


def wait_shape(
    standing: Standing, start: float, end: float, y: float, open_end: OpenEnd = None
) -> list[Shape]:
    """The mark itself: a cross over a line for what is denied, else a bar; one figure alone is a
    disc or a diamond; where a bound is missing the bar is a line with an arrow that way."""
    if standing == "denied":
        line = [_arrow(start, end, y, open_end)] if end > start else []
        return [*line, _cross((start + end) / 2, y)]
    if open_end:
        known = end if open_end == "left" else start
        return [_arrow(start, end, y, open_end), _bar(known - 2, y - 5.5, 4, 11, 1)]
    if end - start >= 1:
        return [_bar(start, y - _BAR / 2, end - start, _BAR, 2.5)]
    if standing == "prompted":
        return [_path("bar", f"M{start:.1f} {y - 5.5}l5.5 5.5l-5.5 5.5l-5.5 -5.5z")]
    circle = {"class": "bar", "cx": f"{start:.1f}", "cy": y, "r": _BAR / 2 + 0.5}
    return [Shape("circle", circle)]


def _bar(x: float, y: float, width: float, height: float, rx: float) -> Shape:
    size = {"x": f"{x:.1f}", "y": y, "width": f"{width:.1f}", "height": height, "rx": rx}
    return Shape("rect", {"class": "bar", **size})


def _path(style: str, d: str) -> Shape:
    return Shape("path", {"class": style, "d": d})


def _cross(x: float, y: float, size: int = 4) -> Shape:
    strokes = f"l{2 * size} {2 * size}m0 {-2 * size}l{-2 * size} {2 * size}"
    return _path("cross", f"M{x - size:.1f} {y - size}{strokes}")


def _arrow(start: float, end: float, y: float, open_end: OpenEnd) -> Shape:
    tip, back = (end, -5) if open_end == "right" else (start, 5)
    head = f"M{tip + back:.1f} {y - 4}L{tip:.1f} {y}l{back} 4" if open_end else ""
    return _path("line", f"M{start:.1f} {y}H{end:.1f}{head}")
