"""Figures as tables for people, whatever a score gives and however deep it is nested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from calltools.records import Row

FigureTable = tuple[tuple[str, ...], list[tuple[Any, ...]]]
"""Headings and rows."""


_WIDEST = 8
"""Columns of figures that lines hold beside names of files."""


def tables(figures: Row) -> Iterator[FigureTable]:
    """All figures: first those whose names stand at one place alone, one below the other; then
    tables of the places that have the same names."""
    rows: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for place, named in _places(figures):
        rows.setdefault(tuple(named), []).append((place, *map(_cell, named.values())))
    alone = [
        (f"{place} {name}".lstrip(), value)
        for names, ((place, *values), *others) in rows.items()
        if not others
        for name, value in zip(names, values, strict=True)
    ]
    if alone:
        yield ("", ""), alone
    for names, places in rows.items():
        for begin in range(0, len(names) if len(places) > 1 else 0, _WIDEST):
            part = slice(begin, begin + _WIDEST)
            headings = (name.replace("_", " ") for name in names[part])
            yield ("", *headings), [(place, *row[part]) for place, *row in places]


def _places(figures: Row, *above: str) -> Iterator[tuple[str, Row]]:
    """The figures that are not nested, with the names of what they are in."""
    flat = {name: value for name, value in figures.items() if not _is_nested(value)}
    if flat:
        yield " ".join(above), flat
    for name, value in figures.items():
        if _is_nested(value):
            for below in value if isinstance(value, list) else (value,):
                yield from _places(below, *above, name)


def _is_nested(value: object) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)
    )


def _cell(value: Any) -> Any:
    """How many there are of what is listed, and which."""
    return " ".join((str(len(value)), *map(str, value))) if isinstance(value, list) else value
