"""The log of corrections: whole commands added, nothing guessed, its lines as the schema says."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_transcripts import SHA, events, transcripts

from calltools.corrections.correction_log import add_corrections, corrections_of, describe, to_row
from calltools.errors import IntegrityError
from calltools.store.log import EventDraft
from calltools.store.workspace import Workspace
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
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    with TemporaryDirectory() as folder:
        log = Workspace(Path(folder)).log
        add_corrections(log, SHA, made)
        assert corrections_of(log, SHA) == made
        assert [event.id for event in log.of(SHA, "corrected")] == [each.id for each in made]
    for kept in made:
        validator.validate(json.loads(json.dumps(to_row(kept))))


def test_events_are_added_after_those_that_stand_and_none_twice(tmp_path: Path) -> None:
    log = Workspace.init(tmp_path).log
    first, second, third = event(), event("六七天"), event("七天")
    add_corrections(log, SHA, [first])
    add_corrections(log, SHA, [second, third])
    with pytest.raises(IntegrityError, match="is the id of another event"):
        add_corrections(log, SHA, [event("八天"), second])
    with pytest.raises(IntegrityError, match="undoes c0"):
        add_corrections(log, SHA, [Correction("undo", Target(), undoes="c0")])
    assert corrections_of(log, SHA) == [first, second, third]
    # One that can't be read is told and not passed over.
    body = {**to_row(event()), "kind": "shout"}
    log.append([EventDraft(kind="corrected", subject=SHA, body=body)])
    with pytest.raises(IntegrityError, match="kind"):
        corrections_of(log, SHA)


DESCRIBED = {
    "turn 0: “十六天” → “六天”": event(),
    "turn 0: “十六天” was not said": event(""),
    "turn 2: “有” is said by 护士": Correction("speaker", Target(2, text="有"), "护士"),
    "turn 2: a turn begins with “有”": Correction("split", Target(2, text="有")),
    "turn 2: “有” goes on the turn before": Correction("join", Target(2, text="有")),
    "S1 is the hospital": Correction("role", Target(speaker="S1"), "hospital"),
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
