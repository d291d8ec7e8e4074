"""The trace of a record: words, times, how they were heard and read, hashes, evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from statistics import mean

from calltools.language.normalise import Rewrite
from calltools.statements.claims import Claim
from calltools.statements.record import Cue, Statement
from calltools.transcripts.certainty import SURE, role_certainty
from calltools.transcripts.model import Transcript, Word

_MISHEARD = 0.8
"""What a term that was read for another is worth: it may not be what was said."""


def traced(statement: Statement, claim: Claim, transcript: Transcript) -> Statement:
    """``statement`` with all that leads back from its words to the sound."""
    turn = transcript.turns[statement.turn_index]
    ids = tuple(
        i for i, w in enumerate(turn.words) if w.start < statement.end and statement.start < w.end
    )
    words = [turn.words[i] for i in ids]
    misheard = [
        (*claim.view.original_span(start, end), term)
        for start, end, term in claim.view.readings
        if start < claim.end and claim.start < end
    ]
    heard = _heard(words, claim)
    certainty = role_certainty(turn, transcript)
    read = claim.proposal.probability * (_MISHEARD if misheard else 1.0)
    sure = read * (1.0 if heard is None else heard) * (1.0 if certainty is None else certainty)
    tags = [f"form:{name}" for name in claim.view.lexicon.find("form", claim.words)]
    if certainty is not None and certainty < SURE:
        tags.append("role_unsure")
    starts = [w.start_ms for w in words if w.start_ms is not None]
    ends = [w.end_ms for w in words if w.end_ms is not None]
    return replace(
        statement,
        tags=tuple(sorted(tags)),
        word_ids=ids,
        start_ms=min(starts, default=turn.start_ms),
        end_ms=max(ends, default=turn.end_ms),
        score=heard,
        audio_sha256=transcript.audio_sha256,
        pcm_sha256=transcript.pcm_sha256,
        read=round(read, 3),
        role_certainty=certainty,
        confidence=round(sure, 3),
        reading=_rewritten(statement, misheard) if misheard else None,
        heard_otherwise=_heard_otherwise(statement, words),
    )


def evidence_of(claim: Claim) -> tuple[Cue, ...]:
    """What the record rests on: its words, its figure, the caller's turn that it answers."""
    view, question = claim.view, claim.question
    cues = [Cue("read", view.index, *view.original_span(claim.start, claim.end))]
    where = question if claim.bare else view
    if claim.figure is not None and where is not None:
        cues.append(Cue("figure", where.index, *where.original_span(*claim.figure.core)))
    if question is not None:
        first, last = question.clauses[0], question.clauses[-1]
        cues.append(Cue("question", question.index, *question.original_span(first.start, last.end)))
    return tuple(cues)


def _heard(words: Sequence[Word], claim: Claim) -> float | None:
    """How well the words were heard: the lesser of the recogniser's mean probability of the
    record's words and of those of its figure; None where there are no scores."""
    scored = [w for w in words if w.score is not None]
    parts = [scored]
    if claim.figure is not None and not claim.bare:
        start, end = claim.view.original_span(*claim.figure.core)
        parts.append([w for w in scored if w.start < end and start < w.end])
    means = [mean(w.score or 0 for w in part) for part in parts if part]
    return round(min(means), 3) if means else None


def _heard_otherwise(statement: Statement, words: Sequence[Word]) -> str | None:
    """The quotation with the second hearing's words in place of those that it has otherwise."""
    groups = [(told, list(these)) for told, these in groupby(words, key=lambda w: w.otherwise)]
    rewrites = [(g[0].start, g[-1].end, told) for told, g in groups if told is not None]
    return _rewritten(statement, rewrites) if rewrites else None


def _rewritten(statement: Statement, rewrites: Iterable[Rewrite]) -> str:
    """The quotation with words in place of stretches of its turn."""
    text, at = "", statement.start
    for start, end, words in rewrites:
        text += statement.quote[at - statement.start : max(start, at) - statement.start] + words
        at = min(end, statement.end)
    return text + statement.quote[at - statement.start :]
