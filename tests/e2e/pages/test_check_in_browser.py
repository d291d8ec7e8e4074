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


@pytest.mark.parametrize("width", [1280, 360])
def test_the_keys_go_from_finding_to_finding_and_filters_narrow(
    show: Callable[..., Watched], width: int
) -> None:
    watched = show(check_page(check(CALLS), 3, 0), viewport={"width": width, "height": 800})
    page = watched.page
    for key, item in (("j", "i1"), ("n", "i2"), ("k", "i1")):
        page.keyboard.press(key)
        assert page.eval_on_selector_all("article.on", "all => all.map(e => e.id)") == [item]
    page.click("button[data-kind='weekday']")
    assert page.text_content("#shown") == "3 of 9 shown"
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_nothing(
    show: Callable[..., Watched], axe_findings: Callable[[Watched], list[str]]
) -> None:
    assert axe_findings(show(check_page(check(CALLS), 3, 0))) == []
