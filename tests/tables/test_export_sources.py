"""Only statements that are whole and stand in their transcript are published."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import demo_call
import export_cases
from calltools.errors import SettingsError, TranscriptError
from calltools.statements.rows import write_statements
from calltools.tables.export import entries_of_rows, entry_of_recording, without_repeats
from calltools.tables.table_rows import CallEntry
from calltools.transcripts.model import Transcript


def lines() -> tuple[list[dict[str, object]], Transcript]:
    call = demo_call.transcript()
    return [statement.to_json() for statement in demo_call.statements(call)], call


def text(rows: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@given(export_cases.hostile)
def test_what_was_written_is_read(quote: str) -> None:
    for entry in (export_cases.one_turn(quote), export_cases.demo()):
        written = write_statements(entry.statements)
        assert entry.transcript
        assert entry_of_recording(entry.recording, written, "s", entry.transcript) == entry


WRONG: tuple[tuple[str, object, str], ...] = (
    ("wait_min_days", "7", "wait_min_days: expected a whole number or null, found text"),
    ("wait_min_days", True, "wait_min_days: expected a whole number or null, found true or"),
    ("price_max", 10**30, "price_max: expected a whole number <= 9007199254740991"),
    ("vague", "no", "vague: expected true or false, found text"),
    ("modality", "firm", "modality: "),
    ("tags", "x", "tags: expected a list, found text"),
    ("word_ids", [1, "2"], "word_ids[1]: expected a whole number, found text"),
    ("evidence", [{"rule": "x"}], "evidence[0]: "),
    ("score", 2, "score: expected a number <= 1"),
    ("quote", None, "quote: expected text, found null"),
)
NO_STATEMENTS = (
    "[]", "{", "null", '{"category": "price"}', "[" * 100_000, '{"quote": "\\ud800"}', "x",
)  # fmt: skip


def test_what_is_no_statement_of_the_call_is_told_with_its_line() -> None:
    rows, call = lines()
    for field, value, message in WRONG:
        wrong = [*rows[:2], rows[2] | {field: value}, *rows[3:]]
        told = rf"s\.jsonl:3: is not a statement: {re.escape(message)}"
        with pytest.raises(TranscriptError, match=told):
            entry_of_recording("x", text(wrong), "s.jsonl", call)
    for line in NO_STATEMENTS:
        with pytest.raises(TranscriptError, match=f"s:{len(rows) + 1}: is not a statement"):
            entry_of_recording("x", text(rows) + line + "\n", "s", call)
    for place in ({"start": 1}, {"turn_index": 99}, {"quote": "两周"}):
        with pytest.raises(TranscriptError, match="s01 of x: its quotation does not stand in turn"):
            entry_of_recording("x", text([rows[0] | place, *rows[1:]]), "s.jsonl", call)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        entries_of_rows(data.decode("utf-8", "replace"), "s", "x", {})
    except TranscriptError as error:
        assert str(error).startswith("s:")


def test_rows_of_many_dialogues_are_so_many_calls_and_ids_and_names_are_there_once() -> None:
    rows, call = lines()
    mine = [row | {"dialogue_id": name} for name in ("a", "b", "") for row in rows]
    found = entries_of_rows(text(mine), "s.jsonl", "rest", {"a": call})
    told = [(e.recording, len(e.statements), e.transcript is call) for e in found]
    count = len(rows)
    assert told == [("a", count, True), ("b", count, False), ("rest", count, False)]
    with pytest.raises(SettingsError, match="x: is the name of two calls"):
        without_repeats([CallEntry("x", []), CallEntry("y", []), CallEntry("x", [])])
    rows[1]["id"] = rows[0]["id"]
    with pytest.raises(TranscriptError, match="expected one id for each statement"):
        entry_of_recording("x", text(rows), "s.jsonl", call)
