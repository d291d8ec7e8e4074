"""How long work tells how far it is: it calls ``progress(done)`` with a share from 0 to 1."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise

Progress = Callable[[float], None]


def silent(_done: float) -> None:
    """Progress nobody watches."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """Progress of a part of the work that takes it from ``start`` to ``end``."""
    return lambda done: progress(start + (end - start) * done)


def parts(progress: Progress, sizes: Sequence[float]) -> Iterator[Progress]:
    """Progress of each of several parts, one after the other, in proportion to their ``sizes``."""
    total = sum(sizes) or 1.0
    for start, end in pairwise(accumulate(sizes, initial=0.0)):
        yield part(progress, start / total, end / total)
