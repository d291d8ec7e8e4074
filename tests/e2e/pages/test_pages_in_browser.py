"""Pages of alignments, audits, checks and parses in a browser: by mouse, by key, by ear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from watched import Watched

import aligned_call
import audited_report
import parsed_pages
from calltools.checks.check import check
from calltools.checks.register import call_of_row
from calltools.views import Encoded
from calltools.views.alignment_page import alignment_page
from calltools.views.check_page import check_page
from calltools.views.clips import Clip
from calltools.views.parse_page import parse_page

pytestmark = pytest.mark.browser


# The page of an alignment in a browser


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


# The page of an audit in a browser


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


# The page of the checks in a browser


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


# The page of a parse in a browser


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
