"""Labelled reports, as fits learn from them: sets like tests/gold/quotes, and training/reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calltools.evaluation.quotations import hospital_keys
from calltools.quotations.corpus import Corpus, read_corpus
from calltools.quotations.finding.find import find_quotations
from calltools.quotations.model import Quotation
from calltools.quotations.naming.corpus_hospitals import KnownHospitals
from calltools.quotations.report import Report, read_report
from calltools.records import read_objects

Row = Mapping[str, Any]
"""A labelled quotation, with the fields of gold/quotes/quotes.jsonl."""


@dataclass(frozen=True)
class LabelledReport:
    """A report with its labelled rows, the name of its set, its calls and their hospitals."""

    report: Report
    rows: Sequence[Row]
    of: str
    corpus: Corpus
    known: KnownHospitals
    hospital_key: Callable[[str | None], str | None]

    def quotations(self) -> Iterator[tuple[Quotation, Row]]:
        """The quotations that are found and labelled, with their labels."""
        rows = {row["start"]: row for row in self.rows}
        for quotation in find_quotations(self.report, self.corpus, self.known):
            if quotation.start in rows:
                yield quotation, rows[quotation.start]


def labelled_reports(sets: Mapping[str, Path]) -> list[LabelledReport]:
    """The reports of all sets."""
    return [report for name, folder in sets.items() for report in _reports_of(name, folder)]


def _reports_of(name: str, folder: Path) -> Iterator[LabelledReport]:
    rows = list(read_objects(folder / "quotes.jsonl"))
    calls = folder if (folder / "transcripts.jsonl").exists() else folder.with_name("quotes")
    corpus = read_corpus([calls / "transcripts.jsonl"])
    known, key = KnownHospitals(corpus), hospital_keys(folder, corpus)
    reports = folder / "reports" if (folder / "reports").exists() else folder
    for report in sorted({row["report"] for row in rows}):
        own = [row for row in rows if row["report"] == report]
        yield LabelledReport(read_report(reports / report), own, name, corpus, known, key)
