"""A publication is put right by keys alone, from the upload to what lies in the workspace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from laid_out import PRINTED
from served import until

from calltools.review.desk import Review
from calltools.site.publications import PUBLISHED
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.sidecar import read_sidecar

pytestmark = [pytest.mark.browser, pytest.mark.server]


def chosen(page: Any) -> str:
    """The words of the line that has the focus."""
    found: str = page.evaluate("document.activeElement.querySelector('.printed-words').textContent")
    return found


def test_an_investigator_puts_a_publication_right_by_keys_alone(
    own: Review, alone_at: str, visit: Callable[..., Any], tmp_path: Path, pictures: Path
) -> None:
    file = tmp_path / "调查.txt"
    file.write_text(PRINTED.replace("六十万。", "六十万。【值班】不止。"), "utf-8")
    page = visit(alone_at)
    page.goto(f"{alone_at.partition('/enter')[0]}/import")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Read it").press("Enter")
    page.wait_for_url("**/import/*")
    press = page.keyboard.press
    read = (
        "[...document.querySelectorAll('[data-row]')].map(l => l.innerText.replace(/\\s+/g, ' '))"
    )
    press("f")  # what is doubtful comes first
    assert chosen(page) == "广告: 关注我们"
    press("x")
    until(page, f"{read}.some(l => l.includes('关注我们 Left out by hand'))")
    assert chosen(page) == "广告: 关注我们"
    press("k")
    press("2")
    until(page, f"{read}.filter(l => l.includes('Hospital follows')).length == 2")
    press("j")
    press("j")
    press("1")
    until(page, f"{read}.filter(l => l.includes('Investigator follows')).length == 1")
    press("3")
    until(page, f"{read}.filter(l => l.includes('Other follows')).length == 1")
    press("u")
    until(page, f"{read}.filter(l => l.includes('Investigator follows')).length == 1")
    page.screenshot(path=pictures / "review-import.png")
    page.evaluate(
        "getSelection().selectAllChildren([...document.querySelectorAll('.printed-words')]"
        ".find(w => w.textContent == '调查录音之一'))"
    )
    press("t")
    page.keyboard.type("Recording")  # the fact, of the list that has the focus
    press("Tab")
    press("Enter")
    page.locator("[id='f1-recording_no']").wait_for()
    assert page.text_content("[id='f1-recording_no'] a") == "调查录音之一"
    page.evaluate("document.querySelector('#L8').focus()")
    assert page.evaluate("find('值班')")
    press("3")  # the words that are selected are a label
    until(page, f"{read}.some(l => l.includes('不止。 Other'))")
    press("w")
    page.keyboard.type("b01")
    press("Enter")
    page.get_by_text("is already there").first.wait_for()
    made = own.workspace.root / PUBLISHED / "调查.1.json"
    call = read_transcript(made.read_bytes(), "x.json")
    assert [turn.role[0] for turn in call.turns] == ["h", "i", "h", "i", "h", "o"]
    assert call.call.recording_no == "调查录音之一"
    sidecar = own.workspace.recordings / "b01.toml"
    assert [path.name for path in read_sidecar(sidecar).publications] == [made.name]
