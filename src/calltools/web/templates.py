"""Pages made of their templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import HTMLResponse, Response

from calltools.data import read_data
from calltools.publish.page import template_of
from calltools.times import position
from calltools.web.visit import Visit

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
    names = (template, *_SHARED)
    texts = {one: read_data(f"web/assets/{one}") for one in names} | dict(parts or {})
    member = visit.member
    text = template_of(texts).render(
        context,
        member=member,
        is_team=visit.desk.access.is_team,
        people=visit.desk.access.people() if member and member.duty == "lead" else (),
        token=visit.desk.tokens.of(visit.session) if member else "",
        position=position,
    )
    return HTMLResponse(text, status)
