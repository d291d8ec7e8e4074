"""Figures that the hospital said and no record took: silence is a claim, so they are listed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from calltools.language.normalise import TextSpan
from calltools.statements.figures import is_one
from calltools.statements.record import Statement
from calltools.statements.view import View, views_of
from calltools.transcripts.model import HOSPITAL, Transcript

_KINDS = frozenset(["duration", "count", "money", "percent"])
_PLACES = frozenset("楼 层 号 电话 床 岁".split())
"""What is numbered and not counted."""


@dataclass(frozen=True, slots=True)
class UntakenFigure:
    """A figure in the hospital's words that belongs to no record:
    ``turns[turn_index].text[start:end]``.

    ``clause`` are the words around it.
    """

    turn_index: int
    start: int
    end: int
    quote: str
    kind: str
    clause: str

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


def untaken_figures(
    transcript: Transcript,
    statements: Iterable[Statement],
    views: Sequence[View] | None = None,
) -> tuple[UntakenFigure, ...]:
    """The figures of the hospital's turns that none of ``statements`` stands on, in order.

    Numbers that are dialled, dates, times of day, ages and "one" are not figures of a claim.
    """
    taken: dict[int, list[TextSpan]] = defaultdict(list)
    for statement in statements:
        own = [cue for cue in statement.evidence if cue.rule == "figure"]
        for cue in own if statement.evidence else [statement]:  # a person's has no evidence
            taken[cue.turn_index].append((cue.start, cue.end))
    figures = []
    for view in views or views_of(transcript):
        clauses = view.clauses if view.role == HOSPITAL else ()
        for clause, q in ((each, q) for each in clauses for q in each.quantities):
            first, last = view.original_span(*q.core)
            is_taken = any(start < last and first < end for start, end in taken[view.index])
            if q.kind in _KINDS and not is_one(q) and q.unit not in _PLACES and not is_taken:
                start, end = view.original_span(q.start, q.end)
                words = view.original[slice(*view.original_span(clause.start, clause.end))]
                quote = view.original[start:end]
                figures.append(UntakenFigure(view.index, start, end, quote, q.kind, words))
    return tuple(figures)


def figures_by_turn(figures: Iterable[UntakenFigure]) -> Mapping[int, list[UntakenFigure]]:
    """The figures of each turn that has some."""
    turns: dict[int, list[UntakenFigure]] = defaultdict(list)
    for figure in figures:
        turns[figure.turn_index].append(figure)
    return dict(turns)
