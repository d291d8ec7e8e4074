"""Stories of people at work, end to end in a browser, on the database of a team.

Three follow the checklists of docs/review.md step by step.  On the way pictures are taken: ``make
pictures`` keeps them for the guide.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from laid_out import PRINTED, audit, audit_of_twelve
from served import PASSWORD, desk_of_team, until
from sqlalchemy.engine import URL

import demo_call
from calltools.provenance import Step
from calltools.review.desk import Review
from calltools.site.app import application
from calltools.site.server import listening
from calltools.statements.rows import write_statements
from calltools.store.folder import ALIGNMENT, STATEMENTS, TRANSCRIPT
from calltools.store.recordings import register
from calltools.store.workspace import Workspace
from calltools.transcripts.writers.json import to_json
from made_reviews import align, machine, run, set_database, transcribe
from postgresql import emptied, setting_of
from store.made_calls import add_call, transcript

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.model]

GUIDE = Path(__file__).parents[2] / "docs" / "review.md"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
QUOTED = (
    ("快的话十来天", "verbatim"),
    ("费用是三十万", "not_found"),
    ("一个月以内", "number_changed"),
)


@pytest.fixture(scope="module")
def office(
    postgresql: URL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Review, str]]:
    """A workspace that all stories share, served to a team; its address."""
    root = tmp_path_factory.mktemp("stories") / "office"
    workspace = Workspace.init(root)
    _add_demo(workspace)
    for number, name in enumerate(("b01", "b02")):
        add_call(workspace, name, transcript(number))
    _add_translated(workspace)
    audit(workspace, QUOTED, why="compared with all calls")
    audit_of_twelve(workspace)
    with pytest.MonkeyPatch.context() as environment:
        set_database(workspace, setting_of(emptied(postgresql), environment))
        review = Review(workspace)
        desk = desk_of_team(review)
    listener = listening("127.0.0.1", 0)
    at = f"127.0.0.1:{listener.getsockname()[1]}"
    config = uvicorn.Config(application(desk, [at]), log_level="error")
    server = uvicorn.Server(config)
    threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
    yield review, f"http://{at}"
    server.should_exit = True


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


class Screen:
    """The pages of one person; pictures of them are kept in ``pictures``, once."""

    def __init__(self, page: Any, at: str, pictures: Path) -> None:
        self.page, self._at = page, at
        self._pictures = pictures

    def open(self, *links: str) -> None:
        """From Home by links."""
        self.page.goto(self._at)
        for link in links:
            with self.page.expect_navigation():
                self.page.get_by_role("link", name=link).first.click()

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write_reason(self, why: str) -> None:
        """In the form that is open, and keep it."""
        self.page.locator("details.means[open] [name$='.reason']").fill(why)
        self.page.keyboard.press("Enter")

    def picture(self, name: str, **media: str) -> None:
        """What is on the screen, for the guide."""
        self.page.emulate_media(**media)
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.page.viewport_size["width"]
        path = self._pictures / f"review-{name}.png"
        self.page.screenshot(path=path)
        assert 10_000 < path.stat().st_size < 150_000
        self.page.emulate_media(color_scheme="light")


@pytest.fixture
def person(
    browser: Any, office: tuple[Review, str], pictures: Path
) -> Iterator[Callable[..., Screen]]:
    """Logs somebody in, in a browser of their own; nothing may go wrong in its pages."""
    complaints: list[str] = []
    contexts: list[Any] = []

    def logged_in(name: str, size: dict[str, int] = DESKTOP) -> Screen:
        context = browser.new_context(viewport=size, color_scheme="light")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(office[1])
        page.fill("[name=name]", name)
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("heading", name="What waits").wait_for()
        return Screen(page, office[1], pictures)

    yield logged_in
    for context in contexts:
        context.close()
    assert complaints == []


@contextmanager
def checklist(title: str) -> Iterator[Callable[[str], None]]:
    """The steps of a task in the guide, each to be named as it is done, in order and all."""
    (section,) = re.findall(rf"^### {title}\n(.*?)^#", GUIDE.read_text("utf-8"), re.S | re.M)
    left = re.findall(r"^\d+\. (.*)$", section, re.M)

    def step(words: str) -> None:
        assert left and words in left.pop(0), words

    yield step
    assert left == []


def test_story_with_pictures_of_an_investigator(
    office: tuple[Review, str], person: Callable[..., Screen]
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
        step("Press `r` at the next")
        page.locator(f"#{second}:focus").wait_for()
        screen.keys("r")
        screen.write_reason("The caller said so, not the hospital.")
        page.locator(f"#{second}.status-rejected").wait_for()
        step("Press *put right* at the turn of the first card")
        turn = page.locator(f"#{first}").get_attribute("data-turn")
        page.locator(f"#t{turn}").get_by_role("link", name="put right", exact=True).click()
        said, quote = page.locator("#correct-form textarea"), review.call("demo-call").by_key[first]
        words = quote.item.words[0][1]  # type: ignore[union-attr]
        said.fill(said.input_value().replace(words, f"{words[:-1]}日"))
        page.locator("#correct-form button").first.click()
        page.locator(f"#{first}").get_by_text("look again").wait_for()
        step("Follow its *history*")
        page.locator(f"#{first} a", has_text="history").click()
        page.get_by_text("confirm").first.wait_for()
    state = review.call("demo-call").by_key[first]
    assert (state.status, state.stale, state.by) == ("confirmed", True, "investigator")


def test_story_with_pictures_of_a_translator(
    office: tuple[Review, str], person: Callable[..., Screen]
) -> None:
    review, screen = office[0], person("translator")
    page = screen.page

    def english(row: int) -> Any:
        return page.locator(".pair[data-key]").nth(row).locator("[data-side=en]")

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
        english(0).locator(".sentence", has_text="Two months.").wait_for()
        step("Press `u`: it is back")
        screen.keys("u")
        english(1).locator(".sentence", has_text="Two months.").wait_for()
    assert [one.status for one in review.call("a01").of_kind("finding")] == ["disagreed"]


def test_story_with_pictures_of_a_reviewer_of_a_report(
    office: tuple[Review, str], person: Callable[..., Screen]
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


def test_story_with_pictures_of_two_blind_reviewers_and_a_third(
    office: tuple[Review, str], person: Callable[..., Screen]
) -> None:
    review, lead = office[0], person("lead")
    lead.page.locator("tr", has_text="b01").locator("[form=assign]").check()
    lead.page.locator("form.assign select[name=first]").select_option("reviewer")
    lead.page.locator("form.assign select[name=second]").select_option("second")
    lead.page.locator("form.assign [name=due]").fill("2030-01-31")
    lead.page.locator("form.assign button").first.click()
    lead.page.locator("tr", has_text="blind").wait_for()
    lead.page.evaluate("scrollTo(0, 0)")
    lead.picture("home")
    key = ""
    for name, key_pressed, why in (("reviewer", "c", ""), ("second", "r", "The caller said so.")):
        screen = person(name)
        screen.open("b01")
        key = screen.page.locator("article[data-kind=statement]").first.get_attribute("id")
        card = screen.page.locator(f"#{key}")
        assert "status-open" in card.get_attribute("class")  # nothing of the other's is seen
        card.focus()
        screen.keys(key_pressed)
        if why:
            screen.write_reason(why)
        waits = "status-waiting" if name == "reviewer" else "status-disputed"
        screen.page.locator(f"#{key}.{waits}").wait_for()
    lead.page.goto(f"{office[1]}/agreement")
    card = lead.page.locator(f"#{key}")
    card.wait_for()
    lead.picture("agreement")
    card.focus()
    lead.keys("d")
    third = card.locator("[data-means=adjudicate] form")
    third.get_by_label("neither: an answer of my own").check()
    third.get_by_label("My answer").select_option("amend")
    third.locator("[name='adjudicate.modality']").select_option("hedged")
    third.get_by_role("button", name="Keep").click()
    lead.page.get_by_text("Kept.").wait_for()
    state = review.call("b01").by_key[key]
    assert (state.status, state.by, state.value["modality"]) == ("amended", "lead", "hedged")
    lead.page.get_by_role("link", name="Progress").click()
    row = lead.page.locator("tr", has_text="b01")
    row.get_by_text("2030-01-31").wait_for()
    assert "reviewer 1/" in row.inner_text()
    lead.picture("progress")


READING_MS = 60_000
"""How long a document may take that is read in a process of its own, on a machine at work."""


def test_story_with_pictures_of_an_import(
    office: tuple[Review, str], person: Callable[..., Screen]
) -> None:
    review, screen = office[0], person("translator")
    page = screen.page
    page.set_default_timeout(READING_MS)
    screen.open("Import")
    page.locator("textarea").fill(PRINTED)
    page.get_by_label("Name for it").fill("第一份")
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("heading", name="Put it right").wait_for()
    page.locator("label", has_text="主任").locator("select").select_option("hospital")
    page.get_by_label("Leave out lines").fill("6")
    page.get_by_role("button", name="Read it again").click()
    page.get_by_text("Dropped by hand").first.wait_for()
    screen.picture("import")
    page.get_by_label("Publication of").select_option(label="demo-call")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("published/第一份.1.json").wait_for()
    sidecar = review.workspace.recordings / "demo-call.toml"
    assert "第一份.1.json" in sidecar.read_text("utf-8")


def test_story_with_pictures_of_a_run_after_a_correction(
    office: tuple[Review, str], person: Callable[..., Screen]
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
