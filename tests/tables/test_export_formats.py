"""What is written is what is read back, whatever the texts are."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from lxml import etree

import demo_call
import export_cases
from calltools.errors import CalltoolsError, MissingPartError
from calltools.tables.columns import CALLS, STATEMENTS, TURNS
from calltools.tables.export import export
from calltools.tables.frames import frame, to_csv
from calltools.tables.table_rows import CallEntry, records


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
