"""Pages made of their templates."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from starlette.responses import HTMLResponse, Response

from calltools.data import read_data
from calltools.review.rules import may_import
from calltools.site.language import LANGUAGES, language_of, messages, messages_of, translated
from calltools.site.visit import Visit
from calltools.times import position
from calltools.views.page import template_of

SCRIPTS = ("app.js", "transcript.js", "assign.js", "alignment.js", "importing.js")
_SHARED = ("layout.html", "card.html", "assign.html", "search_form.html")


def page(
    visit: Visit,
    template: str,
    *,
    status: int = 200,
    parts: Mapping[str, str] | None = None,
    **context: Any,
) -> Response:
    """The page of ``template``, with what every page has; ``parts`` are templates from elsewhere
    that it is made of."""
    language = language_of(visit.request)
    known = messages(language)
    texts = {one: _text(one, language) for one in (template, *_SHARED)}
    texts |= {name: translated(text, language) for name, text in (parts or {}).items()}
    member = visit.member
    text = template_of(texts).render(
        context,
        member=member,
        is_team=visit.desk.access.is_team,
        people=visit.desk.access.people() if member and member.duty == "lead" else (),
        token=visit.desk.tokens.of(visit.session) if member else "",
        position=position,
        has_call=visit.desk.review.has_call,
        may_import=member is not None and may_import(member.duty),
        interface=language,
        languages=LANGUAGES,
        script_words={one: known[one] for one in script_messages() if one in known},
        here=visit.request.url.path,
        _=lambda message: known.get(message, message),
    )
    return HTMLResponse(text, status)


@cache
def _text(template: str, language: str) -> str:
    return translated(read_data(f"site/assets/{template}"), language)


@cache
def script_messages() -> frozenset[str]:
    """The messages that the scripts ask for."""
    return frozenset(
        one for name in SCRIPTS for one in messages_of(read_data(f"site/assets/{name}"))
    )
