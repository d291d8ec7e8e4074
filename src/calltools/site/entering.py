"""How people get in and out: log-in in one step or two, the printed address, the language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from starlette.responses import RedirectResponse, Response

from calltools.errors import NotAllowedError, SettingsError
from calltools.review.log_ins import (
    CodeNeededError,
    FirstLogInError,
    LoggedIn,
    LogIns,
    TooLateError,
)
from calltools.review.sessions import DEVICE_S
from calltools.site.access import Solo, Team
from calltools.site.guard import COOKIE, DEVICE_COOKIE
from calltools.site.page_response import LANGUAGE_COOKIE, shown
from calltools.site.visit import NotFoundError, Visit
from calltools.views.interface_languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class LogInView:
    """Where people of a team log in: ``step`` is what they are asked for, ``begun`` what goes back
    with a code, ``name`` and ``password`` with a password that is chosen."""

    template: ClassVar[str] = "login.html"

    step: Literal["password", "choose", "code"] = "password"
    problem: str = ""
    name: str = ""
    password: str = ""
    begun: str = ""


def login_form(visit: Visit) -> Response:
    """Where people of a team log in."""
    return shown(visit, LogInView())


def log_in(visit: Visit) -> Response:
    """A session for who knows the password, and the code where one is asked for; at the first
    log-in they choose a password of their own."""
    name, password, begun = visit.text("name"), visit.text("password"), visit.text("begun", 100)
    asked = LogInView()
    try:
        if begun:
            asked = LogInView("code", begun=begun)
            entry = log_ins(visit).enter_code(begun, visit.text("code", 20))
        elif "chosen" in visit.body:
            asked = LogInView("choose", name=name, password=password)
            entry = _entry(visit, name, password, twice(visit))
        else:
            entry = _entry(visit, name, password)
    except CodeNeededError as error:
        return shown(visit, LogInView("code", begun=error.begun), 403)
    except FirstLogInError:
        return shown(visit, LogInView("choose", name=name, password=password), 403)
    except (NotAllowedError, SettingsError) as error:
        again = LogInView() if isinstance(error, TooLateError) else asked
        return shown(visit, replace(again, problem=error.problem), 403)
    answer = _entered(visit, entry.session)
    set_cookie(visit, answer, DEVICE_COOKIE, entry.device, DEVICE_S)
    return answer


def _entry(visit: Visit, name: str, password: str, chosen: str | None = None) -> LoggedIn:
    client = visit.request.client
    address = client.host if client else ""
    return log_ins(visit).log_in(name, password, address, device=device_of(visit), chosen=chosen)


def twice(visit: Visit) -> str:
    """The password that was chosen and typed twice.  Raises SettingsError where that differs."""
    if visit.text("chosen") != visit.text("again"):
        raise SettingsError("password", "was not typed the same twice")
    return visit.text("chosen")


def enter(visit: Visit) -> Response:
    """The address that the program printed: its secret for a session, once."""
    access = visit.desk.access
    if not isinstance(access, Solo) or visit.request.method != "GET":  # HEAD would use it up
        raise NotFoundError("this address", "leads nowhere")
    return _entered(visit, access.enter(visit.request.path_params["secret"]))


def log_out(visit: Visit) -> Response:
    """The end of a session."""
    visit.desk.access.log_out(visit.session)
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(COOKIE)
    return answer


def choose_language(visit: Visit) -> Response:
    """The interface in another language, on the page that it was asked for."""
    language = visit.text("language", 10)
    if language not in LANGUAGES:
        raise SettingsError("language", f"expected one of {', '.join(LANGUAGES)}")
    answer = RedirectResponse(visit.back("at"), 303)
    set_cookie(visit, answer, LANGUAGE_COOKIE, language, 365 * 24 * 3600)
    return answer


def team_of(visit: Visit) -> Team:
    """The team.  Raises NotFoundError where one person is alone."""
    if not isinstance(visit.desk.access, Team):
        raise NotFoundError("this address", "is for teams: calltools review --team")
    return visit.desk.access


def log_ins(visit: Visit) -> LogIns:
    """The log-ins of the team.  Raises NotFoundError where one person is alone."""
    return team_of(visit).log_ins


def device_of(visit: Visit) -> str:
    """The token by which a browser is known in which somebody logged in before."""
    return visit.request.cookies.get(DEVICE_COOKIE, "")[:200]


def _entered(visit: Visit, token: str) -> Response:
    answer = RedirectResponse("/", 303)
    set_cookie(visit, answer, COOKIE, token)
    return answer


def set_cookie(
    visit: Visit, answer: Response, name: str, value: str, lasts_s: int | None = None
) -> None:
    """Give the browser a cookie that no script reads and no other site sends."""
    answer.set_cookie(
        name,
        value,
        max_age=lasts_s,
        httponly=True,
        samesite="strict",
        secure=visit.desk.is_secure,
        path="/",
    )
