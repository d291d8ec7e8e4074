"""Whether words answer the question under which a report puts them.

A moved answer is verbatim and says something else.  The question that the report tells of, mostly
in words of its own, is compared with the one that was asked and with all others of the call.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from calltools.language.encoders import Encoder
from calltools.language.normalise import simplify
from calltools.language.sentences import spans
from calltools.quotations.conditional_logit import likelihood, weights
from calltools.quotations.corpus import Entry
from calltools.quotations.model import AskedQuestion, Location
from calltools.quotations.symbols import is_chinese
from calltools.transcripts.model import INVESTIGATOR


def question_of(
    asked: str | None, place: Location, entry: Entry, encoder: Encoder
) -> AskedQuestion | None:
    """The question that was put before ``place``, and how likely it is another than the one that
    the report tells of, ``asked``; None where it tells of none, or the caller speaks there or asked
    nothing before."""
    first, last = place.turn_range
    callers = any(entry.turns[part.turn].role == INVESTIGATOR for part in place.parts)
    if asked is None or callers:
        return None
    start, answer = _asked_at(entry, first)
    if start == answer:
        return None
    noted = evidence(asked, entry, first, last, encoder)
    return AskedQuestion(
        claimed=asked,
        actual=" / ".join(turn.text for turn in entry.turns[start:answer]),
        turn=answer - 1,
        changed=likelihood(noted, weights("question", "judging")),
    )


def evidence(
    asked: str, entry: Entry, first: int, last: int, encoder: Encoder
) -> Mapping[str, float]:
    """What speaks for another question before the turns ``first`` to ``last``: how like the one
    that is told of is the one asked there (``likeness``), and by how much more than that, the
    answer and what was said before is the likest other question (``other``)."""
    told = simplify(asked)
    start, answer = _asked_at(entry, first)
    texts = [turn.text for turn in entry.turns]
    like = _likeness(told, texts[start:answer], encoder)
    near = _likeness(told, texts[max(start - 2, 0) : start] + texts[answer : last + 1], encoder)
    others = [
        turn.text
        for at, turn in enumerate(entry.turns)
        if turn.role == INVESTIGATOR and not start <= at < answer
    ]
    other = _likeness(told, others, encoder) - max(like, near)
    return {"likeness": like, "other": max(other, 0.0)}


def _asked_at(entry: Entry, first: int) -> tuple[int, int]:
    """The turns of the caller before the answer of which turn ``first`` is: begin and end."""
    turns = entry.turns
    answer = first
    while answer and turns[answer - 1].role != INVESTIGATOR:
        answer -= 1
    start = answer
    while start and turns[start - 1].role == INVESTIGATOR:
        start -= 1
    return start, answer


def _likeness(told: str, texts: Sequence[str], encoder: Encoder) -> float:
    """Cosine of the question that is told of with the likest of ``texts`` and their clauses."""
    pieces = [piece for text in texts for piece in _pieces(simplify(text))]
    if not pieces:
        return 0.0
    return float((encoder.encode(pieces) @ encoder.encode([told])[0]).max())


def _pieces(text: str) -> list[str]:
    places = spans(text, "zh" if is_chinese(text) else "en", "clause")
    return [text, *(text[start:end] for start, end in places if (start, end) != (0, len(text)))]
