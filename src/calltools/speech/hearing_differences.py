"""What two hearings of the same sound differ in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from calltools.media.pcm import Pcm
from calltools.progress import Progress, silent
from calltools.provenance import Step
from calltools.speech.intervals import Region
from calltools.speech.model import Diarization, Heard


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


class SecondHearer(Protocol):
    """Who hears a second time."""

    def step(self, inputs: Mapping[str, str]) -> Step:
        """What would be done with ``inputs``."""
        ...

    def hear(
        self, pcm: Pcm, heard: Heard, diarization: Diarization, progress: Progress = silent
    ) -> SecondHearing:
        """What came of it."""
        ...
