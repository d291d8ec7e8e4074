"""Whole invented reports: what is found, whose words, where, and in which frame."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from expected import REPORTS, as_docx, as_html, expected, names, report

from calltools.evaluation.quotations import score_found
from calltools.quotations.finding.find import find_quotations
from calltools.quotations.report import Report, read_report, report_of


def rows(name: str, report: Report) -> Iterator[dict[str, Any]]:
    for q in find_quotations(report):
        yield {
            "report": name,
            "quote": q.text,
            "start": q.start,
            "end": q.end,
            "frame": q.frame,
            "attributed_speaker": q.speaker,
            "attributed_hospital": q.hospital,
        }


def test_invented_reports_are_read_as_their_author_meant_them() -> None:
    labelled = [row for name in names() for row in expected(name)]
    predicted = [row for name in names() for row in rows(name, report(name))]
    scores = score_found(labelled, predicted)
    assert scores["spans"]["f1"] == 1
    assert scores["attributed_speaker"] >= 0.93
    assert scores["attributed_hospital"] >= 0.96
    assert scores["frame"] >= 0.94


def test_the_gold_set(shared: Path) -> None:
    folder = shared / "gold" / "quotes"
    lines = (folder / "quotes.jsonl").read_text("utf-8").splitlines()
    labelled = [json.loads(line) for line in lines]
    predicted: list[dict[str, Any]] = []
    for name in sorted({row["report"] for row in labelled}):
        report = read_report(folder / "reports" / name)
        assert report.text == (folder / "reports" / "text" / f"{name}.txt").read_text("utf-8")
        predicted += rows(name, report)
    scores = score_found(labelled, predicted)
    assert scores["spans"]["recall"] >= 0.99
    assert scores["attributed_speaker"] >= 0.95
    assert scores["attributed_hospital"] >= 0.95
    assert scores["frame"] >= 0.95


@pytest.mark.parametrize("name", ["column_zh", "hearing", "morning_courier", "tribunal_finding"])
def test_the_same_is_found_in_html_and_word(name: str) -> None:
    markdown = (REPORTS / f"{name}.md").read_text("utf-8")

    def found(data: bytes, file: str) -> list[tuple[Any, ...]]:
        quotations = find_quotations(report_of(data, file))
        return [(q.text, q.mark, q.speaker, q.hospital, q.frame) for q in quotations]

    plain = found(markdown.encode(), "a.md")
    assert found(as_html(markdown), "a.html") == plain
    assert found(as_docx(markdown), "a.docx") == plain
