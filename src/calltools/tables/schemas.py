"""Schemas of the published tables, made from their columns: JSON Schema and Frictionless.

msgspec makes them of the same types by which it checks what is read.
"""

from __future__ import annotations

from inspect import cleandoc
from typing import Any

import msgspec

from calltools.tables.model import Column, Table


def json_schema(table: Table) -> dict[str, Any]:
    """JSON Schema (2020-12) of a row of ``table`` as JSON.

    The rows of ``calltools extract`` fit the one of statements too: what is known about the call
    need not be there.
    """
    types, definitions = msgspec.json.schema_components(
        (column.type for column in table.columns), ref_template="#/$defs/{name}"
    )
    for definition in definitions.values():
        definition["description"] = cleandoc(definition["description"])  # not done before 3.13
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.name,
        "description": table.description,
        "type": "object",
        "properties": {
            column.name: {"description": column.description} | of_type
            for column, of_type in zip(table.columns, types, strict=True)
        },
        "required": [column.name for column in table.columns if column.required],
        "additionalProperties": False,
    }
    return schema | ({"$defs": definitions} if definitions else {})


def table_schema(table: Table) -> dict[str, Any]:
    """Frictionless Table Schema (1.0) of ``table`` as CSV; lists are JSON in a cell."""
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "fields": [_field(column) for column in table.columns],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }


def _field(column: Column) -> dict[str, Any]:
    (of_type,), _ = msgspec.json.schema_components((column.value_type,))
    constraints: dict[str, Any] = {}
    # A text may be empty, and CSV has one spelling for empty and missing.
    if column.required and (column.kind != "text" or column.choices):
        constraints["required"] = True
    if column.choices:
        constraints["enum"] = list(column.choices)
    constraints |= {name: of_type[name] for name in ("minimum", "maximum") if name in of_type}
    found = {
        "name": column.name,
        "type": of_type.get("type", "string"),
        "description": column.description,
    }
    return found | ({"constraints": constraints} if constraints else {})
