"""Statements as JSON Lines, one row each."""

from __future__ import annotations

from collections.abc import Iterable

from calltools.records import dump_rows, parse, read_lines
from calltools.statements.record import Statement


def write_statements(statements: Iterable[Statement]) -> str:
    """One line of JSON per statement; ``read_statements`` gives equal ones back."""
    return dump_rows(statement.to_json() for statement in statements)


def read_statements(data: bytes | str) -> list[Statement]:
    """Statements from their lines.  Raises ValueError for a line that is none."""
    return [Statement.from_json(parse(line)) for _, line in read_lines(data, "statements")]
