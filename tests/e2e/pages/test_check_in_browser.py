"""The page of the checks in a browser: stepping, filtering, on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from watched import Watched

from calltools.checks.check import check
from calltools.checks.register import call_of_row
from calltools.views.check_page import check_page

pytestmark = pytest.mark.browser

CALLS = [
    call_of_row(
        {
            "name": name, "hospital": f"烟台{name}医院", "phone": "0532-01234567",
            "date": "2016-06-03", "weekday": "周一",
        }
    )
    for name in ("云雀", "若水", "恬园")
]  # fmt: skip


def test_the_keys_go_from_finding_to_finding_and_filters_narrow(
    show: Callable[..., Watched], axe_findings: Callable[[Watched], list[str]]
) -> None:
    watched = show(check_page(check(CALLS), 3, 0))
    page = watched.page
    assert axe_findings(watched) == []
    for key, item in (("j", "i1"), ("n", "i2"), ("k", "i1")):
        page.keyboard.press(key)
        assert watched.current() == [item]
    page.click("button[data-kind='weekday']")
    assert page.text_content("#shown") == "3 of 9 shown"
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
