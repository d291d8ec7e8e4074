"""``calltools extract`` and ``calltools evaluate statements`` as a program calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from calltools.cli.evaluate import command as evaluate
from calltools.cli.extract import command as extract
from calltools.statements import Statement
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Transcript, Turn
from calltools.transcripts.writers.json import to_json

pytestmark = [pytest.mark.model, pytest.mark.usefixtures("models_dir")]

GOLD = Path(__file__).parents[1] / "gold" / "statements"
FEW = ("syn-en-01", "syn-zhs-01", "syn-zht-01")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(extract, list(map(str, arguments)))


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """A file of three labelled dialogues."""
    file = tmp_path / "dialogues.jsonl"
    lines = (GOLD / "dialogues.jsonl").read_text("utf-8").splitlines()
    chosen = [line for line in lines if json.loads(line)["id"] in FEW]
    file.write_text("\n".join(chosen), "utf-8")
    return file


def test_dialogues_in_rows_out(few: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    result = run(few, "--output", out)
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    labelled = json.loads((GOLD / "statements.jsonl").read_text("utf-8").splitlines()[0])
    assert labelled.keys() <= rows[0].keys()
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["dialogue_id"] for row in rows} == set(FEW)
    assert all(Statement.from_json(row).to_json() == row for row in rows)


def test_what_calltools_wrote_and_what_parse_reads_is_read(tmp_path: Path) -> None:
    turns = (Turn("换肝要等多久？", role=INVESTIGATOR), Turn("两周。", role=HOSPITAL))
    (tmp_path / "call.json").write_text(to_json(Transcript(turns)), "utf-8")
    printed = (
        "调查员：喂，你好。\n医生：你好。\n调查员：换肝要等多久？\n医生：一般两周。\n"
        "调查员：好的，谢谢。\n医生：不客气。\n"
    )
    (tmp_path / "published.txt").write_text(printed, "utf-8")
    result = run(tmp_path / "call.json", tmp_path / "published.txt", "--json")
    own, published = map(json.loads, result.stdout.splitlines())
    assert (own["dialogue_id"], own["wait_min_days"], own["quote"]) == ("call", 14, "两周")
    assert (published["dialogue_id"], published["turn_index"]) == ("published", 3)
    assert published["wait_min_days"] == 14


def test_a_file_without_a_call_is_told(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("敬启者：兹附上名单一份。", "utf-8")
    result = run(file)
    assert result.exit_code == 1
    assert "no call" in result.stderr


def test_a_bad_file_is_told_and_the_others_are_done(few: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "x", "turns": []}\nno json\n', "utf-8")
    result = run(bad, few)
    assert result.exception is not None
    assert f"{bad}:2" in result.stderr
    assert {json.loads(line)["dialogue_id"] for line in result.stdout.splitlines()} == set(FEW)


def test_evaluate_prints_one_object_of_figures(few: Path, tmp_path: Path) -> None:
    lines = (GOLD / "statements.jsonl").read_text("utf-8").splitlines()
    labelled = [line for line in lines if json.loads(line)["dialogue_id"] in FEW]
    (tmp_path / "statements.jsonl").write_text("\n".join(labelled), "utf-8")
    result = CliRunner().invoke(evaluate, ["statements", str(few.parent), "--json"])
    figures = json.loads(result.stdout)
    assert set(figures["languages"]) == {"en", "zh-Hans", "zh-Hant"}
    assert figures["all"]["labelled"] == len(labelled)
    assert figures["all"]["predicted"] > 0


def test_evaluate_takes_predictions() -> None:
    arguments = ["statements", str(GOLD), "--predictions", str(GOLD / "statements.jsonl")]
    figures = json.loads(CliRunner().invoke(evaluate, [*arguments, "--json"]).stdout)
    assert (figures["all"]["labelled"], figures["all"]["f1"]) == (527, 1.0)
    assert figures["denied_as_claim"] == 0
    rows = [line.split() for line in CliRunner().invoke(evaluate, arguments).stdout.splitlines()]
    assert ["confusion", "wait_time", "wait_time", "180"] in rows


def test_a_broken_line_of_dialogues_is_named(tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    file.write_text('{"id": 1', "utf-8")
    result = run(file)
    assert result.exit_code != 0
    assert f"{file}:1: expected a dialogue" in f"{result.stderr}{result.exception}"
