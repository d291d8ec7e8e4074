"""The pages: home, call, report, history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from starlette.responses import PlainTextResponse, Response

from calltools.errors import IntegrityError
from calltools.review.accounts import Colleague
from calltools.review.check_items import BETWEEN_CALLS
from calltools.review.desk import Reviewed
from calltools.review.openings import LIST
from calltools.review.progress import ANSWERED, to_do
from calltools.review.rules import may_run
from calltools.site.queue import Queue, queue_of
from calltools.site.shown import shown
from calltools.site.visit import NotFoundError, Visit, address_of
from calltools.views.render import script_text, stylesheet

_STATIC: Mapping[str, tuple[Callable[[], str], str]] = {
    "site.css": (partial(stylesheet, live=True), "text/css"),
    "site.js": (partial(script_text, live=True), "text/javascript"),
}
_READ_S = 0.2
"""How long the first page reads calls that nobody looked at yet; it names the others."""


@dataclass(frozen=True, slots=True)
class HomeView:
    """What waits, by call and kind."""

    template: ClassVar[str] = "home.html"

    calls: Sequence[Mapping[str, Any]]
    reports: Sequence[Mapping[str, Any]]
    checks: Sequence[Mapping[str, Any]]
    counts: Mapping[str, int]
    waiting: Sequence[tuple[str, str]]
    unreadable: Sequence[IntegrityError]
    queue: Queue | None
    """For those who may run."""


def home(visit: Visit) -> Response:
    """What waits, by call and kind, and how far the work is."""
    review = visit.desk.review
    found = visit.everything(_READ_S)
    rows = [_row(one, visit.who) for one in found if one.transcript is not None]
    counted = {row["name"] for row in rows}
    unread = (name for name in review.calls() if name not in counted)
    waiting = [(name, address_of(name)) for name in unread if visit.reach.may_open(name)]
    others = [_row(one, visit.who) for one in found if one.transcript is None]
    checks = [row for row in others if row["name"] == BETWEEN_CALLS]
    reports = [row for row in others if row["name"] != BETWEEN_CALLS]
    if visit.desk.openings:
        visit.desk.openings.opened(visit.who.name, LIST, "facts", visit.session)
    counts = Counter[str]()
    for row in (*rows, *others):
        counts.update({"all": row["all"], "open": row["open"], "stale": row["stale"]})
    return shown(
        visit,
        HomeView(
            calls=rows,
            reports=reports,
            checks=checks,
            counts=counts,
            waiting=waiting,
            unreadable=review.decisions.unreadable() if visit.who.duty == "lead" else [],
            queue=queue_of(visit, waiting=True) if may_run(visit.who.duty) else None,
        ),
    )


def static(visit: Visit) -> Response:
    """Our stylesheet and script."""
    name = visit.request.path_params["name"]
    if name not in _STATIC:
        raise NotFoundError("this address", "is of no file")
    text, kind = _STATIC[name]
    return PlainTextResponse(text(), headers={"cache-control": "max-age=3600"}, media_type=kind)


def _row(reviewed: Reviewed, member: Colleague) -> dict[str, Any]:
    items = [state for kind in ANSWERED for state in reviewed.of_kind(kind)]
    call_ = reviewed.transcript.call if reviewed.transcript else None
    waits = Counter(filter(None, (to_do(state, member) for state in (reviewed.whole, *items))))
    return {
        "name": reviewed.name,
        "address": address_of(reviewed.name),
        "hospital": call_.hospital if call_ else "",
        "date": call_.date if call_ else "",
        "all": len(items),
        "open": waits["decide"] + waits["settle"] + waits["read"],
        "stale": waits["again"],
        "differs": sum(bool(state.item.translation_differs) for state in items if state.item),
        "key": reviewed.whole.key,
        "assigned": reviewed.whole.assigned,
        "read": bool(reviewed.whole.read_by),
    }
