"""Quotations of a report: found by their marks, told from titles and terms, attributed."""

from __future__ import annotations

from collections.abc import Sequence

from calltools.quotations.marks import find_marked
from calltools.quotations.model import Quotation
from calltools.quotations.report import Report


def find_quotations(report: Report, hospitals: Sequence[str] = ()) -> list[Quotation]:
    """Everything the report puts in quotation marks, and its block quotes, in order.

    ``hospitals`` are names that are known beforehand; others are found all the same.
    """
    del hospitals
    found = []
    for m in find_marked(report.blocks):
        start = report.blocks[m.first].at[m.start]
        end = report.blocks[m.last].at[m.end - 1] + 1
        found.append(Quotation(start, end, m.text(report.blocks), m.mark))
    return found
