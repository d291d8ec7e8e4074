"""calltools init and add, as a user runs them: a line per recording, a line per failure."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import sounds
import user
from calltools.store.workspace import Workspace

pytestmark = pytest.mark.slow


def calltools(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return user.run(cwd, os.environ, *arguments)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.init(tmp_path / "workspace")


def sound(path: Path, seed: int = 1) -> Path:
    path.parent.mkdir(exist_ok=True)
    return sounds.write_wav(path, sounds.white_noise(0.5, seed=seed))


def test_init_makes_a_workspace_completes_one_and_makes_none_in_another(tmp_path: Path) -> None:
    result = calltools("init", "办公室", cwd=tmp_path)
    root = tmp_path / "办公室"
    assert (result.returncode, result.stdout) == (0, f"{root}\n")
    assert (root / "recordings").is_dir()
    (root / "transcripts").rmdir()
    (root / "calltools.toml").write_text('language = "zh"\n')
    assert calltools("init", cwd=root).returncode == 0
    assert (root / "transcripts").is_dir()
    assert (root / "calltools.toml").read_text() == 'language = "zh"\n'
    refused = calltools("init", "recordings/new", cwd=root)
    assert refused.returncode != 0
    assert "lies in the workspace" in refused.stderr and refused.stderr.count("\n") == 1
    assert not (root / "recordings" / "new").exists()
    (tmp_path / "file").touch()
    result = calltools("init", "file", cwd=tmp_path)
    assert result.returncode == 1
    assert result.stderr.startswith("error: file: can't be made")


def test_add_prints_a_line_for_each_file_and_each_recording_in_a_folder(
    workspace: Workspace, tmp_path: Path
) -> None:
    one = sound(tmp_path / "一.wav")
    sound(tmp_path / "folder" / "two.wav", 2)
    (tmp_path / "folder" / "notes.txt").write_text("x")
    outside = calltools("add", one, cwd=tmp_path)
    assert (outside.returncode, "calltools init" in outside.stderr) == (1, True)
    result = calltools("add", one, tmp_path / "folder", cwd=workspace.root)
    assert result.returncode == 0, result.stderr
    first, second = result.stdout.splitlines()
    assert first.startswith("一: registered, 0 s, mono, wide band, sha256 ")
    assert second.startswith("two: registered")
    again = calltools("add", one, cwd=workspace.root / "recordings")
    assert again.returncode == 0
    assert "was registered already" in again.stdout
    three = sound(tmp_path / "a.wav", 3)
    data = json.loads(calltools("add", three, "-w", workspace.root, "--json", cwd=tmp_path).stdout)
    assert (data["name"], data["is_new"]) == ("a", True)
    assert data["path"] == str(workspace.recordings / "a.wav")
    assert data["probe"]["bandwidth"] == "wide"


def test_one_bad_file_never_stops_the_others(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "bad.wav").write_text("no sound")
    (tmp_path / "empty").mkdir()
    shutil.copy(sound(tmp_path / "a.wav"), tmp_path / "twin.wav")
    names = ("bad.wav", "missing.wav", "empty", "a.wav", "twin.wav")
    result = calltools("add", *(tmp_path / name for name in names), cwd=workspace.root)
    assert result.returncode == 3
    assert result.stdout.startswith("a: registered")
    errors = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    for name, error in zip(("empty", "bad.wav", "missing.wav", "twin.wav"), errors, strict=False):
        assert error.startswith(f"error: {tmp_path / name}: ")
    assert errors[4:] == ["error: add: 4 of 5 failed; see the lines above"]
    in_vain = calltools("add", tmp_path / "x.wav", tmp_path / "y.wav", cwd=workspace.root)
    assert (in_vain.returncode, in_vain.stderr.count("\n")) == (1, 2)
    sound(workspace.recordings / "a.wav", 2)
    changed = calltools("add", "recordings", cwd=workspace.root)
    assert changed.returncode == 4
    assert "changed since it was registered" in changed.stderr
