"""A call beside its published transcript or translation: links to move, findings to answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import JSONResponse, Response

from calltools.errors import SettingsError
from calltools.review.desk import Reviewed
from calltools.review.links import SIDES, LinkRow, link_rows
from calltools.review.rules import may, require
from calltools.site.cards import STATUSES, Cards, ItemCard
from calltools.site.shown import shown
from calltools.site.visit import NotFoundError, Visit, address_of
from calltools.views.call_page import title_of


@dataclass(frozen=True, slots=True)
class LiveAlignmentView:
    """Both languages side by side, and a card for each finding."""

    template: ClassVar[str] = "live_alignment.html"

    reviewed: Reviewed
    title: str
    rows: Sequence[LinkRow]
    statuses: Mapping[str, str]
    cards: Sequence[ItemCard]
    may_move: bool
    has_sound: bool
    address: str


def alignment(visit: Visit) -> Response:
    """Both languages side by side, a row for each link, and a card for each finding."""
    reviewed, member = visit.reviewed(), visit.who
    rows = link_rows(reviewed.states)
    if reviewed.transcript is None or not rows:
        raise NotFoundError(reviewed.name, "has nothing published to be aligned with")
    cards = Cards(visit, reviewed, visit.request.url.query)
    work = cards.asked("finding")
    return shown(
        visit,
        LiveAlignmentView(
            reviewed=reviewed,
            title=title_of(reviewed.transcript, reviewed.name),
            rows=rows,
            statuses=STATUSES,
            cards=cards.of_all(work.shown, work.numbers),
            may_move=may(member.duty, "move", "link"),
            has_sound=visit.desk.sounds.has(reviewed.name),
            address=address_of(reviewed.name),
        ),
    )


def move(visit: Visit) -> Response:
    """Move a turn of one side (``side``, ``turn``) from the link ``source`` to ``target``."""
    reviewed, member = visit.reviewed(), visit.who
    side, turn, target = visit.text("side", 2), visit.number("turn"), visit.text("target", 60)
    if side not in SIDES or target not in reviewed.by_key:
        raise SettingsError(
            "turn", "expected a side, the number of a turn and a link to move it to"
        )
    require(member.name, member.duty, "move", reviewed.by_key[target])
    event = visit.desk.review.move_turn(
        reviewed.name,
        side,
        turn,
        visit.text("source", 60),
        target,
        member.name,
        seen=visit.text("seen", 64) or None,
    )
    return JSONResponse({"event": event.id})
