"""Which reader reads, and how a person is told that it is not the best one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_server import ChatServer, chatting

import user
from calltools.errors import MissingModelError, ModelError
from calltools.models.catalogue import load_catalogue
from calltools.reader.choice import FALLBACK, MODEL, choose
from calltools.settings import Settings
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Transcript, Turn
from calltools.transcripts.writers.json import to_json
from calltools.workspace import STATEMENTS, Folder, Workspace

TURNS = (Turn("换肝要等多久？", role=INVESTIGATOR), Turn("两周。", role=HOSPITAL))


@pytest.fixture
def call(tmp_path: Path) -> Path:
    path = tmp_path / "call.json"
    path.write_text(to_json(Transcript(TURNS)), "utf-8")
    return path


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A folder of models in which e5-small has the right files with wrong bytes."""
    folder = tmp_path / "damaged"
    (folder / MODEL).mkdir(parents=True)
    for file in load_catalogue().get(MODEL).files:
        (folder / MODEL / file.name).write_bytes(b"no weights")
    return folder


@pytest.fixture
def for_speech(models_dir: Path, tmp_path: Path) -> Path:
    """The installed models without the reader's."""
    folder = tmp_path / "for-speech"
    folder.mkdir()
    for model in models_dir.iterdir():
        if model.is_dir() and model.name != MODEL:
            (folder / model.name).symlink_to(model)
    return folder


@pytest.fixture
def workspace(demo_workspace: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(demo_workspace.root, tmp_path / "copy")
    return Workspace(tmp_path / "copy")


def reader_of(folder: Folder) -> dict[str, object]:
    step = folder.step("extract")
    assert step is not None
    return {"models": dict(step.models), **step.parameters}


@pytest.mark.model
def test_the_best_reader_is_taken_and_its_model_recorded(models_dir: Path) -> None:
    choice = choose(Settings(models_dir=models_dir))
    assert choice.parameters == {"reader": "trained"} and not choice.fell_back
    assert choice.models.keys() == {MODEL}
    assert choice.open().name == "trained"


def test_without_its_model_the_linear_reader_reads(tmp_path: Path) -> None:
    choice = choose(Settings(models_dir=tmp_path))
    assert choice.parameters == {"reader": "linear"} and choice.fell_back
    assert not choose(Settings(models_dir=tmp_path, reader="linear")).fell_back, "as was asked for"
    with pytest.raises(MissingModelError, match=f"calltools models install {MODEL}"):
        choose(Settings(models_dir=tmp_path, reader="trained"))


@pytest.mark.parametrize("asked_for", ["auto", "trained"])
def test_a_damaged_model_is_not_passed_over(damaged: Path, asked_for: str) -> None:
    with pytest.raises(ModelError, match=f"calltools models install {MODEL}") as caught:
        choose(Settings(models_dir=damaged, reader=asked_for))
    assert not isinstance(caught.value, MissingModelError)
    assert choose(Settings(models_dir=damaged, reader="linear")).parameters["reader"] == "linear"


def test_half_a_model_is_damaged(damaged: Path) -> None:
    first, *others = load_catalogue().get(MODEL).files
    for file in others:
        (damaged / MODEL / file.name).unlink()
    with pytest.raises(ModelError):
        choose(Settings(models_dir=damaged))
    (damaged / MODEL / first.name).unlink()
    assert choose(Settings(models_dir=damaged)).fell_back, "none of its files is there"


def test_extract_tells_that_it_falls_back_and_not_what_was_asked_for(call: Path) -> None:
    environment = user.environment("/nonexistent")
    done = user.run(call.parent, environment, "extract", call.name)
    assert done.returncode == 0
    assert done.stderr.splitlines() == [FALLBACK]
    assert json.loads(done.stdout)["wait_min_days"] == 14
    asked = user.run(call.parent, environment, "extract", "--reader", "linear", call.name)
    assert (asked.stderr, asked.stdout) == ("", done.stdout)


def test_extract_tells_of_a_damaged_model_in_one_line(call: Path, damaged: Path) -> None:
    done = user.run(call.parent, user.environment(damaged), "extract", call.name)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"error: {damaged / MODEL}")
    assert f"calltools models install {MODEL}" in line


@pytest.mark.model
def test_run_tells_that_it_falls_back_once_and_where_there_is_work(
    workspace: Workspace, for_speech: Path
) -> None:
    folder = workspace.folder("demo-call")
    assert reader_of(folder)["reader"] == "trained"
    found = folder.read(STATEMENTS)
    environment = user.environment(for_speech)
    done = user.run(workspace.root, environment, "run")
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines().count(FALLBACK) == 1
    read = reader_of(folder)
    assert {"numpy", "tokenizers"} <= read.pop("packages").keys(), "whose releases may tell"
    assert read == {"models": {}, "reader": "linear"}
    assert folder.read(STATEMENTS) != found
    assert FALLBACK not in user.run(workspace.root, environment, "run").stderr


@pytest.mark.model
def test_run_does_not_begin_with_a_damaged_model(workspace: Workspace, damaged: Path) -> None:
    done = user.run(workspace.root, user.environment(damaged), "run")
    assert done.returncode == 1
    assert reader_of(workspace.folder("demo-call"))["reader"] == "trained"


@pytest.fixture
def chat() -> Iterator[ChatServer]:
    with chatting() as chat:
        yield chat


@pytest.mark.model
@pytest.mark.server
def test_the_step_names_the_model_that_was_asked_and_what_it_was_told(
    workspace: Workspace, models_dir: Path, chat: ChatServer
) -> None:
    folder = workspace.folder("demo-call")
    chat.says(*[[]] * 100)
    asked = {"CALLTOOLS_READER": "llm", "CALLTOOLS_LLM_ENDPOINT": chat.address}
    done = user.run(workspace.root, user.environment(models_dir) | asked, "run")
    assert done.returncode == 0, done.stderr
    step = reader_of(folder)
    assert {
        "models": {},
        "reader": "llm",
        "model": "small",
        "host": "this machine",
    }.items() <= step.items()
    assert len(str(step["prompt_sha256"])) == 64
    assert folder.read(STATEMENTS) == b""
    chat.models = ("other",)
    done = user.run(workspace.root, user.environment(models_dir) | asked, "run")
    assert "demo-call: extract" in done.stderr, "another model reads again"
    assert reader_of(folder)["model"] == "other"
