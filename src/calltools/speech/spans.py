"""Stretches of speech, per voice, as spans with names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from calltools.speech.model import Span

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


def hardly_heard(spans: Iterable[Span]) -> tuple[str, ...]:
    """A warning for each speaker of several whose few words may well be another's."""
    totals: dict[str, int] = {}
    for span in spans:
        totals[span.speaker] = totals.get(span.speaker, 0) + span.end_ms - span.start_ms
    return tuple(
        f"{speaker} speaks for {total / 1000:.1f} s only: check whose words these are"
        for speaker, total in totals.items()
        if len(totals) > 1 and total < _SHORT_PARTY_MS
    )
