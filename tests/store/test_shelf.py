"""Calls renamed, moved aside and back: nothing is lost, whatever was done behind the back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from made_calls import add_call, transcript

from calltools.errors import CalltoolsError, IntegrityError, MediaError, WorkspaceError
from calltools.store.call_folder import TRANSCRIPT
from calltools.store.call_moves import remove, removed, rename, restore
from calltools.store.index import CallIndex
from calltools.store.logged_recordings import Moved
from calltools.store.recordings import recordings, register
from calltools.store.workspace import Workspace

RENAME = Path.rename


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace.init(tmp_path)
    for seed in (1, 2):
        add_call(made, f"b{seed}", transcript(seed))
    return made


def names(workspace: Workspace) -> list[str]:
    return [recording.name for recording in recordings(workspace)]


def everything(workspace: Workspace) -> dict[str, bytes]:
    return {
        path.relative_to(workspace.root).as_posix(): path.read_bytes()
        for path in workspace.root.rglob("*")
        if path.is_file() and not {".calltools", "log"}.intersection(path.parts)
    }


@contextlib.contextmanager
def killed_after(monkeypatch: pytest.MonkeyPatch, moves: int) -> Iterator[None]:
    """No file of b1 can be moved any more after so many were."""
    left = [moves]

    def move(self: Path, target: Path) -> Path:
        if self.name.startswith("b1"):
            if not left[0]:
                raise OSError("killed")
            left[0] -= 1
        return RENAME(self, target)

    with monkeypatch.context() as patch, contextlib.suppress(CalltoolsError):
        patch.setattr(Path, "rename", move)
        yield


def test_a_renamed_call_keeps_its_sound_its_sidecar_and_its_words(workspace: Workspace) -> None:
    before = everything(workspace)
    for new in ("b2", "a/b", "..", ""):  # taken, or no name
        with pytest.raises(WorkspaceError):
            rename(workspace, "b1", new)
    assert everything(workspace) == before
    sound = (workspace.recordings / "b1.wav").read_bytes()
    (workspace.recordings / "b1.toml").write_text('hospital = "海棠医院"\n', "utf-8")
    words = workspace.folder("b1").read(TRANSCRIPT)
    recording = rename(workspace, "b1", "海棠 2019")
    assert names(workspace) == ["b2", "海棠 2019"]
    assert recording.path.read_bytes() == sound
    assert "海棠医院" in recording.sidecar.read_text("utf-8")
    assert workspace.folder("海棠 2019").read(TRANSCRIPT) == words
    assert workspace.folder("海棠 2019").step("transcript") is None, "it holds the name"
    (found,) = [r for r in recordings(workspace) if r.name == "海棠 2019"]
    found.check()


def test_a_recording_renamed_behind_the_back_is_told_and_taken(workspace: Workspace) -> None:
    moved = (workspace.recordings / "b1.wav").rename(workspace.recordings / "lin.wav")
    (b1,) = [r for r in recordings(workspace) if r.name == "b1"]
    with pytest.raises(IntegrityError, match="calltools rename b1 NEW"):
        b1.check()
    with pytest.raises(MediaError, match="calltools rename b1 lin"):
        register(workspace, moved)
    with CallIndex(workspace) as index:
        index.refresh()
        states = {call.name: call.state for call in index.summaries()}
    assert states["b1"] == "gone"
    rename(workspace, "b1", "lin")
    assert names(workspace) == ["b2", "lin"]


def test_killed_between_two_moves_the_command_repeated_finishes(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(everything(workspace).values())
    old = "b1"
    for moves in range(4):
        new = f"b1{moves}"
        with killed_after(monkeypatch, moves):
            rename(workspace, old, new)
        if new not in names(workspace):
            rename(workspace, old, new)
        assert names(workspace) == [new, "b2"]
        recordings(workspace)[0].check()
        old = new
    assert len(everything(workspace)) >= len(before) - 2
    rename(workspace, old, "b1")
    there = everything(workspace)
    for moves in range(3):
        with killed_after(monkeypatch, moves):
            remove(workspace, "b1")
            pytest.fail("it was not killed")
        if "b1" in names(workspace):
            remove(workspace, "b1")
        restore(workspace, "b1")
        assert names(workspace) == ["b1", "b2"]
        assert everything(workspace) == there


def test_what_is_removed_is_out_of_the_way_logged_and_comes_back(workspace: Workspace) -> None:
    before = everything(workspace)
    aside = remove(workspace, "b1", operator="K. Lind", reason="a wrong number")
    assert names(workspace) == ["b2"]
    assert removed(workspace) == [aside]
    event = list(workspace.log.since())[-1]
    assert (event.kind, workspace.log.name_of(event)) == ("removed", "K. Lind")
    assert workspace.log.body(event, Moved) == Moved("b1", "removed/b1", "a wrong number")
    assert restore(workspace, "b1").name == "b1"
    assert removed(workspace) == []
    assert everything(workspace) == before
    # Two calls removed under one name are two.
    first = remove(workspace, "b1")
    add_call(workspace, "b1", transcript(7))
    assert remove(workspace, "b1") != first
    restore(workspace, "b1")
    with pytest.raises(WorkspaceError, match="is already there"):
        restore(workspace, "b1")
    assert first.is_dir()


def test_a_name_that_no_call_has_is_told_with_the_nearest(workspace: Workspace) -> None:
    rename(workspace, "b1", "海棠医院-2019")
    for verb in (lambda name: remove(workspace, name), lambda name: rename(workspace, name, "c")):
        with pytest.raises(
            WorkspaceError, match=r"is not a recording in .*; did you mean 海棠医院-"
        ):
            verb("海棠医院2019")
        with pytest.raises(WorkspaceError, match="see calltools list"):
            verb("xyz")
    remove(workspace, "海棠医院-2019")
    with pytest.raises(WorkspaceError, match="did you mean 海棠医院-2019"):
        restore(workspace, "海棠医院2019")
