"""The demonstration call: heard as it was read, its statements as they are labelled."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from calltools.cli import cli, demo
from calltools.errors import MissingModelError, WorkspaceError
from calltools.evaluation.asr import character_errors
from calltools.store.workspace import Workspace
from demo_call import FOLDER

FIELDS = (
    "turn_index", "category", "organ", "wait_min_days", "wait_max_days", "vague", "qualifier",
    "availability", "count_min", "modality", "introduced_by", "about_other_place", "historic",
)  # fmt: skip


@pytest.mark.model
def test_what_a_newcomer_sees_is_what_was_said(demo_workspace: Workspace) -> None:
    folder = demo_workspace.folder("demo-call").path
    segments = json.loads((folder / "transcript.json").read_text("utf-8"))["segments"]
    turns = json.loads((FOLDER / "turns.json").read_text("utf-8"))["turns"]
    assert [segment["role"] for segment in segments] == [turn["role"] for turn in turns]
    assert [segment["flags"] for segment in segments] == [[] for _ in turns]
    heard, read = ("".join(turn["text"] for turn in side) for side in (segments, turns))
    # No character is wrong on some processors, one of 130 on others.
    assert character_errors(read, heard).rate < 0.01, heard


@pytest.mark.model
def test_each_statement_is_there_as_labelled_and_no_other(demo_workspace: Workspace) -> None:
    made = demo_workspace.folder("demo-call").path / "statements.jsonl"
    found, labelled = (
        [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for path in (made, FOLDER / "statements.jsonl")
    )
    assert [{name: row[name] for name in FIELDS} for row in found] == [
        {name: row[name] for name in FIELDS} for row in labelled
    ]


def test_without_models_the_one_command_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLTOOLS_MODELS_DIR", str(tmp_path / "none"))
    result = CliRunner().invoke(cli, ["demo", str(tmp_path / "shown")])
    assert isinstance(result.exception, MissingModelError)
    assert "calltools demo --install-models" in str(result.exception)


def test_another_recording_of_that_name_is_left_alone(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path)
    own = workspace.recordings / "demo-call.wav"
    own.write_bytes(b"mine")
    result = CliRunner().invoke(cli, ["demo", str(tmp_path)])
    assert isinstance(result.exception, WorkspaceError)
    assert own.read_bytes() == b"mine"


@pytest.mark.skipif(shutil.which("git") is None, reason="missing: git")
def test_what_people_add_in_a_clone_is_ignored_by_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CALLTOOLS_MODELS_DIR", str(tmp_path / "none"))
    subprocess.run(["git", "init", "-q"], check=True)
    CliRunner().invoke(cli, ["demo"])
    assert CliRunner().invoke(cli, ["init", "calls"]).exit_code == 0
    own = tmp_path / "calltools-demo" / "recordings" / "demo-call.wav"
    monkeypatch.chdir("calls")
    assert CliRunner().invoke(cli, ["add", str(own)]).exit_code == 0
    assert Path("recordings/demo-call.wav").is_file()
    status = ["git", "-C", "..", "status", "--porcelain", "--untracked-files=all"]
    assert subprocess.run(status, check=True, capture_output=True).stdout == b""
    # A folder that has something in it stays as it was.
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(cli, ["init"]).exit_code == 0
    assert not Path(".gitignore").exists()


@pytest.mark.skipif(shutil.which("git") is None, reason="missing: git")
def test_git_sees_nothing_of_a_workspace_in_the_clone_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Path(__file__).parents[2]
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q"], check=True)
    shutil.copy(root / ".gitignore", tmp_path)
    assert CliRunner().invoke(cli, ["init"]).exit_code == 0
    source = root / "recordings" / "demo-call.wav"
    own = shutil.copy(source, tmp_path / "recordings" / "own.wav")
    assert CliRunner().invoke(cli, ["add", str(own)]).exit_code == 0
    status = ["git", "status", "--porcelain", "--untracked-files=all"]
    assert subprocess.run(status, check=True, capture_output=True).stdout == b"?? .gitignore\n"


def test_the_command_told_at_the_end_works_where_the_environment_is_not_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = os.pathsep.join(
        folder
        for folder in os.environ["PATH"].split(os.pathsep)
        if not (Path(folder) / "calltools").exists()
    )
    monkeypatch.setenv("PATH", bare)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "two words").mkdir()
    opening = demo._opening(tmp_path / "two words")
    assert opening.endswith(" && calltools review")
    told = f"{opening} --help"
    done = subprocess.run(["sh", "-c", told], capture_output=True, check=True)
    assert b"--no-browser" in done.stdout
