"""Accounts: a lead makes, changes and renews them; everybody looks after their own password and
second factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, cast

from starlette.responses import Response

from calltools.errors import NotAllowedError, SettingsError
from calltools.review.accounts import AccountAct, Colleague
from calltools.review.call_access import Circle
from calltools.review.log_ins import NewFactor, TooLateError
from calltools.review.permissions import DUTIES, Duty
from calltools.site.entering import device_of, log_ins, team_of, twice
from calltools.site.page_response import shown
from calltools.site.visit import Visit

_ACTS_SHOWN = 50
"""How many of the last acts with accounts are shown."""


@dataclass(frozen=True, slots=True)
class PeopleView:
    """The accounts of the team; of one ``made`` or renewed just now, the password to start with.
    ``circle`` is to whom calls are open that have no setting of their own."""

    template: ClassVar[str] = "people.html"

    members: Sequence[Colleague]
    duties: Sequence[Duty]
    acts: Sequence[AccountAct]
    circle: Circle | None
    made: str
    start: str


@dataclass(frozen=True, slots=True)
class OwnAccountView:
    """One's own account; a second factor that is being set up."""

    template: ClassVar[str] = "account.html"

    has_factor: bool
    new: NewFactor | None = None
    problem: str = ""


def people(visit: Visit, made: str = "", start: str = "") -> Response:
    """The accounts of the team, and what was done with them."""
    accounts = team_of(visit).accounts
    return shown(
        visit,
        PeopleView(
            members=accounts.all(),
            duties=DUTIES,
            acts=accounts.acts()[: -_ACTS_SHOWN - 1 : -1],
            circle=visit.desk.reach.setting(),
            made=made,
            start=start,
        ),
    )


def change_people(visit: Visit) -> Response:
    """What a lead does with an account: ``act`` is add, role, renew, close or open."""
    accounts, by = team_of(visit).accounts, visit.who.name
    name, act = visit.text("name", 100), visit.text("act", 10)
    duty = cast(Duty, visit.text("duty", 20))
    if act == "add":
        return people(visit, name, accounts.add(name, duty, visit.text("full_name", 200), by=by))
    if name == by:
        raise NotAllowedError(name, "is your own account", "ask another lead")
    if act == "renew":
        return people(visit, name, accounts.renew(name, by=by))
    if act == "role":
        accounts.give_role(name, duty, by=by)
    elif act in ("close", "open"):
        accounts.close(name, by=by, again=act == "open")
    else:
        raise SettingsError("act", f"expected add, role, renew, close or open, found {act!r}")
    return visit.answer({}, "/people")


def own_account(visit: Visit) -> Response:
    """One's own account."""
    team_of(visit)
    return shown(visit, OwnAccountView(visit.who.has_factor))


def change_password(visit: Visit) -> Response:
    """Another password, for who knows the one before."""
    log_ins(visit).change_password(
        visit.who.name, visit.text("password"), twice(visit), visit.session, device_of(visit)
    )
    return visit.answer({}, "/account")


def begin_factor(visit: Visit) -> Response:
    """What a device reads to make codes; it holds when a first code comes back."""
    new = log_ins(visit).begin_factor(visit.who.name, visit.text("password"))
    return shown(visit, OwnAccountView(visit.who.has_factor, new))


def confirm_factor(visit: Visit) -> Response:
    """The first code of a device."""
    begun, code = visit.text("begun", 100), visit.text("code", 20)
    try:
        log_ins(visit).confirm_factor(visit.who.name, begun, code, visit.session)
    except TooLateError:
        raise
    except NotAllowedError as error:  # the device has it already
        again = NewFactor(begun, "", "")
        view = OwnAccountView(visit.who.has_factor, again, error.problem)
        return shown(visit, view, 403)
    return visit.answer({}, "/account")


def drop_factor(visit: Visit) -> Response:
    """No second factor any more."""
    log_ins(visit).drop_factor(visit.who.name, visit.text("password"))
    return visit.answer({}, "/account")
