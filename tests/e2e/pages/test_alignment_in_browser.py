"""The page of an alignment in a browser: by mouse, by key, by ear, on paper and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from watched import Watched

import aligned_call
from calltools.views import Encoded
from calltools.views.alignment_page import alignment_page

pytestmark = pytest.mark.browser


@pytest.fixture
def aligned(show: Callable[..., Watched], sound: Encoded) -> Callable[..., Watched]:
    def opened(**options: Any) -> Watched:
        page = alignment_page(aligned_call.call(), audio=sound.data, audio_type=sound.mime_type)
        return show(page, **options)

    return opened


def test_the_keys_go_from_finding_to_finding_and_show_both_sides(
    aligned: Callable[..., Watched],
) -> None:
    watched = aligned(viewport={"width": 1280, "height": 420})
    for key, item in (("n", "i1"), ("n", "i2"), ("j", "i3"), ("k", "i2"), ("n", "i3"), ("n", "i4")):
        watched.page.keyboard.press(key)
        assert watched.current() == [item]
    watched.until(lambda: watched.shows("#tz4"))
    assert "on" in watched.page.get_attribute("#tz4", "class").split()
    watched.page.keyboard.press("k")
    watched.page.keyboard.press("k")
    lit = watched.page.locator("mark.on").all_text_contents()
    assert lit == ["不包括", "included"]


def test_marks_lead_to_findings_and_only_the_chosen_kinds_are_stepped_through(
    aligned: Callable[..., Watched],
) -> None:
    watched = aligned()
    watched.page.click("#te1 mark")
    assert watched.current() == ["i1"]
    watched.page.click("#i4 .reason")
    assert watched.current() == ["i4"]
    watched.page.evaluate("location.hash = '#i2'")
    watched.until(lambda: watched.current() == ["i2"])
    watched.page.keyboard.press("Escape")
    watched.page.click("button[data-kind='omission']")
    assert watched.page.text_content("#shown") == "1 of 6 shown"
    watched.page.click("button[data-kind='addition']")
    listed = watched.page.locator("article.item:visible")
    assert [a.get_attribute("id") for a in listed.all()] == ["i3", "i4"]
    watched.page.keyboard.press("n")
    assert watched.current() == ["i3"]
    assert "muted" in watched.page.get_attribute("#tz1 mark", "class")
    watched.page.click("button[data-kind='omission']")
    watched.page.click("button[data-kind='addition']")
    assert watched.page.text_content("#shown") == "6 shown"


def test_a_place_is_heard_from_its_beginning_to_its_end(aligned: Callable[..., Watched]) -> None:
    watched = aligned()
    watched.page.click("#p1 button.time")
    watched.until(watched.playing)
    watched.until(lambda: watched.time() > 4.1)
    assert watched.page.eval_on_selector_all(".heard", "all => all.map(e => e.id)") == ["p1"]
    watched.until(lambda: not watched.playing())
    assert watched.time() == pytest.approx(7, abs=0.4)
    watched.page.keyboard.press("n")
    watched.page.keyboard.press("Enter")
    watched.until(watched.playing)
    watched.page.keyboard.press(" ")
    watched.until(lambda: not watched.playing())


def joins(watched: Watched, band: str) -> None:
    """The band lies between the sentences z1 and e1."""
    band_box = watched.page.locator(band).first.bounding_box()
    left, right = (watched.page.locator(s).bounding_box() for s in ("#z1", "#e1"))
    assert left["x"] + left["width"] <= band_box["x"] + 2
    assert band_box["x"] + band_box["width"] <= right["x"] + 2
    assert abs(left["y"] - band_box["y"]) <= left["height"]


def test_bands_link_the_sentences_at_any_width_and_on_paper(
    aligned: Callable[..., Watched],
) -> None:
    watched = aligned()
    page = watched.page
    watched.until(lambda: page.locator(".bands path").count() == 5)
    assert page.locator(".bands circle").count() == 3
    assert page.locator(".bands path.moved").count() == 1
    assert page.locator(".bands path.doubtful").count() == 1
    page.hover("#z1")
    assert page.locator(".bands path.on").count() == 1
    assert "linked" in page.get_attribute("#e1", "class").split()
    joins(watched, ".bands path.on")
    # On a phone the sides stand one below the other.
    page.set_viewport_size({"width": 390, "height": 800})
    zh, en = (page.locator(s).bounding_box() for s in ("#tz1", "#te1"))
    assert zh["y"] + zh["height"] <= en["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not page.locator("#p1 .bands").is_visible()
    page.set_viewport_size({"width": 720, "height": 900})
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    joins(watched, "#p1 .bands path")
