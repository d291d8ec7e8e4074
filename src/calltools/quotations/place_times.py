"""When the place of a quotation was spoken."""

from __future__ import annotations

from calltools.alignment.carried_times import text_time
from calltools.quotations.corpus import Entry
from calltools.quotations.model import Location


def spoken(location: Location, entry: Entry) -> tuple[int, int] | None:
    """The first and the last millisecond of the place; None where neither is known."""
    parts = (
        text_time(entry.turns[part.turn], part.turn_start, part.turn_end, surely=True)
        for part in location.parts
    )
    times = [part for part in parts if part]
    if not times:
        return None
    return min(time.start_ms for time in times), max(time.end_ms for time in times)
