"""The statements of a call as people left them, each with its review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from calltools.records import convert
from calltools.review.desk import Reviewed
from calltools.review.item_review import ItemReview, is_settled, item_review
from calltools.review.item_state import State
from calltools.statements.record import Statement
from calltools.transcripts.model import Transcript, Turn


@dataclass(frozen=True, slots=True)
class ReviewedStatement:
    """A statement as people left it, and what they decided about it."""

    statement: Statement
    review: ItemReview


def reviewed_statements(call: Reviewed) -> list[ReviewedStatement]:
    """The statements of a call whose words stand in it, in the order in which they are said."""
    assert call.transcript is not None, "a report has no statements"
    kept = [
        ReviewedStatement(statement, item_review(state))
        for state in call.of_kind("statement")
        if (statement := _statement(call.transcript, state)) is not None
    ]
    return sorted(kept, key=lambda one: (one.statement.turn_index, one.statement.start))


def turn_span(transcript: Transcript, state: State) -> tuple[int, int, int] | None:
    """Where the words of a statement stand in the transcript: turn, start, end (code points).

    None where they no longer stand.
    """
    if state.item is None or not state.item.stands or not state.item.anchor.text:
        return None
    anchor = state.item.anchor
    places = [
        (_far(turn, at, anchor.start_ms), abs(number - (anchor.turn or 0)), number, at)
        for number, turn in enumerate(transcript.turns)
        for at in _places(turn.text, anchor.text)
    ]
    if not places:
        return None
    _, _, number, at = min(places)
    return number, at, at + len(anchor.text)


def _places(text: str, wanted: str) -> list[int]:
    places = []
    at = text.find(wanted)
    while at >= 0:
        places.append(at)
        at = text.find(wanted, at + 1)
    return places


def _far(turn: Turn, place: int, start_ms: int | None) -> int:
    """How far from ``start_ms`` the word begins that ``place`` is in; 0 where that is not known."""
    word = next((w for w in turn.words if w.start <= place < w.end), None)
    begins = turn.start_ms if word is None else word.start_ms
    return 0 if begins is None or start_ms is None else abs(begins - start_ms)


def row_as_left(transcript: Transcript, state: State) -> dict[str, Any] | None:
    """The row of a statement with what people put right and where its words stand now; None where
    they no longer do."""
    at = turn_span(transcript, state)
    if at is None or state.item is None:
        return None
    number, start, end = at
    return {
        **state.item.row,
        **(state.value if state.status in ("amended", "added") and is_settled(state) else {}),
        "turn_index": number,
        "start": start,
        "end": end,
        "quote": transcript.turns[number].text[start:end],
    }


def _statement(transcript: Transcript, state: State) -> Statement | None:
    row = row_as_left(transcript, state)
    if row is None or state.item is None:
        return None
    row |= {
        "id": row.get("id") or state.key,
        "start_ms": state.item.anchor.start_ms,
        "end_ms": state.item.anchor.end_ms,
        "audio_sha256": transcript.audio_sha256,
        "pcm_sha256": transcript.pcm_sha256,
    }
    return convert(row, Statement)
