"""The log of corrections: whole commands added, nothing guessed, its lines as the schema says."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_transcripts import SHA, events, transcripts

from calltools.corrections.log import add_to_log, describe, parse_log, to_row
from calltools.errors import IntegrityError
from calltools.records import dump_rows
from calltools.transcripts.correction import Correction, Target

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "correction.schema.json"


def event(value: str = "六天") -> Correction:
    return Correction("text", Target(0, ("w3",), "十六天", 10, 20), value, transcript_sha256=SHA)


@given(st.data())
def test_what_is_kept_comes_back_and_fits_the_schema(data: st.DataObject) -> None:
    machine = data.draw(transcripts())
    made: list[Correction] = []
    for _ in range(data.draw(st.integers(1, 5))):
        data.draw(events(machine, SHA, made))
    assert parse_log(dump_rows(map(to_row, made)).encode(), "corrections.jsonl") == made
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    for kept in made:
        validator.validate(json.loads(json.dumps(to_row(kept))))


def test_events_are_added_after_those_that_stand_and_none_twice(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    first, second, third = event(), event("六七天"), event("七天")
    add_to_log(path, [first])
    before = path.read_bytes()
    add_to_log(path, [second, third])
    assert path.read_bytes().startswith(before)
    assert parse_log(path.read_bytes(), path) == [first, second, third]
    with pytest.raises(IntegrityError, match="again"):
        add_to_log(path, [second])
    assert parse_log(path.read_bytes(), path) == [first, second, third]


DESCRIBED = {
    "turn 0: “十六天” → “六天”": event(),
    "turn 0: “十六天” was not said": event(""),
    "turn 2: “有” is said by 护士": Correction("speaker", Target(2, text="有"), "护士"),
    "turn 2: a turn begins with “有”": Correction("split", Target(2, text="有")),
    "turn 2: “有” goes on the turn before": Correction("join", Target(2, text="有")),
    "S1 is hospital": Correction("role", Target(speaker="S1"), "hospital"),
    "S1 is called K. Lind": Correction("name", Target(speaker="S1"), "K. Lind"),
    "hospital: not known → 东湾医院": Correction("header", Target(field="hospital"), "东湾医院"),
    "hospital: 东湾医院 → not known": Correction(
        "header", Target(field="hospital", text="东湾医院")
    ),
    "undoes c0": Correction("undo", Target(), undoes="c0"),
}


def test_every_kind_is_told_in_a_line() -> None:
    assert {line: describe(made) for line, made in DESCRIBED.items()} == {n: n for n in DESCRIBED}
    undone = event()
    undo = Correction("undo", Target(), undoes=undone.id)
    assert describe(undo, [undone]) == f"undoes {undone.id} (turn 0: “十六天” → “六天”)"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("no json", "2: is no correction"),
        ('{"kind": "text"}', "missing"),
        (json.dumps({**to_row(event()), "kind": "shout"}), "kind"),
        (json.dumps({k: v for k, v in to_row(event()).items() if k != "id"}), "id is missing"),
        (json.dumps(to_row(Correction("undo", Target(), undoes="c0"))), "undoes c0"),
    ],
)
def test_a_line_that_is_no_event_is_told_and_nothing_is_added(
    line: str, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "corrections.jsonl"
    path.write_text(dump_rows([to_row(event())]) + line + "\n", "utf-8")
    before = path.read_bytes()
    with pytest.raises(IntegrityError, match=told):
        parse_log(before, path)
    with pytest.raises(IntegrityError):
        add_to_log(path, [event("七天")])
    assert path.read_bytes() == before
