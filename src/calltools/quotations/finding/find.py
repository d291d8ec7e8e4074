"""Quotations of a report: found by their marks, told from titles and terms, attributed."""

from __future__ import annotations

from collections.abc import Sequence

from calltools.language.quoting.marks import BLOCKQUOTE, Marked
from calltools.language.quoting.reading import TextReading
from calltools.quotations.finding.frame import frame_of
from calltools.quotations.model import Frame, Quotation
from calltools.quotations.report import Report


def find_quotations(report: Report, hospitals: Sequence[str] = ()) -> list[Quotation]:
    """Everything the report puts in quotation marks, and its block quotes, in order.

    ``hospitals`` are names that are known beforehand; others are found all the same.
    """
    reading = TextReading(report.blocks, hospitals)
    found: list[Quotation] = []
    frame: Frame | None = None
    for q in reading.quoted():
        start, end = _span(report, q.marked)
        if q.reason:
            found.append(Quotation(start, end, q.text, q.marked.mark, False, q.reason, frame=None))
            continue
        frame = frame_of(q.words, reading.people, frame, set_apart=q.marked.mark == BLOCKQUOTE)
        found.append(
            Quotation(start, end, q.text, q.marked.mark, True, "", q.speaker, q.hospital, frame)
        )
    return found


def _span(report: Report, m: Marked) -> tuple[int, int]:
    """Where the words stand in the report's text."""
    return report.blocks[m.first].at[m.start], report.blocks[m.last].at[m.end - 1] + 1
