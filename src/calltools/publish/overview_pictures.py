"""Pictures over calls as SVG: waits by hospital and year, places, how far the register has come.

By themselves they hold their styles; in a page they take those of its stylesheet.  They ask no host
for anything: the outlines of countries are a file of the package (Natural Earth, public domain).
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from calltools.data import read_data
from calltools.publish.overview import (
    BehindTable,
    HospitalWaits,
    Overview,
    cities_table,
    coverage_table,
    hospitals_table,
)
from calltools.publish.picture import draw, drawn_in_page
from calltools.publish.plain_text import counted
from calltools.publish.wait_marks import OpenEnd, Shape, wait_shape
from calltools.publish.waits import Wait

_WIDTH = 1200
_MARGIN = 32
_LABEL = 250
_PITCH = 11
_MOST_HOSPITALS = 40
_MOST_LABELS = 16
_TICKS = ((7, "1 wk"), (30, "1 mo"), (365, "1 yr"))
_WIDE = 110
"""A column has room for the names of its grid lines from this width on."""
_LETTER = 7.2
"""Width of a Latin letter of the names, about; a Chinese character is twice as wide."""


@dataclass(frozen=True, slots=True)
class OverviewPicture:
    """A picture over calls: its file name, title, what it shows, and the table behind it."""

    name: str
    title: str
    context: Callable[[Overview], dict[str, Any]]
    behind: Callable[[Overview], BehindTable]

    def svg(self, found: Overview) -> str:
        """A whole SVG document in the colours of the pages, light and dark."""
        return draw(_TEMPLATES[self.name](), **self._context(found))

    def in_page(self, found: Overview) -> str:
        """The same as a piece of a page, escaped."""
        return drawn_in_page(_TEMPLATES[self.name](), **self._context(found))

    def _context(self, found: Overview) -> dict[str, Any]:
        return {
            "width": _WIDTH,
            "margin": _MARGIN,
            "title": self.title,
            "warning": _warning(found),
            **self.context(found),
        }


_TEMPLATES = {
    "hospitals": lambda: read_data("publish/assets/hospitals.svg"),
    "places": lambda: read_data("publish/assets/places.svg"),
    "coverage": lambda: read_data("publish/assets/coverage.svg"),
}


def _warning(found: Overview) -> str:
    if not found.synthetic:
        return ""
    which = "All" if found.synthetic == found.calls else str(found.synthetic)
    return f"{which} of these calls: invented (synthetic). This picture is no evidence."


@dataclass(frozen=True, slots=True)
class _Cell:
    """A hospital's waits of one year: a field with marks in it."""

    x: float
    grid: str
    marks: Sequence[tuple[str, Sequence[Shape], str]]


@dataclass(frozen=True, slots=True)
class _HospitalRow:
    name: str
    full: str
    y: float
    height: float
    cells: Sequence[_Cell]


def _hospitals(found: Overview) -> dict[str, Any]:
    column = (_WIDTH - 2 * _MARGIN - _LABEL) / max(1, len(found.years))
    unit = (column - 18) / math.log10(max(found.longest, 365) * 1.15 + 1)
    y = 178.0
    rows = []
    for hospital in found.hospitals[:_MOST_HOSPITALS]:
        height = _PITCH * max(map(len, hospital.years.values())) + 10
        rows.append(_hospital_row(hospital, found.years, column, unit, y, height))
        y += height + 4
    more = len(found.hospitals) - len(rows)
    return {
        "height": math.ceil(y + 44),
        "column": column,
        "heads": [(_left(i, column), year) for i, year in enumerate(found.years)],
        "ticks": [
            (_left(i, column) + 6 + unit * math.log10(days + 1), name)
            for i in range(len(found.years))
            for days, name in _TICKS
            if column >= _WIDE
        ],
        "rows": rows,
        "legend": _legend(),
        "about": "What the machine found; no person has decided on it.  A mark is a statement: the"
        " further to the right, the longer the wait (logarithmic"
        + (")." if column >= _WIDE else "; lines at a week, a month, a year).")
        + (f"  {counted(more, 'more hospital')} in the table." if more > 0 else ""),
        "end": y + 18,
    }


