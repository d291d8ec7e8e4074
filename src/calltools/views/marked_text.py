"""Text cut where the things to look at begin and end, ready to be marked up."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

GRAVENESS = ("grave", "serious", "minor", "clean", "none")
"""How grave a mark is, gravest first; the stylesheet knows these names."""


@dataclass(frozen=True, slots=True)
class ItemMark:
    """The code points ``start`` to ``end`` belong to the item with number ``item``."""

    start: int
    end: int
    item: int
    severity: str


@dataclass(frozen=True, slots=True)
class MarkedRun:
    """A run of text inside the same items; ``severity`` is the gravest of theirs."""

    text: str
    items: tuple[int, ...] = ()
    severity: str = ""


def mark_up(
    text: str, marks: Iterable[ItemMark], start: int = 0, end: int | None = None
) -> tuple[MarkedRun, ...]:
    """``text[start:end]`` whole and in order, cut at the ends of ``marks``.

    Marks may nest and overlap; what of them lies outside is left out.
    """
    end = len(text) if end is None else end
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    edges = {start, end}
    for mark in inside:
        edges.update((max(mark.start, start), min(mark.end, end)))
    runs = []
    for left, right in itertools.pairwise(sorted(edges)):
        over = [mark for mark in inside if mark.start <= left and right <= mark.end]
        gravest = min((mark.severity for mark in over), key=GRAVENESS.index, default="")
        runs.append(MarkedRun(text[left:right], tuple(m.item for m in over), gravest))
    return tuple(runs)
