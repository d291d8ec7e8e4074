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


def current(watched: Watched) -> list[str]:
    ids: list[str] = watched.page.eval_on_selector_all("article.on", "all => all.map(e => e.id)")
    return ids


def test_the_keys_go_from_quotation_to_quotation(audit: Callable[..., Watched]) -> None:
    watched = audit()
    for key, item in (("j", "i1"), ("j", "i2"), ("n", "i3"), ("k", "i2")):
        watched.page.keyboard.press(key)
        assert current(watched) == [item]
        assert "on" in watched.page.get_attribute(f"mark[data-item='{item[1:]}']", "class")
    watched.page.keyboard.press("Escape")
    assert current(watched) == []


def test_a_quotation_in_the_report_leads_to_its_verdict(audit: Callable[..., Watched]) -> None:
    watched = audit()
    watched.page.click("mark[data-item='5']")
    assert current(watched) == ["i5"]


def test_only_the_chosen_verdicts_are_shown(audit: Callable[..., Watched]) -> None:
    watched = audit()
    watched.page.click("button[data-kind='verbatim']")
    assert watched.page.text_content("#shown") == "2 of 5 shown"
    watched.page.keyboard.press("n")
    assert current(watched) == ["i2"]
    assert "muted" in watched.page.get_attribute("mark[data-item='1']", "class")


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


def test_on_a_phone_the_verdict_comes_up_below_the_words(audit: Callable[..., Watched]) -> None:
    watched = audit(viewport={"width": 390, "height": 800})
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= 390
    watched.page.click("mark[data-item='1']")
    card = watched.page.locator("#i1").bounding_box()
    mark = watched.page.locator("mark[data-item='1']").bounding_box()
    assert card["y"] + card["height"] <= 800
    assert mark["y"] + mark["height"] <= card["y"]


def test_on_a_phone_the_quotation_is_never_behind_its_verdict(
    audit: Callable[..., Watched],
) -> None:
    watched = audit(viewport={"width": 390, "height": 620})

    def lies_above_its_card() -> bool:
        return bool(
            watched.page.evaluate(
                "document.querySelector('mark.on').getBoundingClientRect().bottom"
                " <= document.querySelector('.item.on').getBoundingClientRect().top"
            )
        )

    for _ in audited_report.audited():
        watched.page.keyboard.press("n")
        watched.until(lies_above_its_card)


def test_enter_presses_the_control_that_has_the_focus(audit: Callable[..., Watched]) -> None:
    watched = audit()
    watched.page.keyboard.press("n")
    watched.page.focus("button[data-kind='verbatim']")
    watched.page.keyboard.press("Enter")
    assert watched.page.text_content("#shown") == "2 of 5 shown"
    watched.page.focus("#i2 summary")
    watched.page.keyboard.press("Enter")
    assert watched.page.get_attribute("#i2 details", "open") is not None
    assert not watched.playing()


def test_the_place_unfolds_with_its_quotation_and_folds_again(
    audit: Callable[..., Watched],
) -> None:
    watched = audit()
    watched.page.click("mark[data-item='1']")
    assert watched.page.locator("#i1 .context").first.is_visible()
    watched.page.keyboard.press("n")
    assert not watched.page.locator("#i1 .context").first.is_visible()
    assert watched.page.locator("#i2 .context").first.is_visible()


def test_on_paper_report_and_verdicts_are_whole(audit: Callable[..., Watched]) -> None:
    watched = audit()
    watched.page.emulate_media(media="print")
    items = watched.page.locator("article.item")
    assert all(item.is_visible() for item in items.all())
    pane = watched.page.locator(".fold")
    assert pane.evaluate("e => e.scrollHeight - e.clientHeight") <= 1


def test_a_link_to_a_verdict_opens_with_its_place_in_the_report_in_view(
    audit: Callable[..., Watched],
) -> None:
    watched = audit(viewport={"width": 1280, "height": 500})
    watched.page.goto(watched.page.url + "#i5")
    watched.page.reload()  # opened anew, where only the part after # has changed it would not be
    watched.until(lambda: current(watched) == ["i5"])
    watched.until(
        lambda: watched.page.eval_on_selector(
            "mark[data-item='5']",
            "e => e.getBoundingClientRect().top >= 0 "
            "&& e.getBoundingClientRect().bottom <= innerHeight",
        )
    )


def test_on_paper_each_verdict_stands_beside_its_quotation(audit: Callable[..., Watched]) -> None:
    watched = audit(viewport={"width": 720, "height": 900})
    watched.page.emulate_media(media="print")
    watched.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for number in range(1, 6):
        mark = watched.page.locator(f"mark[data-item='{number}']").first.bounding_box()
        beside = watched.page.locator(f".with-items:has(#i{number})").bounding_box()
        card = watched.page.locator(f"#i{number}").bounding_box()
        assert beside["y"] <= mark["y"] <= beside["y"] + beside["height"]
        assert card["x"] >= mark["x"]
    watched.page.evaluate("dispatchEvent(new Event('afterprint'))")
    listed = watched.page.locator("#items article.item")
    assert [a.get_attribute("id") for a in listed.all()] == ["i1", "i2", "i3", "i4", "i5"]
    assert watched.page.locator(".with-items").count() == 0


def test_people_who_cannot_see_the_page_are_not_kept_from_it(
    audit: Callable[..., Watched], axe_findings: Callable[[Watched], list[str]]
) -> None:
    assert axe_findings(audit()) == []
