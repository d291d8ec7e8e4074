"""When the place of a quotation was spoken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from calltools.quotations.corpus import Entry
from calltools.quotations.model import Location, Part
from calltools.transcripts.model import Turn


@dataclass(frozen=True, slots=True)
class _Timed:
    """Words (of a publication: runs of characters, or sentences) and their milliseconds."""

    start: int
    end: int
    start_ms: int
    end_ms: int


def spoken(location: Location, entry: Entry) -> tuple[int, int] | None:
    """The first and the last millisecond of the place; None where neither is known.

    It goes by the words of the turns where they have times.  Where those at an edge have none, by
    those beside them, between which they were spoken; else by whole turns.
    """
    times = [time for part in location.parts for time in _times(part, entry.turns[part.turn])]
    if not times:
        return None
    return min(start for start, _ in times), max(end for _, end in times)


def _times(part: Part, turn: Turn) -> Iterator[tuple[int, int]]:
    words = [
        _Timed(word.start, word.end, word.start_ms, word.end_ms)
        for word in turn.words
        if word.start_ms is not None and word.end_ms is not None
    ]
    time = _between(part, turn, words) if words else None
    if time is not None:
        yield time
    elif turn.start_ms is not None and turn.end_ms is not None:
        yield turn.start_ms, turn.end_ms


def _between(part: Part, turn: Turn, words: list[_Timed]) -> tuple[int, int] | None:
    """From the start of the first word of ``part`` to the end of its last; None where the words
    beside don't tell, as where they are spoken in another order than they are printed."""
    inside = [w for w in words if w.start < part.turn_end and w.end > part.turn_start]
    before = [w for w in words if w.end <= part.turn_start]
    behind = [w for w in words if w.start >= part.turn_end]
    starts, ends = [w.start_ms for w in inside], [w.end_ms for w in inside]
    first = min((w.start for w in inside), default=part.turn_end)
    last = max((w.end for w in inside), default=part.turn_start)
    earliest = before[-1].end_ms if before else turn.start_ms
    latest = behind[0].start_ms if behind else turn.end_ms
    if earliest is not None and _is_said(turn.text[part.turn_start : first]):
        starts.append(earliest)
    if latest is not None and _is_said(turn.text[last : part.turn_end]):
        ends.append(latest)
    if not starts or not ends or min(starts) >= max(ends):
        return None
    return min(starts), max(ends)


def _is_said(text: str) -> bool:
    return any(map(str.isalnum, text))
