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


def current(watched: Watched) -> list[str]:
    ids: list[str] = watched.page.eval_on_selector_all("article.on", "all => all.map(e => e.id)")
    return ids


def in_view(watched: Watched, selector: str) -> bool:
    return bool(
        watched.page.eval_on_selector(
            selector,
            "e => e.getBoundingClientRect().top >= 0 "
            "&& e.getBoundingClientRect().bottom <= innerHeight",
        )
    )


def test_the_keys_go_from_finding_to_finding_and_show_both_sides(
    aligned: Callable[..., Watched],
) -> None:
    watched = aligned(viewport={"width": 1280, "height": 420})
    for key, item in (("n", "i1"), ("n", "i2"), ("j", "i3"), ("k", "i2"), ("n", "i3"), ("n", "i4")):
        watched.page.keyboard.press(key)
        assert current(watched) == [item]
    watched.until(lambda: in_view(watched, "#tz4"))
    assert "on" in watched.page.get_attribute("#tz4", "class").split()
    watched.page.keyboard.press("k")
    watched.page.keyboard.press("k")
    lit = watched.page.locator("mark.on").all_text_contents()
    assert lit == ["不包括", "included"]


def test_a_marked_word_leads_to_its_finding(aligned: Callable[..., Watched]) -> None:
    watched = aligned()
    watched.page.click("#te1 mark")
    assert current(watched) == ["i1"]
    watched.page.click("#i4 .reason")
    assert current(watched) == ["i4"]


def test_only_the_chosen_kinds_are_listed_and_stepped_through(
    aligned: Callable[..., Watched],
) -> None:
    watched = aligned()
    watched.page.click("button[data-kind='omission']")
    assert watched.page.text_content("#shown") == "1 of 6 shown"
    watched.page.click("button[data-kind='addition']")
    listed = watched.page.locator("article.item:visible")
    assert [a.get_attribute("id") for a in listed.all()] == ["i3", "i4"]
    watched.page.keyboard.press("n")
    assert current(watched) == ["i3"]
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


def test_bands_link_the_sentences_and_light_up_with_them(aligned: Callable[..., Watched]) -> None:
    watched = aligned()
    watched.until(lambda: watched.page.locator(".bands path").count() == 5)
    assert watched.page.locator(".bands circle").count() == 3
    assert watched.page.locator(".bands path.moved").count() == 1
    assert watched.page.locator(".bands path.doubtful").count() == 1
    watched.page.hover("#z1")
    assert watched.page.locator(".bands path.on").count() == 1
    assert "linked" in watched.page.get_attribute("#e1", "class").split()
    band = watched.page.locator(".bands path.on").bounding_box()
    left, right = (watched.page.locator(s).bounding_box() for s in ("#z1", "#e1"))
    assert left["x"] + left["width"] <= band["x"] + 2
    assert band["x"] + band["width"] <= right["x"] + 2


def test_on_a_phone_the_sides_stand_one_below_the_other(aligned: Callable[..., Watched]) -> None:
    watched = aligned(viewport={"width": 390, "height": 800})
    zh, en = (watched.page.locator(s).bounding_box() for s in ("#tz1", "#te1"))
    assert zh["y"] + zh["height"] <= en["y"]
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not watched.page.locator("#p1 .bands").is_visible()


def test_a_link_to_a_finding_opens_at_it(aligned: Callable[..., Watched]) -> None:
    watched = aligned()
    watched.page.evaluate("location.hash = '#i2'")
    watched.until(lambda: current(watched) == ["i2"])


def test_on_paper_bands_still_join_the_sentences_of_a_row(aligned: Callable[..., Watched]) -> None:
    watched = aligned(viewport={"width": 720, "height": 900})
    watched.page.emulate_media(media="print")
    watched.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    band = watched.page.locator("#p1 .bands path").first.bounding_box()
    left, right = (watched.page.locator(s).bounding_box() for s in ("#z1", "#e1"))
    assert left["x"] + left["width"] <= band["x"] + 2
    assert band["x"] + band["width"] <= right["x"] + 2
    assert abs(left["y"] - band["y"]) <= left["height"]
