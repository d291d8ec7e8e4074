"""``calltools evaluate alignment`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from calltools.cli import cli
from calltools.errors import TranscriptError

GOLD = Path(__file__).parents[1] / "gold" / "bilingual" / "calls.jsonl"


@pytest.mark.model
def test_the_labels_against_themselves_score_one_and_calls_are_aligned_if_none_are_given(
    tmp_path: Path,
) -> None:
    rows = GOLD.read_text("utf-8").splitlines(keepends=True)
    few = tmp_path / "calls.jsonl"
    few.write_text("".join(rows[:1]), "utf-8")
    command = ["evaluate", "alignment", str(few), "--json"]
    themselves = CliRunner().invoke(cli, [*command, "--predicted", str(few)])
    assert json.loads(themselves.stdout)["edited"]["links"]["strict"]["f"] == 1
    now = CliRunner().invoke(cli, command)
    figures = json.loads(now.stdout)["edited"]
    assert figures["links"]["lax"]["f"] == 1
    assert figures["faithful_calls"] == 1


def test_the_table_tells_the_kinds_of_calls_apart() -> None:
    table = (
        CliRunner()
        .invoke(cli, ["evaluate", "alignment", str(GOLD), "--predicted", str(GOLD)])
        .stdout
    )
    assert "edited: 14 calls" in table
    assert "asr_like: 2 calls" in table
    assert "number_changed" in table


@pytest.mark.model
def test_a_row_that_is_no_call_is_named(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text('{"id": "a", "links": [], "findings": []}\n{"id": "b"}\n', "utf-8")
    command = ["evaluate", "alignment", str(file)]
    with pytest.raises(TranscriptError, match=":2: expected a row"):
        CliRunner().invoke(cli, command, catch_exceptions=False)
    file.write_text('{"id": "a", "links": [], "findings": []}\n', "utf-8")
    with pytest.raises(TranscriptError, match=r":1: .*zh_turns"):
        CliRunner().invoke(cli, command, catch_exceptions=False)
