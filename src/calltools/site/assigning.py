"""A lead says who is to decide about what, until when, and who may open it; and how far all are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from starlette.responses import Response

from calltools.errors import SettingsError
from calltools.messages import Message
from calltools.review.accounts import Colleague
from calltools.review.blind import BLIND_KINDS
from calltools.review.call_access import Circle
from calltools.review.item_state import State
from calltools.review.permissions import may_decide
from calltools.review.workload import CallProgress, PersonProgress, last_at_work, progress
from calltools.site.page_response import shown
from calltools.site.visit import NotFoundError, Visit, path_of


def assign(visit: Visit) -> Response:
    """Assign the ``chosen`` (keys by the addresses of their calls or reports) to ``first`` and
    ``second``; or with ``to`` let them be open to a circle."""
    chosen = visit.body.get("chosen")
    if not isinstance(chosen, Mapping) or not chosen:
        raise SettingsError("chosen", "expected what to assign, found nothing", "choose some")
    to = visit.text("to", 20)
    for address, key in chosen.items():
        name = visit.name_at(str(address))
        if to:
            visit.desk.reach.set("" if to == "as all" else to, visit.who.name, name)
        else:
            _assign(visit, name, str(key))
    return visit.answer({}, visit.back())


def _assign(visit: Visit, name: str, key: str) -> None:
    state = visit.desk.review.get(name, visit.who.name).by_key.get(key)
    if state is None:
        raise NotFoundError(name, "has no such item")
    people = [one for one in (visit.text("first", 100), visit.text("second", 100)) if one]
    two = len(people) > 1
    value: dict[str, Any] = {
        "people": people,
        "blind": two and visit.flag("blind"),
        "hide_machine": two and visit.flag("hide_machine"),
    }
    if due := visit.text("due", 20):
        value["due"] = due
    if kinds := _kinds(visit, state, people):
        value["kinds"] = kinds
    visit.desk.review.decide(name, key, "assign", visit.who.name, value=value)


def _kinds(visit: Visit, state: State, people: Sequence[str]) -> list[str]:
    """Of a call, the kinds of its items that each of ``people`` decides of; they are of the team.
    Raises SettingsError."""
    duty_of = {one.name: one.duty for one in visit.desk.access.people()}
    if not people or not set(people) <= set(duty_of):
        raise SettingsError("people", f"expected people of the team, found {people!r}")
    wanted = BLIND_KINDS if state.kind == "call" else (state.kind,)
    kinds = [kind for kind in wanted if all(may_decide(duty_of[one], kind) for one in people)]
    if not kinds:
        problem = Message("there is nothing here for {people} to decide", people=people)
        raise SettingsError("people", problem)
    return [*kinds] if state.kind == "call" else []


def open_to(visit: Visit) -> Response:
    """Let calls and reports that have no setting of their own be open to a circle."""
    visit.desk.reach.set(visit.text("to", 20), visit.who.name)
    return visit.answer({}, "/people")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """How far somebody is, and when they decided last (UTC, empty for never)."""

    person: Colleague
    progress: PersonProgress
    last: str


@dataclass(frozen=True, slots=True)
class CallRow:
    """How far a call or report is, which is at ``at``; ``circle`` is to whom it is open by a
    setting of its own."""

    at: str
    progress: CallProgress
    circle: Circle | None


@dataclass(frozen=True, slots=True)
class ProgressView:
    """How far the work is: by person, and by call."""

    template: ClassVar[str] = "progress.html"

    people_rows: Sequence[PersonRow]
    calls: Sequence[CallRow]
    whole: PersonProgress
    circle: Circle | None


def how_far(visit: Visit) -> Response:
    """How far each person and each call is, as a lead may know it."""
    review, reach, viewer = visit.desk.review, visit.desk.reach, visit.who.name
    visit.log_list()
    today = datetime.now(UTC).date().isoformat()
    found = [(one, progress(one, today, viewer)) for one in review.everything()]
    rows = [
        CallRow(path_of(one), far, reach.setting(one.name)) for one, far in found if far.whole.items
    ]
    of: dict[str, PersonProgress] = {}
    for _, far in found:
        for name, share in far.people:
            of[name] = of.get(name, PersonProgress()) + share
    last = last_at_work(review.decisions.events())
    people = [
        PersonRow(one, of.get(one.name, PersonProgress()), last.get(one.name, ""))
        for one in visit.desk.access.people()
    ]
    whole = sum((far.whole for _, far in found), PersonProgress())
    return shown(visit, ProgressView(people, rows, whole, reach.setting()))
