"""A reader for tests that need statements and no model: a figure or a word decides."""

from __future__ import annotations

from collections.abc import Sequence

from calltools.statements.clauses import Clause
from calltools.statements.proposal import CHOICES, Category, Proposal
from calltools.statements.view import View

_KINDS: dict[str, Category] = {"duration": "wait_time", "money": "price"}
_WORDS: dict[str, Category] = {"肝源": "organ_availability", "移植": "transplant_volume"}
_DENIED = ("不够", "不做", "not ")


class PlainReader:
    """Takes every clause of the hospital's with a period, a sum or one of a few words."""

    def propose(self, views: Sequence[View]) -> list[Proposal]:
        """A proposal for each such clause."""
        return [
            _proposal(view, clause, category)
            for view in views
            if view.role == "hospital"
            for clause in view.clauses
            if (category := _category(clause))
        ]


def _category(clause: Clause) -> Category | None:
    for q in clause.quantities:
        if q.kind in _KINDS:
            return _KINDS[q.kind]
        if q.kind == "count" and (q.low or 0) >= 10_000:
            return "price"
    return next((of for word, of in _WORDS.items() if word in clause.text), None)


def _proposal(view: View, clause: Clause, category: Category) -> Proposal:
    denied = any(word in clause.text for word in _DENIED)
    chosen = {"modality": "denied" if denied else "asserted"}
    if category == "organ_availability":
        chosen["availability"] = "available"
    choices = {
        name: {value: float(value == chosen.get(name, values[0])) for value in values}
        for name, values in CHOICES.items()
    }
    return Proposal(view.index, clause.start, clause.end, category, 0.9, choices=choices)
