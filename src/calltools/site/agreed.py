"""How far two agree who decided blind, and what they differ on, for a third to settle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from starlette.responses import Response

from calltools.review.agreement import agreements
from calltools.review.desk import Reviewed
from calltools.review.fold import State
from calltools.site.cards import card_of
from calltools.site.templates import page
from calltools.site.visit import Visit, address_of, quoted_calls

_AT_ONCE = 50
"""How many disagreements stand on the page."""


def agreement(visit: Visit) -> Response:
    """The table, and a card for each item that two decided differently."""
    member = visit.who
    found = visit.desk.review.everything(member.name)
    rows = agreements(state for one in found for state in one.states)
    queue = list(_disputed(found))
    shown = [
        (
            one.name,
            address_of(one.name),
            one.transcript is None,
            card_of(state, member.name, member.duty),
        )
        for one, state in queue[:_AT_ONCE]
    ]
    if visit.desk.openings:
        quoted = quoted_calls(visit.desk.review, [card.state for *_, card in shown])
        for name in dict.fromkeys([*(name for name, *_ in shown), *quoted]):
            visit.desk.openings.opened(member.name, name, "words", visit.session)
    return page(
        visit,
        "agreement.html",
        rows=rows,
        shown=shown,
        waiting=len(queue),
    )


def _disputed(found: Sequence[Reviewed]) -> Iterator[tuple[Reviewed, State]]:
    for one in found:
        for state in one.states:
            if state.status == "disputed" or state.conflict:
                yield one, state
