"""The log of corrections: whole commands added, nothing guessed, its lines as the schema says."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_transcripts import SHA, events, transcripts

from calltools.corrections.log import add_to_log, parse_log, to_row
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
    for one in made:
        validator.validate(json.loads(json.dumps(to_row(one))))


def test_events_are_added_after_those_that_stand(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    first, second, third = event(), event("六七天"), event("七天")
    add_to_log(path, [first])
    before = path.read_bytes()
    add_to_log(path, [second, third])
    assert path.read_bytes().startswith(before)
    assert parse_log(path.read_bytes(), path) == [first, second, third]


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


def test_the_same_event_twice_is_refused(tmp_path: Path) -> None:
    one = event()
    with pytest.raises(IntegrityError, match="again"):
        add_to_log(tmp_path / "corrections.jsonl", [one, one])
    assert not (tmp_path / "corrections.jsonl").exists()
