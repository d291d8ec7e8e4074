"""Statements as JSON Lines, one row each."""

from __future__ import annotations

from collections.abc import Iterable

from calltools.records import dump_rows, read_line, read_lines
from calltools.statements.record import Statement


def write_statements(statements: Iterable[Statement]) -> str:
    """One line of JSON per statement; ``read_statements`` gives equal ones back."""
    return dump_rows(statement.to_json() for statement in statements)


def read_statements(data: bytes | str, where: str = "statements") -> list[Statement]:
    """Statements from their lines, which came from the file ``where``.

    Raises TranscriptError, naming file, line and field, for a line that is not one.
    """
    return [
        read_line(line, place, Statement.from_json, "is not a statement", "extract it again")
        for place, line in read_lines(data, where)
    ]
