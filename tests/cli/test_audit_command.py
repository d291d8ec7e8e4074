"""``calltools audit`` as it is run: what it writes, what it tells, and with which exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import demo_call
from calltools.cli import cli
from calltools.errors import CalltoolsError
from calltools.provenance import sha256_file
from calltools.transcripts.writers import write

pytestmark = pytest.mark.model

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
    changed = rows["快的话十几天，慢的话两个多月吧"]
    assert (changed["verdict"], changed["transcript"]) == ("number_changed", "demo-call.zh")
    assert rows["一个星期行不行"]["verdict"] == "callers_words"
    audit(REPORT, *CALLS, "-o", "out.csv", "--bom")
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(tmp_path / "out.csv", encoding="utf-8-sig")
    assert list(table["quote"]) == list(rows)
    text = REPORT.read_text("utf-8")
    for row in rows.values():
        assert text[row["start"] : row["end"]].split() == row["quote"].split()


def test_an_audit_made_again_marks_the_verdicts_that_changed(audit: Audit, tmp_path: Path) -> None:
    call = tmp_path / "call.txt"
    printed = (EXAMPLES / "demo-call.en.txt").read_text("utf-8")
    (tmp_path / "r.md").write_text("The nurse said: “Seven or eight hours.”", "utf-8")
    call.write_text(printed, "utf-8")
    fair = audit("r.md", "-t", call)
    assert (fair.exit_code, json.loads(fair.stdout)["verdict"]) == (0, "verbatim")
    assert audit("r.md", "-t", call, "-o", "out.jsonl").exit_code == 0
    call.write_text(printed.replace("Seven or eight hours", "Six or eight hours"), "utf-8")
    result = audit("r.md", "-t", call, "-o", "out.jsonl")
    (row,) = rows_of(tmp_path / "out.jsonl")
    assert (row["verdict"], row["previous_verdict"]) == ("number_changed", "verbatim")
    assert "1 changed since the earlier audit" in result.stderr
    assert audit("r.md", "-t", call, "-o", "out.jsonl").exit_code == 3
    assert "previous_verdict" not in rows_of(tmp_path / "out.jsonl")[0]


def test_what_cannot_be_read_does_not_stop_the_others(audit: Audit, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text('{"schema_version": 1', "utf-8")
    (tmp_path / "empty.md").write_text("", "utf-8")
    fair = EXAMPLES / "demo-call.en.txt"
    (tmp_path / "r.md").write_text("The nurse said: “Seven or eight hours.”", "utf-8")
    result = audit("r.md", "empty.md", "-t", fair, "-t", "broken.json", "-o", "out.jsonl")
    assert "broken.json" in result.stderr and "empty.md" in result.stderr
    assert error_of(result).exit_code == 3
    assert {row["report"] for row in rows_of(tmp_path / "out.jsonl")} == {"r.md"}
    for arguments, problem in (
        (("empty.md", *CALLS), "empty.md: holds no text; check that the right file was given"),
        ((REPORT, "-t", "absent.txt"), "absent.txt: can't be read: no such file or directory"),
    ):
        result = audit(*arguments, "-o", "out/")
        assert (result.exit_code, result.stderr) == (1, f"error: {problem}\n")
        assert not (tmp_path / "out").exists()


def test_nothing_is_written_into_a_folder_where_something_can_not_be_made(
    audit: Audit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **_named: object) -> str:
        raise CalltoolsError("page", "can't be made")

    monkeypatch.setattr("calltools.tables.audit_files.audit_page", broken)
    assert isinstance(audit(REPORT, *CALLS, "-o", "out/").exception, CalltoolsError)
    assert not list(tmp_path.glob("out/*"))


def test_reports_of_one_name_get_pages_of_their_own(audit: Audit, tmp_path: Path) -> None:
    for name in ("r.md", "r.txt", "a/r.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("The nurse said: “Seven or eight hours.”", "utf-8")
    audit("r.md", "r.txt", "a/r.md", *CALLS, "-o", "out")  # a folder, though nothing says so
    pages = sorted(path.name for path in (tmp_path / "out").glob("*.html"))
    assert pages == ["r.md-2.html", "r.md.html", "r.txt.html"]


def test_what_is_quoted_is_heard_where_recordings_are_given(audit: Audit, tmp_path: Path) -> None:
    call = replace(demo_call.transcript(), audio_sha256=sha256_file(demo_call.RECORDING))
    heard = tmp_path / "heard.json"
    heard.write_text(write(call, "json", name="heard"), "utf-8")
    (tmp_path / "r.md").write_text(f"护士说：“{demo_call.transcript().turns[3].text}”", "utf-8")
    audit("r.md", "-t", heard, "-o", "silent.html")
    assert "data-sound=" not in (tmp_path / "silent.html").read_text("utf-8")
    result = audit("r.md", "-t", heard, "--audio", demo_call.RECORDING, "-o", "heard.html")
    assert "warning" not in result.stderr
    assert "data-sound=" in (tmp_path / "heard.html").read_text("utf-8")


def test_a_recording_that_can_not_be_read_costs_the_sound_alone(
    audit: Audit, tmp_path: Path
) -> None:
    srt = "1\n00:00:01,000 --> 00:00:04,000\nNurse: It takes about two weeks.\n"
    (tmp_path / "call.srt").write_text(srt, "utf-8")
    (tmp_path / "call.wav").write_bytes(b"no sound")
    (tmp_path / "other.wav").write_bytes(b"none either")
    (tmp_path / "r.md").write_text("The nurse said: “It takes about two weeks.”", "utf-8")
    sounds = ("--audio", "call.wav", "--audio", "other.wav")
    result = audit("r.md", "-t", "call.srt", *sounds, "-o", "out/")
    assert "other.wav: is the recording of none of the transcripts" in result.stderr
    assert "error: call.wav" in result.stderr
    assert error_of(result).exit_code == 3
    assert "Verbatim" in (tmp_path / "out" / "r.html").read_text("utf-8")


def test_what_cannot_be_done_is_told_in_one_line(audit: Audit, tmp_path: Path) -> None:
    for arguments, told in (
        ((REPORT,), "--transcripts"),
        ((REPORT, *CALLS, "-o", "x.docx"), "can't be written"),
        ((REPORT, REPORT, *CALLS, "-o", "x.html"), "give a folder"),
        ((REPORT, *CALLS, "--bom", "-o", "x.jsonl"), "--bom"),
    ):
        result = audit(*arguments)
        problem = error_of(result)
        assert told in str(problem) + result.stderr
        assert "\n" not in str(problem)
        assert not list(tmp_path.glob("x.*"))


def test_a_translators_account_is_quoted_from_nobody(audit: Audit, tmp_path: Path) -> None:
    printed = (
        "Caller: And the cost?\n{}\nNurse: Ask the doctor tomorrow.\nCaller: When is he in?\n"
        "Nurse: From eight o'clock.\n"
    )
    zh = "问：费用呢？\n答：要三十万。\n答：明天问医生吧。\n问：他几点在？\n答：八点开始。\n"
    (tmp_path / "zh.txt").write_text(f"电话录音\n{zh}", "utf-8")
    (tmp_path / "r.md").write_text("The nurse said: “She explains the cost of the drugs”.", "utf-8")
    account = "[She explains the cost of the drugs.]"
    for number, line in enumerate((account, f"Nurse: {account}", f"Nurse: Well. {account}")):
        (tmp_path / "en.txt").write_text(printed.format(line), "utf-8")
        arguments = ["align", "zh.txt", "en.txt", "-o", f"{number}.json"]
        CliRunner().invoke(cli, arguments, catch_exceptions=False)
        assert account in (tmp_path / f"{number}.json").read_text("utf-8")
        audit("r.md", "-t", f"{number}.json", "-o", f"{number}.jsonl")
        (row,) = rows_of(tmp_path / f"{number}.jsonl")
        assert row["verdict"] not in ("verbatim", "punctuation_only")
