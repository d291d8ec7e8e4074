"""Tables of cases: a file below tests, one case a line, fields parted by tabs."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parent


def rows(name: str) -> list[list[str]]:
    """The cases of a table: lines that begin with # are remarks, ``\\n`` is a new line."""
    lines = (TESTS / name).read_text("utf-8").splitlines()
    return [
        line.replace("\\n", "\n").split("\t") for line in lines if line and not line.startswith("#")
    ]
