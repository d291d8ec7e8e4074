"""The trace of a record: words, times, the recogniser's confidence, hashes, readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from calltools.statements.draft import Candidate
from calltools.statements.record import Statement
from calltools.statements.tags import tags_of
from calltools.statements.view import View
from calltools.transcripts.model import Transcript


def traced(
    statement: Statement, draft: Candidate, transcript: Transcript, views: Sequence[View]
) -> Statement:
    """``statement`` with all that leads back from its words to the sound."""
    turn = transcript.turns[statement.turn_index]
    ids = tuple(
        i for i, w in enumerate(turn.words) if w.start < statement.end and statement.start < w.end
    )
    words = [turn.words[i] for i in ids]
    starts = [w.start_ms for w in words if w.start_ms is not None]
    ends = [w.end_ms for w in words if w.end_ms is not None]
    scores = [w.score for w in words if w.score is not None]
    heard = [
        term for start, end, term in draft.view.readings if start < draft.end and draft.start < end
    ]
    evidence = tuple(
        replace(cue, start=span[0], end=span[1])
        if cue.turn_index != statement.turn_index
        and (span := views[cue.turn_index].original_span(cue.start, cue.end))
        else cue
        for cue in statement.evidence
    )
    confidence = statement.confidence
    if heard and confidence is not None:
        confidence = round(confidence * 0.8, 2)
    return replace(
        statement,
        tags=tags_of(statement, draft),
        word_ids=ids,
        start_ms=min(starts) if starts else turn.start_ms,
        end_ms=max(ends) if ends else turn.end_ms,
        score=round(sum(scores) / len(scores), 3) if scores else None,
        audio_sha256=transcript.audio_sha256,
        pcm_sha256=transcript.pcm_sha256,
        evidence=evidence,
        confidence=confidence,
        reading=_reading(statement, draft) if heard else None,
    )


def _reading(statement: Statement, draft: Candidate) -> str:
    """The quotation with misheard terms read right."""
    characters = list(statement.quote)
    for start, end, term in draft.view.readings:
        if start < draft.end and draft.start < end:
            first, last = draft.view.original_span(start, end)
            first, last = first - statement.start, last - statement.start
            if 0 <= first < last <= len(characters):
                characters[first:last] = [term, *[""] * (last - first - 1)]
    return "".join(characters)
