"""The pages: home, call, report, history, people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar

from starlette.responses import (
    PlainTextResponse,
    RedirectResponse,
    Response,
)

from calltools.errors import IntegrityError, NotAllowedError, SettingsError
from calltools.review.accounts import AccountAct, Accounts, Colleague
from calltools.review.check_items import BETWEEN_CALLS
from calltools.review.desk import Reviewed
from calltools.review.event import Decision
from calltools.review.log_ins import FirstLogInError, LogIns
from calltools.review.openings import LIST
from calltools.review.rules import DUTIES, Duty
from calltools.review.sessions import DEVICE_S
from calltools.site.access import Solo, Team
from calltools.site.cards import ItemCard, card_of, cards_of, event_line
from calltools.site.guard import COOKIE, DEVICE_COOKIE
from calltools.site.shown import LANGUAGE_COOKIE, shown
from calltools.site.visit import NotFoundError, Visit, address_of
from calltools.views.languages import LANGUAGES
from calltools.views.render import script_text, stylesheet

_STATIC: Mapping[str, tuple[Callable[[], str], str]] = {
    "site.css": (partial(stylesheet, live=True), "text/css"),
    "site.js": (partial(script_text, live=True), "text/javascript"),
}
_ANSWERED = ("statement", "finding", "quotation", "check")
"""Kinds of items that wait for an answer; a link that nobody moved is right."""
_ACTS_SHOWN = 50
"""How many of the last acts with accounts are shown."""
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


@dataclass(frozen=True, slots=True)
class ReportView:
    """An audited report: a card for each quotation."""

    template: ClassVar[str] = "report.html"

    reviewed: Reviewed
    cards: Sequence[ItemCard]
    address: str


@dataclass(frozen=True, slots=True)
class ChecksView:
    """What calls tell about each other: a card for each finding."""

    template: ClassVar[str] = "checks.html"

    reviewed: Reviewed
    cards: Sequence[ItemCard]
    address: str


@dataclass(frozen=True, slots=True)
class CardView:
    """The card of one item."""

    template: ClassVar[str] = "card.html"

    card: ItemCard
    address: str


@dataclass(frozen=True, slots=True)
class HistoryView:
    """All that was said of one item, and how it stands or stood."""

    template: ClassVar[str] = "history.html"

    card: ItemCard
    at: str
    events: Sequence[tuple[Decision, str]]
    undone: frozenset[str]
    address: str
    reviewed: Reviewed


@dataclass(frozen=True, slots=True)
class PeopleView:
    """The accounts of the team."""

    template: ClassVar[str] = "people.html"

    members: Sequence[Colleague]
    duties: Sequence[Duty]
    acts: Sequence[AccountAct]
    made: str
    start: str


@dataclass(frozen=True, slots=True)
class LogInView:
    """Where people of a team log in."""

    template: ClassVar[str] = "login.html"

    problem: str = ""
    first: bool = False
    name: str = ""
    password: str = ""


def home(visit: Visit) -> Response:
    """What waits, by call and kind, and how far the work is."""
    review = visit.desk.review
    found = visit.everything(_READ_S)
    rows = [_row(one) for one in found if one.transcript is not None]
    counted = {row["name"] for row in rows}
    unread = (name for name in review.calls() if name not in counted)
    waiting = [(name, address_of(name)) for name in unread if visit.reach.may_open(name)]
    others = [_row(one) for one in found if one.transcript is None]
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
        ),
    )


def report(visit: Visit) -> Response:
    """An audited report: a card for each quotation."""
    reviewed = visit.reviewed()
    cards = cards_of(reviewed, ("quotation",), visit.who)
    return shown(
        visit, ReportView(reviewed=reviewed, cards=cards, address=address_of(reviewed.name))
    )


def checks(visit: Visit) -> Response:
    """What calls tell about each other: a card for each finding of the last check."""
    reviewed = visit.reviewed()
    if reviewed.name != BETWEEN_CALLS:
        raise NotFoundError("this address", "is of no check")
    cards = cards_of(reviewed, ("check",), visit.who)
    return shown(
        visit, ChecksView(reviewed=reviewed, cards=cards, address=address_of(reviewed.name))
    )


def card(visit: Visit) -> Response:
    """The card of one item, as it stands now."""
    reviewed = visit.reviewed()
    member = visit.who
    return shown(
        visit,
        CardView(
            card=card_of(visit.state_in(reviewed), member.name, member.duty),
            address=address_of(reviewed.name),
        ),
    )


def history(visit: Visit) -> Response:
    """All that was said of one item, and how it stands: now, or as it did at the time ``at``."""
    at = visit.request.query_params.get("at", "")
    reviewed = visit.reviewed()
    state = visit.state_in(reviewed)
    then = visit.state_in(visit.reviewed(at)) if at else state
    member = visit.who
    card = card_of(then, member.name, member.duty)
    return shown(
        visit,
        HistoryView(
            card=replace(card, actions=()) if at else card,
            at=at,
            events=[(event, event_line(event)) for event in reversed(state.history)],
            undone=state.undone,
            address=address_of(reviewed.name),
            reviewed=reviewed,
        ),
    )


def people(visit: Visit, made: str = "", start: str = "") -> Response:
    """The accounts of the team, and what was done with them; of one ``made`` just now, the password
    to start with."""
    accounts = team_accounts(visit)
    return shown(
        visit,
        PeopleView(
            members=accounts.all(),
            duties=DUTIES,
            acts=accounts.acts()[: -_ACTS_SHOWN - 1 : -1],
            made=made,
            start=start,
        ),
    )


def login_form(visit: Visit) -> Response:
    """Where people of a team log in."""
    return shown(visit, LogInView())


def log_in(visit: Visit) -> Response:
    """A session for who knows the password; at the first log-in they choose one of their own."""
    client, name, password = visit.request.client, visit.text("name"), visit.text("password")
    is_first = "chosen" in visit.body
    try:
        if is_first and visit.text("chosen") != visit.text("again"):
            raise SettingsError("password", "is not twice the same")
        entry = log_ins(visit).log_in(
            name,
            password,
            client.host if client else "",
            device=visit.request.cookies.get(DEVICE_COOKIE, "")[:200],
            chosen=visit.text("chosen") if is_first else None,
        )
    except (NotAllowedError, SettingsError) as error:
        first = isinstance(error, FirstLogInError | SettingsError)
        problem = "" if isinstance(error, FirstLogInError) else error.problem
        return shown(
            visit,
            LogInView(
                problem=problem,
                first=first,
                name=name if first else "",
                password=password if first else "",
            ),
            403,
        )
    answer = _entered(visit, entry.session)
    _set_cookie(visit, answer, DEVICE_COOKIE, entry.device, DEVICE_S)
    return answer


def enter(visit: Visit) -> Response:
    """The address that the program printed: its secret for a session, once."""
    access = visit.desk.access
    if not isinstance(access, Solo) or visit.request.method != "GET":  # HEAD would use it up
        raise NotFoundError("this address", "is of no use")
    return _entered(visit, access.enter(visit.request.path_params["secret"]))


def log_out(visit: Visit) -> Response:
    """The end of a session."""
    visit.desk.access.log_out(visit.session)
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(COOKIE)
    return answer


def choose_language(visit: Visit) -> Response:
    """The interface in another language, on the page that it was asked for."""
    language, at = visit.text("language", 10), visit.text("at", 500)
    if language not in LANGUAGES:
        raise SettingsError("language", f"expected one of {', '.join(LANGUAGES)}")
    is_ours = at.startswith("/") and not at.startswith(("//", "/\\"))
    answer = RedirectResponse(at if is_ours else "/", 303)
    _set_cookie(visit, answer, LANGUAGE_COOKIE, language, 365 * 24 * 3600)
    return answer


def static(visit: Visit) -> Response:
    """Our stylesheet and script."""
    name = visit.request.path_params["name"]
    if name not in _STATIC:
        raise NotFoundError("this address", "is of no file")
    text, kind = _STATIC[name]
    return PlainTextResponse(text(), headers={"cache-control": "max-age=3600"}, media_type=kind)


def _entered(visit: Visit, token: str) -> Response:
    answer = RedirectResponse("/", 303)
    _set_cookie(visit, answer, COOKIE, token)
    return answer


def _set_cookie(
    visit: Visit, answer: Response, name: str, value: str, lasts_s: int | None = None
) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=lasts_s,
        httponly=True,
        samesite="strict",
        secure=visit.desk.is_secure,
        path="/",
    )


def team_accounts(visit: Visit) -> Accounts:
    """The accounts of the team.  Raises NotFoundError where one person is alone."""
    return _team(visit).accounts


def log_ins(visit: Visit) -> LogIns:
    """The log-ins of the team.  Raises NotFoundError where one person is alone."""
    return _team(visit).log_ins


def _team(visit: Visit) -> Team:
    if not isinstance(visit.desk.access, Team):
        raise NotFoundError("this address", "is for teams: calltools review --team")
    return visit.desk.access


def _row(reviewed: Reviewed) -> dict[str, Any]:
    items = [state for kind in _ANSWERED for state in reviewed.of_kind(kind)]
    call_ = reviewed.transcript.call if reviewed.transcript else None
    return {
        "name": reviewed.name,
        "address": address_of(reviewed.name),
        "hospital": call_.hospital if call_ else "",
        "date": call_.date if call_ else "",
        "all": len(items),
        "open": sum(state.status in ("open", "disputed") for state in items),
        "stale": sum(state.stale or state.gone for state in items),
        "differs": sum(bool(state.item.translation_differs) for state in items if state.item),
        "key": reviewed.whole.key,
        "assigned": reviewed.whole.assigned,
        "read": bool(reviewed.whole.read_by),
    }
