"""All that was said about one item, and how it stands or stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from starlette.responses import Response

from calltools.review.decision_text import event_line
from calltools.review.desk import Reviewed
from calltools.review.event import Decision
from calltools.review.item_state import State
from calltools.site.cards import Cards, ItemCard
from calltools.site.page_response import shown
from calltools.site.visit import Visit, address_of, path_of


@dataclass(frozen=True, slots=True)
class HistoryView:
    """All that was said about one item, and how it stands or stood ``at`` a time."""

    template: ClassVar[str] = "history.html"

    card: ItemCard
    at: str
    events: Sequence[tuple[Decision, str]]
    undone: frozenset[str]
    address: str
    path: str
    name: str


def history_view(reviewed: Reviewed, state: State, card: ItemCard, at: str = "") -> HistoryView:
    """The history of an item whose ``card`` is as it stands, or stood ``at`` a time."""
    return HistoryView(
        card,
        at,
        [(event, event_line(event)) for event in reversed(state.history)],
        state.undone,
        address_of(reviewed.name),
        path_of(reviewed),
        reviewed.name,
    )


def history(visit: Visit) -> Response:
    """All that was said about one item, and how it stands: now, or as it did at the time ``at``."""
    at = visit.request.query_params.get("at", "")
    reviewed = visit.reviewed()
    state = visit.state_in(reviewed)
    then = visit.reviewed(at) if at else reviewed
    form = visit.request.query_params.get("form", "")
    card = Cards(visit, then).of(visit.state_in(then), form=form)
    return shown(
        visit, history_view(reviewed, state, replace(card, actions=()) if at else card, at)
    )
