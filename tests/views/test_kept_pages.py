"""Pages of calls are a cache: made where they are old, which their last line tells."""

from __future__ import annotations

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


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A call with its transcript, its statements and its alignment, and the pages of these."""
    made = Workspace.init(tmp_path)
    add_call(made, "a", transcript(1))
    made.folder("a").commit(Step("align"), {ALIGNMENT: alignment_to_json([aligned_call.call()])})
    assert keep_pages(made, call(made))
    return made


def call(workspace: Workspace) -> Registered:
    found = registered(workspace, "a")
    assert found is not None
    return found


def pages(workspace: Workspace) -> dict[str, int]:
    """The pages that are there, each with the moment it was written."""
    files = (workspace.folder("a").path / name for name in (PAGE, ALIGNMENT_PAGE))
    return {path.name: path.stat().st_mtime_ns for path in files if path.exists()}


def another_statement(made: Workspace) -> None:
    step = made.folder("a").step("extract")
    assert step is not None
    made.folder("a").commit(step, {STATEMENTS: ""})


def another_transcript(made: Workspace) -> None:
    folder = made.folder("a")
    folder.commit(Step("transcript"), {TRANSCRIPT: to_json(transcript(2))})


def extracted_again(made: Workspace) -> None:
    another_transcript(made)
    folder = made.folder("a")
    inputs = {TRANSCRIPT: folder.sha256(TRANSCRIPT)}
    folder.commit(Step("extract", inputs=inputs), {STATEMENTS: ""})


def another_alignment(made: Workspace) -> None:
    other = replace(aligned_call.call(), name="another")
    made.folder("a").commit(Step("align"), {ALIGNMENT: alignment_to_json([other])})


def changed_by_hand(made: Workspace) -> None:
    (made.folder("a").path / PAGE).write_text("<p>asserted</p>\n")


CHANGES: dict[str, tuple[Callable[[Workspace], object], set[str]]] = {
    "nothing": (lambda _made: None, set()),
    "another statement": (another_statement, {PAGE}),
    # Statements of another transcript are not shown beside it: that is for the next run.
    "another transcript": (another_transcript, set()),
    "another transcript and its statements": (extracted_again, {PAGE}),
    "a correction that is not put in yet": (
        lambda made: (made.folder("a").path / CORRECTIONS).write_text("{}\n"),
        set(),
    ),
    "another alignment": (another_alignment, {ALIGNMENT_PAGE}),
    "the page is gone": (lambda made: (made.folder("a").path / PAGE).unlink(), {PAGE}),
    "the page was changed by hand": (changed_by_hand, {PAGE}),
}


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


def test_the_page_of_an_alignment_that_was_withdrawn_goes(workspace: Workspace) -> None:
    workspace.folder("a").commit(Step("align"), {})
    assert not show_what_stands(call(workspace), workspace.folder("a"))
    assert keep_pages(workspace, call(workspace))
    assert pages(workspace).keys() == {PAGE}


def test_what_a_killed_run_left_half_written_of_a_page_goes_when_the_page_is_made(
    workspace: Workspace,
) -> None:
    folder = workspace.folder("a").path
    (folder / PAGE).unlink()
    half = folder / f".0123456789abcdef{PART}"
    half.write_bytes(b"<!doctype")
    assert keep_pages(workspace, call(workspace))
    assert (folder / PAGE).exists() and not half.exists()


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
    (workspace.folder("a").path / PAGE).unlink()
    step = workspace.folder("a").step("extract")
    assert step is not None
    workspace.folder("a").commit(step, {STATEMENTS: "no JSON\n"})
    failed = keep_all_pages(workspace)
    assert failed.keys() == {"a"}
    assert (workspace.folder("b").path / PAGE).exists()


def test_english_that_was_put_right_is_shown_beside_what_was_published(
    workspace: Workspace,
) -> None:
    folder = workspace.folder("a")
    zh, en = aligned_call.transcripts()
    desk = Translator(
        workspace.log,
        folder.recording,
        [t.text for t in zh.turns],
        [t.text for t in en.turns],
        "ann",
    )
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
