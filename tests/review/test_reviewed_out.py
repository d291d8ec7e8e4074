"""What goes out: statements that people stand for, and labelled calls to teach the reader."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from click.testing import CliRunner

from calltools.cli import cli
from calltools.errors import SettingsError
from calltools.language.token_encoder import tokenizer
from calltools.review.desk import Review
from calltools.review.labels import labels
from calltools.review.signed import signed_statements
from calltools.statements.proposal import CATEGORIES
from calltools.statements.reader import MODEL
from calltools.statements.signs import sign_names, sign_rows, signs_of
from calltools.statements.view import views_of
from calltools.store.workspace import Workspace
from made_reviews import machine, made_workspace, run, statement, transcribe
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


def exported(*arguments: str) -> bytes:
    result = CliRunner().invoke(cli, ["export", "--reviewed", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout_bytes


def test_only_what_people_stand_for_goes_out_with_who_and_when(desk: Review) -> None:
    decide_all(desk)
    rows = list(csv.DictReader(io.StringIO(exported("--format", "csv").decode("utf-8"))))
    assert [(row["quote"], row["review"], row["reviewed_by"]) for row in rows] == [
        ("大概一个月吧", "amended", "ann"),
        ("六十万", "confirmed", "bob"),
        ("周末不做手术", "added", "bob"),
    ]
    assert rows[0]["wait_max_days"] == "45"
    assert rows[2]["modality"] == "denied"
    assert all(row["reviewed_at"].endswith("Z") for row in rows)


def test_every_format_has_who_stands_for_a_row(desk: Review, tmp_path: Path) -> None:
    decide_all(desk)
    assert json.loads(exported("--format", "jsonl").splitlines()[1])["reviewed_by"] == "bob"
    exported("-o", "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["statements"]
    assert [cell.value for cell in sheet[1]][-3:] == ["review", "reviewed_by", "reviewed_at"]
    exported("-o", "out.db")
    with closing(sqlite3.connect(tmp_path / "out.db")) as database:
        found = database.execute("SELECT review, count(*) FROM statements GROUP BY 1").fetchall()
    assert sorted(found) == [("added", 1), ("amended", 1), ("confirmed", 1)]


def test_the_machines_table_is_what_it_was(desk: Review) -> None:
    decide_all(desk)
    result = CliRunner().invoke(cli, ["export", "--format", "jsonl"])
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(rows) == 3
    assert "review" not in rows[0]


def test_what_is_stale_stays_in_until_somebody_looked_again(desk: Review) -> None:
    decide_all(desk)
    desk.correct("a01", "ann", lambda editor: editor.text(editor.words(1, "1"), "两个月"))
    assert "大概" not in exported("--format", "csv").decode("utf-8")
    run(desk.workspace)
    call = desk.call("a01")
    desk.decide("a01", statement(call).key, "confirm", "ann")
    signed = signed_statements(desk.call("a01"))
    assert [one.statement.quote for one in signed][:2] == ["大概两个月吧", "六十万"]


def test_fields_that_are_none_are_not_amended(desk: Review) -> None:
    key = statement(desk.call("a01")).key
    for value in ({"quote": "别的"}, {"wait_max_days": -1}, {"modality": "sure"}, {"x": 1}):
        with pytest.raises(SettingsError):
            desk.decide("a01", key, "amend", "ann", value=value)
    with pytest.raises(SettingsError):
        desk.add_statement("a01", 4, "0-2", {"category": "weather"}, "ann")


def test_labels_tell_what_people_answered_for(desk: Review) -> None:
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


def test_nothing_is_taught_of_what_nobody_decided(desk: Review) -> None:
    assert set(labels([desk.call("a01")]).values()) == {""}
    desk.decide("a01", statement(desk.call("a01"), "price").key, "confirm", "ann")
    rows = rows_of(labels([desk.call("a01")])["statements.jsonl"])
    assert {row["quote"]: row["optional"] for row in rows} == {"六十万": False, "我们有肝源": True}


def rows_of(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


# Waits for other things than an organ.
REJECTED = ("发票要等{}", "探视要等{}", "病历复印要等{}", "出院手续要等{}", "报销要等{}")
NEW = ("收据要等{}", "证明要等{}", "快递要等{}", "盖章要等{}")
TIMES = (
    "两天",
    "三天",
    "五天",
    "一个星期",
    "十天",
    "两个星期",
    "三个星期",
    "二十天",
    "一个月",
    "四天",
)


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
