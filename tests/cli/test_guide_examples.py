"""The examples of the guides get the verdicts and the findings that the guides say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from calltools.alignment.model import FindingType
from calltools.cli import cli
from calltools.quotations.verdicts import GRAVITY

DOCS = Path(__file__).parents[2] / "docs"
HILL = """\
Hospital: Hill Hospital

Caller: Have you any livers? So a week or two?
Nurse: We don't have any livers on the ward now, er, perhaps in two weeks.
Caller: I see. Thank you.
Nurse: Call the doctor on Monday.
Doctor: We operate on Fridays.
"""
NORTHGATE = """\
Hospital: Northgate Hospital

Caller: How much is a kidney?
Nurse: Three hundred thousand, all of it included.
Caller: Thank you.
"""


def rows_of(guide: str) -> dict[str, list[str]]:
    """The cells behind the name that a row of a table begins with."""
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", (DOCS / guide).read_text("utf-8"), re.M)
    return {name: [cell.strip() for cell in cells.split(" | ")] for name, cells in rows}


@pytest.mark.model
def test_every_verdict_is_explained_by_an_example_that_gets_it(tmp_path: Path) -> None:
    rows = rows_of("reports.md")
    examples = {name: cells[-1] for name, cells in rows.items() if len(cells) == 2}
    assert set(examples) == set(GRAVITY)
    (tmp_path / "hill.txt").write_text(HILL, "utf-8")
    (tmp_path / "northgate.txt").write_text(NORTHGATE, "utf-8")
    reports = []
    for name, example in examples.items():
        where = "" if example.startswith("at ") else "at Hill Hospital, "
        text = where + example
        reports.append(tmp_path / f"{name}.md")
        reports[-1].write_text(f"{text[0].upper()}{text[1:]}.\n", "utf-8")
    calls = [f"-t{tmp_path / name}.txt" for name in ("hill", "northgate")]
    done = CliRunner().invoke(cli, ["audit", *map(str, reports), *calls])
    found = {row["report"]: row["verdict"] for row in map(json.loads, done.stdout.splitlines())}
    assert found == {f"{name}.md": name for name in examples}


def test_every_kind_of_finding_is_explained_by_an_example() -> None:
    rows = rows_of("translations.md")
    examples = {name: cells for name, cells in rows.items() if len(cells) == 3 and all(cells)}
    assert set(examples) == set(get_args(FindingType))
