"""What a published table is: its columns, with their types, and how a value stands in a cell.

Types are those of the dataclasses, read from their annotations; frames, files, databases and
schemas are all made from what stands in :mod:`calltools.tables.columns`.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cached_property
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from calltools.records import Share, Whole
from calltools.review.item_review import KeptDecision

ColumnKind = Literal["text", "whole", "share", "truth", "list", "decisions"]
"""A column holds texts, whole numbers from 0, shares from 0 to 1, truths; lists and objects, as
JSON in a cell; or decisions, a line of words each in a cell."""


@dataclass(frozen=True)
class Column:
    """A column: ``type`` is the annotation of its values, ``str | None`` for example.

    ``required`` where no record can do without a value.
    """

    name: str
    type: Any
    description: str
    required: bool = False

    @cached_property
    def nullable(self) -> bool:
        """Whether the value may be missing."""
        return types.NoneType in _alternatives(self.type)

    @cached_property
    def value_type(self) -> Any:
        """The annotation without None."""
        (found,) = (a for a in _alternatives(self.type) if a is not types.NoneType)
        return found

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """The only values there are; empty where any will do."""
        return get_args(self.value_type) if get_origin(self.value_type) is Literal else ()

    @cached_property
    def kind(self) -> ColumnKind:
        """What the column holds."""
        if self.value_type == tuple[KeptDecision, ...]:
            return "decisions"
        if get_origin(self.value_type) in (tuple, dict):
            return "list"
        kinds: dict[Any, ColumnKind] = {Whole: "whole", Share: "share", bool: "truth"}
        return kinds.get(self.value_type, "text")

    def in_cell(self, value: Any) -> Any:
        """A value as it stands in a cell of CSV, a workbook or a database."""
        if value is None or self.kind not in ("list", "decisions"):
            return value
        if self.kind == "list":
            return json.dumps(value, ensure_ascii=False)
        return "\n".join(decision.in_words() for decision in value)


@dataclass(frozen=True)
class Table:
    """A table of the published set; ``description`` says what a row is."""

    name: str
    description: str
    key: tuple[str, ...]
    """Columns that name a row."""
    columns: tuple[Column, ...]

    def record(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """What of ``row`` its columns hold, None for what it has not."""
        return {column.name: row.get(column.name) for column in self.columns}

    def cells(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A record as it stands in cells."""
        return {column.name: column.in_cell(row[column.name]) for column in self.columns}

    def with_columns(self, *more: Column, description: str = "") -> Table:
        """The table with further columns."""
        columns = (*self.columns, *more)
        return Table(self.name, description or self.description, self.key, columns)

    def of_kind(self, *kinds: ColumnKind) -> list[str]:
        """The names of the columns that hold one of ``kinds``, in order."""
        return [column.name for column in self.columns if column.kind in kinds]


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) in (Union, types.UnionType):
        return get_args(annotation)
    return (annotation,)


def columns_of(
    descriptions: Mapping[str, str], sources: Iterable[type[Any]], others: Mapping[str, Any]
) -> tuple[Column, ...]:
    """A column for each description, typed as the field of that name or as ``others`` says."""
    known: dict[str, Any] = {}
    required = set()
    for source in sources:
        hints = get_type_hints(source, include_extras=True)
        known |= {field.name: hints[field.name] for field in fields(source)}
        without = (f for f in fields(source) if f.default is f.default_factory is MISSING)
        required |= {field.name for field in without}
    known |= others
    return tuple(
        Column(name, known[name], text, name in required) for name, text in descriptions.items()
    )
