"""Where one party can be heard on the other's channel."""

from __future__ import annotations

from collections.abc import Iterable

from calltools.media.pcm import RATE, Samples
from calltools.speech.intervals import Region, subtract
from calltools.speech.model import Diarization
from calltools.speech.spans import widened

BLEED_DB = -12.0
"""With more crosstalk than this, channels do not tell the parties apart."""
CROSSTALK_DB = -38.0
"""With less there is nothing to be heard of the other party (line noise alone measures -42)."""

_MARGIN_MS = 250  # around a party's own speech; not measured


def leaks(diarization: Diarization) -> dict[int, tuple[Region, ...]]:
    """For each channel the stretches in which the other party can be heard and its own is silent.

    What a recogniser hears there would be written twice.  Empty where parties were not told apart
    by channel or nothing leaks.
    """
    if diarization.measures.get("crosstalk_db", BLEED_DB) <= CROSSTALK_DB:
        return {}
    heard = widened(diarization.spans, _MARGIN_MS)
    return {
        channel: tuple(
            subtract(
                [(span.start_ms, span.end_ms) for span in heard if span.speaker != speaker],
                [(span.start_ms, span.end_ms) for span in heard if span.speaker == speaker],
            )
        )
        for speaker, channel in diarization.channels.items()
    }


def without(samples: Samples, start_ms: int, stretches: Iterable[Region]) -> Samples:
    """``samples``, which begin at ``start_ms`` and are changed, silent in ``stretches``."""
    for begin, end in stretches:
        first, last = ((at - start_ms) * RATE // 1000 for at in (begin, end))
        if first < samples.size and last > 0:
            samples[max(0, first) : last] = 0.0
    return samples