def _left(number: int, column: float) -> float:
    return _MARGIN + _LABEL + number * column


def _hospital_row(
    hospital: HospitalWaits,
    years: Sequence[str],
    column: float,
    unit: float,
    y: float,
    height: float,
) -> _HospitalRow:
    cells = []
    for i, year in enumerate(years):
        left = _left(i, column)
        grid = "".join(
            f"M{left + 6 + unit * math.log10(days + 1):.1f} {y:.1f}v{height:.1f}"
            for days, _ in _TICKS
        )
        marks = [
            _mark(wait, left + 6, column - 12, unit, y + 5 + _PITCH * (row + 0.5))
            for row, wait in enumerate(hospital.years.get(year, ()))
        ]
        cells.append(_Cell(left, grid, marks))
    return _HospitalRow(_cut(hospital.name), hospital.name, y, height, cells)


def _mark(
    wait: Wait, left: float, width: float, unit: float, y: float
) -> tuple[str, Sequence[Shape], str]:
    start = left if wait.least is None else left + unit * math.log10(wait.least + 1)
    end = left + width if wait.most is None else left + unit * math.log10(wait.most + 1)
    open_end: OpenEnd = "left" if wait.least is None else "right" if wait.most is None else None
    style = wait.standing if wait.firm else f"{wait.standing} open"
    return style, wait_shape(wait.standing, start, max(start, end), y, open_end), wait.told


def _legend() -> list[tuple[float, str, Sequence[Shape], str]]:
    """(x, style, mark, words) of each kind of mark."""
    kinds = (
        ("said", "said by the hospital"),
        ("said open", "the same: perhaps, if, taken back"),
        ("prompted", "the investigator's figure, taken over"),
        ("denied", "denied: no claim"),
    )
    places = [_MARGIN + x for x in (0.0, 220.0, 510.0, 830.0)]
    standings: Any = [style.split()[0] for style, _ in kinds]
    return [
        (x + 42, style, wait_shape(standing, x, x + 34, 122), words)
        for x, standing, (style, words) in zip(places, standings, kinds, strict=True)
    ]


def _cut(name: str) -> str:
    """As much of a name as the column of names has room for."""
    room = (_LABEL - 16) / _LETTER
    for at, c in enumerate(name):
        room -= 1.8 if ord(c) > 0x2E7F else 1
        if room < 0:
            return f"{name[: at - 1]}…"
    return name


def _coverage(found: Overview) -> dict[str, Any]:
    names = ("registered", "transcribed", "with_statements", "published")
    column = (_WIDTH - 2 * _MARGIN - 90) / len(names)
    most = max((year.registered for year in found.coverage), default=1)
    rows = [
        (year.year, 116 + 30 * i, [
            (_MARGIN + 90 + column * n, (column - 70) * getattr(year, name) / most,
             getattr(year, name))
            for n, name in enumerate(names)
        ])
        for i, year in enumerate(found.coverage)
    ]  # fmt: skip
    return {
        "height": 116 + 30 * len(rows) + 40,
        "heads": [
            (_MARGIN + 90 + column * n, name.replace("_", " ").capitalize())
            for n, name in enumerate(names)
        ],
        "rows": rows,
        "about": f"{counted(found.calls, 'call')} by year.  Published: aligned with a publication.",
    }


def _places(found: Overview) -> dict[str, Any]:
    spots = [
        (*_point(one.city.longitude, one.city.latitude), 3.5 + 2.4 * math.sqrt(one.calls), one)
        for one in found.cities
        if one.city.longitude is not None and one.city.latitude is not None
    ]
    told = sum(one.calls for *_, one in spots)
    left_out = found.nowhere + sum(one.calls for one in found.cities) - told
    about = (
        f"{counted(told, 'call')} to {counted(len(spots), 'place')}; a disc is as large as"
        " the calls are many, empty where no wait was named."
    )
    if left_out:
        about += f"  Not drawn, for no place is known: {counted(left_out, 'call')}."
    height = 130 + _FRAME_HEIGHT
    return {
        "height": math.ceil(height + 30),
        "frame": _FRAME_HEIGHT,
        "top": 110,
        "land": _land(),
        "provinces": _provinces(),
        "spots": [
            {"x": x, "y": y, "r": r, "silent": not one.waits, "told": _told(one)}
            for x, y, r, one in spots
        ],
        "labels": list(_labels([(x, y, r, one.city.english) for x, y, r, one in spots])),
        "about": about,
    }


