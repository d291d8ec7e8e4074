"""Whole invented reports: what is found, whose words, where, and in which frame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from expected import REPORTS, as_docx, as_html, expected, names, report

from calltools.evaluation.quotations import score_found
from calltools.quotations.finding.find import find_quotations
from calltools.quotations.report import report_of


def rows(name: str) -> Iterator[dict[str, Any]]:
    for q in find_quotations(report(name)):
        yield {
            "report": name, "quote": q.text, "start": q.start, "end": q.end, "frame": q.frame,
            "attributed_speaker": q.speaker, "attributed_hospital": q.hospital,
        }  # fmt: skip


def test_invented_reports_are_read_as_their_author_meant_them() -> None:
    labelled = [row for name in names() for row in expected(name)]
    scores = score_found(labelled, [row for name in names() for row in rows(name)])
    assert scores["spans"]["f1"] == 1
    assert scores["attributed_speaker"] >= 0.93
    assert scores["attributed_hospital"] >= 0.96
    assert scores["frame"] >= 0.94


@pytest.mark.parametrize("name", ["column_zh", "hearing", "morning_courier", "tribunal_finding"])
def test_the_same_is_found_in_html_and_word(name: str) -> None:
    markdown = (REPORTS / f"{name}.md").read_text("utf-8")

    def found(data: bytes, file: str) -> list[tuple[Any, ...]]:
        quotations = find_quotations(report_of(data, file))
        return [(q.text, q.mark, q.speaker, q.hospital, q.frame) for q in quotations]

    plain = found(markdown.encode(), "a.md")
    assert found(as_html(markdown), "a.html") == plain
    assert found(as_docx(markdown), "a.docx") == plain
