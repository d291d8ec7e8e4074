"""Schemas of the published tables, made from their columns: JSON Schema and Frictionless."""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from calltools.publish.columns import LARGEST, Column, Kind, Table

_FRICTIONLESS: dict[Kind, str] = {
    "text": "string",
    "whole": "integer",
    "share": "number",
    "truth": "boolean",
    "list": "array",
}


def json_schema(table: Table) -> dict[str, Any]:
    """JSON Schema (2020-12) of a row of ``table`` as JSON.

    The rows of ``calltools extract`` fit the one of statements too: what is known of the call
    need not be there.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.name,
        "description": table.description,
        "type": "object",
        "properties": {
            column.name: {"description": column.description} | _type_schema(column.type)
            for column in table.columns
        },
        "required": [column.name for column in table.columns if column.required],
        "additionalProperties": False,
    }


def table_schema(table: Table) -> dict[str, Any]:
    """Frictionless Table Schema (1.0) of ``table`` as CSV; lists are JSON in a cell."""
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "fields": [_field(column) for column in table.columns],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    # A text may be empty, and CSV has one spelling for empty and missing.
    if column.required and (column.kind != "text" or column.choices):
        constraints["required"] = True
    if column.choices:
        constraints["enum"] = list(column.choices)
    if column.kind in ("whole", "share"):
        constraints |= {"minimum": 0, "maximum": LARGEST if column.kind == "whole" else 1}
    found = {
        "name": column.name,
        "type": _FRICTIONLESS[column.kind],
        "description": column.description,
    }
    return found | ({"constraints": constraints} if constraints else {})


def _type_schema(annotation: Any) -> dict[str, Any]:
    """The JSON Schema of values annotated so, as they stand in JSON."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        (value,) = (a for a in arguments if a is not types.NoneType)
        return {"anyOf": [_type_schema(value), {"type": "null"}]}
    if origin is Literal:
        return {"type": "string", "enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": _type_schema(arguments[0])}
    if is_dataclass(annotation):
        hints = get_type_hints(annotation)
        return {
            "type": "object",
            "properties": {
                field.name: _type_schema(hints[field.name]) for field in fields(annotation)
            },
            "required": [f.name for f in fields(annotation) if f.default is MISSING],
            "additionalProperties": False,
        }
    plain: dict[Any, dict[str, Any]] = {
        str: {"type": "string"},
        bool: {"type": "boolean"},
        int: {"type": "integer", "minimum": 0, "maximum": LARGEST},
        float: {"type": "number", "minimum": 0, "maximum": 1},
    }
    return plain[annotation]
