from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner

from calltools.cli import cli
from calltools.errors import MissingPartError, TranscriptError
from calltools.speech.runtime import require


@pytest.fixture(autouse=True, scope="module")
def _installed(lacks: Callable[[str], NoReturn]) -> None:
    try:
        require("pyannote.metrics")
    except MissingPartError as error:
        lacks(str(error))


@pytest.fixture
def folders(tmp_path: Path) -> tuple[str, str]:
    """Two recordings: one right but for half a second, one with the parties exchanged."""
    reference, hypothesis = tmp_path / "reference", tmp_path / "hypothesis"
    for folder in (reference, hypothesis):
        folder.mkdir()
    turns = [
        {"role": "investigator", "start_ms": 0, "end_ms": 4000},
        {"role": "hospital", "start_ms": 5000, "end_ms": 9000},
    ]
    for name in ("one", "two"):
        (reference / f"{name}.json").write_text(json.dumps({"turns": turns}))
    late = [turns[0] | {"start_ms": 500}, turns[1]]
    (hypothesis / "one.json").write_text(json.dumps({"turns": late}))
    exchanged = [turns[0] | {"role": "hospital"}, turns[1] | {"role": "investigator"}]
    (hypothesis / "two.json").write_text(json.dumps({"turns": exchanged}))
    return str(reference), str(hypothesis)


def test_figures_are_printed_as_json(folders: tuple[str, str]) -> None:
    result = CliRunner().invoke(cli, ["evaluate", "diarization", *folders, "--json"])
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert set(figures["files"]) == {"one", "two"}
    assert figures["files"]["one"]["collar_0_ms"]["missed_ms"] == 500
    assert figures["files"]["two"]["collar_0_ms"]["der"] == 0
    assert figures["files"]["two"]["by_role"]["wrong_party"] == 1
    assert figures["pooled"]["collar_0_ms"]["total_ms"] == 16_000


def test_a_table_is_printed_for_people(folders: tuple[str, str]) -> None:
    result = CliRunner().invoke(cli, ["evaluate", "diarization", *folders])
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert "DER %" in lines[0]
    assert lines[-2].split() == [*"0.00 3.1 3.1 0.0 0.0 50.0 16.0".split(), "all", "together"]


def test_a_reference_without_hypothesis_is_told(folders: tuple[str, str]) -> None:
    reference, hypothesis = folders
    (Path(hypothesis) / "two.json").unlink()
    (Path(hypothesis) / "other.json").write_text('{"turns": []}')
    result = CliRunner().invoke(cli, ["evaluate", "diarization", reference, hypothesis])
    assert isinstance(result.exception, TranscriptError)
    assert "two" in str(result.exception)
