"""What comparing a publication with what was heard gives: times of its turns, and differences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from calltools.alignment.model import Severity, TurnSpan

How = Literal["heard", "sounds_alike", "replaced", "interpolated"]
"""How a run got its time: its words were heard; words that sound alike were; other words were
heard in its place; nothing was, and it lies between runs that have times."""

DifferenceKind = Literal["figure", "not_heard", "not_printed", "other_words", "sounds_alike"]


@dataclass(frozen=True, slots=True)
class TimedRun:
    """The code points ``start`` to ``end`` of a turn's text and when they are spoken."""

    start: int
    end: int
    start_ms: int
    end_ms: int
    how: How


@dataclass(frozen=True, slots=True)
class TimedTurn:
    """When turn ``turn`` of a publication is spoken.

    ``confidence`` (0 to 1) is the share of its characters that were heard.  ``interpolated``
    marks times that rest on hardly any recognised word (below a quarter): they are those of what
    was heard in its place.  A turn of which nothing was heard has no time; ``between_ms`` then
    tells between which words that were heard it would stand (None: the beginning or end of the
    recording).
    """

    turn: int
    start_ms: int | None = None
    end_ms: int | None = None
    confidence: float = 0.0
    interpolated: bool = False
    runs: tuple[TimedRun, ...] = ()
    between_ms: tuple[int | None, int | None] | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Words in which the publication and what was heard differ.

    ``printed`` and ``heard`` are the words on either side, None where nothing stands there.
    Times are those of the words heard; where there are none, of the gap in which they would be.
    ``sounds_alike`` is mostly the recogniser's spelling.
    """

    kind: DifferenceKind
    printed: TurnSpan | None
    heard: TurnSpan | None
    printed_text: str = ""
    heard_text: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    severity: Severity = "serious"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A publication held against what was heard: one TimedTurn for each of its turns, and what
    differs, in the order of the publication."""

    turns: tuple[TimedTurn, ...]
    differences: tuple[Difference, ...]
