"""The application: each route of the table, behind the same door."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from calltools.errors import (
    BusyError,
    CalltoolsError,
    ConflictError,
    NotAllowedError,
    SettingsError,
)
from calltools.messages import Message
from calltools.records import parse
from calltools.review.accounts import Colleague
from calltools.review.permissions import may_audit, may_import, may_run
from calltools.site.guard import LARGEST_BODY, TOKEN_HEADER, Guard, session_of
from calltools.site.page_response import language_of, shown
from calltools.site.routes import ROUTES, Served
from calltools.site.uploads import FormRules
from calltools.site.visit import FORM, UPLOADED, Desk, NotFoundError, Visit
from calltools.store.database import is_gone
from calltools.views.interface_languages import catalogue

_STATUS: tuple[tuple[type[CalltoolsError], int], ...] = (
    (NotFoundError, 404),
    (NotAllowedError, 403),
    (ConflictError, 409),
    (BusyError, 409),
    (SettingsError, 422),
)

_AGAIN_S = 5
"""After how many seconds a page asks again whether the database is back."""


def application(desk: Desk, hosts: Collection[str]) -> Starlette:
    """The application over ``desk``, which answers to ``hosts`` (name and port) alone."""
    return Starlette(
        routes=[_route(desk, served) for served in ROUTES],
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={404: _nothing_there, 405: _nothing_there},
    )


def _route(desk: Desk, served: Served) -> Route:
    # Who asks has a session that no other site's page can use, so that what is guessed of a page by
    # its length has no page to guess from.
    squeezed = [] if served.is_stream else [Middleware(GZipMiddleware, minimum_size=1_000)]
    endpoint = _endpoint(desk, served)
    return Route(served.path, endpoint, methods=[served.method], middleware=squeezed)


def _endpoint(desk: Desk, served: Served) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        session = session_of(request)
        member: Colleague | None = None
        try:
            admitted = await run_in_threadpool(_admitted, desk, served, session)
            if isinstance(admitted, Response):
                return admitted
            member = admitted
            if served.takes:
                return await _with_files(desk, served, served.takes, request, session, member)
            body = await _body(request)  # of nobody who may not ask
            return await run_in_threadpool(_answer, desk, served, request, session, member, body)
        except ClientDisconnect:
            return Response(status_code=400)
        except (CalltoolsError, SQLAlchemyError) as error:
            if is_gone(error):
                return await run_in_threadpool(_gone, Visit(request, desk, session, None, {}))
            if not isinstance(error, CalltoolsError):
                raise
            status = next((code for kind, code in _STATUS if isinstance(error, kind)), 400)
            told = error.in_language(catalogue(language_of(request)).gettext)
            visit = Visit(request, desk, session, member, {})
            if request.method == "POST" and not visit.is_form:
                field = error.where if isinstance(error, SettingsError) else ""
                return JSONResponse({"problem": told, "field": field}, status)
            return await run_in_threadpool(shown, visit, ProblemView(told, _back(request)), status)

    return endpoint


def _gone(visit: Visit) -> Response:
    """What is answered while the database of a team can't be asked: a page that comes back by
    itself."""
    is_asked = visit.request.method != "POST"
    if is_asked or visit.is_form:
        answer = shown(visit, GoneView(is_asked), 503)
    else:
        problem = Message("the database can't be reached at present.")
        translate = catalogue(language_of(visit.request)).gettext
        answer = JSONResponse({"problem": problem.in_language(translate)}, 503)
    answer.headers["retry-after"] = str(_AGAIN_S)
    if is_asked:
        answer.headers["refresh"] = str(_AGAIN_S)
    return answer


def _admitted(desk: Desk, served: Served, session: str) -> Colleague | Response | None:
    """Who asks; None where anybody may.  Raises NotAllowedError."""
    member = desk.access.member(session) if session else None
    if served.right != "anybody" and member is None:
        if served.method == "GET" and desk.access.is_team and served.path == "/":
            return RedirectResponse("/login", 303)
        raise NotAllowedError("this address", "needs a session", "log in")
    if served.right == "lead" and (member is None or member.duty != "lead"):
        raise NotAllowedError("this address", "is for leads", "ask a lead")
    if served.right == "importer" and (member is None or not may_import(member.duty)):
        raise NotAllowedError("this address", "is for those who import", "ask a lead")
    if served.right == "auditor" and (member is None or not may_audit(member.duty)):
        raise NotAllowedError("this address", "is for reviewers and investigators", "ask a lead")
    if served.right == "runner" and (member is None or not may_run(member.duty)):
        raise NotAllowedError("this address", "is for investigators", "ask one, or a lead")
    return member


async def _with_files(
    desk: Desk,
    served: Served,
    rules: FormRules,
    request: Request,
    session: str,
    member: Colleague | None,
) -> Response:
    """The answer to a form with files; those that nobody took are removed."""
    allow = partial(_check_token, desk, request, session)
    form = await desk.uploads.received(request, rules, allow)
    try:
        body = {**_fields(form.fields.items()), UPLOADED: form}
        return await run_in_threadpool(_answer, desk, served, request, session, member, body)
    finally:
        await run_in_threadpool(form.discard)


def _check_token(desk: Desk, request: Request, session: str, sent: str) -> None:
    """Raise NotAllowedError where a page did not hold the token of the session."""
    if not desk.tokens.fits(session, request.headers.get(TOKEN_HEADER) or sent):
        raise NotAllowedError("this page", "belongs to another session", "load it again")


def _answer(
    desk: Desk,
    served: Served,
    request: Request,
    session: str,
    member: Colleague | None,
    body: Mapping[str, Any],
) -> Response:
    if served.method == "POST" and served.right != "anybody":
        _check_token(desk, request, session, str(body.get("token", "")))
    visit = Visit(request, desk, session, member, body)
    answer = served.answer(visit)
    if served.opens and desk.openings:
        for name in visit.opens() if answer.status_code < 400 else (visit.name,):
            desk.openings.opened(visit.who.name, name, served.opens, session)
    return answer


@dataclass(frozen=True, slots=True)
class ProblemView:
    """What could not be answered, and the way back."""

    template: ClassVar[str] = "problem.html"

    problem: str
    back: str


@dataclass(frozen=True, slots=True)
class GoneView:
    """That the database can't be reached; ``is_asked`` where a page was asked for, which comes by
    itself, and nothing was sent."""

    template: ClassVar[str] = "gone.html"

    is_asked: bool


def _back(request: Request) -> str:
    """Where who asks came from, on this site."""
    came = urlsplit(request.headers.get("referer", ""))
    is_ours = came.netloc == request.headers.get("host") and came.path != request.url.path
    return f"{came.path}?{came.query}" if is_ours else "/"


async def _body(request: Request) -> Mapping[str, Any]:
    """What was sent: an object of JSON or the fields of a form, of LARGEST_BODY bytes.
    Raises SettingsError."""
    if request.method != "POST":
        return {}
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST_BODY:
            problem = Message("is longer than {size} KiB", size=LARGEST_BODY // 1024)
            raise SettingsError("request", problem)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == FORM:
        return _fields(parse_qsl(bytes(data).decode("utf-8", "replace"), keep_blank_values=True))
    if not data:
        return {}
    try:
        found = parse(bytes(data))
    except ValueError as error:
        raise SettingsError("request", f"is not JSON: {error}") from error
    if kind != "application/json" or not isinstance(found, dict):
        raise SettingsError("request", "expected an object of JSON")
    return found


def _fields(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The fields of a form; those named ``a.b`` are what ``a`` holds."""
    values: dict[str, Any] = {}
    for name, text in pairs:
        whole, _, part = name.partition(".")
        if not part:
            values[whole] = text
        elif isinstance(held := values.setdefault(whole, {}), dict):
            held[part] = text
    return values


async def _nothing_there(request: Request, _error: Exception) -> Response:
    problem = Message("There is nothing under this address.")
    return PlainTextResponse(problem.in_language(catalogue(language_of(request)).gettext), 404)
