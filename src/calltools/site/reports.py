"""The pages of audited reports, on the screen and on paper, and of what is between calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from starlette.responses import Response

from calltools.quotations.verdicts import GRAVITY, VERDICT_NAMES
from calltools.review.desk import Reviewed
from calltools.review.item_state import State
from calltools.site.card_list import listed
from calltools.site.cards import Cards, ItemCard
from calltools.site.page_response import shown
from calltools.site.report_text import report_text
from calltools.site.visit import NotFoundError, Visit
from calltools.site.worklist import gravity_of_state
from calltools.store.log import now
from calltools.views.audit_page import ReportView, marked_blocks, quoted_calls
from calltools.views.check_page import ChecksView

QuotationOutcome = Literal["accepted", "overridden", "again", "open"]

OUTCOMES: Mapping[QuotationOutcome, str] = {
    "accepted": "accepted", "overridden": "overridden", "again": "to look at again", "open": "open",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuditOutcome:
    """How far a report is decided: how many are how, by the machine's verdicts (their names, the
    gravest first) and together; ``differing`` quote a translation that differs from its call."""

    totals: Mapping[QuotationOutcome, int]
    verdicts: Sequence[tuple[str, Mapping[QuotationOutcome, int]]]
    differing: int

    names = OUTCOMES


def report(visit: Visit) -> Response:
    """An audited report: its text, and a card for each quotation that the filter takes."""
    reviewed = _report_of(visit)
    around = listed(visit, reviewed, with_cards=True)
    return shown(visit, _view(visit, reviewed, around.cards, listed=around))


def printed(visit: Visit) -> Response:
    """The same to be printed: all of it, and no means to decide."""
    reviewed = _report_of(visit)
    cards = Cards(visit, reviewed)
    states = [state for state in reviewed.of_kind("quotation") if state.item]
    made = [replace(cards.of(state, n), actions=()) for n, state in enumerate(states, 1)]
    return shown(visit, _view(visit, reviewed, made, printed_at=now()))


def _report_of(visit: Visit) -> Reviewed:
    reviewed = visit.reviewed()
    if reviewed.place != "reports":
        raise NotFoundError("this address", "leads to no report")
    return reviewed


def _view(
    visit: Visit, reviewed: Reviewed, cards: Sequence[ItemCard], **rest: object
) -> ReportView:
    states = [state for state in reviewed.of_kind("quotation") if state.item]
    rows = [state.item.row for state in states if state.item]
    text = report_text(visit, reviewed.name)
    # Marks bear the numbers that the cards have, and only what this person may see is marked.
    gravity = {
        state.item.anchor.turn + 1: gravity_of_state(state)
        for state in states
        if state.item and state.item.anchor.turn is not None
    }
    return ReportView(
        reviewed.name,
        text,
        marked_blocks(text, gravity) if text else (),
        cards,
        sum(row["verdict"] != "not_a_quotation" for row in rows),
        quoted_calls(rows),
        whole=reviewed,
        outcome=_outcome(states),
        **rest,  # type: ignore[arg-type]
    )


def _outcome(states: Sequence[State]) -> AuditOutcome:
    by_verdict = {name: Counter[QuotationOutcome]() for name in GRAVITY}
    for state in states:
        by_verdict[state.label][_decided(state)] += 1  # type: ignore[index]
    return AuditOutcome(
        sum(by_verdict.values(), Counter()),
        [(VERDICT_NAMES[name], count) for name, count in by_verdict.items() if count],
        sum(bool(state.item and state.item.translation_differs) for state in states),
    )


def _decided(state: State) -> QuotationOutcome:
    if state.stale or state.conflict or state.status == "disputed":
        return "again"
    if state.status == "accepted" or state.status == "overridden":
        return state.status
    return "open"


def checks(visit: Visit) -> Response:
    """What calls tell about each other: a card for each finding of the last check."""
    reviewed = visit.reviewed()
    if reviewed.place != "checks":
        raise NotFoundError("this address", "leads to no check")
    around = listed(visit, reviewed, with_cards=True)
    return shown(visit, ChecksView("", around.cards, listed=around, whole=reviewed))
