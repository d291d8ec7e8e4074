"""The page of an audit in a browser: stepping, filtering, hearing, on a phone and on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from watched import Watched

import audited_report
from calltools.views import Encoded
from calltools.views.clips import Clip

pytestmark = pytest.mark.browser


@pytest.fixture
def audit(show: Callable[..., Watched], sound: Encoded) -> Callable[..., Watched]:
    def opened(**options: Any) -> Watched:
        clips = {0: Clip(sound.data, 1500, 10_000, sound.mime_type)}
        page = audited_report.page(clips=clips)
        return show(page, **options)

    return opened


def test_keys_and_marks_lead_to_verdicts_and_the_chosen_alone_are_shown(
    audit: Callable[..., Watched], axe_findings: Callable[[Watched], list[str]]
) -> None:
    watched = audit()
    page, press = watched.page, watched.page.keyboard.press
    assert axe_findings(watched) == []
    for key, item in (("j", "i1"), ("j", "i2"), ("n", "i3"), ("k", "i2")):
        press(key)
        assert watched.current() == [item]
        assert "on" in page.get_attribute(f"mark[data-item='{item[1:]}']", "class")
    press("Escape")
    assert watched.current() == []
    page.click("mark[data-item='5']")
    assert watched.current() == ["i5"]
    page.click("mark[data-item='1']")  # the place unfolds with its quotation and folds again
    assert page.locator("#i1 .context").first.is_visible()
    press("n")
    assert not page.locator("#i1 .context").first.is_visible()
    assert page.locator("#i2 .context").first.is_visible()
    page.reload()
    page.focus("button[data-kind='verbatim']")  # Enter presses what has the focus
    press("Enter")
    assert page.text_content("#shown") == "2 of 5 shown"
    press("n")
    assert watched.current() == ["i2"]
    assert "muted" in page.get_attribute("mark[data-item='1']", "class")
    was_open = page.get_attribute("#i2 details", "open") is not None
    page.focus("#i2 summary")
    press("Enter")
    assert (page.get_attribute("#i2 details", "open") is not None) != was_open
    assert not watched.playing()


def test_the_clip_of_a_quotation_is_heard_with_the_recordings_own_times(
    audit: Callable[..., Watched],
) -> None:
    watched = audit()
    watched.page.click("#i1 button.time")
    watched.until(watched.playing)
    watched.until(lambda: watched.time() > 1.6)
    assert watched.time() < 4
    watched.page.keyboard.press(" ")
    watched.until(lambda: not watched.playing())


def test_on_a_phone_the_quotation_is_never_behind_its_verdict(
    audit: Callable[..., Watched],
) -> None:
    watched = audit(viewport={"width": 390, "height": 800})
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= 390
    watched.page.click("mark[data-item='1']")
    card = watched.page.locator("#i1").bounding_box()
    mark = watched.page.locator("mark[data-item='1']").bounding_box()
    assert card["y"] + card["height"] <= 800
    assert mark["y"] + mark["height"] <= card["y"]
    watched.page.keyboard.press("Escape")
    watched.page.set_viewport_size({"width": 390, "height": 620})
    above = (
        "document.querySelector('mark.on').getBoundingClientRect().bottom"
        " <= document.querySelector('.item.on').getBoundingClientRect().top"
    )
    for _ in audited_report.audited():
        watched.page.keyboard.press("n")
        watched.until(lambda: bool(watched.page.evaluate(above)))


def test_a_link_to_a_verdict_opens_with_its_place_in_the_report_in_view(
    audit: Callable[..., Watched],
) -> None:
    watched = audit(viewport={"width": 1280, "height": 500})
    watched.page.goto(watched.page.url + "#i5")
    watched.page.reload()  # opened anew, where only the part after # has changed it would not be
    watched.until(lambda: watched.current() == ["i5"])
    watched.until(lambda: watched.shows("mark[data-item='5']"))


def test_on_paper_all_is_whole_and_each_verdict_stands_beside_its_quotation(
    audit: Callable[..., Watched],
) -> None:
    watched = audit(viewport={"width": 720, "height": 900})
    page = watched.page
    page.emulate_media(media="print")
    assert all(item.is_visible() for item in page.locator("article.item").all())
    assert page.locator(".fold").evaluate("e => e.scrollHeight - e.clientHeight") <= 1
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for number in range(1, 6):
        mark = page.locator(f"mark[data-item='{number}']").first.bounding_box()
        beside = page.locator(f".with-items:has(#i{number})").bounding_box()
        card = page.locator(f"#i{number}").bounding_box()
        assert beside["y"] <= mark["y"] <= beside["y"] + beside["height"]
        assert card["x"] >= mark["x"]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    listed = page.locator("#items article.item")
    assert [a.get_attribute("id") for a in listed.all()] == ["i1", "i2", "i3", "i4", "i5"]
    assert page.locator(".with-items").count() == 0
