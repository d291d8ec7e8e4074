"""What two hearings of the same sound differ in."""

from __future__ import annotations

from dataclasses import dataclass

from calltools.speech.intervals import Region


@dataclass(frozen=True, slots=True)
class HeardOtherwise:
    """A figure or a denial on which two hearings differ: ``heard`` is what stands in the turn
    ``turn`` from ``start`` to ``end`` (code points), ``otherwise`` what the second has there."""

    turn: int
    start: int
    end: int
    heard: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class SecondHearing:
    """What came of hearing ``regions`` (milliseconds) a second time."""

    regions: tuple[Region, ...] = ()
    differences: tuple[HeardOtherwise, ...] = ()
