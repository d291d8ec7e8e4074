from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from calltools.cli import cli
from calltools.errors import CalltoolsError, ReportError

GOLD = Path(__file__).parents[1] / "gold" / "quotes"


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["evaluate", "quotations", str(GOLD), *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_perfect_audit_scores_one() -> None:
    labels = str(GOLD / "quotes.jsonl")
    figures = json.loads(run("--predicted", labels, "--json"))
    assert figures["verdict_accuracy"] == 1
    assert figures["found"]["spans"]["f1"] == 1
    assert figures["rows"] == 203
    assert all(list(answers) == [label] for label, answers in figures["confusion"].items())


@pytest.mark.model
def test_the_reports_are_audited_when_nothing_is_given_and_targets_are_met() -> None:
    table = run()
    assert "grave called clean: 0" in table
    assert [line.split()[0] for line in table.splitlines()[1:6]] == [
        "Chinese", "English", "cross-language", "own", "all",
    ]  # fmt: skip
    rows = {line.split()[0]: line.split()[-6:] for line in table.splitlines()[1:6]}
    right, located, _, _, clean = map(float, rows["all"][1:])
    assert right >= 0.85
    assert located >= 0.97
    assert clean >= 0.95


@pytest.mark.parametrize("line", ["{", "nonsense"])
def test_a_bad_row_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(f"\n{line}\n")
    arguments = ["evaluate", "quotations", str(GOLD), "--predicted", str(file)]
    error = CliRunner().invoke(cli, arguments).exception
    assert isinstance(error, ReportError)
    assert "rows.jsonl:2" in str(error)


def test_a_set_without_its_calls_has_no_figures(tmp_path: Path) -> None:
    (tmp_path / "quotes.jsonl").write_bytes((GOLD / "quotes.jsonl").read_bytes())
    (tmp_path / "reports").mkdir()
    result = CliRunner().invoke(cli, ["evaluate", "quotations", str(tmp_path)])
    assert isinstance(result.exception, CalltoolsError)
    assert "transcripts.jsonl" in str(result.exception)
