"""The register: copied exactly, registered once, never overwritten, changes noticed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sounds
from calltools.errors import IntegrityError, MediaError
from calltools.files import safe_name
from calltools.provenance import sha256_file
from calltools.store.log import Log
from calltools.store.recordings import (
    Registered,
    recordings,
    register,
    sound_files,
    unknown_to_the_log,
    unregistered,
)
from calltools.store.summary import faults
from calltools.store.workspace import Workspace
from calltools.transcripts.sidecar import Sidecar, read_sidecar


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.init(tmp_path / "workspace")


def sound(path: Path, seed: int = 1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return sounds.write_wav(path, sounds.white_noise(0.5, seed=seed))


def as_found(recording: Registered) -> Registered:
    """A recording as the register gives it: that it is new is told only once."""
    return replace(recording, is_new=False)


def test_a_file_from_elsewhere_is_copied_and_left_alone(
    workspace: Workspace, tmp_path: Path
) -> None:
    original = sound(tmp_path / "in" / "电话一.wav")
    before = original.stat().st_mtime_ns
    seen: list[float] = []
    recording = register(workspace, original, seen.append)
    assert (recording.is_new, recording.name) == (True, "电话一")
    assert recording.path == workspace.recordings / "电话一.wav"
    assert recording.path.read_bytes() == original.read_bytes()
    assert recording.audio_sha256 == sha256_file(original)
    assert recording.probe.duration_ms == 500
    assert original.stat().st_mtime_ns == recording.path.stat().st_mtime_ns == before
    assert seen == sorted(seen)
    assert seen[-1] == 1
    # The record is an artefact of a step, and a sidecar to fill in lies beside it.
    folder = workspace.folder("电话一")
    step = folder.step("register")
    assert step is not None
    assert step.inputs == {"audio": recording.audio_sha256}
    assert not folder.broken("register")
    record = json.loads(folder.read("recording.json"))
    assert record["file"] == "电话一.wav"
    assert record["pcm_sha256"] == recording.pcm_sha256
    assert record["probe"]["channels"] == 1
    assert recordings(workspace) == [as_found(recording)]
    assert recording.sidecar == workspace.recordings / "电话一.toml"
    assert "hospital" in recording.sidecar.read_text("utf-8")
    assert read_sidecar(recording.sidecar) == Sidecar()


def test_a_file_in_recordings_is_taken_where_it_lies_with_its_sidecar(workspace: Workspace) -> None:
    file = sound(workspace.recordings / "2006" / "a.wav")
    file.with_name("a.toml").write_text('hospital = "x"')
    recording = register(workspace, file)
    assert recording.path == file
    assert recording.sidecar == file.with_name("a.toml")
    assert recording.sidecar.read_text() == 'hospital = "x"'
    assert [r.path for r in recordings(workspace)] == [file]


def test_registering_again_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    first = register(workspace, sound(tmp_path / "a.wav"))
    times = {p: p.stat().st_mtime_ns for p in workspace.root.rglob("*") if p.is_file()}
    for path in (tmp_path / "a.wav", workspace.recordings / "a.wav"):
        again = register(workspace, path)
        assert not again.is_new
        assert again == as_found(first)
    assert {p: p.stat().st_mtime_ns for p in times} == times


@pytest.mark.parametrize("registered", [True, False])
def test_a_different_file_of_the_same_name_is_refused(
    workspace: Workspace, tmp_path: Path, registered: bool
) -> None:
    there = sound(workspace.recordings / "a.wav", seed=1)
    before = there.read_bytes()
    first = [as_found(register(workspace, there))] if registered else []
    with pytest.raises(MediaError, match=r"different file a\.wav"):
        register(workspace, sound(tmp_path / "a.wav", seed=2))
    assert there.read_bytes() == before
    assert recordings(workspace) == first


@pytest.mark.parametrize("inside", [True, False])
def test_the_same_bytes_under_two_names_are_registered_once(
    workspace: Workspace, tmp_path: Path, inside: bool
) -> None:
    register(workspace, sound(tmp_path / "a.wav"))
    twin = (workspace.recordings if inside else tmp_path) / "twin.wav"
    shutil.copy(tmp_path / "a.wav", twin)
    with pytest.raises(MediaError, match=r"same bytes as a\.wav, registered as a"):
        register(workspace, twin)
    assert [r.name for r in recordings(workspace)] == ["a"]
    assert not workspace.folder("twin").path.exists()


def test_files_of_one_name_and_names_that_the_register_needs_get_others(
    workspace: Workspace, tmp_path: Path
) -> None:
    flac = tmp_path / "A.flac"
    sounds.encode(flac, sounds.white_noise(0.5, seed=2), 16_000, "flac")
    below = sound(workspace.recordings / "2006" / "a.wav", 3)
    (workspace.transcripts / "published").mkdir()
    (workspace.transcripts / "published" / "calls.json").write_text("{}")
    needed = (sound(tmp_path / f"{name}.wav", n) for n, name in ((4, "register"), (5, "published")))
    files = (sound(tmp_path / "a.wav"), flac, below, *needed)
    names = [register(workspace, path).name for path in files]
    assert names == ["a", "A.flac", "a.wav", "register.wav", "published.wav"]
    assert len({r.sidecar for r in recordings(workspace)}) == 5


def test_an_original_that_was_changed_or_lost_is_noticed(
    workspace: Workspace, tmp_path: Path
) -> None:
    recording = register(workspace, sound(tmp_path / "a.wav", 1))
    sound(recording.path, 2)
    for path in (recording.path, tmp_path / "a.wav"):
        with pytest.raises(IntegrityError, match="changed since it was registered"):
            register(workspace, path)
    with pytest.raises(IntegrityError):
        recording.check()
    recording.path.unlink()
    with pytest.raises(IntegrityError, match="registered but gone"):
        register(workspace, tmp_path / "a.wav")


def test_what_a_killed_run_left_is_finished(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Log, "append", killed)
        with pytest.raises(KeyboardInterrupt):
            register(workspace, sound(tmp_path / "a.wav"))
    (workspace.recordings / ".calltools-x.part").write_bytes(b"half")
    assert recordings(workspace) == []
    assert unregistered(workspace, []) == [workspace.recordings / "a.wav"]
    again = register(workspace, tmp_path / "a.wav")
    assert (again.name, again.is_new) == ("a", True)
    assert not (workspace.recordings / ".calltools-x.part").exists()
    (workspace.folder("a").path / "recording.json").write_text("{}")
    assert recordings(workspace) == [], "a damaged record counts as none"
    assert register(workspace, tmp_path / "a.wav").is_new


def test_a_log_that_was_lost_is_told_and_nothing_is_made_anew_beside_what_is_there(
    workspace: Workspace, tmp_path: Path
) -> None:
    register(workspace, sound(tmp_path / "a.wav"))
    shutil.move(workspace.root / "log", tmp_path / "log")
    assert recordings(workspace) == []
    assert unknown_to_the_log(workspace) == [workspace.transcripts / "a"]
    with pytest.raises(IntegrityError, match="the log says nothing; put log/ back"):
        register(workspace, tmp_path / "a.wav")
    assert [path.name for path in workspace.transcripts.iterdir()] == ["a"]
    assert {name for name, _ in faults(workspace).items()} == {"a"}
    shutil.move(tmp_path / "log", workspace.root / "log")
    assert not register(workspace, tmp_path / "a.wav").is_new
    assert faults(workspace) == {}


def test_what_can_not_be_registered_leaves_no_trace(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_text("no sound")
    with pytest.raises(MediaError, match="found text"):
        register(workspace, tmp_path / "a.wav")
    odd = tmp_path / "\udcb5\udce7.wav"
    try:
        shutil.copy(sound(tmp_path / "b.wav"), odd)
    except OSError:
        pytest.skip("this file system takes no such names")
    with pytest.raises(MediaError, match="UTF-8"):
        register(workspace, odd)
    assert list(workspace.recordings.iterdir()) == []
    assert list(workspace.transcripts.iterdir()) == []


def test_folders_are_searched_for_recordings(tmp_path: Path) -> None:
    for name in ("b.WAV", "a.mp3", "sub/c.amr", ".hidden.wav", "notes.txt", ".git/d.wav", "a.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    names = [path.relative_to(tmp_path).as_posix() for path in sound_files(tmp_path)]
    assert names == ["a.mp3", "b.WAV", "sub/c.amr"]


@given(text=st.text(st.characters(codec="utf-8"), max_size=300))
def test_safe_names_are_safe(text: str) -> None:
    name = safe_name(text)
    assert name
    assert name not in (".", "..")
    assert not set(name) & set('/\\<>:"|?*\0\n')
    assert len(name.encode("utf-8")) <= 150
    assert name == name.strip(" .")
    assert name == unicodedata.normalize("NFC", name)
    assert safe_name(name) == name


def test_a_full_disk_is_told_and_nothing_half_copied_is_left(
    workspace: Workspace, tmp_path: Path
) -> None:
    # 64-bit samples: the file is four times as large as its sound in the temporary folder.
    file = sounds.write_wav(tmp_path / "a.wav", sounds.white_noise(3), codec="pcm_f64le")
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from calltools.errors import WorkspaceError\n"
        "from calltools.store.recordings import register\n"
        "from calltools.store.workspace import Workspace\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "try:\n"
        "    register(Workspace(Path(sys.argv[1])), Path(sys.argv[2]))\n"
        "except WorkspaceError as error:\n"
        "    print(error)\n"
    )
    command = [sys.executable, "-c", program, str(workspace.root), str(file)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "a.wav: can't be written: file too large; free space" in result.stdout
    assert list(workspace.recordings.iterdir()) == []
    assert register(workspace, file).is_new
