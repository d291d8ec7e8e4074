"""Figures that the hospital said and no record took: silence is a claim, so they are listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    taken: dict[int, list[TextSpan]] = {}
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


def _of_turn(view: View, taken: Sequence[TextSpan]) -> Iterator[UntakenFigure]:
    for clause in view.clauses:
        for q in clause.quantities:
            if q.kind not in _KINDS or is_one(q) or q.unit in _PLACES:
                continue
            core = view.original_span(*q.core)
            if not any(start < core[1] and core[0] < end for start, end in taken):
                start, end = view.original_span(q.start, q.end)
                words = view.original[slice(*view.original_span(clause.start, clause.end))]
                yield UntakenFigure(view.index, start, end, view.original[start:end], q.kind, words)


def figures_by_turn(figures: Iterable[UntakenFigure]) -> Mapping[int, list[UntakenFigure]]:
    """The figures of each turn that has some."""
    turns: dict[int, list[UntakenFigure]] = {}
    for figure in figures:
        turns.setdefault(figure.turn_index, []).append(figure)
    return turns
