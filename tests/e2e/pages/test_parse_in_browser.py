"""The page of a parse in a browser: any width, any light, readable by everybody."""

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
    assert all(line.is_visible() for line in page.locator("#L7, #L15, .summary").all())
    assert page.pdf()[:5] == b"%PDF-"
