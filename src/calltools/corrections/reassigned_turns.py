"""Who speaks when, where people gave turns to other voices than the machine did."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from calltools.speech.intervals import Region, join, subtract
from calltools.transcripts.model import Gap, Span, Turn


def given_to_voices(
    spans: Sequence[Span], given: Iterable[Span], turns: Iterable[Turn]
) -> tuple[Span, ...]:
    """``spans``, where in the time of each of ``given`` its voice speaks, as a person says.

    Nobody else does then, but for the time of the others' own ``turns``.
    """
    own: dict[str | None, list[Region]] = defaultdict(list)
    for turn in turns:
        if turn.start_ms is not None and turn.end_ms is not None:
            own[turn.speaker].append((turn.start_ms, turn.end_ms))
    for turn_time in given:
        spans = _given(spans, turn_time, own)
    return tuple(spans)


def gaps_of_voices(gaps: Iterable[Gap], spans: Sequence[Span]) -> tuple[Gap, ...]:
    """``gaps``, those of a voice that speaks there no more being that of whoever now does."""
    return tuple(
        replace(gap, speaker=next(iter(voices)))
        if (voices := _voices_in(gap, spans)) and gap.speaker not in (None, *voices)
        else gap
        for gap in gaps
    )


def _voices_in(gap: Gap, spans: Sequence[Span]) -> dict[str, int]:
    """How long each voice speaks in a gap, the longest first."""
    shares: Counter[str] = Counter()
    for span in spans:
        shared = min(span.end_ms, gap.end_ms) - max(span.start_ms, gap.start_ms)
        if shared > 0:
            shares[span.speaker] += shared
    return dict(shares.most_common())


def _given(
    spans: Sequence[Span], turn_time: Span, own: dict[str | None, list[Region]]
) -> list[Span]:
    voice = turn_time.speaker
    others = [span for span in spans if span.speaker != voice]
    theirs = [(span.start_ms, span.end_ms) for span in spans if span.speaker == voice]
    taken = [region for span in others for region in _within(span, turn_time, own[span.speaker])]
    if not taken and not any(_within(span, turn_time, []) for span in spans):
        taken = [(turn_time.start_ms, turn_time.end_ms)]
    kept = [
        replace(span, start_ms=start, end_ms=end)
        for span in others
        for start, end in subtract(
            [(span.start_ms, span.end_ms)], _within(span, turn_time, own[span.speaker])
        )
    ]
    kept += [Span(start, end, voice) for start, end in join([*theirs, *taken])]
    return sorted(kept, key=lambda span: (span.start_ms, span.end_ms, span.speaker))


def _within(span: Span, turn_time: Span, holes: Iterable[Region]) -> list[Region]:
    """What of ``span`` lies in the time of a turn, without ``holes``."""
    start = max(span.start_ms, turn_time.start_ms)
    return subtract([(start, min(span.end_ms, turn_time.end_ms))], holes)
