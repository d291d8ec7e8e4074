"""Pages of calls are a cache: made where they are old, which their last line tells."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import aligned_call
from calltools.alignment.exchange.json import to_json as alignment_to_json
from calltools.corrections.translator import Translator
from calltools.files import PART
from calltools.provenance import Step
from calltools.store.call_folder import (
    ALIGNMENT,
    ALIGNMENT_PAGE,
    CORRECTIONS,
    PAGE,
    STATEMENTS,
    TRANSCRIPT,
)
from calltools.store.recordings import Registered, recordings, registered
from calltools.store.workspace import Workspace
from calltools.transcripts.writers.json import to_json
from calltools.views import kept_pages
from calltools.views.kept_pages import keep_all_pages, keep_pages, show_what_stands
from store.made_calls import add_call, transcript


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A call with its transcript, its statements and its alignment, and the pages of these."""
    workspace = Workspace.init(tmp_path_factory.mktemp("kept") / "office")
    add_call(workspace, "a", transcript(1))
    alignment = {ALIGNMENT: alignment_to_json([aligned_call.call()])}
    workspace.folder("a").commit(Step("align"), alignment)
    assert keep_pages(workspace, call(workspace))
    return workspace.root


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Workspace:
    return Workspace(shutil.copytree(made, tmp_path / "office"))


def call(workspace: Workspace) -> Registered:
    found = registered(workspace, "a")
    assert found is not None
    return found


def pages(workspace: Workspace) -> dict[str, int]:
    """The pages that are there, each with the moment it was written."""
    files = (workspace.folder("a").path / name for name in (PAGE, ALIGNMENT_PAGE))
    return {path.name: path.stat().st_mtime_ns for path in files if path.exists()}


def another_transcript(made: Workspace) -> None:
    made.folder("a").commit(Step("transcript"), {TRANSCRIPT: to_json(transcript(2))})


def extracted_again(made: Workspace) -> None:
    another_transcript(made)
    inputs = {TRANSCRIPT: made.folder("a").sha256(TRANSCRIPT)}
    made.folder("a").commit(Step("extract", inputs=inputs), {STATEMENTS: ""})


def statements(made: Workspace, text: str) -> None:
    step = made.folder("a").step("extract")
    assert step is not None
    made.folder("a").commit(step, {STATEMENTS: text})


def another_alignment(made: Workspace) -> None:
    other = replace(aligned_call.call(), name="another")
    made.folder("a").commit(Step("align"), {ALIGNMENT: alignment_to_json([other])})


def path_of(made: Workspace, name: str) -> Path:
    return made.folder("a").path / name


CHANGES: dict[str, tuple[Callable[[Workspace], object], set[str]]] = {
    "nothing": (lambda _made: None, set()),
    "another statement": (lambda made: statements(made, ""), {PAGE}),
    # Statements of another transcript are not shown beside it: that is for the next run.
    "another transcript": (another_transcript, set()),
    "another transcript and its statements": (extracted_again, {PAGE}),
    "a correction that is not put in yet": (
        lambda made: path_of(made, CORRECTIONS).write_text("{}\n"), set(),
    ),
    "another alignment": (another_alignment, {ALIGNMENT_PAGE}),
    "the page is gone": (lambda made: path_of(made, PAGE).unlink(), {PAGE}),
    "the page was changed by hand": (
        lambda made: path_of(made, PAGE).write_text("<p>asserted</p>\n"), {PAGE},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "made_anew"), CHANGES.values(), ids=CHANGES)
def test_a_page_is_made_anew_where_it_does_not_show_what_stands(
    change: Callable[[Workspace], object], made_anew: set[str], workspace: Workspace
) -> None:
    before = pages(workspace)
    change(workspace)
    recording, folder = call(workspace), workspace.folder("a")
    assert show_what_stands(recording, folder) == (not made_anew)
    assert keep_pages(workspace, recording) == bool(made_anew)
    after = pages(workspace)
    assert {name for name in before if before[name] != after[name]} == made_anew
    assert show_what_stands(recording, folder)
    assert not (folder.path / "superseded" / PAGE).exists()


def test_the_page_of_a_withdrawn_alignment_and_what_a_killed_run_left_half_written_go(
    workspace: Workspace,
) -> None:
    workspace.folder("a").commit(Step("align"), {})
    assert not show_what_stands(call(workspace), workspace.folder("a"))
    path_of(workspace, PAGE).unlink()
    half = path_of(workspace, f".0123456789abcdef{PART}")
    half.write_bytes(b"<!doctype")
    assert keep_pages(workspace, call(workspace))
    assert pages(workspace).keys() == {PAGE}
    assert not half.exists()


def test_other_looks_make_pages_anew_only_where_they_are_asked_for(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = pages(workspace)
    (sound,) = (workspace.root / ".calltools" / "sound").glob("*.mp3")
    encoded = sound.stat().st_mtime_ns
    monkeypatch.setattr(kept_pages, "_looks", lambda _page: "5" * 64)
    assert all(show_what_stands(each, workspace.folder("a")) for each in recordings(workspace))
    assert pages(workspace) == before
    assert keep_all_pages(workspace) == {}
    after = pages(workspace)
    assert after.keys() == before.keys() and not after.items() & before.items()
    assert keep_all_pages(workspace) == {} and pages(workspace) == after
    assert sound.stat().st_mtime_ns == encoded, "sound is encoded once"


def test_a_page_that_can_t_be_made_is_told_and_the_others_are_made(workspace: Workspace) -> None:
    add_call(workspace, "b", transcript(3))
    path_of(workspace, PAGE).unlink()
    statements(workspace, "no JSON\n")
    failed = keep_all_pages(workspace)
    assert failed.keys() == {"a"}
    assert (workspace.folder("b").path / PAGE).exists()


def test_english_that_was_put_right_is_shown_beside_what_was_published(
    workspace: Workspace,
) -> None:
    folder = workspace.folder("a")
    texts = ([turn.text for turn in side.turns] for side in aligned_call.transcripts())
    desk = Translator(workspace.log, folder.recording, *texts, "ann")
    desk.write(("en", 1), "About a month.")
    desk.write(("zh", 4), "All right, thank you.")
    desk.keep()
    before = pages(workspace)
    assert keep_pages(workspace, call(workspace))
    assert pages(workspace)[PAGE] == before[PAGE]
    page = (folder.path / ALIGNMENT_PAGE).read_text("utf-8")
    assert "About a month." in page
    assert '<s lang="en"><bdi>Two months.</bdi></s>' in page
    assert "All right, thank you." in page
    assert "Nothing was published." in page
    assert not keep_pages(workspace, call(workspace))
