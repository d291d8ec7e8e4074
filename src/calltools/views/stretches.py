"""Long calls in stretches: so much of one as a page shows together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some turns or rows of a long call, which are shown together: the first and the last."""

    first: int
    last: int
    is_here: bool


def stretches(numbers: Sequence[int], at_once: int, at: int) -> list[Stretch]:
    """The stretches of ``numbers``, of which the one with ``at`` is shown, else the next, or the
    last; none where all are shown together."""
    if len(numbers) <= at_once:
        return []
    parts = [numbers[start : start + at_once] for start in range(0, len(numbers), at_once)]
    here = next((n for n, part in enumerate(parts) if at <= part[-1]), len(parts) - 1)
    return [Stretch(part[0], part[-1], n == here) for n, part in enumerate(parts)]
