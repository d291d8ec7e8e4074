from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from calltools.errors import IntegrityError, WorkspaceError
from calltools.files import atomic_write, lock
from calltools.provenance import Step, sha256_bytes
from calltools.store.folder import Folder
from calltools.store.log import Log
from calltools.store.log_files import FileCarrier
from calltools.store.register import Made, Register
from calltools.store.workspace import Workspace, check_unchanged

STEP = Step("recognise", inputs={"audio": "aa"}, parameters={"beam_size": 5})


def test_init_makes_the_workspace_and_leaves_what_is_there(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path / "new")
    assert workspace.recordings.is_dir()
    assert workspace.transcripts.is_dir()
    workspace.settings_file.write_text("beam_size = 1\n")
    Workspace.init(workspace.root)
    assert workspace.settings_file.read_text() == "beam_size = 1\n"


def test_init_over_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(WorkspaceError, match="can't be made"):
        Workspace.init(tmp_path / "taken")


def test_the_workspace_is_found_from_any_folder_inside(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path)
    inside = workspace.recordings / "2005" / "11"
    inside.mkdir(parents=True)
    assert Workspace.find(inside) == workspace
    assert Workspace.find(Path("/")) is None


def test_a_write_that_fails_leaves_the_old_file_and_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    path.mkdir()
    (path / "inside").write_text("kept")
    with pytest.raises(WorkspaceError, match="can't be written"):
        atomic_write(path, "a file can't replace a folder")
    assert (path / "inside").read_text() == "kept"
    assert sorted(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_one_clear_line() -> None:
    with pytest.raises(WorkspaceError, match="can't be written"):
        atomic_write(Path("/proc/calltools/file"), "x")


def test_the_longest_name_a_disk_takes_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("录" * 83 + ".json")  # 254 bytes; a disk takes 255
    atomic_write(path, "{}")
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_an_interrupted_write_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        atomic_write(tmp_path / "a.json", "{}")
    assert list(tmp_path.iterdir()) == []


def test_where_no_lock_can_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(WorkspaceError, match=r"a\.lock: can't be locked: not a directory"),
        lock(tmp_path / "file" / "locks" / "a.lock"),
    ):
        pass


def test_an_error_of_the_work_itself_passes_a_lock_unchanged(tmp_path: Path) -> None:
    with pytest.raises(PermissionError, match="of the work"), lock(tmp_path / "a.lock"):
        raise PermissionError("of the work")
    with lock(tmp_path / "a.lock", timeout_s=0):
        pass


def test_written_files_can_be_read_by_colleagues(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        atomic_write(tmp_path / "a.json", "{}")
    finally:
        os.umask(old)
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o644


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The folder of a call that is registered."""
    made = Workspace.init(tmp_path).folder("a")
    made.commit(Step("register", inputs={"audio": "0" * 64}), {}, "registered")
    return made


def test_a_step_is_done_only_with_its_record_and_whole_artefacts(folder: Folder) -> None:
    assert not folder.is_done(STEP)
    folder.commit(STEP, {"words.json": "{}", "words.txt": "有\n"})
    assert folder.is_done(STEP)
    assert not folder.is_done(Step("recognise", inputs={"audio": "changed"}))
    (folder.path / "words.txt").write_text("没有\n", "utf-8")
    assert not folder.is_done(STEP)
    assert folder.broken("recognise") == [folder.path / "words.txt"]


def test_a_step_whose_event_was_damaged_counts_as_not_done(folder: Folder) -> None:
    folder.commit(STEP, {"words.json": "{}"})
    root = folder.path.parents[1]
    bodies = root / "log" / "bodies.jsonl"
    bodies.write_bytes(bodies.read_bytes().replace(b"beam_size", b"beam_sizf"))
    again = read_again(root)
    assert not again.is_done(STEP)
    assert again.recording == "0" * 64


def read_again(root: Path) -> Folder:
    """The folder as another process finds it."""
    carrier = FileCarrier(root / "log", lambda: lock(root / ".calltools" / "log.lock"))
    return Folder(root / "transcripts" / "a", Register(Log(carrier)))


def test_the_folder_of_no_recording_takes_no_steps(folder: Folder) -> None:
    other = Folder(folder.path.with_name("b"), folder.register)
    with pytest.raises(WorkspaceError, match="is of no recording"):
        other.commit(STEP, {"words.json": "{}"})
    assert other.steps() == {}


def test_what_was_made_before_is_kept_and_told(folder: Folder) -> None:
    folder.commit(STEP, {"words.json": "old"})
    folder.commit(Step("recognise", inputs={"audio": "bb"}), {"words.json": "new"})
    assert folder.read("words.json") == b"new"
    (kept,) = (folder.path / "superseded").glob("words.*")
    assert kept.read_text() == "old"
    made = folder.register.log.of(folder.recording, "made")
    inputs = [folder.register.log.body(event, Made).step.inputs for event in made]
    assert inputs == [STEP.inputs, {"audio": "bb"}]


def test_what_a_step_no_longer_makes_is_put_aside(folder: Folder) -> None:
    folder.commit(STEP, {"words.json": "same", "words.xml": "dropped"})
    done = folder.commit(Step("recognise", inputs={"audio": "bb"}), {"words.json": "same"})
    assert done.outputs.keys() == {"words.json"}
    assert not (folder.path / "words.xml").exists()
    (kept,) = (folder.path / "superseded").glob("words.*")
    assert kept.read_text() == "dropped"


def test_a_file_without_a_record_is_kept_too(folder: Folder) -> None:
    (folder.path / "words.json").write_text("of unknown origin")
    folder.commit(STEP, {"words.json": "{}"})
    (kept,) = (folder.path / "superseded").iterdir()
    assert kept.read_text() == "of unknown origin"


def test_half_written_files_of_a_killed_run_are_cleared(folder: Folder) -> None:
    stray = folder.path / ".words.json.abc.part"
    stray.write_text("half")
    folder.commit(STEP, {"words.json": "{}"})
    assert not stray.exists()


def test_what_a_killed_step_wrote_is_no_change_by_a_person(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.commit(STEP, {"words.json": "old"})
    with monkeypatch.context() as patch:
        patch.setattr(Log, "append", _killed)
        with pytest.raises(KeyboardInterrupt):
            folder.commit(Step("recognise", inputs={"audio": "bb"}), {"words.json": "new"})
    assert folder.broken("recognise")
    assert folder.edited() == []
    folder.commit(Step("recognise", inputs={"audio": "bb"}), {"words.json": "new"})
    (folder.path / "words.json").write_text("a person's")
    assert folder.edited() == [folder.path / "words.json"]


def _killed(*_arguments: object) -> None:
    raise KeyboardInterrupt


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
    with lock(path, timeout_s=5):
        pass


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
        _as_if_before(workspace.root)
        page.write_text("page")
        assert not workspace.changed_since(page)
        change()
        assert workspace.changed_since(page)


def _as_if_before(root: Path) -> None:
    """All that is there becomes a minute older: clocks of files are coarse."""
    for path in (root, *root.glob("**/*")):
        then = path.stat().st_mtime - 60
        os.utime(path, (then, then))
