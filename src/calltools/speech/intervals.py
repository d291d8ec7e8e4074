"""Stretches of time in whole milliseconds: joined, shared, and taken from each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

Region = tuple[int, int]
"""(start_ms, end_ms)."""


def join(regions: Iterable[Region]) -> list[Region]:
    """``regions`` in order, those that meet made one, empty ones left out."""
    joined: list[Region] = []
    for start, end in sorted(regions):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif end > start:
            joined.append((start, end))
    return joined


def subtract(regions: Iterable[Region], holes: Iterable[Region]) -> list[Region]:
    """``regions``, joined, without ``holes``; in order."""
    left: list[Region] = []
    covered = join(holes)
    first = 0
    for start, end in join(regions):
        while first < len(covered) and covered[first][1] <= start:
            first += 1
        for hole_start, hole_end in islice(covered, first, None):
            if hole_start >= end:
                break
            if hole_start > start:
                left.append((start, hole_start))
            start = hole_end
        if start < end:
            left.append((start, end))
    return left


def intersect(regions: Iterable[Region], others: Sequence[Region]) -> list[Region]:
    """What of ``regions`` is in one of ``others``, too; both in order and apart."""
    shared = ((max(s, b), min(e, f)) for s, e in regions for b, f in others)
    return [(start, end) for start, end in shared if start < end]
