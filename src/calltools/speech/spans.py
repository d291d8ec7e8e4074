"""Stretches of speech, per voice, as spans with names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from calltools.arrays import Floats
from calltools.messages import Message
from calltools.speech.intervals import join
from calltools.speech.model import Span
from calltools.transcripts.warning import CallWarning

NO_SPEECH = CallWarning("no_speech", Message("no speech was found"))

_SHORT_PARTY_MS = 3_000
"""Who speaks less than this is told apart badly."""


def name_speakers(
    voices: Sequence[Sequence[tuple[int, int]]],
) -> tuple[tuple[Span, ...], dict[int, str]]:
    """The (start_ms, end_ms) of each voice, in order, as spans in order of time, and the names.

    Speakers are numbered in order of their first word; a voice that never speaks has no name.
    """
    speaking = sorted((voices[v][0], v) for v in range(len(voices)) if voices[v])
    names = {voice: f"SPEAKER_{number:02d}" for number, (_, voice) in enumerate(speaking)}
    spans = [
        Span(start, end, name) for voice, name in names.items() for start, end in voices[voice]
    ]
    return tuple(sorted(spans, key=lambda span: (span.start_ms, span.end_ms, span.speaker))), names


def hardly_heard(spans: Iterable[Span]) -> tuple[CallWarning, ...]:
    """A warning for each speaker of several whose few words may well be another's."""
    totals: dict[str, int] = {}
    for span in spans:
        totals[span.speaker] = totals.get(span.speaker, 0) + span.end_ms - span.start_ms
    return tuple(
        CallWarning(
            "hardly_heard",
            Message(
                "{speaker} speaks for {length} s only: check whose words these are",
                speaker=speaker,
                length=f"{total / 1000:.1f}",
            ),
        )
        for speaker, total in totals.items()
        if len(totals) > 1 and total < _SHORT_PARTY_MS
    )


def widened(spans: Iterable[Span], ms: int) -> list[Span]:
    """``spans``, each so much longer on both sides."""
    return [
        replace(span, start_ms=max(0, span.start_ms - ms), end_ms=span.end_ms + ms)
        for span in spans
    ]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Stretches of time in milliseconds, in order, apart from each other."""

    starts: Floats
    ends: Floats

    @classmethod
    def of(cls, spans: Iterable[Span]) -> Timeline:
        """The time in which any of ``spans`` is."""
        return cls.of_regions((span.start_ms, span.end_ms) for span in spans)

    @classmethod
    def of_regions(cls, regions: Iterable[tuple[int, int]]) -> Timeline:
        """The time in which any of ``regions`` (start_ms, end_ms) is."""
        joined = join(regions)
        return cls(*np.array(joined, dtype=np.float64).reshape(-1, 2).T)

    def within(self, starts: Floats, ends: Floats) -> Floats:
        """How much of each stretch from ``starts`` to ``ends`` lies in this timeline."""
        return self._before(ends) - self._before(starts)

    def covered_ms(self, start_ms: float, end_ms: float) -> float:
        """How much of one stretch lies in this timeline."""
        return float(self.within(np.array([start_ms]), np.array([end_ms]))[0])

    def _before(self, times: Floats) -> Floats:
        """How much of this timeline lies before each of ``times``."""
        if not self.ends.size:
            return np.zeros(len(times))
        lengths = np.concatenate(([0.0], np.cumsum(self.ends - self.starts)))
        begun = np.searchsorted(self.starts, times, side="right")
        last = np.maximum(begun - 1, 0)
        unfinished = np.maximum(0, self.ends[last] - times)
        before: Floats = np.where(begun > 0, lengths[begun] - unfinished, 0.0)
        return before

    def distance(self, times: Floats) -> Floats:
        """How far each of ``times`` is from this timeline, 0 in it."""
        after = np.searchsorted(self.starts, times, side="right")
        previous = np.concatenate(([-np.inf], self.ends))[after]
        following = np.concatenate((self.starts, [np.inf]))[after]
        distance: Floats = np.maximum(0, np.minimum(times - previous, following - times))
        return distance
