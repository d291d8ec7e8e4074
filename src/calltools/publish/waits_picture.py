"""The picture of waits: an SVG with ranges of days by organ and year, one line a statement.

What the hospital said of itself, what was put to it, and what it denied stand in three columns
with three kinds of marks, so that none can be taken for another: not in print, not by readers who
see few colours.  Colours are those of the pages.  The file asks no host for anything.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Literal
from xml.sax.saxutils import escape

from calltools.publish.plain_text import visible
from calltools.publish.tables import CallEntry
from calltools.publish.waits import STANDINGS, Organ, Standing, Wait, Waits, waits

_WIDTH = 1200
_MARGIN = 32
_LABEL = 84
_GAP = 26
_COLUMN = (_WIDTH - 2 * _MARGIN - _LABEL - 2 * _GAP) / 3
_PITCH = 17
_BAR = 8
_CHARACTER = 5.6
"""Width of a character of the notes, about."""

_PAPER, _INK, _QUIET, _LINE, _SOFT = "#fdfdfb", "#1a1c1f", "#55595f", "#d5d5cd", "#f1f1ec"
_WAIT, _INVESTIGATOR, _UNKNOWN, _SYNTHETIC = "#009e73", "#0072b2", "#7a7a7a", "#e69f00"

_TICKS = (
    (0, "0"), (1, "1 day"), (7, "1 wk"), (30, "1 mo"), (90, "3 mo"), (365, "1 yr"),
    (730, "2 yr"), (1825, "5 yr"), (5475, "15 yr"),
)  # fmt: skip

Open = Literal["left", "right"] | None
"""The side on which a range has no bound."""

_HEADS: dict[Standing, tuple[str, str]] = {
    "said": ("Said by the hospital", "its own figure"),
    "prompted": ("Prompted", "the investigator said the figure first"),
    "denied": ("Denied: no claims", "figures that the speaker rejects"),
}

_STYLE = f"""
text {{ font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial,
  "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; fill: {_INK}; }}
.title {{ font-size: 24px; font-weight: 650; }} .head {{ font-size: 15px; font-weight: 650; }}
.organ {{ font-size: 17px; font-weight: 650; }} .year {{ font-size: 13px; font-weight: 600; }}
.quiet {{ font-size: 12.5px; fill: {_QUIET}; }}
.tick, .note {{ font-size: 10.5px; fill: {_QUIET}; }}
.grid {{ stroke: {_LINE}; stroke-width: 1; }} .rule {{ stroke: {_INK}; stroke-width: 1; }}
.said .bar {{ fill: {_WAIT}; }} .said.open .bar {{ fill: url(#stripes); stroke: {_WAIT}; }}
.prompted .bar {{ fill: {_PAPER}; stroke: {_INVESTIGATOR}; stroke-width: 1.6; }}
.line {{ fill: none; stroke-width: 1.8; }}
.said .line {{ stroke: {_WAIT}; }} .prompted .line {{ stroke: {_INVESTIGATOR}; }}
.open .line {{ stroke-dasharray: 6 3; }} .prompted.open .bar {{ stroke-dasharray: 4 2; }}
.denied .line {{ stroke: {_UNKNOWN}; stroke-width: 1.6; stroke-dasharray: 2 3; }}
.denied .cross {{ stroke: {_INK}; stroke-width: 1.6; }}
.note {{ paint-order: stroke; stroke: #fff; stroke-width: 3px; }}
.across {{ stroke-width: 9px; }}
.denied .note {{ text-decoration: line-through; stroke: none; }}
"""


def waits_picture(entries: Sequence[CallEntry]) -> str:
    """The picture as a whole SVG document; it says so where nothing is to be drawn."""
    found = waits(entries)
    body = list(_opening(found))
    y = 196.0
    scale = _Scale(found.longest)
    for organ in found.organs:
        panel, y = _panel(organ, scale, y)
        body += panel
    if not found.organs:
        body.append(_text(_MARGIN, y + 20, "No statement names a figure for a wait.", "head"))
        y += 50
    body.append(_text(_MARGIN, y + 12, _READING, "quiet"))
    height = math.ceil(y + 36)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}"'
            f' width="{_WIDTH}" height="{height}" role="img" aria-labelledby="title about">',
            f"<style>{escape(_STYLE)}</style>",
            _DEFINITIONS,
            f'<rect width="{_WIDTH}" height="{height}" fill="{_PAPER}"/>',
            *body,
            "</svg>",
            "",
        )
    )


_READING = (
    "Longer waits stand closer together: the scale is logarithmic.  A month is 30 days, a year 365."
    "  An arrow to the left: up to that; to the right: that or more.  Point at a mark to read it."
)
_DEFINITIONS = (
    '<defs><pattern id="stripes" width="5" height="5" patternUnits="userSpaceOnUse"'
    f' patternTransform="rotate(45)"><rect width="5" height="5" fill="{_PAPER}"/>'
    f'<rect width="2" height="5" fill="{_WAIT}"/></pattern></defs>'
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


def _opening(found: Waits) -> Iterator[str]:
    """Title, what it is and is not, and what the marks mean."""
    figures = f"{found.count} {_plural('figure', found.count)}"
    about = f"{figures} from {found.calls} {_plural('call', found.calls)}."
    if missing := found.without_figure:
        about += f"  Not drawn: {missing} {_plural('statement', missing)} without a figure."
    about += "  What the machine found; no person has decided on it."
    yield '<title id="title">Waits for an organ, by organ and year</title>'
    yield f'<desc id="about">{about}</desc>'
    yield _text(
        _MARGIN, 46, "How long to wait for an organ: what was said on the telephone", "title"
    )
    yield _text(_MARGIN, 70, about, "quiet")
    if found.synthetic_calls:
        yield from _warning(found)
    for number, standing in enumerate(STANDINGS):
        left = _left(number)
        head, about = _HEADS[standing]
        yield _text(left + 8, 140, head, "head")
        yield _text(left + 8, 158, about, "quiet")
        yield _sample(standing, left + 8, 172)
        if standing != "denied":
            yield _text(left + 50, 176, "plainly", "note")
            yield _sample(standing, left + 110, 172, firm=False)
            yield _text(left + 152, 176, "perhaps, if, suppose, taken back", "note")


def _warning(found: Waits) -> Iterator[str]:
    number = found.synthetic_calls
    which = "All of" if number == found.calls else f"{number} of"
    text = f"{which} these calls {'is' if which == '1 of' else 'are'} invented (synthetic)."
    text += "  This picture is no evidence."
    width = _WIDTH - 2 * _MARGIN
    yield f'<rect x="{_MARGIN}" y="82" width="{width}" height="26" fill="#fff4d6"/>'
    yield f'<rect x="{_MARGIN}" y="82" width="5" height="26" fill="{_SYNTHETIC}"/>'
    yield _text(_MARGIN + 14, 100, text, "year")


def _sample(standing: Standing, x: float, y: float, *, firm: bool = True) -> str:
    return _group(standing, firm, _shape(standing, x, x + 34, y))


def _panel(organ: Organ, scale: _Scale, y: float) -> tuple[list[str], float]:
    """An organ's part of the picture from ``y`` down, and where it ends."""
    lines = [f'<path class="rule" d="M{_MARGIN} {y:.1f}H{_WIDTH - _MARGIN}"/>']
    lines.append(_text(_MARGIN, y + 24, organ.name, "organ"))
    top = y + 44
    for number in range(len(STANDINGS)):
        lines += [
            _text(_left(number) + x, top - 6, name, "tick", anchor="middle")
            for x, name in scale.ticks()
        ]
    y = top
    for year in organ.years:
        lanes = [year.of(standing) for standing in STANDINGS]
        height = _PITCH * max(map(len, lanes)) + 12
        for number, lane in enumerate(lanes):
            left = _left(number)
            lines.append(_ground(left, y, height, scale, denied=STANDINGS[number] == "denied"))
            lines += [
                _mark(wait, left, y + 6 + _PITCH * (row + 0.5), scale)
                for row, wait in enumerate(lane)
            ]
        lines.append(_text(_MARGIN, y + 6 + _PITCH * 0.5 + 4, year.name, "year"))
        y += height + 6
    return lines, y + 16


def _ground(left: float, y: float, height: float, scale: _Scale, *, denied: bool) -> str:
    fill = _SOFT if denied else "#ffffff"
    grid = "".join(f"M{left + x:.1f} {y:.1f}v{height}" for x, _ in scale.ticks())
    return (
        f'<rect x="{left:.1f}" y="{y:.1f}" width="{_COLUMN:.1f}" height="{height}" fill="{fill}"/>'
        f'<path class="grid" d="{grid}"/>'
    )


def _mark(wait: Wait, left: float, y: float, scale: _Scale) -> str:
    """A statement: its range, what should be kept in mind beside it, and all of it when asked."""
    start = left + (scale.x(0) if wait.least is None else scale.x(wait.least))
    end = left + (_COLUMN - 10 if wait.most is None else scale.x(wait.most))
    open_end: Open = "left" if wait.least is None else "right" if wait.most is None else None
    shape = _shape(wait.standing, start, max(start, end), y, open_end)
    title = f"<title>{_safe(wait.told)}</title>"
    return _group(wait.standing, wait.firm, title + shape + _note(wait, start, end, left, y))


def _shape(standing: Standing, start: float, end: float, y: float, open_end: Open = None) -> str:
    """The mark itself: a cross over a line for what is denied, else a bar; one figure alone is a
    disc or a diamond; where a bound is missing the bar is a line with an arrow that way."""
    if standing == "denied":
        return _crossed(start, end, y, open_end)
    if open_end:
        known = end if open_end == "left" else start
        cap = f'<rect class="bar" x="{known - 2:.1f}" y="{y - 5.5}" width="4" height="11" rx="1"/>'
        return _arrow(start, end, y, open_end) + cap
    if end - start >= 1:
        return (
            f'<rect class="bar" x="{start:.1f}" y="{y - _BAR / 2}" width="{end - start:.1f}"'
            f' height="{_BAR}" rx="2.5"/>'
        )
    if standing == "prompted":
        return f'<path class="bar" d="M{start:.1f} {y - 5.5}l5.5 5.5l-5.5 5.5l-5.5 -5.5z"/>'
    return f'<circle class="bar" cx="{start:.1f}" cy="{y}" r="{_BAR / 2 + 0.5}"/>'


def _crossed(start: float, end: float, y: float, open_end: Open) -> str:
    middle, size = (start + end) / 2, 4
    return (
        (_arrow(start, end, y, open_end) if end > start else "")
        + f'<path class="cross" d="M{middle - size:.1f} {y - size}l{2 * size} {2 * size}'
        f'm0 {-2 * size}l{-2 * size} {2 * size}"/>'
    )


def _arrow(start: float, end: float, y: float, open_end: Open) -> str:
    tip, back = (end, -5) if open_end == "right" else (start, 5)
    head = f"M{tip + back:.1f} {y - 4}L{tip:.1f} {y}l{back} 4" if open_end else ""
    return f'<path class="line" d="M{start:.1f} {y}H{end:.1f}{head}"/>'


def _note(wait: Wait, start: float, end: float, left: float, y: float) -> str:
    """The notes on the side of the mark with more room; across a long mark, or cut to the room."""
    if not wait.notes:
        return ""
    before, after = start - left - 8, left + _COLUMN - end - 12
    words = " · ".join(wait.notes)
    most = max(1, int(max(before, after) / _CHARACTER))
    if len(words) > most:
        if end - start > len(words) * _CHARACTER + 40:
            return _text((start + end) / 2, y + 3.5, words, "note across", anchor="middle")
        words = words[: most - 1] + "…"
    if after >= min(before, len(words) * _CHARACTER):
        return _text(end + 10, y + 3.5, words, "note")
    return _text(start - 8, y + 3.5, words, "note", anchor="end")


def _left(number: int) -> float:
    return _MARGIN + _LABEL + number * (_COLUMN + _GAP)


def _group(standing: Standing, firm: bool, inside: str) -> str:
    return f'<g class="{standing}{"" if firm else " open"}">{inside}</g>'


def _text(x: float, y: float, text: str, style: str, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" class="{style}" text-anchor="{anchor}">{_safe(text)}</text>'
    )


def _plural(word: str, number: int) -> str:
    return word if number == 1 else word + "s"


def _safe(text: str) -> str:
    """``text`` for XML, which allows no U+FFFE and U+FFFF even escaped."""
    shown = visible(text).replace("\ufffe", "[U+FFFE]").replace("\uffff", "[U+FFFF]")
    return escape(shown)
