"""Every Python block of the guides runs, from the root of a repository where ``make demo`` was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import demo_call
import guides
from calltools.statements.rows import write_statements
from calltools.transcripts.writers import to_json

WITH_PYTHON = {
    path: found
    for path in guides.GUIDES
    if (found := [block for block in guides.blocks(path) if block.language == "python"])
}
WITH_MODELS = [path for path, found in WITH_PYTHON.items() if any(b.words for b in found)]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the blocks may use, with the demonstration call as its labels have it."""
    shutil.copytree(guides.ROOT / "docs" / "examples", tmp_path / "docs" / "examples")
    shutil.copytree(guides.ROOT / "recordings", tmp_path / "recordings")
    shutil.copy(guides.ROOT / "calltools.toml", tmp_path)
    folder = tmp_path / "transcripts" / "demo-call"
    folder.mkdir(parents=True)
    call = demo_call.transcript()
    (folder / "transcript.json").write_text(to_json(call), "utf-8")
    (folder / "statements.jsonl").write_text(write_statements(demo_call.statements(call)), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def execute(path: Path, found: list[guides.Block]) -> None:
    """The blocks one after another, with the names that those before them gave."""
    names: dict[str, object] = {"__name__": "__main__"}
    for block in found:
        # Empty lines in front, so that a traceback tells the line of the guide.
        source = "\n" * block.line + block.text
        exec(compile(source, guides.name_of(path), "exec"), names)


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("path", WITH_PYTHON, ids=guides.name_of)
def test_python_blocks_run(path: Path) -> None:
    execute(path, [block for block in WITH_PYTHON[path] if not block.words])


@pytest.mark.model
@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("path", WITH_MODELS, ids=guides.name_of)
def test_python_blocks_run_where_models_are(
    path: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLTOOLS_MODELS_DIR", str(models_dir))
    execute(path, WITH_PYTHON[path])


def test_blocks_say_nothing_else_than_that_they_need_models() -> None:
    assert {block.words for found in WITH_PYTHON.values() for block in found} <= {(), ("models",)}
