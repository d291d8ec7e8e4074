"""``calltools evaluate``: figures as JSON for programs and as tables for people."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner

from calltools.cli import cli
from calltools.errors import CalltoolsError, MissingPartError, ReportError, TranscriptError
from calltools.speech.runtime import require

GOLD = Path(__file__).parents[1] / "gold"
CALLS = GOLD / "bilingual" / "calls.jsonl"
QUOTES = GOLD / "quotes"
REPORT, QUOTED = "r10_island_post.md", ("b01-zh", "b08-zh", "b14-zh")


def run(*arguments: object) -> str:
    result = CliRunner().invoke(cli, ["evaluate", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return result.stdout


def figures(*arguments: object) -> Any:
    return json.loads(run(*arguments, "--json"))


def error(*arguments: object) -> BaseException | None:
    return CliRunner().invoke(cli, ["evaluate", *map(str, arguments)]).exception


def written(folder: Path, **contents: object) -> Path:
    """A folder of files by their names, ``__`` for the dot."""
    folder.mkdir()
    for name, content in contents.items():
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        (folder / name.replace("__", ".")).write_text(text, "utf-8")
    return folder


def test_texts_are_matched_by_name_and_the_table_begins_with_all_together(tmp_path: Path) -> None:
    reference = written(
        tmp_path / "reference",
        a__txt="您好，请问是移植病房吗？",
        b__json={"turns": [{"text": "要等多久"}, {"text": "三个月"}]},
        b__wav="",
    )
    hypothesis = written(
        tmp_path / "hypothesis",
        a__json={"segments": [{"text": "您好请问"}, {"text": "是移植病房吗"}]},
        b__json={"calls": [{"turns": [{"text": "要等多久3个月"}]}]},
        c__txt="没有对应",
    )
    both = figures("asr", reference, hypothesis)
    assert both["pooled"]["cer"] == 0.0
    assert sorted(both["files"]) == ["a", "b"]
    lines = run("asr", reference, hypothesis).splitlines()
    assert lines[1].split() == "pooled 0.000 0 17 17 0 0 0".split()
    assert [" ".join(line.split()[:2]) for line in lines[2:]] == ["files a", "files b"]


def test_who_speaks_is_scored_by_recording_and_together(
    tmp_path: Path, lacks: Callable[[str], NoReturn]
) -> None:
    try:
        require("pyannote.metrics")
    except MissingPartError as missing:
        lacks(str(missing))
    turns = [
        {"role": "investigator", "start_ms": 0, "end_ms": 4000},
        {"role": "hospital", "start_ms": 5000, "end_ms": 9000},
    ]
    late = {"turns": [turns[0] | {"start_ms": 500}, turns[1]]}
    exchanged = {"turns": [turns[0] | {"role": "hospital"}, turns[1] | {"role": "investigator"}]}
    right = {"turns": turns}
    reference = written(tmp_path / "reference", one__json=right, two__json=right)
    spoken = reference, written(tmp_path / "hypothesis", one__json=late, two__json=exchanged)
    both = figures("diarization", *spoken)
    assert both["files"]["one"]["collar_0_ms"]["missed_ms"] == 500
    assert both["files"]["two"]["collar_0_ms"]["der"] == 0
    assert both["files"]["two"]["by_role"]["wrong_party"] == 1
    assert both["pooled"]["collar_0_ms"]["total_ms"] == 16_000
    line = next(x for x in run("diarization", *spoken).splitlines() if x.startswith("pooled coll"))
    assert line.split() == "pooled collar_0_ms 0.031 0.000 16000 0 500 0".split()
    (spoken[1] / "two.json").rename(spoken[1] / "other.json")
    problem = error("diarization", *spoken)
    assert isinstance(problem, TranscriptError) and "two" in str(problem)


@pytest.mark.model
def test_the_labels_against_themselves_score_one_and_calls_are_aligned_if_none_are_given(
    tmp_path: Path,
) -> None:
    few = tmp_path / "calls.jsonl"
    few.write_text(CALLS.read_text("utf-8").splitlines(keepends=True)[0], "utf-8")
    assert figures("alignment", few, "--predicted", few)["edited"]["links"]["strict"]["f"] == 1
    now = figures("alignment", few)["edited"]
    assert now["links"]["lax"]["f"] == 1
    assert now["faithful_calls"] == 1


def test_rows_made_before_are_scored_and_shown_as_a_table() -> None:
    table = run("alignment", CALLS, "--predicted", CALLS)
    for words in ("edited       14", "asr_like      2", "number_changed"):
        assert words in table
    perfect = figures("quotations", QUOTES, "--predicted", QUOTES / "quotes.jsonl")
    assert perfect["verdict_accuracy"] == perfect["found"]["spans"]["f1"] == 1
    assert perfect["rows"] == 203
    assert all(list(answers) == [label] for label, answers in perfect["confusion"].items())


@pytest.mark.model
def test_a_report_is_audited_when_nothing_is_given(tmp_path: Path) -> None:
    quotes, calls = (
        (QUOTES / name).read_text("utf-8").splitlines(keepends=True)
        for name in ("quotes.jsonl", "transcripts.jsonl")
    )
    few = written(tmp_path / "set", quotes__jsonl="".join(q for q in quotes if REPORT in q))
    (few / "reports").mkdir()
    shutil.copy(QUOTES / "reports" / REPORT, few / "reports")
    problem = error("quotations", few)
    assert isinstance(problem, CalltoolsError) and "transcripts.jsonl" in str(problem)
    quoted = "".join(c for c in calls if json.loads(c)["id"] in QUOTED)
    (few / "transcripts.jsonl").write_text(quoted, "utf-8")
    now = figures("quotations", few)
    assert now["grave_called_clean"] == []
    assert now["verdict_accuracy"] >= 0.85
    assert now["located"] >= 0.97


@pytest.mark.parametrize(
    ("arguments", "line", "kind", "problem"),
    [
        (("quotations", QUOTES, "--predicted"), "{", ReportError, r"rows\.jsonl:2"),
        (("quotations", QUOTES, "--predicted"), "nonsense", ReportError, r"rows\.jsonl:2"),
        (("alignment",), '{"id": "b"}', TranscriptError, ":2: expected a row"),
        pytest.param(
            ("alignment",), "", TranscriptError, ":1: .*zh_turns", marks=pytest.mark.model
        ),
    ],
)
def test_a_bad_row_is_told_with_its_line(
    tmp_path: Path, arguments: tuple[object, ...], line: str, kind: type[Exception], problem: str
) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(f'{{"id": "a", "links": [], "findings": []}}\n{line}\n')
    with pytest.raises(kind, match=problem):
        raise error(*arguments, file) or AssertionError
