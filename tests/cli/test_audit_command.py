"""``calltools audit`` as it is run: what it writes, what it tells, and with which exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from calltools.cli import cli
from calltools.errors import CalltoolsError

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
REPORT = EXAMPLES / "demo-report.md"
CALLS = ("-t", EXAMPLES / "demo-call.zh.txt", "-t", EXAMPLES / "demo-call.en.txt")

Audit = Callable[..., Result]


@pytest.fixture
def audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Audit:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(cli, ["audit", *map(str, arguments)], catch_exceptions=True)

    return run


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def error_of(result: Result) -> CalltoolsError:
    assert isinstance(result.exception, CalltoolsError), result.output
    return result.exception


def test_rows_say_where_and_why_and_the_exit_code_that_something_is_grave(
    audit: Audit, tmp_path: Path
) -> None:
    result = audit(REPORT, *CALLS, "-o", "out.jsonl")
    assert result.exit_code == 3
    assert "grave" in result.stderr
    rows = {row["quote"]: row for row in rows_of(tmp_path / "out.jsonl")}
    changed = rows["快的话十来天，慢的两个月出头吧"]
    assert (changed["verdict"], changed["transcript"]) == ("number_changed", "demo-call.zh")
    assert rows["一个星期行不行"]["verdict"] == "callers_words"
    text = REPORT.read_text("utf-8")
    for row in rows.values():
        assert text[row["start"] : row["end"]].split() == row["quote"].split()


def test_a_report_without_anything_grave_ends_well(audit: Audit, tmp_path: Path) -> None:
    Path(tmp_path / "fair.md").write_text(
        "The nurse at Zhengzhou Yunze Hospital said that there was “more type O and less type B”.",
        "utf-8",
    )
    result = audit("fair.md", *CALLS)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["verdict"] == "verbatim"


def test_an_audit_made_again_marks_the_verdicts_that_changed(audit: Audit, tmp_path: Path) -> None:
    call = tmp_path / "call.txt"
    printed = (EXAMPLES / "demo-call.en.txt").read_text("utf-8")
    (tmp_path / "r.md").write_text("The nurse said: “Seven or eight hours.”", "utf-8")
    call.write_text(printed, "utf-8")
    assert audit("r.md", "-t", call, "-o", "out.jsonl").exit_code == 0
    call.write_text(printed.replace("Seven or eight hours", "Six or eight hours"), "utf-8")
    result = audit("r.md", "-t", call, "-o", "out.jsonl")
    (row,) = rows_of(tmp_path / "out.jsonl")
    assert (row["verdict"], row["previous_verdict"]) == ("number_changed", "verbatim")
    assert "1 changed since the earlier audit" in result.stderr
    assert audit("r.md", "-t", call, "-o", "out.jsonl").exit_code == 3
    assert "previous_verdict" not in rows_of(tmp_path / "out.jsonl")[0]


def test_a_transcript_that_cannot_be_read_does_not_stop_the_others(
    audit: Audit, tmp_path: Path
) -> None:
    (tmp_path / "broken.json").write_text('{"schema_version": 1', "utf-8")
    result = audit(REPORT, *CALLS, "-t", "broken.json", "-o", "out.jsonl")
    assert "broken.json" in result.stderr
    assert error_of(result).exit_code == 3
    assert rows_of(tmp_path / "out.jsonl")


def test_a_report_that_cannot_be_read_does_not_stop_the_others(
    audit: Audit, tmp_path: Path
) -> None:
    (tmp_path / "empty.md").write_text("", "utf-8")
    result = audit(REPORT, "empty.md", *CALLS, "-o", "out.jsonl")
    assert "empty.md" in result.stderr
    assert error_of(result).exit_code == 3
    assert {row["report"] for row in rows_of(tmp_path / "out.jsonl")} == {REPORT.name}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((REPORT,), "--transcripts"),
        ((REPORT, "-t", "absent.txt"), "absent.txt"),
        ((REPORT, REPORT, *CALLS, "-o", "x.html"), "give a folder"),
        ((REPORT, *CALLS, "--bom", "-o", "x.jsonl"), "--bom"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    audit: Audit, tmp_path: Path, arguments: tuple[object, ...], told: str
) -> None:
    result = audit(*arguments)
    problem = error_of(result)
    assert told in str(problem) + result.stderr
    assert "\n" not in str(problem)
    assert not list(tmp_path.glob("x.*"))


def test_spreadsheets_get_a_table_with_one_line_for_each_quotation(
    audit: Audit, tmp_path: Path
) -> None:
    import pandas as pd

    audit(REPORT, *CALLS, "-o", "out.csv", "--bom")
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(tmp_path / "out.csv", encoding="utf-8-sig")
    audit(REPORT, *CALLS, "-o", "out.jsonl")
    rows = rows_of(tmp_path / "out.jsonl")
    assert list(table["verdict"]) == [row["verdict"] for row in rows]
    assert list(table["quote"]) == [row["quote"] for row in rows]
