"""Praat's TextGrid, through praatio: an interval tier for each speaker.

A tier holds one thing at a time, so turns of one speaker that overlap go to a second tier of
theirs.  Roles stand in the tier's name: ``护士 [hospital]``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from calltools.errors import TranscriptError
from calltools.times import to_seconds
from calltools.transcripts.model import Transcript
from calltools.transcripts.writers.labels import label, one_line


def to_textgrid(transcript: Transcript) -> str:
    """The transcript for Praat.  Raises TranscriptError if a turn has no length in time."""
    from praatio import textgrid

    tiers: dict[str, list[tuple[float, float, str]]] = {}
    end = to_seconds(transcript.duration_ms or 0)
    for number, turn in enumerate(transcript.turns, start=1):
        if turn.start_ms is None or turn.end_ms is None or turn.end_ms <= turn.start_ms:
            raise TranscriptError(
                f"turn {number}", "has no length in time, which Praat needs", "choose eaf or json"
            )
        name = f"{one_line(label(turn, transcript) or '?')} [{turn.role}]"
        entry = (to_seconds(turn.start_ms), to_seconds(turn.end_ms), one_line(turn.text))
        _with_room(tiers, name, entry[0]).append(entry)
        end = max(end, entry[1])
    if not tiers:
        raise TranscriptError("transcript", "has no turns, and Praat wants a tier")
    grid = textgrid.Textgrid(minTimestamp=0, maxTimestamp=end)
    for name, entries in tiers.items():
        grid.addTier(textgrid.IntervalTier(name, entries, minT=0, maxT=end))
    with tempfile.TemporaryDirectory() as folder:  # praatio writes to files only
        path = Path(folder) / "call.TextGrid"
        grid.save(str(path), format="long_textgrid", includeBlankSpaces=True)
        return path.read_text("utf-8")


def _with_room(
    tiers: dict[str, list[tuple[float, float, str]]], name: str, start: float
) -> list[tuple[float, float, str]]:
    """The first tier of that name whose last turn is over at ``start``."""
    number = 1
    while True:
        tier = tiers.setdefault(name if number == 1 else f"{name} {number}", [])
        if not tier or tier[-1][1] <= start:
            return tier
        number += 1
