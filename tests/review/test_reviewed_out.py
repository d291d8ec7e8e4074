"""What goes out: statements that people stand for, and labelled calls to teach the reader."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import openpyxl
import pytest
from click.testing import CliRunner

from calltools.cli import cli
from calltools.errors import SettingsError
from calltools.language.token_encoder import tokenizer
from calltools.review.desk import Review
from calltools.review.item_state import CONFIRMED
from calltools.review.labels import labels
from calltools.review.reviewed_statements import reviewed_statements
from calltools.statements.proposal import CATEGORIES
from calltools.statements.reader import MODEL
from calltools.statements.signs import sign_names, sign_rows, signs_of
from calltools.statements.view import views_of
from calltools.store.workspace import Workspace
from calltools.tables.columns import REVIEW_TABLES
from calltools.tables.schemas import json_schema
from made_reviews import align, machine, made_workspace, run, statement, transcribe
from training.labelled_statements import Example, examples, labelled_calls
from training.statements import vocabulary_layer

ROOT = Path(__file__).parents[2]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Review:
    monkeypatch.chdir(made_workspace(tmp_path).root)
    return Review(Workspace(tmp_path))


def decide_all(desk: Review) -> None:
    call = desk.call("a01")
    value = {"wait_max_days": 45}
    desk.decide("a01", statement(call).key, "amend", "ann", value=value)
    desk.decide("a01", statement(call, "price").key, "confirm", "bob")
    key = statement(call, "organ_availability").key
    desk.decide("a01", key, "reject", "ann", reason="the caller asked of prices")
    desk.add_statement(
        "a01", 4, "0-2", {"category": "transplant_volume", "modality": "denied"}, "bob"
    )


def printed(*arguments: str) -> str:
    """What ``export`` prints."""
    result = CliRunner().invoke(cli, ["export", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def rows_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def rows_of_csv(*arguments: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(printed(*arguments, "--format", "csv"))))


def test_only_what_people_stand_for_goes_out_with_who_and_when(desk: Review) -> None:
    decide_all(desk)
    rows = rows_of_csv("--reviewed")
    assert [(row["quote"], row["review"], row["reviewed_by"]) for row in rows] == [
        ("大概一个月吧", "amended", "ann"),
        ("六十万", "confirmed", "bob"),
        ("周末不做手术", "added", "bob"),
    ]
    assert rows[0]["wait_max_days"] == "45"
    assert rows[2]["modality"] == "denied"
    assert all(row["reviewed_at"].endswith("Z") for row in rows)
    assert rows_of(printed("--reviewed", "--format", "jsonl"))[1]["reviewed_by"] == "bob"
    printed("--reviewed", "-o", "out.xlsx")
    sheet = openpyxl.load_workbook("out.xlsx")["statements"]
    assert [cell.value for cell in sheet[1]][-9:-6] == ["review", "reviewed_by", "reviewed_at"]
    printed("--reviewed", "-o", "out.db")
    with closing(sqlite3.connect("out.db")) as database:
        found = database.execute("SELECT review, count(*) FROM statements GROUP BY 1").fetchall()
    assert sorted(found) == [("added", 1), ("amended", 1), ("confirmed", 1)]


def test_what_nobody_decided_is_marked_as_the_machines_alone(desk: Review) -> None:
    decide_all(desk)
    rows = rows_of(printed("--review", "--format", "jsonl"))
    assert {row["quote"]: row["review"] for row in rows} == {
        "大概一个月吧": "amended", "六十万": "confirmed", "我们有肝源": "rejected",
        "周末不做手术": "added",
    }  # fmt: skip
    machines = rows_of(printed("--format", "jsonl"))  # its table is what it was
    assert (len(machines), "review" in machines[0]) == (3, False)
    desk.undo(statement(desk.call("a01"), "price").event, "bob")
    price = next(row for row in rows_of_csv("--review") if row["category"] == "price")
    assert (price["review"], price["reviewed_by"]) == ("machine", "")
    assert "bob: confirm [taken back]" in price["decisions"]


def disputed_and_adjudicated(desk: Review) -> None:
    """Two amended a wait blind, differently; a third decided."""
    key = statement(desk.call("a01")).key
    blind = {"people": ["ann", "bob"], "blind": True}
    desk.decide("a01", key, "assign", "lea", value=blind)
    desk.decide(
        "a01", key, "amend", "ann", value={"wait_max_days": 45}, reason="=a month and a half"
    )
    desk.decide("a01", key, "amend", "bob", value={"wait_max_days": 60})
    desk.decide("a01", key, "comment", "cem", value={"text": "listen again"})
    value = {"action": "amend", "value": {"wait_max_days": 60}}
    desk.decide("a01", key, "adjudicate", "lea", value=value, reason="two months are said")


def test_a_record_goes_out_with_both_blind_answers_and_who_adjudicated(desk: Review) -> None:
    disputed_and_adjudicated(desk)
    (row,) = rows_of_csv("--reviewed")
    assert (row["wait_max_days"], row["review"], row["adjudicated_by"]) == ("60", "amended", "lea")
    assert row["first_answer"] == "ann: amend wait_max_days: 45 (=a month and a half)"
    assert row["second_answer"] == "bob: amend wait_max_days: 60"
    assert row["reason"] == "two months are said"
    assert json.loads(row["machine_had"]) == {"wait_max_days": 30}
    lines = row["decisions"].split("\n")
    assert [line.split(" ", 1)[1] for line in lines] == [
        "ann: amend wait_max_days: 45 (=a month and a half) [blind]",
        "bob: amend wait_max_days: 60 [blind]",
        "cem: comment (listen again)",
        "lea: adjudicate amend wait_max_days: 60 (two months are said) [holds]",
    ]
    nested = json.loads(printed("--reviewed", "--format", "jsonl"))["decisions"]
    assert [(one["decided_by"], one["action"], one["blind"]) for one in nested] == [
        ("ann", "amend", True), ("bob", "amend", True), ("cem", "comment", False),
        ("lea", "adjudicate", False),
    ]  # fmt: skip
    assert nested[0]["value"] == {"wait_max_days": 45}


def test_decisions_are_a_table_of_every_format(desk: Review) -> None:
    disputed_and_adjudicated(desk)
    decided = [("ann", "amend"), ("bob", "amend"), ("cem", "comment"), ("lea", "adjudicate")]
    rows = rows_of_csv("--reviewed", "--table", "decisions")
    assert [(row["decided_by"], row["action"]) for row in rows] == decided
    assert {row["words"] for row in rows} == {"大概一个月吧"}
    printed("--reviewed", "-o", "out.xlsx")
    sheet = openpyxl.load_workbook("out.xlsx")["decisions"]
    column = [cell.value for cell in sheet[1]].index("decided_by")
    names = [row[column] for row in sheet.iter_rows(2, values_only=True)]
    assert names == [name for name, _ in decided]
    printed("--reviewed", "-o", "out.db")
    with closing(sqlite3.connect("out.db")) as database:
        joined = database.execute(
            "SELECT d.decided_by, s.wait_max_days FROM decisions d JOIN statements s"
            " ON s.id = d.record AND s.recording = d.subject WHERE d.holds"
        ).fetchall()
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert joined == [("lea", 60)]
    for table in REVIEW_TABLES:
        validator = jsonschema.Draft202012Validator(json_schema(REVIEW_TABLES[table]))
        for row in rows_of(printed("--reviewed", "--table", table, "--format", "jsonl")):
            validator.validate(row)


@pytest.mark.parametrize("table", ["statements", "decisions", "findings"])
def test_nothing_goes_out_that_a_blind_review_hides(
    desk: Review, table: str, tmp_path: Path
) -> None:
    align(desk.workspace)
    call = desk.call("a01")
    for kind, action in (("statement", "reject"), ("finding", "disagree")):
        key = call.of_kind(kind)[0].key
        blind = {"people": ["ann", "bob"], "blind": True}
        desk.decide("a01", key, "assign", "lea", value=blind)
        desk.decide("a01", key, action, "ann", reason="planted")  # type: ignore[arg-type]
        desk.decide("a01", key, "comment", "ann", value={"text": "planted"})
    for extra in ([], ["--for", "bob"], ["--for", "lea"], ["--for", "ann"]):
        for name in ("out.csv", "out.jsonl", "out.xlsx", "out.db"):
            printed("--review", "--table", table, "-o", name, *extra)
        held = (tmp_path / "out.db").read_bytes() + (tmp_path / "out.jsonl").read_bytes()
        assert (b"planted" in held) == ("ann" in extra), extra


def test_quotations_go_out_with_the_machines_verdict_and_peoples(desk: Review) -> None:
    rows = [
        {"report": "r.md", "quote": quote, "verdict": verdict, "why": "=why", "transcript": call}
        for quote, verdict, call in (
            ("大概一个月吧", "verbatim", "a01"), ("六百万", "number_changed", None),
        )
    ]  # fmt: skip
    rows[0] |= {"turn_range": [1, 1], "start_ms": 2_500, "translation_differs": []}
    path = desk.workspace.root / "audits" / "r" / "audit.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    first, second = desk.report("r.md").of_kind("quotation")
    desk.decide("r.md", first.key, "accept", "ann", value={"translation_differs": []})
    value = {"verdict": "not_found"}
    desk.decide("r.md", second.key, "override", "bob", value=value, reason="of another call")
    found = rows_of_csv("--reviewed", "--table", "quotations")
    assert [
        (r["quote"], r["verdict"], r["verdict_that_holds"], r["reviewed_by"]) for r in found
    ] == [
        ("大概一个月吧", "verbatim", "verbatim", "ann"),
        ("六百万", "number_changed", "not_found", "bob"),
    ]
    assert (found[0]["transcript"], found[0]["turn_range"]) == ("a01", "[1, 1]")
    assert found[0]["why"] == "'=why"
    assert found[1]["reason"] == "of another call"
    assert len(rows_of_csv("--reviewed", "a01", "--table", "quotations")) == 1


def test_calls_are_chosen_by_hospital_and_period(desk: Review) -> None:
    def of(*arguments: str) -> tuple[int, str]:
        command = ["export", "--review", "--format", "jsonl", *arguments]
        result = CliRunner().invoke(cli, command)
        return len(result.stdout.splitlines()), result.stderr

    assert of("--hospital", "云岭")[0] == 3
    assert of("--hospital", "海棠")[0] == 0
    count, told = of("--since", "2006")
    assert count == 0
    assert "a01" in told, "a call without a date is named"
    desk.correct("a01", "ann", lambda editor: editor.change("header", "date", "2006-03"))
    for since, until, expected in (
        ("2006", "", 3), ("2006-03-31", "", 3), ("2006-04", "", 0), ("", "2006-02", 0),
        ("", "2006-03-01", 3), ("2005", "2007", 3),
    ):  # fmt: skip
        assert of("--since", since, "--until", until)[0] == expected, (since, until)
    wrong = CliRunner().invoke(cli, ["export", "--review", "--since", "March"])
    assert isinstance(wrong.exception, SettingsError)


def test_what_is_stale_stays_in_until_somebody_looked_again(desk: Review) -> None:
    decide_all(desk)
    desk.correct("a01", "ann", lambda editor: editor.text(editor.words(1, "1"), "两个月"))
    assert "大概" not in printed("--reviewed", "--format", "csv")
    run(desk.workspace)
    call = desk.call("a01")
    desk.decide("a01", statement(call).key, "confirm", "ann")
    every = reviewed_statements(desk.call("a01"))
    signed = [one for one in every if one.review.status in CONFIRMED]
    assert [one.statement.quote for one in signed][:2] == ["大概两个月吧", "六十万"]


def test_labels_tell_what_people_answered_for_and_nothing_else(desk: Review) -> None:
    assert set(labels([desk.call("a01")]).values()) == {""}
    desk.decide("a01", statement(desk.call("a01"), "price").key, "confirm", "ann")
    rows = rows_of(labels([desk.call("a01")])["statements.jsonl"])
    assert {row["quote"]: row["optional"] for row in rows} == {"六十万": False, "我们有肝源": True}
    decide_all(desk)
    files = {name: rows_of(text) for name, text in labels([desk.call("a01")]).items()}
    (dialogue,) = files["dialogues.jsonl"]
    assert dialogue["judged"] == [1, 3, 4]
    assert [(row["quote"], row["optional"]) for row in files["statements.jsonl"]] == [
        ("大概一个月吧", False), ("六十万", False), ("周末不做手术", False),
    ]  # fmt: skip
    (negative,) = files["negatives.jsonl"]
    assert (negative["quote"], negative["tempting_category"]) == (
        "我们有肝源",
        "organ_availability",
    )
    desk.decide("a01", desk.call("a01").whole.key, "read", "ann")
    assert rows_of(labels([desk.call("a01")])["dialogues.jsonl"])[0]["judged"] == [0, 1, 2, 3, 4]


# Waits for other things than an organ.
REJECTED = ("发票要等{}", "探视要等{}", "病历复印要等{}", "出院手续要等{}", "报销要等{}")
NEW = ("收据要等{}", "证明要等{}", "快递要等{}", "盖章要等{}")
TIMES = (
    "两天", "三天", "五天", "一个星期", "十天", "两个星期", "三个星期", "二十天", "一个月", "四天",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.model
def test_a_reader_taught_what_people_rejected_finds_its_like_less_likely(
    tmp_path: Path, models_dir: Path
) -> None:
    said = tuple(("SPEAKER_01", (one.format(time), "。")) for one in REJECTED for time in TIMES)
    desk = Review(made_workspace(tmp_path / "w"))
    transcribe(desk.workspace, "waits", machine(said))
    alarms = desk.call("waits").of_kind("statement")
    assert len(alarms) == 50
    for alarm in alarms:
        desk.decide("waits", alarm.key, "reject", "ann", reason="of no organ")
    added = tmp_path / "labels"
    added.mkdir()
    for name, text in labels([desk.call("waits")]).items():
        (added / name).write_text(text, "utf-8")

    tokens = tokenizer(models_dir / MODEL)
    calls = list(labelled_calls([ROOT / "tests" / "gold" / "statements", added]))
    known = [example for call in calls[:8] for example in examples(call, tokens)]
    (rejected,) = [call for call in calls if call.identity == "waits"]
    taught = [*known, *examples(rejected, tokens)]
    new = machine(
        tuple(("SPEAKER_01", (one.format(time), "。")) for one in NEW for time in TIMES[::4])
    )
    views = views_of(new)
    signs = [signs_of(views, view.index, 0, 0) for view in views]
    kind = CATEGORIES.index("wait_time")

    def likely(some: Sequence[Example]) -> float:
        """How likely, in the mean, what is new is taken for a wait by the signs of its words."""
        layer = vocabulary_layer(sign_names(), some)
        logits = sign_rows(sign_names(), signs) @ layer["vocabulary.weight"][kind]
        odds = logits + layer["vocabulary.bias"][kind]
        return float((1 / (1 + np.exp(-odds))).mean())

    before, after = likely(known), likely(taught)
    assert after <= before / 4
