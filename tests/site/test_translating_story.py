"""A translator's day in a real browser: two Word files in, put right, out, and back in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import etree
from screens import DESKTOP, PHONE, log_in
from served import desk_of_team, until

from calltools.review.desk import Review
from calltools.review.links import link_rows
from calltools.review.reviewed_alignment import reviewed_alignments
from calltools.store.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.model]

ZH = (
    "医院：云岭医院", "日期：2019-05-06",
    "调查员：请问现在做一个肝移植要等多久？", "院方：大概一个月吧。我也说不准。",
    "调查员：费用呢？", "院方：六十万，不包括肝源。",
)  # fmt: skip
EN = (
    "Hospital: Yunling Hospital", "Date: 2019-05-06",
    "Investigator: How long is the wait for a liver now?",
    "Hospital: Two months. I can't say for sure.", "Investigator: And the cost?",
    "Hospital: Six hundred thousand, the liver not included.",
)  # fmt: skip
RIGHT = "About a month. I can't say for sure."


def in_word(path: Path, lines: tuple[str, ...]) -> Path:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))
    return path


def select(page: Any, side: str, row: int, words: str) -> None:
    """Selects words of a row as a person does with a mouse."""
    page.evaluate(
        """([side, row, words]) => {
          const text = document.querySelector(`#p${row} .side.${side} .said-here`);
          const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(words);
            if (at >= 0) getSelection().setBaseAndExtent(node, at, node, at + words.length);
          }
        }""",
        [side, row, words],
    )


def edited(data: bytes, old: str, new: str) -> bytes:
    """A Word file in which another program put other words into the last column that has them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "word/document.xml":
                head, _, tail = part.decode().rpartition(old)
                part = f"{head}{new}{tail}".encode()
            after.writestr(name, part)
    return out.getvalue()


def axe_finds(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in Axe().run(page).response["violations"]
    ]


def test_two_word_files_to_a_corrected_word_file_and_a_memory(
    tmp_path: Path,
    served: Callable[..., str],
    visit: Callable[..., Any],
    models_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    pictures: Path,
) -> None:
    monkeypatch.setenv("CALLTOOLS_MODELS_DIR", str(models_dir))
    review = Review(Workspace.init(tmp_path / "office"))
    page = visit(served(desk_of_team(review, "assigned")))
    log_in(page, "translator")
    page.goto(f"{page.url.rstrip('/')}/pairs")
    assert axe_finds(page) == []
    page.set_input_files("[name=zh]", in_word(tmp_path / "zh.docx", ZH))
    page.set_input_files("[name=en]", in_word(tmp_path / "en.docx", EN))
    page.fill("[name=name]", "yunling")
    page.get_by_role("button", name="Align them").click()
    page.locator("#pairs").wait_for(timeout=60_000)
    assert page.locator(".pair[data-key]").count() == 4

    # a finding that the machine missed, of words selected on both sides
    select(page, "zh", 3, "不包括")
    select(page, "en", 3, "not included")
    page.keyboard.press("a")
    page.locator("#missed-form [name=type]").select_option("hedge_dropped")
    page.locator("#missed-form [name=note]").fill("it was weaker")
    page.locator("#missed-form button").click()
    page.locator("#p3 article", has_text="it was weaker").wait_for()

    # the English is put right, and the figure is settled
    page.locator("#p1 article", has_text="number").wait_for()
    page.locator("#p1 .side.en").focus()
    page.keyboard.press("w")
    page.locator("#p1 .write [name=text]").fill(RIGHT)
    page.locator("#p1 .write [name=reason]").fill("heard again")
    page.locator("#p1 .write button").click()
    page.locator("#p1 .published", has_text="Two months.").wait_for()
    page.get_by_text("No longer found").wait_for()
    page.locator("#p1 [name=state]").select_option("final")
    page.locator("#p1 .unit button").click()
    page.locator("#p1 .by", has_text="confirmed by translator").wait_for()
    page.locator("#missed summary").click()
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=str(pictures / "review-translating.png"), full_page=True)
    assert axe_finds(page) == []

    # out as Word and as a memory
    page.reload()
    page.locator("#files summary").click()
    with page.expect_download() as word:
        page.get_by_text("Word table").click()
    with page.expect_download() as memory:
        page.get_by_role("button", name="TMX", exact=True).click()
    tmx = etree.parse(str(memory.value.path()))
    assert RIGHT.split(". ")[0] in "".join(tmx.getroot().itertext())

    # edited by another program, and back in
    data = Path(word.value.path()).read_bytes()
    back = tmp_path / "back.docx"
    back.write_bytes(edited(data, "And the cost?", "And what does it cost?"))
    page.locator("#files [type=file]").set_input_files(back)
    page.get_by_text("Show what changed").click()
    page.get_by_text("And what does it cost?").wait_for()
    assert axe_finds(page) == []
    page.get_by_role("button", name="Keep what is ticked").click()
    page.locator("#p2 .published", has_text="And the cost?").wait_for()

    # a phone is wide enough
    page.set_viewport_size(PHONE)
    until(page, "document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(color_scheme="dark")
    assert axe_finds(page) == []
    page.get_by_role("button", name="简体中文").click()
    page.get_by_text("已发表：").first.wait_for()
    page.set_viewport_size(DESKTOP)
    assert axe_finds(page) == []
    (call,) = reviewed_alignments(review, "yunling")
    assert [turn.text for turn in call.en.turns][1:3] == [RIGHT, "And what does it cost?"]
    assert [one.by for one in call.corrections] == ["translator", "translator"]
    assert link_rows(review.call("yunling").states)[1].unit_state == "final"
    assert "hedge_dropped" in [one.type for one in call.alignment.findings]
