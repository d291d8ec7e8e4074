"""The picture of the house: its rooms on floors, and which rooms each of them uses.

A room stands one floor above the highest room that it imports from.  Lines lead to the rooms that
it uses; a line is left out where another way down leads to the same room.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "calltools"

WIDTH, HEIGHT, GAP, RISE = 112, 34, 14, 74
"""Of a box, between two boxes, and from floor to floor, in pixels."""

Uses = Mapping[str, set[str]]


def rooms() -> list[str]:
    """The folders that the design lists, in its order."""
    design = (ROOT / "docs" / "design.md").read_text("utf-8")
    return re.findall(r"^\| `(\w+)/` \|", design, re.M)


def uses() -> dict[str, set[str]]:
    """The rooms that each room imports from."""
    known = rooms()
    found: dict[str, set[str]] = {room: set() for room in known}
    for room in known:
        for path in (SOURCE / room).rglob("*.py"):
            found[room] |= {name for name in _imported(path) if name in known and name != room}
    return found


def _imported(path: Path) -> Iterator[str]:
    """The rooms that a module imports from, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and "." in node.module:
            package, room, *_ = node.module.split(".")
            if package == "calltools":
                yield room
        elif isinstance(node, ast.ImportFrom) and node.module == "calltools":
            yield from (alias.name for alias in node.names)


def _floors(used: Uses) -> dict[str, int]:
    """The floor of each room, 0 at the bottom."""
    floors: dict[str, int] = {}
    for room in used:  # the design lists a room below those that it uses
        floors[room] = 1 + max((floors[below] for below in used[room]), default=-1)
    return floors


def _all_below(room: str, used: Uses) -> set[str]:
    return used[room].union(*(_all_below(below, used) for below in used[room]))


def _direct(room: str, used: Uses) -> list[str]:
    """The rooms below that no other room below leads to."""
    further = set[str]().union(*(_all_below(below, used) for below in used[room]))
    return sorted(used[room] - further)


def picture() -> str:
    """The picture, as SVG."""
    used = uses()
    floors = _floors(used)
    levels = [
        [room for room in used if floors[room] == level] for level in sorted({*floors.values()})
    ]
    across = max(len(level) for level in levels) * (WIDTH + GAP) + GAP
    down = len(levels) * RISE + GAP
    places = {
        room: (
            (across - len(level) * (WIDTH + GAP) + GAP) // 2 + number * (WIDTH + GAP),
            down - (floor + 1) * RISE + GAP,
        )
        for floor, level in enumerate(levels)
        for number, room in enumerate(level)
    }
    return "\n".join(_svg(used, places, across, down)) + "\n"


def _svg(
    used: Uses, places: Mapping[str, tuple[int, int]], across: int, down: int
) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {down}" '
        f'width="{across}" height="{down}" font-family="sans-serif" font-size="13">'
    )
    yield f'<rect width="{across}" height="{down}" fill="#fff"/>'
    for room, (left, top) in places.items():
        for below in _direct(room, used):
            x, y = places[below]
            ends = f'x1="{left + WIDTH // 2}" y1="{top + HEIGHT}" x2="{x + WIDTH // 2}" y2="{y}"'
            yield f'<line {ends} stroke="#9ab" stroke-width="1.5"/>'
    for room, (left, top) in places.items():
        box = f'x="{left}" y="{top}" width="{WIDTH}" height="{HEIGHT}" rx="5"'
        yield f'<rect {box} fill="#eef4fa" stroke="#357"/>'
        middle = f'x="{left + WIDTH // 2}" y="{top + HEIGHT // 2 + 5}"'
        yield f'<text {middle} text-anchor="middle" fill="#123">{escape(room)}</text>'
    yield "</svg>"
