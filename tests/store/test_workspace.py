"""A workspace: made, found and locked; its folders take steps whole and keep what was there."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from calltools.errors import IntegrityError, WorkspaceError
from calltools.files import lock
from calltools.provenance import Step, sha256_bytes
from calltools.store.call_folder import Folder
from calltools.store.log import Log
from calltools.store.log_files import FileCarrier
from calltools.store.logged_recordings import Made, Register
from calltools.store.workspace import Workspace, check_unchanged

STEP = Step("recognise", inputs={"audio": "aa"}, parameters={"beam_size": 5})
AGAIN = Step("recognise", inputs={"audio": "bb"})


def test_a_workspace_is_made_beside_what_is_there_and_found_from_inside(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path / "new")
    assert workspace.recordings.is_dir()
    assert workspace.transcripts.is_dir()
    workspace.settings_file.write_text("beam_size = 1\n")
    Workspace.init(workspace.root)
    assert workspace.settings_file.read_text() == "beam_size = 1\n"
    inside = workspace.recordings / "2005" / "11"
    inside.mkdir(parents=True)
    assert Workspace.find(inside) == workspace
    assert Workspace.find(Path("/")) is None
    (tmp_path / "taken").write_text("")
    with pytest.raises(WorkspaceError, match="can't be made"):
        Workspace.init(tmp_path / "taken")


def _hold(path: Path) -> None:
    with lock(path):
        path.with_suffix(".held").touch()
        time.sleep(60)


def test_a_lock_keeps_others_out_and_dies_with_its_holder(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    holder = multiprocessing.get_context("spawn").Process(target=_hold, args=(path,))
    holder.start()
    deadline = time.monotonic() + 30
    while not path.with_suffix(".held").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    with pytest.raises(WorkspaceError, match="held by another calltools"), lock(path, timeout_s=0):
        pass
    assert holder.pid
    os.kill(holder.pid, signal.SIGKILL)
    holder.join()
    with pytest.raises(PermissionError, match="of the work"), lock(path, timeout_s=5):
        raise PermissionError("of the work")  # passes the lock unchanged
    with lock(path, timeout_s=0):
        pass
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(WorkspaceError, match=r"a\.lock: can't be locked: not a directory"),
        lock(tmp_path / "file" / "locks" / "a.lock"),
    ):
        pass


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The folder of a call that is registered."""
    made = Workspace.init(tmp_path).folder("a")
    made.commit(Step("register", inputs={"audio": "0" * 64}), {}, "registered")
    return made


def superseded(folder: Folder) -> list[str]:
    return [path.read_text() for path in (folder.path / "superseded").glob("words.*")]


def test_a_step_is_done_only_with_its_record_and_whole_artefacts(folder: Folder) -> None:
    assert not folder.is_done(STEP)
    folder.commit(STEP, {"words.json": "{}", "words.txt": "有\n"})
    assert folder.is_done(STEP)
    assert not folder.is_done(AGAIN)
    (folder.path / "words.txt").write_text("没有\n", "utf-8")
    assert not folder.is_done(STEP)
    assert folder.broken("recognise") == [folder.path / "words.txt"]
    other = Folder(folder.path.with_name("b"), folder.register)
    with pytest.raises(WorkspaceError, match="belongs to no recording"):
        other.commit(STEP, {"words.json": "{}"})
    assert other.steps() == {}


def test_a_step_whose_event_was_damaged_counts_as_not_done(folder: Folder) -> None:
    folder.commit(STEP, {"words.json": "{}"})
    root = folder.path.parents[1]
    bodies = root / "log" / "bodies.jsonl"
    bodies.write_bytes(bodies.read_bytes().replace(b"beam_size", b"beam_sizf"))
    # As another process finds it.
    carrier = FileCarrier(root / "log", lambda: lock(root / ".calltools" / "log.lock"))
    again = Folder(root / "transcripts" / "a", Register(Log(carrier)))
    assert not again.is_done(STEP)
    assert again.recording == "0" * 64


def test_what_was_made_before_is_kept_and_told(folder: Folder) -> None:
    (folder.path / "words.json").write_text("of unknown origin")
    stray = folder.path / ".words.json.abc.part"
    stray.write_text("half")  # of a run that was killed
    folder.commit(STEP, {"words.json": "old", "words.xml": "dropped", "words.txt": "same"})
    assert not stray.exists()
    assert superseded(folder) == ["of unknown origin"]
    done = folder.commit(AGAIN, {"words.json": "new", "words.txt": "same"})
    assert done.outputs.keys() == {"words.json", "words.txt"}
    assert folder.read("words.json") == b"new"
    assert not (folder.path / "words.xml").exists()
    assert sorted(superseded(folder)) == ["dropped", "of unknown origin", "old"]
    made = folder.register.log.of(folder.recording, "made")
    inputs = [folder.register.log.body(event, Made).step.inputs for event in made]
    assert inputs == [STEP.inputs, AGAIN.inputs]


def test_what_a_killed_step_wrote_is_no_change_by_a_person(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_arguments: object) -> None:
        raise KeyboardInterrupt

    folder.commit(STEP, {"words.json": "old"})
    with monkeypatch.context() as patch:
        patch.setattr(Log, "append", killed)
        with pytest.raises(KeyboardInterrupt):
            folder.commit(AGAIN, {"words.json": "new"})
    assert folder.broken("recognise")
    assert folder.edited() == []
    folder.commit(AGAIN, {"words.json": "new"})
    (folder.path / "words.json").write_text("a person's")
    assert folder.edited() == [folder.path / "words.json"]


def test_a_changed_original_is_an_integrity_error(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"RIFF")
    check_unchanged(path, sha256_bytes(b"RIFF"))
    with pytest.raises(IntegrityError, match="changed since it was registered"):
        check_unchanged(path, sha256_bytes(b"other"))


def test_what_was_made_moved_or_taken_away_since_a_page_was_written(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path)
    page = tmp_path / "index.html"
    assert workspace.changed_since(page)
    register = Step("register", inputs={"audio": "0" * 64})
    workspace.folder("a").commit(register, {}, "registered")
    changes = (
        lambda: workspace.folder("a").commit(Step("extract"), {"a.txt": "a"}),
        lambda: workspace.folder("a").commit(Step("extract"), {"a.txt": "b"}),
        lambda: (workspace.transcripts / "a").rename(tmp_path / "a"),
    )
    for change in changes:
        for path in (tmp_path, *tmp_path.glob("**/*")):  # a minute older: clocks are coarse
            then = path.stat().st_mtime - 60
            os.utime(path, (then, then))
        page.write_text("page")
        assert not workspace.changed_since(page)
        change()
        assert workspace.changed_since(page)
