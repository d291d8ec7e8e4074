"""The columns are those of the dataclasses, and what is exported fits the schemas."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import frictionless
import jsonschema
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
