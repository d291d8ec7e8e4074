"""What is written is what is read back, whatever the texts are."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import demo_call
import export_cases
from calltools.errors import CalltoolsError, MissingPartError, SettingsError, TranscriptError
from calltools.statements.rows import write_statements
from calltools.tables.columns import CALLS, STATEMENTS, TABLES, TURNS
from calltools.tables.export import entries_of_rows, entry_of_recording, export, without_repeats
from calltools.tables.frames import frame, to_csv
from calltools.tables.table_rows import CallEntry, records
from calltools.transcripts.model import Transcript


def workbook(entries: list[CallEntry]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(export(entries, "xlsx")))


def cells(book: openpyxl.Workbook, sheet: str) -> list[dict[str, object]]:
    names, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, names), row, strict=True)) for row in rows]


def test_csv_reads_back_with_pandas() -> None:
    entries = [export_cases.demo()]
    data = export(entries, "csv", bom=True)
    assert data.startswith(b"\xef\xbb\xbf")
    assert not export(entries, "csv").startswith(b"\xef\xbb\xbf")
    table = frame(STATEMENTS, entries)
    back = pd.read_csv(io.BytesIO(data), dtype={n: str(t) for n, t in table.dtypes.items()})
    pd.testing.assert_frame_equal(back, table.replace("", pd.NA), check_dtype=False)


@given(export_cases.hostile)
def test_csv_gives_every_text_back_and_runs_none(text: str) -> None:
    data = export([export_cases.one_turn(text)], "csv")
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""))
    cell = row["quote"]
    assert not cell.startswith(tuple("=+-@＝＋－＠\t\r\n"))
    guarded = cell[:1] == "'" and cell.lstrip("'").startswith(tuple("=+-@＝＋－＠\t\r\n"))
    assert (cell[1:] if guarded else cell) == text


@given(export_cases.hostile)
def test_jsonl_and_parquet_give_every_text_back(text: str) -> None:
    entry = export_cases.one_turn(text)
    lines = export([entry], "jsonl").decode("utf-8").split("\n")
    assert [json.loads(line) for line in lines if line] == records(STATEMENTS, [entry])
    (row,) = pyarrow.parquet.read_table(io.BytesIO(export([entry], "parquet", TURNS))).to_pylist()
    assert (row["text"], row["speaker"], row["start_ms"]) == (text, text, None)


def test_parquet_keeps_types_and_documents_its_columns() -> None:
    entries = [export_cases.demo()]
    data = export(entries, "parquet")
    pd.testing.assert_frame_equal(
        pd.read_parquet(io.BytesIO(data)), frame(STATEMENTS, entries), check_dtype=False
    )
    schema = pyarrow.parquet.read_schema(io.BytesIO(data))
    for column in STATEMENTS.columns:
        assert schema.field(column.name).metadata[b"description"] == column.description.encode()
    assert str(schema.field("wait_min_days").type) == "int64"
    assert str(schema.field("assent").type) == "bool"


def test_parquet_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("csv", "jsonl", "parquet", "xlsx", "sqlite", "svg"):
        assert export([], name) or name == "jsonl", "no calls are a file all the same"
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingPartError, match=r"pip install .*\[tables\]'"):
        export([export_cases.demo()], "parquet")


def test_the_workbook_is_a_table_with_a_frozen_heading_and_explains_every_column() -> None:
    book = workbook([export_cases.demo()])
    assert book.sheetnames == ["statements", "calls", "turns", "columns"]
    sheet = book["statements"]
    assert sheet.freeze_panes == "C2"
    (table,) = sheet.tables.values()
    assert table.ref == sheet.dimensions
    assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row)
    first = cells(book, "statements")[0]
    assert (first["quote"], first["wait_min_days"], first["vague"]) == ("快的话十几天", 11, True)
    assert first["price_min"] is None
    assert len(cells(book, "turns")) == 12
    rows = cells(book, "columns")
    explained = {(row["table"], row["column"]): row["description"] for row in rows}
    for described in (STATEMENTS, CALLS, TURNS):
        for column in described.columns:
            assert explained[described.name, column.name] == column.description


def test_the_workbook_marks_what_must_not_be_misread() -> None:
    demo = export_cases.demo()
    names = [column.name for column in STATEMENTS.columns]
    sheet = workbook([demo])["statements"]
    days = names.index("wait_min_days") + 1
    for number, statement in enumerate(demo.statements, 2):
        cell = sheet.cell(number, days)
        assert bool(cell.font.strike) == (statement.modality == "denied")
        assert bool(cell.font.italic) == (statement.introduced_by == "investigator")
        assert cell.fill.fgColor.rgb == "FFFFF4D6"  # synthetic
    assert {statement.modality for statement in demo.statements} >= {"denied", "asserted"}
    real = workbook([CallEntry("x", demo.statements)])["statements"]
    assert real.cell(2, days).fill.fill_type is None


@settings(max_examples=50)
@given(export_cases.hostile)
def test_no_text_in_the_workbook_is_a_formula_a_link_or_a_number(text: str) -> None:
    data = export([export_cases.one_turn(text)], "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet, name in (("statements", "quote"), ("turns", "text")):
        column = [cell.value for cell in book[sheet][1]].index(name) + 1
        cell = book[sheet].cell(2, column)
        assert cell.data_type == "s"
        assert cell.hyperlink is None
    rich = text.startswith("<r>") and text.endswith("</r>")
    shown = re.sub(r"[\0-\x08\x0b-\x1f]", lambda m: f"_x{ord(m[0]):04X}_", text) if rich else text
    assert shown in shared_strings(data)


def shared_strings(workbook: bytes) -> set[str]:
    """The texts of a workbook, with the escapes of the format (ECMA-376, ST_Xstring) undone."""
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(workbook)).read("xl/sharedStrings.xml"))
    raw = ("".join(item.itertext()) for item in root)
    return {re.sub("_x([0-9A-F]{4})_", lambda m: chr(int(m[1], 16)), text) for text in raw}


def test_a_text_too_long_for_a_cell_is_refused_not_cut() -> None:
    with pytest.raises(CalltoolsError, match="statements row 1: a text of 32,768 characters"):
        export([export_cases.one_turn("周" * 32_768)], "xlsx")


def test_the_labelled_set_is_the_same_in_every_format(shared: Path) -> None:
    entries = export_cases.labelled(shared)
    table = frame(STATEMENTS, entries)
    assert len(table) == 527
    quotes = table["quote"].tolist()
    parquet = pd.read_parquet(io.BytesIO(export(entries, "parquet")))
    assert parquet["quote"].tolist() == quotes
    book = cells(workbook(entries), "statements")
    assert [row["quote"] for row in book] == quotes
    known = table["wait_min_days"].astype(object).where(table["wait_min_days"].notna(), None)
    assert [row["wait_min_days"] for row in book] == known.tolist()
    assert table["synthetic"].all()


def test_synthetic_is_empty_where_nobody_said_or_the_call_is_not_known() -> None:
    statements = demo_call.statements(demo_call.transcript())
    assert frame(STATEMENTS, [CallEntry("x", statements)])["synthetic"].isna().all()
    assert frame(STATEMENTS, [export_cases.demo()])["synthetic"].all()
    entry = export_cases.one_turn("等一个月")
    assert entry.transcript
    for said, cell in ((None, ""), (False, "False"), (True, "True")):
        call = replace(entry.transcript.call, synthetic=said)
        told = replace(entry, transcript=replace(entry.transcript, call=call))
        for table in (STATEMENTS, CALLS):
            (row,) = csv.DictReader(io.StringIO(to_csv(frame(table, [told]))))
            assert row["synthetic"] == cell


# The SQLite file, read with sqlite3


@contextmanager
def opened(entries: list[CallEntry]) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(export(entries, "sqlite"))
        connection.row_factory = sqlite3.Row
        yield connection


def test_the_file_opens_from_disk_and_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    path.write_bytes(export([export_cases.demo()], "sqlite"))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("SELECT count(*) FROM statements").fetchone() == (4,)


def test_every_statement_leads_to_its_turn_and_call(shared: Path) -> None:
    with opened(export_cases.labelled(shared)) as connection:
        rows = connection.execute(
            "SELECT s.quote, substr(t.text, s.start + 1, s.end - s.start) AS words, c.synthetic"
            " FROM statements s JOIN turns t USING (turn_id) JOIN calls c"
            " ON c.recording = s.recording"
        ).fetchall()
        assert len(rows) == 527
        assert all(row["quote"] == row["words"] for row in rows)
        assert all(row["synthetic"] == 1 for row in rows)


def test_words_are_found_in_turns_quotations_and_the_english_line() -> None:
    with opened([export_cases.demo()]) as connection:

        def values(query: str, *given: str) -> list[object]:
            return [row[0] for row in connection.execute(query, given)]

        matching = "SELECT rowid FROM {0}_fts WHERE {0}_fts MATCH ?"
        turns = f"SELECT turn_index FROM turns WHERE turn_id IN ({matching.format('turns')})"
        assert values(turns, "十几天") == [3]
        quotes = "SELECT quote FROM statements_fts WHERE statements_fts MATCH ?"
        assert values(quotes, '"一个多月"') == ["慢的话一个多月吧"]
        like = values("SELECT turn_index FROM turns WHERE text LIKE '%器官%'")
        assert like, "words of two characters are found by what they are like"
        assert like == values("SELECT turn_index FROM turns WHERE instr(text, '器官')")
        found = matching.format("statements")
        denied = f"SELECT modality FROM statements WHERE statement_id IN ({found})"
        assert set(values(denied, "denied")) == {"denied"}
        tags = "SELECT json_each.value FROM statements s, json_each(s.tags) WHERE s.id LIKE '%s01'"
        assert "fast_slow_pair" in values(tags), "lists are JSON"


def test_statements_without_a_transcript_have_a_call_and_no_turn() -> None:
    with opened([CallEntry("x", export_cases.demo().statements)]) as connection:
        rows = connection.execute("SELECT turn_id, synthetic FROM statements").fetchall()
        assert [tuple(row) for row in rows] == [(None, None)] * 4
        assert connection.execute("SELECT recording, hospital FROM calls").fetchone()[0] == "x"


def test_columns_are_explained_in_the_file() -> None:
    with opened([export_cases.demo()]) as connection:
        for name, table in TABLES.items():
            info = connection.execute(f"PRAGMA table_info({name})").fetchall()
            names = {row["name"] for row in info}
            assert {column.name for column in table.columns} <= names
            inside = 'SELECT "column", description FROM columns WHERE "table" = ?'
            described = dict(connection.execute(inside, (name,)).fetchall())
            assert described.keys() == names
            assert all(described.values())


@given(export_cases.hostile)
def test_every_text_comes_back(text: str) -> None:
    with opened([export_cases.one_turn(text)]) as connection:
        assert connection.execute("SELECT text FROM turns").fetchone()["text"] == text
        row = connection.execute("SELECT quote, tags FROM statements").fetchone()
        assert row["quote"] == text
        assert json.loads(row["tags"]) == []


# Only statements that are whole and stand in their transcript are published


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
