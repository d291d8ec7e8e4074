"""The invented renderings of tests/alignment/data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "alignment" / "data"


@dataclass(frozen=True)
class Rendering:
    """A Chinese text and an English one; ``finding`` is "" where it is faithful."""

    finding: str
    zh: str
    en: str


def renderings(name: str) -> list[Rendering]:
    """The lines of a file of DATA."""
    rows = [
        line.split("\t")
        for line in (DATA / name).read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    return [Rendering("" if finding == "-" else finding, zh, en) for finding, zh, en in rows]
