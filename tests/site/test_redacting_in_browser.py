"""A redacted copy is planned by ear and by keys, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from served import desk_of_team, until
from test_in_browser import PHONE, log_in, served, visit

from calltools.records import dump_rows
from calltools.redaction.draft import RedactionDrafts
from calltools.review.desk import Review
from calltools.site.made_files import MadeFiles
from calltools.store.workspace import Workspace
from redaction.secrets_planted import planted_workspace
from signing import office_key

__all__ = ["served", "visit"]

pytestmark = [pytest.mark.browser, pytest.mark.server]

OPEN = "article.plan-word.answer-none"
PLAYS = "document.getElementById('audio').currentTime > 0"
FOCUS = "document.activeElement.id"


def lay_out_what_goes_out(
    workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An audited report, a key, and things that were made: all that the page can show."""
    (workspace.root / "audits").mkdir()
    row = {"report": "r.md", "quote": "两周", "verdict": "not_found", "why": "", "edits": []}
    (workspace.root / "audits" / "audit.jsonl").write_text(dump_rows([row]), "utf-8")
    monkeypatch.setenv("CALLTOOLS_KEY", str(folder / "office.pem"))
    office_key(folder)
    made_files = MadeFiles(workspace)
    for actor in ("investigator", "lead"):
        path = made_files.new() / "calls.xlsx"
        path.write_bytes(b"-")
        made_files.keep(path, "table", actor, ["a line"])
    path = made_files.new() / "office-bag"
    path.mkdir()
    (path / "file.txt").write_text("-", "utf-8")
    made_files.keep(path, "bag", "lead", ["bag whole"], state="whole")


def test_each_word_is_heard_and_answered_by_keys_and_nothing_is_lost(
    served: Callable[..., str],
    visit: Callable[..., Any],
    tmp_path: Path,
    pictures: Path,
    lacks: Callable[[str], NoReturn],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        lacks("package axe-playwright-python")
    workspace = planted_workspace(tmp_path / "office")
    lay_out_what_goes_out(workspace, tmp_path, monkeypatch)
    drafts = RedactionDrafts(workspace)
    draft = drafts.begin((), "investigator")
    address = served(lambda: desk_of_team(Review(workspace)))
    page = log_in(visit(address), "investigator")
    page.click("nav >> text=Outgoing")
    page.click("text=To the redacted copies")
    page.click("#drafts a")
    count = page.locator("article.plan-word").count()
    assert count == page.locator(OPEN).count() == len(draft.entries)
    first, second, third = (f"w{entry.id}" for entry in draft.entries[:3])
    page.keyboard.press("j")
    assert page.evaluate(FOCUS) == first
    until(page, PLAYS)
    until(page, "document.getElementById('audio').paused")  # at the end of the word
    page.keyboard.press("y")
    until(page, f"document.querySelector('#{first}.answer-out') !== null")
    until(page, f"{FOCUS} === '{second}'")
    page.keyboard.press("n")
    until(page, f"document.querySelector('#{second}.answer-stays') !== null")
    until(page, f"{FOCUS} === '{third}'")
    page.keyboard.press("k")
    page.keyboard.press("u")
    until(page, f"document.querySelector('#{second}.answer-none') !== null")
    page.screenshot(path=pictures / "redaction-words.png")
    page.reload()
    assert page.locator("article.plan-word.answer-out").count() == 1
    assert page.locator(OPEN).count() == count - 1
    assert drafts.get(draft.id).entries[0].by == "investigator"
    page.click(f"#{second} button[value=out]")
    until(page, f"document.querySelector('#{second}.answer-out') !== null")
    page.fill("input[name=text]", "再见")
    page.click("text=Add the words")
    until(page, f"document.querySelectorAll('article.plan-word').length === {count + 1}")
    page.click("nav a >> text=not answered")
    assert page.locator("article.plan-word").count() == count - 2
    for at in ("/outgoing", "/redactions", f"/redactions/{draft.id}"):
        for language, scheme in (("en", "light"), ("zh-Hans", "dark")):
            page.context.add_cookies(
                [{"name": "calltools_language", "value": language, "url": address}]
            )
            page.emulate_media(color_scheme=scheme)
            page.goto(address + at)
            problems = Axe().run(page).response["violations"]
            assert [one["id"] for one in problems] == [], (at, language)
            if (at, language) == ("/outgoing", "en"):
                page.screenshot(path=pictures / "outgoing.png", full_page=True)
        page.set_viewport_size(PHONE)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), at
        page.set_viewport_size({"width": 1280, "height": 900})
