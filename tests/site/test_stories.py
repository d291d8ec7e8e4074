"""Stories of people at work, end to end in a browser, on the database of a team.

Four follow the checklists of docs/review.md step by step.  On the way pictures are taken: ``make
pictures`` keeps them for the guide.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from laid_out import audit, audit_of_twelve
from lxml import html
from screens import PHONE, Screen, checklist, log_in
from served import desk_of_team, english_in, logged_in, serving_desk, until
from sqlalchemy.engine import URL
from test_own_account import set_up

import demo_call
from calltools.provenance import Step
from calltools.review.desk import Review
from calltools.site.visit import Desk, address_of
from calltools.statements.rows import write_statements
from calltools.store.call_folder import ALIGNMENT, STATEMENTS, TRANSCRIPT
from calltools.store.recordings import register
from calltools.store.workspace import Workspace
from calltools.transcripts.writers.json import to_json
from calltools.views.interface_languages import catalogue
from made_reviews import align, machine, run, set_database, transcribe
from postgresql import emptied, setting_of
from store.made_calls import add_call, transcript

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.model]

DESKTOP = {"width": 1280, "height": 800}
TWICE = {"width": 640, "height": 450}
"""A window of 1,280 by 900 whose pages are shown at twice their size."""
QUOTED = (
    ("快的话十几天", "verbatim"), ("费用是三十万", "not_found"), ("一个月以内", "number_changed"),
)  # fmt: skip
MADE_MS = 60_000
"""How long a table may take that is made in a process of its own, on a machine at work."""


@pytest.fixture(scope="module")
def office(
    postgresql: URL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Review, str, Desk]]:
    """A workspace that all stories share, served to a team, its address, and what it serves."""
    root = tmp_path_factory.mktemp("stories") / "office"
    workspace = Workspace.init(root)
    _add_demo(workspace)
    for number, name in enumerate(("b01", "b02")):
        add_call(workspace, name, transcript(number), sound_s=12)
    _add_translated(workspace)
    audit(workspace, QUOTED, why="compared with all calls")
    audit_of_twelve(workspace)
    with pytest.MonkeyPatch.context() as environment:
        set_database(workspace, setting_of(emptied(postgresql), environment))
        review = Review(workspace)
        desk = desk_of_team(review)
        with serving_desk(desk) as at:
            yield review, at, desk


def _add_translated(workspace: Workspace) -> None:
    transcribe(workspace, "a01", machine())
    align(workspace, "a01")
    folder = workspace.folder("a01")
    plain = folder.read(ALIGNMENT).replace(b"<i>", b"")  # which is there for other tests
    folder.commit(Step("align", inputs={TRANSCRIPT: folder.sha256(TRANSCRIPT)}), {ALIGNMENT: plain})


def _add_demo(workspace: Workspace) -> None:
    register(workspace, demo_call.RECORDING)
    folder, call = workspace.folder("demo-call"), demo_call.transcript()
    folder.commit(Step("transcript"), {TRANSCRIPT: to_json(call)})
    inputs = {TRANSCRIPT: folder.sha256(TRANSCRIPT)}
    found = write_statements(demo_call.statements(call))
    folder.commit(Step("extract", inputs=inputs), {STATEMENTS: found})


@pytest.fixture
def person(
    browser: Any, office: tuple[Review, str, Desk], pictures: Path
) -> Iterator[Callable[..., Screen]]:
    """Logs somebody in, in a browser of their own; nothing may go wrong in its pages."""
    complaints: list[str] = []
    contexts: list[Any] = []

    def entered(
        name: str,
        size: dict[str, int] = DESKTOP,
        code: Callable[[], str] | None = None,
        locale: str = "en-GB",
    ) -> Screen:
        context = browser.new_context(
            viewport=size, color_scheme="light", locale=locale, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(office[1])
        log_in(page, name)
        if code:
            page.fill("[name=code]", code())
            page.locator("form.login button").click()
        page.locator("form[action='/logout']").wait_for()
        return Screen(page, office[1], pictures)

    yield entered
    for context in contexts:
        context.close()
    assert complaints == []


def test_story_with_pictures_of_an_investigator(
    office: tuple[Review, str, Desk], person: Callable[..., Screen]
) -> None:
    review, screen = office[0], person("investigator")
    page = screen.page
    screen.open("demo-call")
    first, second, *_ = (one.get_attribute("id") for one in page.locator("article.decide").all())
    with checklist("A call is put right and its statements confirmed") as step:
        step("Open the call from *Home*")
        screen.open("demo-call")
        step("Press `j` for the first card, and `p`")
        screen.keys("j", "p")
        until(page, "!document.getElementById('audio').paused")
        until(page, "document.getElementById('audio').currentTime > 0")
        until(page, "document.getElementById('audio').paused")  # at the end of its words
        step("Press `c`")
        screen.keys("c")
        page.locator(f"#{first}.status-confirmed").wait_for()
        screen.picture("call")
        screen.picture("call-dark", color_scheme="dark")
        page.set_viewport_size(TWICE)
        screen.picture("call-zoom")
        page.set_viewport_size(DESKTOP)
        step("Press `r` at the next")
        page.locator(f"#{second}:focus").wait_for()
        screen.keys("r")
        page.keyboard.type("The caller said so")
        until(page, "Object.values(localStorage).join().includes('The caller said so')")
        assert "token" not in page.evaluate("Object.values(localStorage).join()")
        page.reload()  # what was typed is still there
        page.locator(f"#{second}").focus()
        screen.keys("r")
        reason = page.locator(f"#{second} [name='reject.reason']")
        assert reason.input_value() == "The caller said so"
        screen.write_reason("The caller said so, not the hospital.")
        page.locator(f"#{second}.status-rejected").wait_for()
        step("Press *put right* at the turn of the first card")
        turn = page.locator(f"#{first}").get_attribute("data-turn")
        page.locator(f"#t{turn}").get_by_role("link", name="put right", exact=True).click()
        typed, quote = (
            page.locator("#correct-form textarea"),
            review.call("demo-call").by_key[first],
        )
        words = quote.item.words[0][1]  # type: ignore[union-attr]
        typed.fill(typed.input_value().replace(words, f"{words[:-1]}日"))
        page.locator("#correct-form button").first.click()
        page.locator(f"#{first}").get_by_text("look again").wait_for()
        step("Follow its *history*")
        page.locator(f"#{first} a", has_text="history").click()
        page.get_by_text("confirm").first.wait_for()
    state = review.call("demo-call").by_key[first]
    assert (state.status, state.stale, state.by) == ("confirmed", True, "investigator")
    screen.open("demo-call")
    said = review.call("demo-call").transcript.turns[2]  # type: ignore[union-attr]
    page.locator("#t2").get_by_role("link", name="add a statement").click()
    page.locator("#add-form textarea:focus").wait_for()
    screen.keys("Home", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    page.locator("#add-form output").get_by_text(said.text[1:3], exact=True).wait_for()
    with page.expect_navigation():
        page.locator("#add-form button").first.click()
    (added,) = [s for s in review.call("demo-call").of_kind("statement") if s.status == "added"]
    touched = [word for word in said.words if word.start < 3 and word.end > 1]
    assert added.value["quote"] == said.text[touched[0].start : touched[-1].end]
    screen.keys("?")
    assert page.get_by_role("dialog").is_visible()


def test_story_with_pictures_of_a_translator(
    office: tuple[Review, str, Desk], person: Callable[..., Screen]
) -> None:
    review, screen, lead = office[0], person("translator"), person("lead")
    page = screen.page
    lead.open("a01", "Both languages")

    def english(row: int, of: Any = page) -> Any:
        return of.locator(".pair[data-key]").nth(row).locator("[data-side=en]")

    def months(row: int, of: Any = page) -> None:
        english(row, of).locator(".sentence", has_text="Two months.").wait_for()

    with checklist("What was found in a translation is answered") as step:
        step("Open the call from *Home*, and follow *Both languages side by side*")
        screen.open("a01", "Both languages")
        step("Press `j` for the first finding, and `c`")
        screen.keys("j", "c")
        page.locator("article.status-agreed").wait_for()
        screen.picture("alignment")
        step("Press `u` to take that back, then `r`")
        screen.keys("u")
        page.locator("article.status-open").first.wait_for()
        page.locator("article.decide").first.focus()
        screen.keys("r")
        screen.write_reason("Two months is what is said.")
        page.locator("article.status-disagreed").wait_for()
        step("Click an English turn that stands in the wrong row")
        english(1).locator(".sentence").first.click()
        screen.keys("Shift+ArrowUp")
        months(0)
        months(0, lead.page)  # whose page hears of it
        assert "Nothing in the English" in english(1, lead.page).inner_text()
        step("Press `u`: it is back")
        screen.keys("u")
        months(1)
        months(1, lead.page)
    lead.page.set_viewport_size({"width": 1280, "height": 1800})
    english(1, lead.page).locator("[data-turn='1']").drag_to(english(2, lead.page))
    months(2)
    lead.keys("u")
    months(1)
    assert [one.status for one in review.call("a01").of_kind("finding")] == ["disagreed"]


def test_story_with_pictures_of_a_reviewer_of_a_report(
    office: tuple[Review, str, Desk], person: Callable[..., Screen]
) -> None:
    review, screen = office[0], person("reviewer")
    page = screen.page
    with checklist("A report is audited") as step:
        step("Open the report from *Home*")
        screen.open("report.md")
        step("Press `j` for the first quotation, and `c`")
        screen.keys("j", "c")
        page.locator("article.status-accepted").wait_for()
        step("Press `r` at the next; choose the verdict")
        page.locator("article.status-open:focus").wait_for()
        screen.keys("r")
        page.locator("details.means[open] select").select_option("paraphrase")
        screen.write_reason("It stands in another call.")
        page.locator("article.status-overridden").wait_for()
        step("Follow *The audit, to be printed*")
        page.get_by_role("link", name="The audit, to be printed").click()
        page.get_by_text("1 accepted, 1 overridden").wait_for()
        screen.picture("audit")
    states = review.report("report.md").of_kind("quotation")
    assert sorted(one.status for one in states) == ["accepted", "open", "overridden"]
    screen.open("twelve.md")
    screen.keys("j", "j", "j")
    page.locator("mark.on").wait_for()
    page.set_viewport_size({"width": 1100, "height": 620})
    screen.picture("report")
    page.set_viewport_size(TWICE)
    screen.keys("k", "j")
    screen.keys("k", "j")
    place, card = (page.locator(one).bounding_box() for one in ("mark.on", ".item.on"))
    assert place["y"] + place["height"] < card["y"], "the card covers what it is about"
    screen.picture("report-zoom")


def decide(desk: Desk, name: str, answer: str, why: str = "") -> tuple[str, str]:
    """What somebody decides of the first statement of ``b01``, beside; its key, and how it then
    stands for them."""
    client, call = logged_in(desk, name), address_of("b01")
    page = html.document_fromstring(client.get(f"/calls/{call}").text)
    card, *_ = page.xpath("//article[@data-kind='statement']")
    assert "status-open" in card.get("class")  # nothing of the other's is seen
    seen, *_ = card.xpath(".//input[@name='at']/@value")
    at, body = f"/items/{call}/{card.get('id')}", {"action": answer, "at": seen, "reason": why}
    assert client.post(at, json=body).is_success
    (status,) = re.findall(r"status-(\w+)", client.get(at).text)
    return card.get("id"), status


def test_story_with_pictures_of_a_lead_in_chinese(
    office: tuple[Review, str, Desk], person: Callable[..., Screen], tmp_path: Path
) -> None:
    review, desk = office[0], office[2]
    device = set_up(logged_in(desk, "lead"))
    lead = person("lead", code=lambda: device.at(time.time() + device.interval), locale="zh-CN")
    page, said = lead.page, catalogue("zh-Hans").gettext
    with checklist("Two decide, and a third for both") as step:
        step("Log in")
        assert english_in(page.content()) == []
        step("On *Home* choose the call")
        chosen = page.locator("tr", has_text="b01").locator("[form=assign]")
        chosen.check()
        page.get_by_role("button", name=said("everybody of the team")).click()
        page.get_by_text(said("Kept.")).wait_for()
        until(page, "!document.querySelector('[form=assign]:checked')")
        step("Choose it again")
        chosen.check()
        page.get_by_label(said("First")).select_option("reviewer")
        page.get_by_label(said("Second")).select_option("second")
        page.get_by_label(said("To be done by")).fill("2030-01-31")
        page.get_by_role("button", name=said("Assign"), exact=True).click()
        page.locator("tr", has_text=said("blind")).wait_for()
        assert english_in(page.content()) == []
        page.evaluate("scrollTo(0, 0)")
        lead.picture("home", language="en")
        lead.picture("home-zh")
        key, status = decide(desk, "reviewer", "confirm")
        assert status == "waiting"
        step("Follow *Progress*")
        lead.follow(said("Progress"))
        row = page.locator("tr", has_text="b01")
        row.get_by_text("2030-01-31").wait_for()
        assert "reviewer 1/" in row.inner_text()
        assert english_in(page.content()) == []
        lead.picture("progress", language="en")
        assert decide(desk, "second", "reject", "来电者说的。") == (key, "disputed")
        step("When both have decided")
        lead.follow(said("Agreement"))
        card = page.locator(f"#{key}")
        assert english_in(page.content()) == []
        lead.picture("agreement", language="en")
        lead.keys("j", "p")
        until(page, "document.getElementById('audio').currentTime > 0")
        step("Press `d`")
        lead.keys("d")
        third = card.locator("[data-means=adjudicate] form")
        third.get_by_label(said("neither: an answer of my own")).check()
        third.get_by_label(said("My answer")).select_option("amend")
        third.locator("[name='adjudicate.modality']").select_option("hedged")
        third.get_by_role("button", name=said("Keep")).click()
        page.get_by_text(said("Kept.")).wait_for()
        step("Below stands how far")
        page.get_by_role("row", name="reviewer, second").first.wait_for()
        step("Follow *Outgoing*")
        lead.follow(said("Outgoing"))
        page.locator("select[name=format]").select_option("csv")
        page.get_by_role("button", name=said("Make the table")).click()
        made = page.locator("#made a[download]")
        made.wait_for(timeout=MADE_MS)
        assert english_in(page.content()) == []
        with page.expect_download() as table:
            made.click()
        table.value.save_as(tmp_path / "statements.csv")
        step("Press *Log out*")
        page.get_by_role("button", name=said("Log out")).click()
        page.locator("form.login").wait_for()
        assert english_in(page.content()) == []
    state = review.call("b01").by_key[key]
    assert (state.status, state.by, state.value["modality"]) == ("amended", "lead", "hedged")
    assert "来电者说的。" in (tmp_path / "statements.csv").read_text("utf-8-sig")


def test_story_with_pictures_of_a_run_after_a_correction(
    office: tuple[Review, str, Desk], person: Callable[..., Screen]
) -> None:
    review, screen = office[0], person("investigator", PHONE)
    page = screen.page
    screen.open("b02")
    wait = next(s for s in review.call("b02").of_kind("statement") if s.label == "wait_time")
    card = page.locator(f"#{wait.key}")
    card.focus()
    screen.keys("c")
    page.locator(f"#{wait.key}.status-confirmed").wait_for()
    turn = card.get_attribute("data-turn")
    page.locator(f"#t{turn}").get_by_role("link", name="put right", exact=True).click()
    page.locator("#correct-form textarea").fill("快的话二十来天，慢的两个月。")
    page.locator("#correct-form button").first.click()
    card.get_by_text("look again").wait_for()
    run(review.workspace, "b02")  # as ``calltools run`` does, without a model
    page.reload()
    card.get_by_text("look again").wait_for()  # another figure: it is the person's turn
    card.scroll_into_view_if_needed()
    screen.picture("stale-phone")
    screen.picture("stale-phone-dark", color_scheme="dark")
    card.focus()
    screen.keys("c")
    page.locator(f"#{wait.key}.status-confirmed:not(.stale)").wait_for()
    state = review.call("b02").by_key[wait.key]
    assert (state.status, state.stale, state.gone) == ("confirmed", False, False)
