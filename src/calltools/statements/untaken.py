"""Figures that the hospital said and no record took: silence is a claim, so they are listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from calltools.language.quantities import Quantity
from calltools.reader.view import View
from calltools.statements.record import Statement
from calltools.statements.views import views_of
from calltools.transcripts.model import HOSPITAL, Transcript

_KINDS = frozenset(["duration", "count", "money", "percent"])
_PLACES = frozenset("楼 层 号 电话 床 岁".split())
"""What is numbered and not counted."""


@dataclass(frozen=True, slots=True)
class UntakenFigure:
    """A figure in the hospital's words that is no record's: ``turns[turn_index].text[start:end]``.

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

    Numbers that are dialled, dates, times of day, ages and "one" are no figures of a claim.
    """
    taken: dict[int, list[tuple[int, int]]] = {}
    for statement in statements:
        own = [cue for cue in statement.evidence if cue.rule == "figure"]
        for cue in own if statement.evidence else [statement]:  # a person's has no evidence
            taken.setdefault(cue.turn_index, []).append((cue.start, cue.end))
    return tuple(
        figure
        for view in views or views_of(transcript)
        if view.role == HOSPITAL
        for figure in _of_turn(view, taken.get(view.index, ()))
    )


def _of_turn(view: View, taken: Sequence[tuple[int, int]]) -> Iterable[UntakenFigure]:
    for clause in view.clauses:
        around = view.original_span(clause.start, clause.end)
        for q in filter(_is_figure, clause.quantities):
            core = view.original_span(*q.core) if q.core[0] < q.core[1] else (q.start, q.end)
            if not any(start < core[1] and core[0] < end for start, end in taken):
                start, end = view.original_span(q.start, q.end)
                words = view.original[slice(*around)]
                yield UntakenFigure(view.index, start, end, view.original[start:end], q.kind, words)


def _is_figure(q: Quantity) -> bool:
    is_one = q.kind == "count" and q.low == q.high == 1
    return q.kind in _KINDS and not is_one and q.unit not in _PLACES


def figures_by_turn(figures: Iterable[UntakenFigure]) -> Mapping[int, list[UntakenFigure]]:
    """The figures of each turn that has some."""
    turns: dict[int, list[UntakenFigure]] = {}
    for figure in figures:
        turns.setdefault(figure.turn_index, []).append(figure)
    return turns
