"""When the place of a quotation was spoken."""

from __future__ import annotations

from collections.abc import Iterator

from calltools.quotations.corpus import Entry
from calltools.quotations.model import Location, Part
from calltools.transcripts.model import Turn


def spoken(location: Location, entry: Entry) -> tuple[int, int] | None:
    """The first and the last millisecond of the place, by its words where they have times, else
    by its turns; None where neither is known."""
    times = [time for part in location.parts for time in _times(part, entry.turns[part.turn])]
    if not times:
        return None
    return min(start for start, _ in times), max(end for _, end in times)


def _times(part: Part, turn: Turn) -> Iterator[tuple[int, int]]:
    words = [
        (word.start_ms, word.end_ms)
        for word in turn.words
        if word.start < part.turn_end and word.end > part.turn_start
    ]
    known = [(start, end) for start, end in words if start is not None and end is not None]
    if known:
        yield from known
    elif turn.start_ms is not None and turn.end_ms is not None:
        yield turn.start_ms, turn.end_ms
