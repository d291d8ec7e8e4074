"""The picture of a call: lanes of speech, gaps, overlaps and statements, laid out in percent.

Percent of the call's length, so that a page can draw it at any width and zoom without arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from calltools.statements.record import Statement
from calltools.transcripts.model import ROLES, Party, Role, Transcript, Turn

_TICKS_MS = tuple(1000 * s for s in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600))
_MARK_ROWS = 3  # of marks that lie over each other
_MARK_WIDTH = 1.5
"""Percent of the picture's width that a statement's mark takes on a page of usual size."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time: ``x`` and ``width`` in percent; ``index`` of the turn, where it is one,
    ``speaker`` of a gap."""

    x: str
    width: str
    start_ms: int
    end_ms: int
    index: int | None = None
    flagged: bool = False
    kind: str = ""
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """A party and its turns."""

    party: Party
    turns: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class StatementMark:
    """A statement on the time axis; ``row`` counts from 0 and keeps neighbours apart."""

    x: str
    row: int
    index: int


@dataclass(frozen=True, slots=True)
class TimelinePicture:
    """Everything that the picture shows."""

    duration_ms: int
    lanes: tuple[Lane, ...]
    overlaps: tuple[Bar, ...]
    gaps: tuple[Bar, ...]
    marks: tuple[StatementMark, ...]
    ticks: tuple[Bar, ...]
    wave: str
    peaks: int

    @property
    def mark_rows(self) -> int:
        """How many rows the marks take."""
        return 1 + max((mark.row for mark in self.marks), default=0)


def timeline(
    transcript: Transcript, statements: Sequence[Statement], peaks: Sequence[float] = ()
) -> TimelinePicture | None:
    """The picture's layout; None where no turn has a time."""
    timed = [t for t in transcript.turns if t.start_ms is not None and t.end_ms is not None]
    if not timed:
        return None
    ends = [t.end_ms or 0 for t in timed] + [gap.end_ms for gap in transcript.gaps]
    duration = max(transcript.duration_ms or 0, *ends, 1)
    return TimelinePicture(
        duration_ms=duration,
        lanes=_lanes(transcript, duration),
        overlaps=tuple(_stretch(s, e, duration) for s, e in overlaps(timed)),
        gaps=tuple(
            replace(
                _stretch(gap.start_ms, gap.end_ms, duration, kind=gap.kind), speaker=gap.speaker
            )
            for gap in transcript.gaps
        ),
        marks=_marks(transcript, statements, duration),
        ticks=tuple(_stretch(ms, ms, duration) for ms in _ticks(duration)),
        wave=wave(peaks),
        peaks=len(peaks),
    )


def overlaps(turns: Iterable[Turn]) -> list[tuple[int, int]]:
    """Stretches in which more than one of ``turns`` is spoken, joined, in order of time."""
    found: list[tuple[int, int]] = []
    spoken_to = 0
    for start, end in sorted((t.start_ms or 0, t.end_ms or 0) for t in turns):
        both_to = min(end, spoken_to)
        if start < both_to:
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], both_to))
            else:
                found.append((start, both_to))
        spoken_to = max(spoken_to, end)
    return found


def statement_start(statement: Statement, transcript: Transcript) -> int | None:
    """When the statement begins: its own time, or that of its turn, where either is known."""
    if statement.start_ms is not None:
        return statement.start_ms
    if 0 <= statement.turn_index < len(transcript.turns):
        return transcript.turns[statement.turn_index].start_ms
    return None


def _lanes(transcript: Transcript, duration: int) -> tuple[Lane, ...]:
    """A lane for each voice, investigator first; voices without words have one too."""
    voices: dict[tuple[str | None, Role], list[Bar]] = {
        (party.speaker, party.role): [] for party in transcript.parties
    }
    for index, turn in enumerate(transcript.turns):
        if turn.start_ms is not None and turn.end_ms is not None:
            bar = _stretch(
                turn.start_ms, turn.end_ms, duration, index=index, flagged=bool(turn.flags)
            )
            voices.setdefault((turn.speaker, turn.role), []).append(bar)
    known: dict[tuple[str | None, Role], Party] = {
        (party.speaker, party.role): party for party in transcript.parties
    }
    lanes = [
        Lane(known.get(voice, Party(voice[0] or "", voice[1], source="")), tuple(bars))
        for voice, bars in voices.items()
    ]
    return tuple(sorted(lanes, key=lambda lane: ROLES.index(lane.party.role)))


def _marks(
    transcript: Transcript, statements: Sequence[Statement], duration: int
) -> tuple[StatementMark, ...]:
    timed = [
        (start, index)
        for index, statement in enumerate(statements)
        if (start := statement_start(statement, transcript)) is not None
    ]
    marks = []
    free_from = [0.0] * _MARK_ROWS
    for start, index in sorted(timed):
        x = 100 * start / duration
        row = next((r for r in range(_MARK_ROWS) if free_from[r] <= x), 0)
        free_from[row] = x + _MARK_WIDTH
        marks.append(StatementMark(_percent(start, duration), row, index))
    return tuple(marks)


def _ticks(duration: int) -> range:
    step = next((s for s in _TICKS_MS if duration / s <= 10), _TICKS_MS[-1])
    return range(0, duration * 19 // 20 + 1, step)  # the last one's label must fit


def wave(peaks: Sequence[float]) -> str:
    """SVG path of the envelope, one unit wide for each peak, from -1 to 1; "" without peaks."""
    if not peaks:
        return ""
    heights = [f"{min(1.0, max(0.0, peak)):.2f}" for peak in peaks]
    upper = "".join(f"L{x} -{height}" for x, height in enumerate(heights))
    lower = "".join(f"L{x} {heights[x]}" for x in reversed(range(len(heights))))
    return f"M0 0{upper}{lower}Z"


def _stretch(
    start_ms: int,
    end_ms: int,
    duration: int,
    *,
    index: int | None = None,
    flagged: bool = False,
    kind: str = "",
) -> Bar:
    return Bar(
        _percent(start_ms, duration),
        _percent(max(0, end_ms - start_ms), duration),
        start_ms,
        end_ms,
        index,
        flagged,
        kind,
    )


def _percent(ms: int, duration: int) -> str:
    return f"{100 * ms / duration:.4f}%"
