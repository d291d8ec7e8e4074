"""Speech without words in its place among the turns.

It is not a turn of the transcript: what is said is counted, aligned and corrected by turns with
words. In files that people read it stands between them as a turn without words, whose flag tells
its kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest

from calltools.transcripts.model import (
    SPEECH_WITHOUT_TEXT,
    UNHEARD,
    UNKNOWN,
    Gap,
    Transcript,
    Turn,
)

_OF_SPEECH = (SPEECH_WITHOUT_TEXT, UNHEARD)


def gaps_between(turns: Sequence[Turn], gaps: Sequence[Gap]) -> list[list[Gap]]:
    """The gaps before each turn, which is the first to begin later, and those behind the last."""
    places: list[list[Gap]] = []
    ordered = sorted(gaps, key=lambda gap: gap.start_ms)
    first = 0
    for turn in turns:
        last = first
        while (
            last < len(ordered)
            and turn.start_ms is not None
            and ordered[last].start_ms < turn.start_ms
        ):
            last += 1
        places.append(ordered[first:last])
        first = last
    return [*places, ordered[first:]]


def with_gaps(transcript: Transcript) -> Transcript:
    """``transcript`` with each gap in which somebody speaks as a turn without words."""
    roles = {turn.speaker: turn.role for turn in transcript.turns}
    roles |= {party.speaker: party.role for party in transcript.parties}
    of_speech = [gap for gap in transcript.gaps if gap.kind in _OF_SPEECH]
    turns: list[Turn] = []
    places = gaps_between(transcript.turns, of_speech)
    for gaps, turn in zip_longest(places, transcript.turns):
        for gap in gaps:
            role = roles.get(gap.speaker, UNKNOWN)
            turns.append(Turn("", gap.speaker, role, gap.start_ms, gap.end_ms, flags=(gap.kind,)))
        turns += [turn] if turn else []
    others = tuple(gap for gap in transcript.gaps if gap.kind not in _OF_SPEECH)
    return replace(transcript, turns=tuple(turns), gaps=others)


def as_gap(turn: Turn) -> Gap | None:
    """The gap that stands among the turns of a file as ``turn``; None for a turn."""
    if turn.text or turn.start_ms is None or turn.end_ms is None:
        return None
    kind = next((kind for kind in _OF_SPEECH if turn.flags == (kind,)), None)
    return None if kind is None else Gap(kind, turn.start_ms, turn.end_ms, turn.speaker)


def parted(rows: Iterable[Turn]) -> tuple[tuple[Turn, ...], tuple[Gap, ...]]:
    """The turns of a file, and the gaps that stand among them."""
    found = [(row, as_gap(row)) for row in rows]
    return (
        tuple(row for row, gap in found if gap is None),
        tuple(gap for _, gap in found if gap is not None),
    )
