"""The picture of a confusion matrix: labels down, answers across, as a self-contained SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_CELL = 30
_LABEL = 200
_HEAD = 200
_MARGIN = 24
_SLANT = 80
"""Room on the right for the last of the slanted names."""
_PAPER, _INK, _QUIET, _LINE = "#fdfdfb", "#1a1c1f", "#55595f", "#d5d5cd"
_RIGHT, _WRONG, _GRAVE = "#009e73", "#e69f00", "#d55e00"

_STYLE = f"""
text {{ font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial,
  "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; fill: {_INK};
  font-size: 12.5px; }}
.title {{ font-size: 20px; font-weight: 650; }} .quiet {{ fill: {_QUIET}; }}
.count {{ font-weight: 650; text-anchor: middle; }} .label {{ text-anchor: end; }}
.grid {{ stroke: {_LINE}; }}
.right {{ fill: {_RIGHT}; }} .wrong {{ fill: {_WRONG}; }}
.grave {{ fill: {_PAPER}; stroke: {_GRAVE}; stroke-width: 3; }}
"""


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
    width = 2 * _MARGIN + _LABEL + _CELL * len(columns) + _SLANT
    top = _MARGIN + 50 + _HEAD
    height = top + _CELL * len(rows) + _MARGIN
    left = _MARGIN + _LABEL
    body = [
        f'<text x="{_MARGIN}" y="{_MARGIN + 14}" class="title">{escape(title)}</text>',
        f'<text x="{_MARGIN}" y="{_MARGIN + 36}" class="quiet">Rows: as labelled. Columns: as '
        "judged. Framed: called clean, though it is not.</text>",
    ]
    for at, name in enumerate(columns):
        x, y = left + _CELL * (at + 0.65), top - 8
        body.append(f'<text x="{x}" y="{y}" transform="rotate(-60 {x} {y})">{_shown(name)}</text>')
    for at, name in enumerate(rows):
        y = top + _CELL * at
        body.append(f'<text x="{left - 8}" y="{y + 20}" class="label">{_shown(name)}</text>')
        for number, answer in enumerate(columns):
            x = left + _CELL * number
            body.append(_cell(x, y, counts.get((name, answer), 0), (name, answer), grave))
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
            f' width="{width}" height="{height}" role="img" aria-label="{escape(title)}">',
            f"<style>{escape(_STYLE)}</style>",
            f'<rect width="{width}" height="{height}" fill="{_PAPER}"/>',
            *body,
            "</svg>",
            "",
        )
    )


def _cell(
    x: float, y: float, count: int, pair: tuple[str, str], grave: frozenset[tuple[str, str]]
) -> str:
    frame = f'<rect x="{x}" y="{y}" width="{_CELL}" height="{_CELL}" fill="none" class="grid"/>'
    if not count:
        return frame
    style = "right" if pair[0] == pair[1] else "grave" if pair in grave else "wrong"
    told = escape(f"labelled {pair[0]}, judged {pair[1]}: {count}")
    return (
        f"<g><title>{told}</title>{frame}"
        f'<rect x="{x + 2}" y="{y + 2}" width="{_CELL - 4}" height="{_CELL - 4}" rx="3"'
        f' class="{style}" fill-opacity="0.45"/>'
        f'<text x="{x + _CELL / 2}" y="{y + 20}" class="count">{count}</text></g>'
    )


def _shown(name: str) -> str:
    return escape(name.replace("_", " "))
