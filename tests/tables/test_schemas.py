"""The columns are those of the dataclasses, and what is exported fits the schemas."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import frictionless
import jsonschema
import pytest

import demo_call
import export_cases
from calltools.statements import Statement, extract
from calltools.statements.rows import write_statements
from calltools.tables.columns import (
    CALLS,
    FINDINGS,
    QUOTATIONS,
    REVIEW_COLUMNS,
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
from calltools.transcripts.writers import write
from plain_reader import PlainReader

EVERY = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
AND_REVIEWED = pytest.mark.parametrize(
    "table", [*TABLES.values(), *REVIEW_TABLES.values()], ids=[*TABLES, *REVIEW_TABLES]
)

_LAST_OF_QUOTATIONS = REVIEW_TABLES["quotations"].columns[len(QUOTATIONS.columns)]
EXPLAINED = {
    **TABLES,
    "findings": FINDINGS,
    "quotations": QUOTATIONS.with_columns(_LAST_OF_QUOTATIONS),
    "decisions": REVIEW_TABLES["decisions"],
    "What people decided of a record": Table(
        "What people decided of a record", "", (), REVIEW_COLUMNS
    ),
}
"""The tables as the guide has them: what a review adds is told once."""


def rows(entries: list[CallEntry], table: Table) -> list[dict[str, object]]:
    return [json.loads(line) for line in export(entries, "jsonl", table).split(b"\n") if line]


def validate_csv(entries: list[CallEntry], table: Table, folder: Path) -> frictionless.Report:
    (folder / "table.csv").write_bytes(export(entries, "csv", table))
    schema = frictionless.Schema.from_descriptor(table_schema(table))
    with frictionless.system.use_context(trusted=True):
        return frictionless.Resource(path=str(folder / "table.csv"), schema=schema).validate()


def test_every_field_of_a_statement_is_a_documented_column_of_both_schemas() -> None:
    names = {field.name for field in fields(Statement)}
    assert names <= {column.name for column in STATEMENTS.columns}
    assert names <= json_schema(STATEMENTS)["properties"].keys()
    assert names <= {field["name"] for field in table_schema(STATEMENTS)["fields"]}


def test_every_field_of_a_call_is_a_documented_column() -> None:
    assert {field.name for field in fields(Call)} <= {column.name for column in CALLS.columns}


@AND_REVIEWED
def test_the_two_schemas_tell_the_same_columns_in_the_same_words(table: Table) -> None:
    properties = json_schema(table)["properties"]
    described = {field["name"]: field["description"] for field in table_schema(table)["fields"]}
    assert {name: value["description"] for name, value in properties.items()} == described
    assert list(properties) == list(described) == [column.name for column in table.columns]
    assert all(described.values())


@AND_REVIEWED
def test_the_schemas_are_valid_themselves(table: Table) -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema(table))
    assert frictionless.Schema.from_descriptor(table_schema(table)).primary_key == list(table.key)


@EVERY
def test_the_demonstration_call_fits(table: Table, tmp_path: Path) -> None:
    entries = [export_cases.demo()]
    validator = jsonschema.Draft202012Validator(json_schema(table))
    found = rows(entries, table)
    assert len(found) == {"statements": 6, "calls": 1, "turns": 12}[table.name]
    for row in found:
        validator.validate(row)
    assert validate_csv(entries, table, tmp_path).valid


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


@pytest.mark.parametrize(
    ("field", "value"),
    [("category", "weather"), ("vague", None), ("wait_min_days", -1), ("wait_min_days", 1.5),
     ("score", 1.1), ("evidence", [{"rule": "x"}]), ("quote", None), ("unheard_of", 1)],
)  # fmt: skip
def test_a_wrong_value_does_not_fit_the_json_schema(field: str, value: object) -> None:
    (row, *_) = rows([export_cases.demo()], STATEMENTS)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(json_schema(STATEMENTS)).validate(row | {field: value})


def test_a_wrong_value_does_not_fit_the_table_schema(tmp_path: Path) -> None:
    wrong = demo_call.changed(export_cases.demo().statements[0], wait_min_days=-3, category="rain")
    report = validate_csv([CallEntry("x", [wrong])], STATEMENTS, tmp_path)
    assert {error[0] for error in report.flatten(["fieldName"])} == {"wait_min_days", "category"}


def test_turns_are_named_by_call_and_number() -> None:
    keys = [(row["recording"], row["turn_index"]) for row in rows([export_cases.demo()], TURNS)]
    assert keys == [("demo-call", index) for index in range(12)]


@pytest.mark.parametrize("table", EXPLAINED.values(), ids=EXPLAINED)
def test_the_guide_explains_every_column_in_the_same_words(table: Table) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "tables.md").read_text("utf-8")
    _, _, section = guide.partition(f"\n### {table.name}\n")
    section, _, _ = section.partition("\n### ")
    rows = [line.split(" | ") for line in section.splitlines() if line.startswith("| `")]
    assert [(row[0], row[1]) for row in rows] == [
        (f"| `{column.name}`", column.description) for column in table.columns
    ]
    for row, column in zip(rows, table.columns, strict=True):
        if column.choices:
            assert row[2].removesuffix(" |") == ", ".join(column.choices)


def test_the_example_of_the_guide_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "tables.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    demo = export_cases.demo()
    assert demo.transcript
    folder = tmp_path / "transcripts" / "demo-call"
    folder.mkdir(parents=True)
    text = write(demo.transcript, "json", name="demo-call")
    (folder / "transcript.json").write_text(text, "utf-8")
    (folder / "statements.jsonl").write_text(write_statements(demo.statements), "utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(compile(example, "docs/tables.md", "exec"), names)
    assert (len(names["statements"]), len(names["waits"])) == (6, 2)
    assert (tmp_path / "calls.sqlite").stat().st_size > 0
