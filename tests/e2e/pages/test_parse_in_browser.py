"""The page of a parse in a browser: keys, links, any width, any light, readable by everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from watched import Watched

import parsed_pages
from calltools.views.parse_page import parse_page

pytestmark = pytest.mark.browser
DOCUMENTS = {"zh": parsed_pages.ZH, "en": parsed_pages.EN}


@pytest.fixture
def read(show: Callable[..., Watched]) -> Callable[..., Watched]:
    def opened(language: str = "zh", **options: object) -> Watched:
        document = parsed_pages.parsed(DOCUMENTS[language])
        return show(parse_page(document, f"page.{language}.txt"), **options)

    return opened


def focused(watched: Watched) -> str:
    found: str = watched.page.evaluate(
        "document.activeElement.id || document.activeElement.getAttribute('aria-label')"
    )
    return found


def test_the_keys_go_from_line_to_line_from_call_to_call_and_from_doubt_to_doubt(
    read: Callable[..., Watched],
) -> None:
    watched = read()
    for key, place in (
        ("j", "L1"), ("j", "L3"), ("ArrowUp", "L1"), ("]", "Call 2"), ("[", "Call 1"),
        ("f", "L15"), ("k", "L14"),
    ):  # fmt: skip
        watched.page.keyboard.press(key)
        assert focused(watched) == place
    watched.page.keyboard.press("?")
    assert "place to be looked at" in watched.page.text_content("#help")


def test_a_fact_leads_to_its_place_and_back(read: Callable[..., Watched]) -> None:
    watched = read()
    place = "#w1-hospital + a"
    watched.page.click("#f1-hospital a")
    assert watched.page.evaluate("location.hash") == "#w1-hospital"
    lit = watched.page.eval_on_selector(place, "e => getComputedStyle(e).backgroundColor")
    watched.page.click(place)
    assert watched.page.evaluate("location.hash") == "#f1-hospital"
    assert lit != watched.page.eval_on_selector(place, "e => getComputedStyle(e).backgroundColor")


@pytest.mark.parametrize("language", DOCUMENTS)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_anybody_can_read_it_at_any_width(
    read: Callable[..., Watched],
    axe_findings: Callable[[Watched], list[str]],
    language: str,
    scheme: str,
    width: int,
) -> None:
    watched = read(language, viewport={"width": width, "height": 760}, color_scheme=scheme)
    assert axe_findings(watched) == []
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_the_document_is_whole_and_controls_are_gone(
    read: Callable[..., Watched],
) -> None:
    page = read(color_scheme="dark").page
    page.emulate_media(media="print")
    assert not page.locator(".tools").is_visible()
    assert all(line.is_visible() for line in page.locator("#L7, #L15, .verdict, .glance").all())
    assert page.pdf()[:5] == b"%PDF-"
