"""The page of a call can be read: at any width, in the dark, on paper."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from watched import Watched

pytestmark = pytest.mark.browser


def test_no_width_scrolls_sideways_and_statements_stand_beside_the_turn_or_below(
    demo: Callable[..., Watched],
) -> None:
    page = demo(has_touch=True).page
    wide = "document.documentElement.scrollWidth"
    for width in (320, 390, 768, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        for is_open in ("false", "true"):
            page.evaluate(f"document.querySelector('details').open = {is_open}")
            assert page.evaluate(wide) <= width
        for button in page.locator("#play, #back, #zoom-in, #help-button").all():
            assert button.bounding_box()["height"] >= 32
        text = page.locator("#t3 .said").bounding_box()
        card = page.locator("#s0").bounding_box()
        if width in (390, 1920):
            assert (card["x"] >= text["x"] + text["width"]) is (width == 1920)


def luminance(colour: str) -> float:
    """Relative luminance of ``rgb(…)`` after WCAG 2.2."""
    channels = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_what_lies_behind_it(
    demo: Callable[..., Watched], scheme: str
) -> None:
    page = demo(color_scheme=scheme).page
    page.click("#t5 [data-w='1']")
    page.evaluate("document.querySelector('details').open = true")
    pairs = page.evaluate(
        """() => {
          const back = (e) => { for (; e; e = e.parentElement) {
            const colour = getComputedStyle(e).backgroundColor;
            if (!colour.startsWith('rgba(0, 0, 0, 0')) return colour; } };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const found = {};
          while (walker.nextNode()) {
            const e = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim()) continue;
            if (e.closest('script, svg, [hidden], dialog')) continue;
            found[`${getComputedStyle(e).color}|${back(e)}`] = e.className || e.tagName;
          }
          return Object.entries(found);
        }"""
    )
    assert len(pairs) > 5
    for pair, where in pairs:
        text, ground = sorted((luminance(colour) for colour in pair.split("|")), reverse=True)
        assert (text + 0.05) / (ground + 0.05) >= 4.5, (pair, where)


def test_the_colours_follow_the_system_and_the_button(demo: Callable[..., Watched]) -> None:
    page = demo(color_scheme="dark").page
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    assert luminance(dark) < 0.05
    page.click("#theme")
    assert luminance(page.evaluate(background)) > 0.9
    page.reload()
    assert page.text_content("#theme") == "Light"
    page.click("#theme")
    assert page.evaluate(background) == dark


def test_on_paper_controls_are_gone_and_everything_else_is_there(
    demo: Callable[..., Watched],
) -> None:
    page = demo(color_scheme="dark").page
    page.emulate_media(media="print")
    for gone in (".player", ".tools", "#playhead"):
        assert not page.locator(gone).first.is_visible()
    for there in ("#timeline", "#t11", "#s2", ".notice.synthetic"):
        assert page.locator(there).first.is_visible()
    assert luminance(page.evaluate("getComputedStyle(document.body).backgroundColor")) > 0.9
    assert page.pdf()[:5] == b"%PDF-"
    assert page.evaluate("document.querySelector('details').open")  # provenance is printed too
