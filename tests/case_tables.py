"""Tables of cases: a file below tests, one case a line, fields parted by tabs."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parent


def rows(name: str) -> list[list[str]]:
    """The cases of a table; lines that begin with # are remarks, and characters that nobody sees
    are written as in Python (a new line, and ``\\u200d``)."""
    lines = (TESTS / name).read_text("utf-8").splitlines()
    return [_seen(line).split("\t") for line in lines if line and not line.startswith("#")]


def _seen(line: str) -> str:
    escapes = re.compile(r"\\u([0-9a-f]{4})")
    return escapes.sub(lambda found: chr(int(found[1], 16)), line.replace("\\n", "\n"))
