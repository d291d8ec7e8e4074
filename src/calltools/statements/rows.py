"""Statements as JSON Lines, one row each."""

from __future__ import annotations

import json
from collections.abc import Iterable

from calltools.statements.record import Statement


def write_statements(statements: Iterable[Statement]) -> str:
    """One line of JSON per statement; ``read_statements`` gives equal ones back."""
    rows = (json.dumps(statement.to_json(), ensure_ascii=False) for statement in statements)
    return "".join(f"{row}\n" for row in rows)


def read_statements(text: str) -> list[Statement]:
    """Statements from their lines.  Raises ValueError for a line that is none."""
    return [Statement.from_json(json.loads(line)) for line in text.split("\n") if line.strip()]
