"""The base that all pictures share: one template, and the palette of the pages."""

from __future__ import annotations

import functools
import re
from typing import Any

from calltools.data import read_data
from calltools.views.render import template_of


def draw(template: str, **context: Any) -> str:
    """A picture as one self-contained SVG document in the colours of the pages, light and dark.

    ``template`` is the name of one that extends ``picture.svg``; values are escaped.
    """
    from markupsafe import Markup

    return template_of(template).render(
        context,
        palette=Markup(_palette()),  # ours, not data
        paint=_paint,
    )


def _palette() -> str:
    return read_data("views/assets/palette.css")


def _paint(name: str, *properties: str) -> str:
    """Declarations that give ``properties`` the colour ``name`` of the palette: first as it is in
    light, for programs that know no variables."""
    colour = _light_colours()[name]
    return "".join(f"{each}: {colour}; {each}: var(--{name}); " for each in properties)


@functools.cache
def _light_colours() -> dict[str, str]:
    light, _, _ = _palette().partition("[data-theme")
    return dict(re.findall(r"--([\w-]+): (#\w+);", light))
