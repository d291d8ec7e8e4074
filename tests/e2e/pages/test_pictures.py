"""The pictures in the guides: pages that the guides' own commands make, as a browser shows them.

`make pictures` takes them anew; otherwise they are taken, looked at and forgotten.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from watched import Watched

import demo_call
from calltools.transcripts.writers import write

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "docs" / "examples"


def calltools(*arguments: str | Path, expected: int = 0) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "calltools", *map(str, arguments)], capture_output=True, text=True
    )
    assert done.returncode == expected, done.stderr


@pytest.fixture(scope="module")
def aligned(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("aligned")
    heard = folder / "heard.json"
    heard.write_text(write(demo_call.transcript(), "json", name="demo-call"), "utf-8")
    calltools(
        "align", EXAMPLES / "demo-call.zh.txt", EXAMPLES / "demo-call.en.txt", heard,
        "--audio", demo_call.RECORDING, "--output", folder / "demo.html",
    )  # fmt: skip
    return (folder / "demo.html").read_text("utf-8")


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audited")
    calltools(
        "audit", EXAMPLES / "demo-report.md", "-t", EXAMPLES / "demo-call.zh.txt",
        "-t", EXAMPLES / "demo-call.en.txt", "--output", f"{folder}/", expected=3,
    )  # fmt: skip
    return folder


def taken(watched: Watched, path: Path) -> None:
    """A picture that shows something: many colours, the size of the window."""
    watched.page.wait_for_timeout(400)  # bands and scrolling come to rest
    watched.page.screenshot(path=path)
    assert path.stat().st_size > 20_000


@pytest.mark.browser
@pytest.mark.model
def test_picture_of_an_alignment(
    show: Callable[..., Watched], aligned: str, pictures: Path
) -> None:
    watched = show(aligned, viewport={"width": 1280, "height": 800})
    found = watched.page.eval_on_selector_all(
        "article", "all => all.map(e => e.dataset.kinds.split(' ')[0])"
    )
    assert {"number_changed", "negation_changed"} <= set(found)
    assert watched.page.locator(".pair button.time").count() >= 10
    watched.page.keyboard.press("n")
    taken(watched, pictures / "alignment.png")


@pytest.mark.browser
@pytest.mark.model
def test_picture_of_an_alignment_on_a_phone(
    show: Callable[..., Watched], aligned: str, pictures: Path
) -> None:
    watched = show(aligned, viewport={"width": 390, "height": 760})
    watched.page.keyboard.press("n")
    taken(watched, pictures / "alignment-phone.png")


@pytest.mark.browser
@pytest.mark.model
def test_picture_of_an_audit(show: Callable[..., Watched], audited: Path, pictures: Path) -> None:
    watched = show((audited / "demo-report.html").read_text("utf-8"))
    for _ in range(4):
        watched.page.keyboard.press("n")
    taken(watched, pictures / "audit.png")


@pytest.mark.browser
@pytest.mark.model
def test_picture_of_a_verdict(show: Callable[..., Watched], audited: Path, pictures: Path) -> None:
    page = (audited / "demo-report.html").read_text("utf-8")
    watched = show(page, viewport={"width": 1280, "height": 1400})
    watched.page.click("button[data-kind='number_changed']")
    watched.page.click("article:visible summary")
    assert "一个月出头" in watched.page.text_content("article:visible .context mark")
    card = watched.page.locator("article.item:visible")
    card.screenshot(path=pictures / "audit-card.png")


@pytest.mark.model
def test_a_folder_gets_every_format(audited: Path) -> None:
    assert {path.name for path in audited.iterdir()} == {
        "audit.jsonl", "audit.csv", "demo-report.html", "demo-report.jsonld",
    }  # fmt: skip


def test_every_picture_of_the_guides_is_there() -> None:
    import re

    for guide in (ROOT / "docs").glob("*.md"):
        for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", guide.read_text("utf-8")):
            assert (guide.parent / name).is_file(), f"{guide.name} shows {name}"
