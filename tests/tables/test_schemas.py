"""The columns are those of the dataclasses, and what is exported fits the schemas."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields
from pathlib import Path

import frictionless
import jsonschema
import pandas as pd
import pytest

import demo_call
import export_cases
from calltools.statements import Statement, extract
from calltools.tables.columns import (
    CALLS,
    REVIEW_TABLES,
    STATEMENTS,
    TABLES,
    TURNS,
)
from calltools.tables.export import export
from calltools.tables.frames import COLUMNS, HEADINGS, statement_rows, statements_frame, to_csv
from calltools.tables.model import Table
from calltools.tables.schemas import json_schema, table_schema
from calltools.tables.table_rows import CallEntry
from calltools.transcripts.model import Call
from plain_reader import PlainReader

EVERY = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
AND_REVIEWED = pytest.mark.parametrize(
    "table", [*TABLES.values(), *REVIEW_TABLES.values()], ids=[*TABLES, *REVIEW_TABLES]
)


def rows(entries: list[CallEntry], table: Table) -> list[dict[str, object]]:
    return [json.loads(line) for line in export(entries, "jsonl", table).split(b"\n") if line]


def validate_csv(entries: list[CallEntry], table: Table, folder: Path) -> frictionless.Report:
    (folder / "table.csv").write_bytes(export(entries, "csv", table))
    schema = frictionless.Schema.from_descriptor(table_schema(table))
    with frictionless.system.use_context(trusted=True):
        return frictionless.Resource(path=str(folder / "table.csv"), schema=schema).validate()


def test_every_field_is_a_documented_column() -> None:
    names = {field.name for field in fields(Statement)}
    assert names <= {column.name for column in STATEMENTS.columns}
    assert names <= json_schema(STATEMENTS)["properties"].keys()
    assert names <= {field["name"] for field in table_schema(STATEMENTS)["fields"]}
    assert {field.name for field in fields(Call)} <= {column.name for column in CALLS.columns}


@AND_REVIEWED
def test_the_two_schemas_are_valid_and_tell_the_same_columns_in_the_same_words(
    table: Table,
) -> None:
    properties = json_schema(table)["properties"]
    described = {field["name"]: field["description"] for field in table_schema(table)["fields"]}
    assert {name: value["description"] for name, value in properties.items()} == described
    assert list(properties) == list(described) == [column.name for column in table.columns]
    assert all(described.values())
    jsonschema.Draft202012Validator.check_schema(json_schema(table))
    assert frictionless.Schema.from_descriptor(table_schema(table)).primary_key == list(table.key)


@EVERY
def test_the_demonstration_call_fits(table: Table, tmp_path: Path) -> None:
    entries = [export_cases.demo()]
    validator = jsonschema.Draft202012Validator(json_schema(table))
    found = rows(entries, table)
    assert len(found) == {"statements": 4, "calls": 1, "turns": 12}[table.name]
    for row in found:
        validator.validate(row)
    assert validate_csv(entries, table, tmp_path).valid
    if table is TURNS:
        keys = [(row["recording"], row["turn_index"]) for row in found]
        assert keys == [("demo-call", index) for index in range(12)]


@EVERY
def test_the_labelled_set_fits(table: Table, shared: Path, tmp_path: Path) -> None:
    entries = export_cases.labelled(shared)
    validator = jsonschema.Draft202012Validator(json_schema(table))
    for row in rows(entries, table):
        validator.validate(row)
    report = validate_csv(entries, table, tmp_path)
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])


def test_what_is_extracted_fits_the_schema_of_statements() -> None:
    validator = jsonschema.Draft202012Validator(json_schema(STATEMENTS))
    found = extract(demo_call.transcript(), "demo", PlainReader())
    assert found
    for statement in found:
        validator.validate(json.loads(json.dumps(statement.to_json())))


WRONG = (
    ("category", "weather"), ("vague", None), ("wait_min_days", -1), ("wait_min_days", 1.5),
    ("score", 1.1), ("evidence", [{"rule": "x"}]), ("quote", None), ("unheard_of", 1),
)  # fmt: skip


def test_a_wrong_value_does_not_fit_the_schemas(tmp_path: Path) -> None:
    (row, *_) = rows([export_cases.demo()], STATEMENTS)
    validator = jsonschema.Draft202012Validator(json_schema(STATEMENTS))
    for field, value in WRONG:
        with pytest.raises(jsonschema.ValidationError):
            validator.validate(row | {field: value})
    wrong = demo_call.changed(export_cases.demo().statements[0], wait_min_days=-3, category="rain")
    report = validate_csv([CallEntry("x", [wrong])], STATEMENTS, tmp_path)
    assert {error[0] for error in report.flatten(["fieldName"])} == {"wait_min_days", "category"}


def frame() -> pd.DataFrame:
    call = demo_call.transcript()
    return statements_frame(demo_call.statements(call), call, recording="demo-call.wav")


def test_the_table_has_the_documented_columns_and_traces_back() -> None:
    table = frame()
    assert list(table.columns) == list(COLUMNS)
    assert len(table) == 4
    first = table.iloc[0]
    figures = (first["quote"], first["wait_min_days"], first["wait_max_days"])
    assert figures == ("快的话十几天", 11, 19)
    assert first["start_ms"] == 15421
    assert first["audio_sha256"] == "ab" * 32
    assert first["synthetic"]
    # Unknown numbers and truths are unknown, not zero or false.
    assert table["price_min"].isna().all()
    assert str(table["wait_min_days"].dtype) == "Int64"
    assert table["assent"].isna().tolist() == [True, True, False, True]
    denied = table.query("modality == 'denied'")
    assert denied["in_words"].tolist()[0].startswith("Waiting time (liver): DENIED")
    rows = list(csv.DictReader(io.StringIO(to_csv(table))))
    assert [row["quote"] for row in rows] == table["quote"].tolist()
    assert (rows[2]["assent"], rows[0]["assent"], rows[0]["wait_min_days"]) == ("False", "", "11")
    empty = statements_frame([], demo_call.transcript())
    assert len(empty) == 0
    assert list(empty.columns) == list(COLUMNS)
    assert to_csv(empty).startswith("id,recording,hospital")


def test_csv_does_not_let_a_quotation_run_as_a_formula() -> None:
    call = demo_call.transcript()
    hostile = demo_call.changed(
        demo_call.statements(call)[0], quote='=HYPERLINK("http://x","两周")'
    )
    (row,) = csv.DictReader(io.StringIO(to_csv(statements_frame([hostile], call))))
    assert row["quote"] == "'" + hostile.quote
    assert row["wait_min_days"] == "11"  # numbers, below zero too, are left alone


def test_rows_for_the_terminal_show_what_cannot_be_seen() -> None:
    call = demo_call.transcript()
    plain = demo_call.statements(call)
    hostile = demo_call.changed(plain[0], quote="\x1b[31m两周")
    rows = statement_rows([*plain, hostile])
    assert all(len(row) == len(HEADINGS) for row in rows)
    assert rows[0][:4] == ("0:15", "Waiting time (liver)", "11–19 days, about, fastest", "asserted")
    assert rows[2][3] == "DENIED"
    assert rows[2][4] == "investigator"
    assert rows[-1][-1] == "[U+001B][31m两周"
