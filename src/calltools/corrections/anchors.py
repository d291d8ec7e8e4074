"""Corrections find their words again: by id, by the words themselves, and by time.

Words that are found nowhere near their time, or in two places equally near, are not found: a
correction is never applied to others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from calltools.corrections.editable_transcript import Draft, Run
from calltools.transcripts.correction import Target

EDGE = " \t\u3000，。？！、；：,.?!;:…—-～~\"'“”‘’（）()"
"""What recognisers write around words now one way, now another."""

_NEAR_MS = 1_000
"""How far the same words may have moved when they are recognised again and still be the same."""

_LEAST_SHARE = 0.5
"""The part of a voice's time that a voice of another diarization must cover to be the same."""


def target(draft: Draft, where: Run | str) -> Target:
    """The anchors of words; of a voice: its label, and when it speaks."""
    if isinstance(where, str):
        return Target(speaker=where, spans=tuple(_spans(draft, where)))
    start_ms, end_ms = draft.times(where)
    words = tuple(word.id or "" for word in draft.words(where))
    return Target(where.turn, words, draft.text(where), start_ms, end_ms)


def find(draft: Draft, wanted: Target, *, same: bool) -> Run | None:
    """The words of ``wanted`` in the draft; None where they are not, or not for certain.

    ``same``: the draft is of the transcript that the target was taken from, so that ids mean the
    same words.  Otherwise they are sought by themselves, near their time.
    """
    if same and (run := draft.by_ids(wanted.words)):
        return run if draft.text(run) == wanted.text else None
    core = wanted.text.strip(EDGE)
    near = sorted(
        (distance, run.turn, run.start, run.end)
        for run in (_runs_with(draft, core) if core else ())
        if (distance := _distance_ms(draft, run, wanted)) is not None
    )
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    return Run(*near[0][1:])


def find_turn(draft: Draft, wanted: Target, *, same: bool) -> int | None:
    """The turn that ``wanted``, the words of a whole turn, is now in."""
    if same:
        ids = set(wanted.words)
        turns = enumerate(draft.turns)
        return next((n for n, t in turns if 2 * sum(w.id in ids for w in t.words) > len(ids)), None)
    run = find(draft, wanted, same=False)
    if run is None or draft.text(draft.whole(run.turn)).strip(EDGE) != wanted.text.strip(EDGE):
        return None
    return run.turn


def find_voice(draft: Draft, wanted: Target, *, same: bool) -> str | None:
    """The label that the voice of ``wanted`` has here: the one that speaks when it spoke."""
    labels = draft.labels()
    if same or not wanted.spans:
        return wanted.speaker if wanted.speaker in labels else None
    share, label = max(
        (_common_ms(wanted.spans, list(_spans(draft, label))), label) for label in labels | {""}
    )
    length = sum(end - start for start, end in wanted.spans)
    return label if share > _LEAST_SHARE * max(length, 1) else None


def _runs_with(draft: Draft, core: str) -> Iterator[Run]:
    """The runs of whole words that hold ``core``, each no longer than it must be."""
    for number, turn in enumerate(draft.turns):
        at = turn.text.find(core)
        while at >= 0:
            if run := draft.touched(number, at, at + len(core)):
                yield run
            at = turn.text.find(core, at + 1)


def _distance_ms(draft: Draft, run: Run, wanted: Target) -> int | None:
    """How far apart ``run`` and ``wanted`` are; None if too far, or not known."""
    start, end = draft.times(run)
    if start is None or end is None or wanted.start_ms is None or wanted.end_ms is None:
        return None
    distance = max(abs(start - wanted.start_ms), abs(end - wanted.end_ms))
    # A longer word that holds the wanted one lies around it.
    inside = start <= wanted.start_ms and wanted.end_ms <= end
    return distance if distance <= _NEAR_MS or inside else None


def _spans(draft: Draft, speaker: str) -> Iterator[tuple[int, int]]:
    for number, turn in enumerate(draft.turns):
        start, end = draft.times(draft.whole(number))
        if turn.speaker == speaker and start is not None and end is not None and start < end:
            yield start, end


def _common_ms(a: Sequence[tuple[int, int]], b: Sequence[tuple[int, int]]) -> int:
    """How long both are at once; the spans of each do not overlap among themselves."""
    return sum(
        max(0, min(end, other_end) - max(start, other_start))
        for start, end in a
        for other_start, other_end in b
    )
