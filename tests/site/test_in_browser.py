"""Stories of people at work, in a real browser."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from laid_out import PRINTED, audit
from served import PASSWORD, desk_of_team, logged_in, until

from calltools.review.desk import Review
from calltools.site.access import Solo
from calltools.site.app import application
from calltools.site.server import listening
from calltools.site.sound import SoundShelf
from calltools.site.visit import Desk, address_of

pytestmark = [pytest.mark.browser, pytest.mark.server]

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def served() -> Iterator[Callable[[Callable[[], Desk]], str]]:
    """Serves a desk on loopback; gives its address."""
    servers: list[uvicorn.Server] = []

    def serve(make: Callable[[], Desk]) -> str:
        listener = listening("127.0.0.1", 0)
        at = f"127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(application(make(), [at]), log_level="error")
        server = uvicorn.Server(config)
        threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
        servers.append(server)
        return f"http://{at}"

    yield serve
    for server in servers:
        server.should_exit = True


def refused(answer: Any) -> bool:
    """Whether something that a page is made of did not come; a player asks for ranges as it likes,
    and gives up what it no longer needs."""
    return bool(answer.status >= 400 and answer.request.resource_type not in ("media", "other"))


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens pages in contexts of their own; nothing may go wrong in any of them."""
    complaints: list[str] = []
    hosts: set[str] = set()
    contexts: list[Any] = []

    def opened(address: str, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("response", lambda r: refused(r) and complaints.append(f"{r.status} {r.url}"))
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
    assert len(hosts) == 1


def log_in(page: Any, name: str) -> Any:
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.locator("form.login button").click()
    return page


def uploaded(desk: Desk) -> str:
    """Where a publication that the lead uploaded is looked at."""
    client = logged_in(desk, "lead")
    sent = client.post("/import", files=[("file", ("a.txt", PRINTED.encode()))])
    return str(sent.json()["back"])


def differ(review: Review) -> None:
    """Two decide blind, and differ."""
    key = review.call("b01").of_kind("statement")[0].key
    people = {"people": ["reviewer", "second"], "blind": True}
    review.decide("b01", key, "assign", "lead", value=people)
    review.decide("b01", key, "confirm", "reviewer")
    review.decide("b01", key, "reject", "second", reason="The caller said so.")


def test_an_investigator_decides_by_keys_and_puts_a_word_right(
    own: Review, served: Callable[..., str], visit: Callable[..., Any]
) -> None:
    access = Solo("ann")
    at = served(lambda: Desk(own, access, SoundShelf(own.workspace)))
    page = visit(f"{at}/enter/{access.secret}")
    page.get_by_role("link", name="b01").click()
    key = page.locator("article.decide").first.get_attribute("id")
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.locator(f"#{key}.status-confirmed").wait_for()
    page.keyboard.press("u")
    page.locator(f"#{key}.status-open").wait_for()
    page.keyboard.press("r")
    page.keyboard.type("nobody said so")
    until(page, "Object.values(localStorage).join().includes('nobody said so')")
    assert "token" not in page.evaluate("Object.values(localStorage).join()")
    page.reload()  # what was typed is still there
    page.locator(f"#{key}").focus()
    page.keyboard.press("r")
    reason = page.locator(f"#{key} [name='reject.reason']")
    assert reason.input_value() == "nobody said so"
    page.keyboard.press("Enter")  # one line is kept by it
    page.locator(f"#{key}.status-rejected").wait_for()
    turn = page.locator(f"#{key}").get_attribute("data-turn")
    page.locator(f"#t{turn}").get_by_role("link", name="put right", exact=True).click()
    page.locator("#correct-form textarea").fill("二十天左右吧。")
    page.locator("#correct-form button").first.click()
    page.get_by_text("look again").first.wait_for()
    assert own.call("b01").by_key[key].stale
    before = len(own.call("b01").of_kind("statement"))
    page.locator("#t2").get_by_role("link", name="add a statement").click()
    page.locator("#add-form textarea:focus").wait_for()
    for press in ("Home", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(press)
    page.locator("#add-form output").get_by_text("用大", exact=True).wait_for()
    with page.expect_navigation():
        page.locator("#add-form button").first.click()
    (added,) = [one for one in own.call("b01").of_kind("statement") if one.status == "added"]
    assert added.value["quote"] == own.call("b01").transcript.turns[2].text[1:3]  # type: ignore[union-attr]
    assert len(own.call("b01").of_kind("statement")) == before + 1
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()


def test_no_key_accepts_what_quotes_a_translation_that_differs_before_that_was_read(
    own: Review, served: Callable[..., str], visit: Callable[..., Any]
) -> None:
    audit(own.workspace, differs=["The figure was changed: 600,000 and 60,000"])
    access = Solo("ann")
    at = served(lambda: Desk(own, access, SoundShelf(own.workspace)))
    page = visit(f"{at}/enter/{access.secret}")
    page.goto(f"{at}/reports/{address_of('report.md')}")
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
    own: Review, served: Callable[..., str], visit: Callable[..., Any]
) -> None:
    at = served(lambda: desk_of_team(own))
    pages = [visit(at), visit(at)]
    for page, name in zip(pages, ("reviewer", "second"), strict=True):
        log_in(page, name)
        page.get_by_role("link", name="b01").click()
    first, second = pages
    key = first.locator("article.decide").first.get_attribute("id")
    second.wait_for_timeout(700)  # its stream of news is open
    first.locator(f"#{key} .yes").click()
    first.locator(f"#{key}.status-confirmed").wait_for()
    start = time.monotonic()
    second.locator(f"#{key}.status-confirmed").wait_for()
    assert time.monotonic() - start < 2
    assert "reviewer" in second.locator(f"#{key} .state").inner_text()


def test_a_translator_moves_links_by_keys_and_the_other_sees_it(
    own: Review, served: Callable[..., str], visit: Callable[..., Any]
) -> None:
    at = served(lambda: desk_of_team(own))
    pages = [visit(at), visit(at)]
    for page, name in zip(pages, ("translator", "lead"), strict=True):
        log_in(page, name)
        page.get_by_role("link", name="b02").click()
        page.get_by_role("link", name="Both languages").click()
    first, second = pages

    def english(page: Any, row: int) -> Any:
        return page.locator(".pair[data-key]").nth(row).locator("[data-side=en]")

    second.wait_for_timeout(700)  # its stream of news is open
    english(first, 1).locator(".sentence").first.click()
    first.keyboard.press("Shift+ArrowUp")
    english(first, 0).locator(".sentence", has_text="Two months.").wait_for()
    english(second, 0).locator(".sentence", has_text="Two months.").wait_for()
    assert "Nothing in the English" in english(second, 1).inner_text()
    second.set_viewport_size({"width": 1280, "height": 1800})
    english(second, 0).locator("[data-turn='1']").drag_to(english(second, 2))
    english(first, 2).locator(".sentence", has_text="Two months.").wait_for()
    for page in (second, first):  # each takes back what they did last
        page.keyboard.press("u")
        page.get_by_text("Kept.").wait_for()
    english(first, 1).locator(".sentence", has_text="Two months.").wait_for()
    first.keyboard.press("j")
    first.keyboard.press("c")
    first.locator("article.status-agreed").wait_for()
    assert [one.status for one in own.call("b02").of_kind("finding")] == ["agreed"]
