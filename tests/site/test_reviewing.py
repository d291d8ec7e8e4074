"""Two reviewers and their report, by keys alone, in a real browser."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from laid_out import audit, audit_of_twelve
from screens import log_in
from served import desk_of_team, serving_desk, until

from calltools.review.agreement import agreements
from calltools.review.desk import Review
from calltools.site.visit import address_of
from calltools.store.workspace import Workspace
from store.made_calls import add_call, transcript

pytestmark = [pytest.mark.browser, pytest.mark.server]

REPORT = f"/reports/{address_of('twelve.md')}"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[Review, str]]:
    """A call, a report that quotes it twelve times, of two people blind, served; its address."""
    workspace = Workspace.init(tmp_path / "office")
    add_call(workspace, "b01", transcript(0))
    audit_of_twelve(workspace)
    review = Review(workspace)
    whole = review.report("twelve.md").whole.key
    value = {"people": ["reviewer", "second"], "blind": True, "kinds": ["quotation"]}
    desk = desk_of_team(review)
    review.decide("twelve.md", whole, "assign", "lead", value=value)
    with serving_desk(desk) as at:
        yield review, at


class Reviewer:
    """Somebody who uses the keyboard alone; counts what they press."""

    def __init__(self, page: Any, at: str, name: str) -> None:
        self.page, self.pressed = page, 0
        page.set_default_timeout(10_000)
        log_in(page, name)
        page.get_by_role("heading", name="What waits").wait_for()
        page.goto(f"{at}{REPORT}?show=open")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def write(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.pressed += len(words)

    def current(self) -> str:
        return str(self.page.evaluate("document.querySelector('article.on')?.id ?? ''"))

    def goes_on(self, before: str) -> None:
        until(self.page, f"document.querySelector('article.on')?.id !== '{before}'")


def test_twelve_quotations_are_reviewed_by_two_with_keys_alone(
    office: tuple[Review, str], visit: Callable[..., Any], figure: Callable[..., None]
) -> None:
    review, at = office
    for name, otherwise in (("reviewer", ()), ("second", (2, 11))):
        person, began = Reviewer(visit(at), at, name), time.monotonic()
        person.press("f")
        for number in range(12):
            before = person.current()
            if number in otherwise:
                person.press("r")
                person.page.locator("details.means[open] select:focus").wait_for()
                person.write("para")
                person.press("Tab")
                person.write("other words")
                person.press("Enter")
            else:
                person.press("c")
            person.page.locator(f"#{before}:not([data-open])").wait_for()
            if number < 11:
                person.goes_on(before)
        person.page.get_by_text("Nothing more is open here").wait_for()
        figure(f"keys of {name} for twelve quotations", person.pressed, most=60)
        figure(f"seconds of {name}", time.monotonic() - began, most=60)
        person.page.reload()
        assert person.page.locator("article.decide").count() == 0  # nothing is open for them
    states = review.report("twelve.md").of_kind("quotation")
    assert sorted({one.status for one in states}) == ["accepted", "disputed"]
    assert [one.status for one in states].count("disputed") == 2
    (row,) = [one for one in agreements(states) if one.people and not one.label]
    assert (row.count, row.equal) == (12, 10)


def test_a_card_is_heard_to_its_end_and_shown_in_the_report(
    office: tuple[Review, str], visit: Callable[..., Any]
) -> None:
    person = Reviewer(visit(office[1]), office[1], "reviewer")
    person.press("j", "p")
    page = person.page
    assert "on" in page.locator("mark[data-item='1']").get_attribute("class")
    end = int(page.locator("article.on button.time").get_attribute("data-end"))
    until(page, "document.getElementById('audio').currentTime > 0")
    until(page, "document.getElementById('audio').paused")
    assert page.evaluate("document.getElementById('audio').currentTime") * 1000 < end + 1_500
    box = page.locator("#audio").bounding_box()
    page.locator("article.decide").last.scroll_into_view_if_needed()
    assert box["y"] >= 0  # the player stays in view
    page.locator("article.decide").nth(1).locator(".reason").click()
    assert "on" in page.locator("mark[data-item='2']").get_attribute("class")
    until(page, "!document.getElementById('audio').paused")  # a click plays it as well
    page.locator("#speed").select_option("1.5")
    assert page.evaluate("document.getElementById('audio').playbackRate") == 1.5
    person.press("c")
    page.locator("#told:not([hidden])").wait_for()
    page.locator("#told[hidden]").wait_for(state="attached")  # it goes away by itself


def test_a_wait_is_put_right_in_words_and_a_conflict_keeps_what_was_typed(
    office: tuple[Review, str], visit: Callable[..., Any]
) -> None:
    review, at = office
    person = Reviewer(visit(at), at, "reviewer")
    page = person.page
    page.goto(f"{at}/calls/{address_of('b01')}?kind=wait_time")
    first, second = (one.get_attribute("id") for one in page.locator("article.decide").all()[:2])
    person.press("j", "e")
    page.locator(f"#{first} [name='amend.category']:focus").wait_for()
    person.press("Tab")
    person.write("2 to 3 weeks")
    person.press("Enter")
    page.locator(f"#{first}.status-amended").wait_for()
    value = review.call("b01").by_key[first].value
    row = {**review.call("b01").by_key[first].item.row, **value}  # type: ignore[union-attr]
    assert (row["wait_min_days"], row["wait_max_days"]) == (14, 21)
    page.locator(f"#{second}.on").wait_for()
    person.press("r")
    person.write("nobody said so")
    review.decide("b01", second, "confirm", "lead")
    page.wait_for_timeout(700)  # the news of it leave the form alone
    person.press("Enter")
    page.locator(f"#{second}.status-confirmed [role=alert]").wait_for()
    card = page.locator(f"#{second}")
    assert "lead" in card.locator(".state").inner_text()
    assert card.locator("[name='reject.reason']").input_value() == "nobody said so"
    person.press("Escape", "m")
    page.locator(f"#{second} textarea:focus").wait_for()
    person.write("Listen")
    person.press("Enter")
    person.write("again")
    person.press("Control+Enter")
    page.locator(f"#{second} .comment").wait_for()
    comment = review.call("b01").by_key[second].comments[0]
    assert comment.value["text"] == "Listen\nagain"
    page.locator(f"#{second}").focus()
    with page.expect_navigation():
        person.press("h")
    assert page.url.endswith("/history")


def test_a_call_is_reviewed_and_a_lead_settles_what_two_differ_on(
    office: tuple[Review, str], visit: Callable[..., Any], figure: Callable[..., None]
) -> None:
    review, at = office
    add_call(review.workspace, "long", transcript(7, 44))
    whole = review.call("long").whole.key
    value = {"people": ["reviewer", "second"], "blind": True, "kinds": ["statement"]}
    review.decide("long", whole, "assign", "lead", value=value)
    states = review.call("long").of_kind("statement")
    differ = 0
    for number, state in enumerate(states):
        if number % 6 == 5:
            why = "The caller said so."
            review.decide("long", state.key, "reject", "second", reason=why)
            differ += 1
        else:
            review.decide("long", state.key, "confirm", "second")
    assert differ > 1
    person, began = Reviewer(visit(at), at, "reviewer"), time.monotonic()
    person.page.goto(f"{at}/calls/{address_of('long')}?show=open")
    person.press("f")
    for _ in states:
        before = person.current()
        person.press("c")
        person.page.locator(f"#{before}:not([data-open])").wait_for()
    person.page.get_by_text("Nothing more is open here").wait_for()
    figure(f"keys for {len(states)} statements", person.pressed, most=len(states) + 10)
    figure("seconds for them", time.monotonic() - began, most=1.5 * len(states))
    lead = Reviewer(visit(at), at, "lead")
    lead.page.goto(f"{at}/agreement")
    for _ in range(differ):
        lead.press("f", "d")
        lead.page.locator("[data-means=adjudicate][open] input:focus").wait_for()
        before = lead.current()
        lead.press("ArrowDown", "Enter")
        lead.page.locator(f"#{before}:not([data-open])").wait_for()
    figure(f"keys of a lead for {differ} that two differ on", lead.pressed, most=5 * differ)
    settled = {one.status for one in review.call("long").of_kind("statement")}
    assert settled == {"confirmed", "rejected"}


def test_no_key_accepts_what_quotes_a_translation_that_differs_before_that_was_read(
    own: Review, alone_at: str, visit: Callable[..., Any]
) -> None:
    audit(own.workspace, differs=["The figure was changed: 600,000 and 60,000"])
    page = visit(alone_at)
    page.goto(f"{alone_at.partition('/enter')[0]}/reports/{address_of('report.md')}")
    page.keyboard.press("j")
    card = page.locator("article.decide:focus-within")
    key = card.get_attribute("id")
    assert "600,000 and 60,000" in card.inner_text()
    page.keyboard.press("c")
    page.keyboard.press("Enter")  # asked, and not yet answered
    page.keyboard.press("c")
    assert own.report("report.md").by_key[key].status == "open"
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.locator(f"#{key}.status-accepted").wait_for()
    page.locator("article.on:not(.status-accepted)").wait_for()
    page.keyboard.press("c")  # the next one, which asks for nothing
    page.locator("article.status-accepted").nth(1).wait_for()


def test_two_people_see_each_others_decisions_within_two_seconds(
    office: tuple[Review, str], visit: Callable[..., Any]
) -> None:
    at = office[1]
    first, second = (Reviewer(visit(at), at, name).page for name in ("reviewer", "second"))
    for page in (first, second):
        page.goto(f"{at}/calls/{address_of('b01')}")
    key = first.locator("article.decide").first.get_attribute("id")
    second.wait_for_timeout(700)  # its stream of news is open
    first.locator(f"#{key} .yes").click()
    first.locator(f"#{key}.status-confirmed").wait_for()
    start = time.monotonic()
    second.locator(f"#{key}.status-confirmed").wait_for()
    assert time.monotonic() - start < 2
    assert "reviewer" in second.locator(f"#{key} .state").inner_text()
