"""The index of a workspace in a browser, with its pictures."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from watched import Watched

from calltools.calls.summary import CallSummary
from calltools.publish.index_page import index_page
from calltools.statements.record import Statement

pytestmark = pytest.mark.browser

CALLS = [
    CallSummary(f"c{year}", "done", "x.wav", hospital="武汉云雀医院", date=f"{year}-01-02", turns=3)
    for year in range(2012, 2019)
]
SAID = Statement("wait_time", 0, 0, 2, "两周", wait_min_days=14, wait_max_days=14)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pictures_are_drawn_in_the_colours_of_the_page(
    show: Callable[..., Watched], width: int
) -> None:
    html = index_page(CALLS, "calls", {call.name: [SAID] for call in CALLS})
    page = show(html, viewport={"width": width, "height": 800}).page
    assert page.locator("svg.overview").count() == 3
    fill = "e => getComputedStyle(e).fill"
    assert page.eval_on_selector(".said .bar", fill) == "rgb(0, 158, 115)"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.click("summary >> nth=0")
    assert page.locator("table.behind >> nth=0").is_visible()