def _told(one: Any) -> str:
    lines = [
        f"{one.city.english} {one.city.name}",
        f"{counted(one.calls, 'call')}, {counted(len(one.hospitals), 'hospital')}",
    ]
    if one.shortest is not None:
        lines.append(f"shortest wait said: {counted(one.shortest, 'day')}")
    return "\n".join(lines)


def _labels(spots: Sequence[tuple[float, float, float, str]]) -> Iterator[tuple[float, float, str]]:
    """Names beside the largest discs, none over another."""
    taken: list[tuple[float, float, float]] = []
    for x, y, r, name in spots:
        at, end = x + r + 4, x + r + 4 + len(name) * _LETTER
        if any(abs(y - other) < 14 and at < right and left < end for left, right, other in taken):
            continue
        taken.append((at, end, y))
        yield at, y + 4, name
        if len(taken) == _MOST_LABELS:
            return


_SOUTH, _NORTH, _MIDDLE, _ORIGIN = (math.radians(d) for d in (25.0, 47.0, 105.0, 35.0))
_N = (math.sin(_SOUTH) + math.sin(_NORTH)) / 2
_C = math.cos(_SOUTH) ** 2 + 2 * _N * math.sin(_SOUTH)


def _albers(longitude: float, latitude: float) -> tuple[float, float]:
    """Albers' equal-area conic projection (Snyder, *Map Projections*, 1987, section 14) with the
    standard parallels 25 and 47 degrees, as maps of China have it; y grows to the south."""
    rho, rho_0 = (
        math.sqrt(_C - 2 * _N * math.sin(phi)) / _N for phi in (math.radians(latitude), _ORIGIN)
    )
    theta = _N * (math.radians(longitude) - _MIDDLE)
    return rho * math.sin(theta), rho * math.cos(theta) - rho_0


_EDGES = [_albers(*place) for place in ((73.2, 39.0), (135.4, 48.0), (110.0, 17.6), (123.0, 54.0))]
_WEST, _EAST = min(x for x, _ in _EDGES), max(x for x, _ in _EDGES)
_TOP, _BOTTOM = min(y for _, y in _EDGES), max(y for _, y in _EDGES)
_SCALE = (_WIDTH - 2 * _MARGIN) / (_EAST - _WEST)
_FRAME_HEIGHT = _SCALE * (_BOTTOM - _TOP)


def _point(longitude: float, latitude: float) -> tuple[float, float]:
    """Where a place lies in the frame, in pixels from its upper left corner."""
    x, y = _albers(longitude, latitude)
    return _SCALE * (x - _WEST), _SCALE * (y - _TOP)


@functools.cache
def _land() -> tuple[str, ...]:
    """The outline of each country in and around the frame, as the path of an SVG."""
    countries = json.loads(read_data("publish/assets/outlines.json"))["countries"]
    return tuple("".join(_line(ring) + "z" for ring in country["rings"]) for country in countries)


@functools.cache
def _provinces() -> str:
    """The lines between China's provinces, as one path."""
    lines = json.loads(read_data("publish/assets/outlines.json"))["provinces"]
    return "".join(map(_line, lines))


def _line(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join("{:.0f} {:.0f}".format(*_point(*place)) for place in places)


PICTURES = (
    OverviewPicture("hospitals", "Waits named, by hospital and year", _hospitals, hospitals_table),
    OverviewPicture("places", "Where the calls went", _places, cities_table),
    OverviewPicture("coverage", "How far the register has come", _coverage, coverage_table),
)
"""The pictures over calls."""
