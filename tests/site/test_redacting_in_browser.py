"""A redacted copy is planned by ear and by keys, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from laid_out import made_to_go_out
from screens import log_in
from served import desk_of_team, until

from calltools.records import dump_rows
from calltools.redaction.draft import RedactionDrafts
from calltools.review.desk import Review
from redaction.secrets_planted import planted_workspace
from signing import office_key

pytestmark = [pytest.mark.browser, pytest.mark.server]

OPEN = "article.plan-word.answer-none"
PLAYS = "document.getElementById('audio').currentTime > 0"
FOCUS = "document.activeElement.id"


def test_each_word_is_heard_and_answered_by_keys_and_nothing_is_lost(
    served: Callable[..., str],
    visit: Callable[..., Any],
    tmp_path: Path,
    pictures: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workspace = planted_workspace(tmp_path / "office")
    (workspace.root / "audits").mkdir()
    row = {"report": "r.md", "quote": "两周", "verdict": "not_found", "why": "", "edits": []}
    (workspace.root / "audits" / "audit.jsonl").write_text(dump_rows([row]), "utf-8")
    monkeypatch.setenv("CALLTOOLS_KEY", str(tmp_path / "office.pem"))
    office_key(tmp_path)
    made_to_go_out(workspace)
    drafts = RedactionDrafts(workspace)
    draft = drafts.begin((), "investigator")
    address = served(desk_of_team(Review(workspace)))
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
    page.goto(f"{address}/outgoing")
    page.screenshot(path=pictures / "outgoing.png", full_page=True)
