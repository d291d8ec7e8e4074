"""What of a call is said in a stretch of its sound, and in which stretch some text is said."""

from __future__ import annotations

from collections.abc import Sequence

from calltools.alignment.carried_times import TimeSpan, text_time
from calltools.language.normalise import TextSpan
from calltools.redaction.plan import RedactionError
from calltools.redaction.rewritten_text import RemovedSpan
from calltools.speech.intervals import Region
from calltools.transcripts.model import Turn

PAD_MS = 200
"""So much is taken out of the sound on either side of a word: recognisers and diarizers are not
exacter."""

SaidStretch = tuple[int, int, str]
"""From and to in ms, and the kind of what is said there."""


def said_within(turns: Sequence[Turn], stretches: Sequence[SaidStretch]) -> list[list[RemovedSpan]]:
    """Of each turn the spans of its text that are said within stretches of the sound."""
    return [
        [(*place, kind) for start, end, kind in stretches
         if (place := _said_within(turns, index, start, end))]
        for index in range(len(turns))
    ]  # fmt: skip


def _said_within(turns: Sequence[Turn], index: int, start: int, end: int) -> TextSpan | None:
    """What of a turn's text is said from ``start`` to ``end``: all of it where the times of its
    words are not known; of a turn without times, where it may be said then by its neighbours."""
    turn = turns[index]
    if turn.start_ms is None or turn.end_ms is None:
        first, last = _between_neighbours(turns, index)
        may_be = end >= first and (last is None or start <= last)
        return (0, len(turn.text)) if may_be else None
    if turn.end_ms <= start or turn.start_ms >= end:
        return None
    timed = [w for w in turn.words if w.start_ms is not None and w.end_ms is not None]
    if len(timed) < len(turn.words) or not timed:
        return 0, len(turn.text)
    within = [w for w in timed if (w.end_ms or 0) > start and (w.start_ms or 0) < end]
    return (within[0].start, within[-1].end) if within else None


def _between_neighbours(turns: Sequence[Turn], index: int) -> tuple[int, int | None]:
    """When what stands before a turn ends and what stands behind it begins, where that is known."""
    before = next((t.end_ms for t in reversed(turns[:index]) if t.end_ms is not None), 0)
    behind = next((t.start_ms for t in turns[index + 1 :] if t.start_ms is not None), None)
    return before, behind


def said_in(turn: Turn, span: RemovedSpan, where: str) -> Region:
    """The stretch of sound in which what was taken out is said, with a little on both sides; the
    whole turn where the times of its words are not known.

    Raises RedactionError where those of the turn are not.
    """
    time = text_time(turn, *span[:2], surely=True)
    if time is None:
        raise RedactionError(
            where,
            "something is taken out of it, and it has no times",
            "run calltools run, so that it can be taken out of the sound",
        )
    return padded(time)


def padded(time: TimeSpan) -> Region:
    """A time with a little on both sides."""
    return max(time.start_ms - PAD_MS, 0), time.end_ms + PAD_MS
