"""The stylesheet and the script of the application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from starlette.responses import PlainTextResponse, Response

from calltools.site.visit import NotFoundError, Visit
from calltools.views.render import script_text, stylesheet

_STATIC: Mapping[str, tuple[Callable[[], str], str]] = {
    "site.css": (partial(stylesheet, live=True), "text/css"),
    "site.js": (partial(script_text, live=True), "text/javascript"),
}


def static(visit: Visit) -> Response:
    """Our stylesheet and script."""
    name = visit.request.path_params["name"]
    if name not in _STATIC:
        raise NotFoundError("this address", "leads to no file")
    text, kind = _STATIC[name]
    return PlainTextResponse(text(), headers={"cache-control": "max-age=3600"}, media_type=kind)
