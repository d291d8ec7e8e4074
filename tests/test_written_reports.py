"""Reports written to fit on: labels stand at their words, unchanged words in their calls."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from calltools.language.normalise import simplify
from calltools.quotations.model import Verdict
from calltools.quotations.report import read_report
from training.written_reports import REPORTS, Row, read_reports

UNCHANGED = {"verbatim", "wrong_call", "wrong_speaker", "callers_words"}


@pytest.fixture(scope="module")
def reports() -> tuple[list[Row], list[Row]]:
    return read_reports()


def plain(text: str) -> str:
    return simplify(text.replace("’", "'")).casefold().rstrip(" .,。，")


def test_labels_stand_at_their_words(reports: tuple[list[Row], list[Row]]) -> None:
    texts = {name: read_report(REPORTS / name).text for name in {r["report"] for r in reports[0]}}
    for row in reports[0]:
        text = texts[row["report"]]
        assert text[row["start"] : row["end"]] == row["quote"]
        for name in filter(None, (row["attributed_speaker"], row["attributed_hospital"])):
            assert name.casefold() in text.casefold(), row["id"]
        assert row["verdict"] in get_args(Verdict)


def test_unchanged_words_are_in_their_calls(reports: tuple[list[Row], list[Row]]) -> None:
    calls = {call["id"]: call for call in reports[1]}
    quotations = [row for row in reports[0] if row["verdict"] in UNCHANGED]
    for row in quotations:
        first, last = row["turn_range"]
        said = " ".join(
            turn["text"] for turn in calls[row["transcript"]]["turns"][first : last + 1]
        )
        words = row["quote"]
        for edit in row["edits"]:
            if edit["op"] == "bracket":
                words = words.replace(edit["to"], edit["from"])
        assert plain(words) in plain(said), row["id"]
    assert len(quotations) > 100


def test_words_that_are_not_in_the_report_are_refused(tmp_path: Path) -> None:
    (tmp_path / "t.md").write_text("She said: “We do.” No more.", "utf-8")
    (tmp_path / "t.labels").write_text("t.md\nWe don't. | - | - | not_found | -\n", "utf-8")
    with pytest.raises(ValueError, match=r"t.md: not in the report, or out of order: We don't"):
        read_reports(tmp_path)
