"""What is answered: a view in the frame of the application, in the language of who asks."""

from __future__ import annotations

import re
from functools import partial

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from calltools.review.permissions import may, may_audit, may_import, may_run
from calltools.site.visit import Visit, address_of
from calltools.views.interface_languages import LANGUAGES
from calltools.views.render import PageView, render

LANGUAGE_COOKIE = "calltools_language"


def shown(visit: Visit, view: PageView, status: int = 200) -> Response:
    """The page of ``view`` as the member of ``visit`` sees it."""
    member, access = visit.member, visit.desk.access
    frame = {
        "member": member,
        "is_team": access.is_team,
        "people": access.people() if member and member.duty == "lead" else (),
        "token": visit.desk.tokens.of(visit.session) if member else "",
        "has_call": visit.desk.review.has_call,
        "address_of": address_of,
        "may_import": member is not None and may_import(member.duty),
        "may": partial(may, member.duty) if member else None,
        "may_audit": member is not None and may_audit(member.duty),
        "may_run": member is not None and may_run(member.duty),
        "languages": LANGUAGES,
        "here": visit.here,
    }
    return HTMLResponse(render(view, language_of(visit.request), frame), status)


def language_of(request: Request) -> str:
    """The language that was chosen, or else that the browser asks for first of those there are."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    weighed = []
    for number, part in enumerate(request.headers.get("accept-language", "")[:400].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        with_weight = float(weight) if re.fullmatch(r"[01](\.\d{0,3})?", weight) else 1.0
        if language := _of_tag(tag.lower()):
            weighed.append((-with_weight, number, language))
    return min(weighed)[2] if weighed else "en"


def _of_tag(tag: str) -> str:
    primary, *rest = tag.split("-")
    if primary == "zh":
        return "zh-Hant" if {"hant", "tw", "hk", "mo"} & set(rest) - {"hans"} else "zh-Hans"
    return "en" if primary == "en" else ""
