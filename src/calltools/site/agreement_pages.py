"""How far two agree who decided blind, and what they differ on, for a third to settle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import Response

from calltools.review.agreement import Agreement, agreements
from calltools.review.desk import Reviewed
from calltools.review.item_state import State
from calltools.review.workload import to_do
from calltools.site.cards import Cards, ItemCard
from calltools.site.page_response import shown
from calltools.site.visit import Visit, address_of

_AT_ONCE = 50
"""How many disagreements stand on the page."""


@dataclass(frozen=True, slots=True)
class AgreementView:
    """How far two agree, and what they differ on: what the member may settle, ``waiting`` in all,
    before what waits for ``others``."""

    template: ClassVar[str] = "agreement.html"

    rows: Sequence[Agreement]
    shown: Sequence[tuple[str, str, bool, ItemCard]]
    waiting: int
    others: int


def agreement(visit: Visit) -> Response:
    """The table, and a card for each item that two decided differently."""
    found = visit.everything()
    rows = agreements(state for one in found for state in one.states)
    disputed = [(one, state, to_do(state, visit.who)) for one, state in _disputed(found)]
    queue = sorted(disputed, key=lambda each: each[2] != "settle")
    waiting = sum(todo == "settle" for *_, todo in queue)
    cards = [
        (
            one.name,
            address_of(one.name),
            one.transcript is None,
            Cards(visit, one).of(state),
        )
        for one, state, _ in queue[:_AT_ONCE]
    ]
    quoted = visit.reach.about(card.state for *_, card in cards)
    visit.log_opened(*(name for name, *_ in cards), *quoted)
    return shown(visit, AgreementView(rows, cards, waiting, len(queue) - waiting))


def _disputed(found: Sequence[Reviewed]) -> Iterator[tuple[Reviewed, State]]:
    for one in found:
        for state in one.states:
            if state.status == "disputed" or state.conflict:
                yield one, state
