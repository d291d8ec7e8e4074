"""The picture of a confusion matrix: labels down, answers across, as a self-contained SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from calltools.data import read_data
from calltools.publish.picture import draw

_CELL = 30
_LABEL = 200
_HEAD = 200
_MARGIN = 24
_SLANT = 80
"""Room on the right for the last of the slanted names."""


def confusion_picture(
    counts: Mapping[tuple[str, str], int],
    rows: Sequence[str],
    columns: Sequence[str],
    grave: frozenset[tuple[str, str]],
    title: str,
) -> str:
    """``counts`` of (label, answer) as a whole SVG document.

    ``rows`` and ``columns`` are the names in order; cells of ``grave`` pairs are framed, whatever
    their colour, so that readers who see few colours find them.
    """
    top = _MARGIN + 50 + _HEAD
    return draw(
        read_data("publish/assets/confusion.svg"),
        width=2 * _MARGIN + _LABEL + _CELL * len(columns) + _SLANT,
        height=top + _CELL * len(rows) + _MARGIN,
        margin=_MARGIN,
        size=_CELL,
        top=top,
        left=_MARGIN + _LABEL,
        counts={(row, column): counts.get((row, column), 0) for row in rows for column in columns},
        rows=rows,
        columns=columns,
        grave=grave,
        title=title,
    )
