"""How long work tells how far it is: it calls ``progress(done)`` with a share from 0 to 1."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float], None]


def silent(_done: float) -> None:
    """Progress nobody watches."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """Progress of a part of the work that takes it from ``start`` to ``end``."""
    return lambda done: progress(start + (end - start) * done)
