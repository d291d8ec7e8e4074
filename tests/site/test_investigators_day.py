"""An investigator's day in a browser, from a file that is sent to a call that is heard; the steps
are counted, and another program at work on the same call meanwhile does nothing twice."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

import demo_call
import user
from calltools.store.logged_recordings import Made
from calltools.store.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.model]

MOST_STEPS = 12
"""Clicks and fields from the first page to the call, with three facts filled in."""


class Investigator:
    """Who works in a page; each click, choice and field that is filled in is a step."""

    def __init__(self, page: Any) -> None:
        self.page, self.steps = page, 0

    def click(self, role: str, name: str) -> None:
        self.steps += 1
        self.page.get_by_role(role, name=re.compile(name)).first.click()

    def fill(self, label: str, text: str) -> None:
        self.steps += 1
        self.page.get_by_label(label).first.fill(text)

    def choose(self, label: str, file: Path) -> None:
        self.steps += 1
        self.page.get_by_label(label).set_input_files(file)


@pytest.fixture
def served(tmp_path: Path, models_dir: Path) -> Iterator[tuple[Workspace, str, dict[str, str]]]:
    """A new workspace, served to one person by ``calltools review``; the address that it told."""
    workspace = Workspace.init(tmp_path / "office")
    environment = user.environment(models_dir)
    program = subprocess.Popen(
        [sys.executable, "-m", "calltools", "review", "--no-browser", "--operator", "ann"],
        cwd=workspace.root,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    yield workspace, program.stdout.readline().strip(), environment
    program.terminate()
    program.wait(20)
    program.stdout.close()


@pytest.fixture
def ann(browser: Any) -> Iterator[Investigator]:
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="light")
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield Investigator(page)
    context.close()
    assert complaints == []


def test_from_a_file_that_is_sent_to_a_call_that_is_heard(
    served: tuple[Workspace, str, dict[str, str]],
    ann: Investigator,
    tmp_path: Path,
    looks_right: Callable[..., None],
    pictures: Path,
) -> None:
    workspace, address, environment = served
    recording = demo_call.short(tmp_path / "in" / "云岭 一.wav")
    recording.with_suffix(".toml").unlink()
    page = ann.page
    page.goto(address)
    ann.click("link", "Recordings")
    ann.choose("Sound or video files", recording)
    ann.click("button", "Send them")
    page.get_by_text("Sent; it is being added.").wait_for()
    ann.click("link", "say what is known")
    ann.fill("Hospital, as it calls itself", "云岭医院")
    ann.fill("Date, where the caller was", "2005-11-08")
    ann.fill("Number dialled", "0371-5550100")
    ann.click("button", "Keep and run")
    page.locator("#job progress").wait_for()
    page.get_by_text(re.compile("who speaks when|what is said")).first.wait_for()
    looks_right(page, "recording")
    told = user.run(workspace.root, environment, "run", "云岭 一")
    assert "another run is at work on it" in told.stderr or "nothing left to do" in told.stderr
    page.locator("#made-title", has_text="done").wait_for(timeout=240_000)
    ann.click("link", "hear and correct it")
    page.get_by_text("云岭医院").first.wait_for()
    assert page.locator("li[data-turn], li.turn").count() > 0
    assert ann.steps <= MOST_STEPS, ann.steps
    page.goto(address.partition("/enter")[0] + "/recordings")
    page.screenshot(path=pictures / "review-recordings.png")
    looks_right(page)
    page.get_by_role("button", name="简体中文").click()
    page.get_by_role("heading", name="录音", exact=True).wait_for()
    looks_right(page)
    page.get_by_role("link", name="云岭 一").first.click()
    page.get_by_role("heading", name="状态：已完成").wait_for()
    looks_right(page)
    folder = workspace.folder("云岭 一")
    made = [workspace.log.body(event, Made) for event in workspace.log.of(folder.recording, "made")]
    steps = [one.step for one in made if one.step.name == "recognise"]
    assert [step.actor for step in steps] == ["ann"], "nothing is done twice"


@pytest.fixture
def looks_right(lacks: Callable[[str], NoReturn], pictures: Path) -> Callable[..., None]:
    """Nothing is wrong with a page in any language, theme or width."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        lacks("package axe-playwright-python")

    def look(page: Any, name: str = "") -> None:
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            wrong = Axe().run(page).response["violations"]
            assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in wrong] == []
            page.evaluate("scrollTo(0, 0)")
            if name:
                page.screenshot(path=pictures / f"review-{name}{'-dark' * (scheme == 'dark')}.png")
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        if name:
            page.screenshot(path=pictures / f"review-{name}-phone.png")
        page.set_viewport_size({"width": 1280, "height": 800})

    return look
