"""The pictures in the guides: pages that the guides' own commands make, as a browser shows them.

`make pictures` takes them anew; otherwise they are taken, looked at and forgotten.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from watched import Watched

import demo_call
import parsed_pages
import user
from calltools.corrections.editor import Editor
from calltools.provenance import Step
from calltools.store.call_folder import TRANSCRIPT
from calltools.store.summary import CallSummary
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Transcript
from calltools.transcripts.warning import CallWarning
from calltools.transcripts.writers import write
from calltools.transcripts.writers.json import to_json
from calltools.views.call_page import call_page
from calltools.views.index_page import index_page
from calltools.views.parse_page import parse_page

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "docs" / "examples"


def calltools(*arguments: str | Path, expected: int = 0) -> None:
    done = user.run(Path.cwd(), os.environ, *arguments)
    assert done.returncode == expected, done.stderr


@pytest.fixture
def aligned(tmp_path: Path) -> str:
    folder = tmp_path / "aligned"
    folder.mkdir()
    heard = folder / "heard.json"
    heard.write_text(write(demo_call.transcript(), "json", name="demo-call"), "utf-8")
    calltools(
        "align", EXAMPLES / "demo-call.zh.txt", EXAMPLES / "demo-call.en.txt", heard,
        "--audio", demo_call.RECORDING, "--output", folder / "demo.html",
    )  # fmt: skip
    return (folder / "demo.html").read_text("utf-8")


def corrected(folder: Path) -> Transcript:
    """The demonstration call as a machine misheard it, put right by two events and a name."""
    misheard = {1: "是的，你收。", 5: "我们这里一个星期肯定布够。"}
    said = demo_call.transcript()
    turns = list(said.turns)
    for number, text in misheard.items():
        turn = turns[number]
        assert turn.start_ms is not None and turn.end_ms is not None
        words = demo_call.words_of(text, turn.start_ms, turn.end_ms)
        turns[number] = replace(turn, text=text, words=words)
    workspace = Workspace.init(folder)
    call = workspace.folder("demo-call")
    call.commit(Step("register", inputs={"audio": "0" * 64}), {}, "registered")
    call.commit(Step("transcript"), {TRANSCRIPT: to_json(replace(said, turns=tuple(turns)))})
    editor = Editor.open(call, "K. Lind", "heard three times")
    for number in misheard:
        editor.text(editor.words(number), said.turns[number].text)
    editor.change("name", "SPEAKER_01", "Nurse")
    editor.keep()
    return Editor.open(call).folded.transcript


def warned() -> Transcript:
    """The demonstration call as it might come out of a bad recording, a turn of it in English."""
    call = demo_call.transcript()
    turns = [
        replace(turn, words=tuple(replace(word, score=0.66) for word in turn.words), language="zh")
        for turn in call.turns
    ]
    english = "Hello, is this the liver transplant ward?"
    words = demo_call.words_of(english, 4000, 7000)
    turns[0] = replace(turns[0], text=english, words=words, language="en")
    return replace(
        call,
        turns=tuple(turns),
        warnings=(
            CallWarning("damaged", "cut short: its header promises 1 min 3 s, 47 s are there"),
            CallWarning("voices_close", "the two voices are hardly apart"),
            CallWarning(
                "language_changes",
                "the call changes language (English for 3 s of 41): each turn was recognised in"
                " its own",
            ),
        ),
    )


def calls() -> list[CallSummary]:
    """Invented calls, one of each state that a list can show."""
    close = CallWarning("voices_close", "the two voices are hardly apart")
    orphan = CallWarning(
        "orphaned_corrections",
        "a correction fits nowhere any more (c41f09d2): calltools correct --list tells why",
    )
    quiet = CallWarning(
        "hardly_heard", "SPEAKER_01 speaks for 1.9 s only: check whose words these are"
    )
    made = (
        ("b01", "done", 79_000, "海棠医院", "2015-03-02", 26, {"wait_time": 2}, 3, ()),
        ("b02", "stale", 312_000, "海棠医院", "2015-03-09", 84, {"price": 4}, 0, (orphan,)),
        ("b05", "done", 89_000, "东湾医院", "2016-11-21", 30, {"wait_time": 3}, 0, ()),
        ("b07", "edited", 204_000, "东湾医院", "2017-01-17", 55, {"organ_source": 2}, 1, (close,)),
        ("b21", "gone", 46_000, "青屿市中心医院", "2018-06-07", 8, {}, 0, (quiet,)),
    )
    rows = [
        CallSummary(
            name, state, f"recordings/{name}.wav", length, hospital, date, "zh", "machine",
            ("investigator", "hospital"), turns, 0, counts, corrections, warnings,
            ("extract", "page") if state == "stale" else (),
            ("transcript.txt",) if state == "edited" else (),
            page=True,
        )
        for name, state, length, hospital, date, turns, counts, corrections, warnings in made
    ]  # fmt: skip
    return [*rows, CallSummary("b22", "new", "recordings/b22.wav")]


DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 760}
PAGES = {
    "index": lambda _: index_page(calls(), "calls of 2015 to 2018"),
    "corrected": lambda folder: page_of(corrected(folder)),
    "warnings": lambda _: page_of(warned()),
}


def page_of(call: Transcript) -> str:
    statements = demo_call.statements(call) if call.origin == "corrected" else []
    return call_page(call, statements, title="demo-call")


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_picture_of_a_page(
    show: Callable[..., Watched], name: str, pictures: Path, tmp_path: Path
) -> None:
    watched = show(PAGES[name](tmp_path / "calls"), viewport=DESKTOP)
    page = watched.page
    if name == "corrected":
        page.click("details.people summary")
        page.check("#machine-words")
        page.eval_on_selector("#t1", "e => e.scrollIntoView({block: 'end'})")
    taken(watched, pictures / f"{name}.png")
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size["width"], "the page is wider than the window"


def taken(watched: Watched, path: Path) -> None:
    """A picture that shows something: many colours, the size of the window."""
    watched.page.wait_for_timeout(400)  # bands and scrolling come to rest
    watched.page.screenshot(path=path)
    assert path.stat().st_size > 20_000


@pytest.mark.browser
@pytest.mark.model
def test_pictures_of_an_alignment(
    show: Callable[..., Watched], aligned: str, pictures: Path
) -> None:
    watched = show(aligned, viewport=DESKTOP)
    found = watched.page.eval_on_selector_all(
        "article", "all => all.map(e => e.dataset.kinds.split(' ')[0])"
    )
    assert {"number_changed", "negation_changed"} <= set(found)
    assert watched.page.locator(".pair button.time").count() >= 10
    watched.page.keyboard.press("n")
    taken(watched, pictures / "alignment.png")
    watched = show(aligned, viewport=PHONE)
    watched.page.keyboard.press("n")
    taken(watched, pictures / "alignment-phone.png")


@pytest.mark.browser
@pytest.mark.model
def test_pictures_of_an_audit(show: Callable[..., Watched], pictures: Path, tmp_path: Path) -> None:
    calltools(
        "audit", EXAMPLES / "demo-report.md", "-t", EXAMPLES / "demo-call.zh.txt",
        "-t", EXAMPLES / "demo-call.en.txt", "--output", f"{tmp_path}/audit/", expected=3,
    )  # fmt: skip
    assert {path.name for path in (tmp_path / "audit").iterdir()} == {
        "audit.jsonl", "audit.csv", "demo-report.html", "reports.jsonl",
    }  # fmt: skip
    page = (tmp_path / "audit" / "demo-report.html").read_text("utf-8")
    watched = show(page)
    for _ in range(4):
        watched.page.keyboard.press("n")
    taken(watched, pictures / "audit.png")
    watched = show(page, viewport={"width": 1280, "height": 1400})
    watched.page.click("button[data-kind='number_changed']")
    watched.page.click("article:visible summary")
    assert "一个多月" in watched.page.text_content("article:visible .context mark")
    card = watched.page.locator("article.item:visible")
    card.screenshot(path=pictures / "audit-card.png")


@pytest.mark.browser
def test_pictures_of_a_parse(show: Callable[..., Watched], pictures: Path) -> None:
    page = parse_page(parsed_pages.parsed(), "wards.txt")
    taken(show(page, viewport={"width": 1280, "height": 1500}), pictures / "parse.png")
    taken(show(page, viewport=PHONE, color_scheme="dark"), pictures / "parse-phone.png")


def test_every_picture_of_the_guides_is_there() -> None:
    for guide in (ROOT / "docs").glob("*.md"):
        for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", guide.read_text("utf-8")):
            assert (guide.parent / name).is_file(), f"{guide.name} shows {name}"
