"""Where one party can be heard on the other's channel."""

from __future__ import annotations

from calltools.speech.intervals import Region, subtract
from calltools.speech.model import Diarization, Span

BLEED_DB = -12.0
"""With more crosstalk than this, channels do not tell the parties apart."""
CROSSTALK_DB = -38.0
"""With less there is nothing to be heard of the other party (line noise alone measures -42)."""

_MARGIN_MS = 250


def leaks(diarization: Diarization) -> dict[int, tuple[Region, ...]]:
    """For each channel the stretches in which the other party can be heard and its own is silent.

    What a recogniser hears there would be written twice.  Empty where parties were not told apart
    by channel or nothing leaks.
    """
    if diarization.measures.get("crosstalk_db", BLEED_DB) <= CROSSTALK_DB:
        return {}
    return {
        channel: tuple(
            subtract(
                [_widened(span) for span in diarization.spans if span.speaker != speaker],
                [_widened(span) for span in diarization.spans if span.speaker == speaker],
            )
        )
        for speaker, channel in diarization.channels.items()
    }


def _widened(span: Span) -> tuple[int, int]:
    return max(0, span.start_ms - _MARGIN_MS), span.end_ms + _MARGIN_MS
