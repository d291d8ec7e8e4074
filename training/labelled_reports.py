"""Labelled reports, as fits learn from them: sets like tests/gold/quotes, and training/reports."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from calltools.evaluation.quotations import hospital_keys
from calltools.quotations.corpus import Corpus, read_corpus
from calltools.quotations.finding.find import find_quotations
from calltools.quotations.model import Quotation
from calltools.quotations.naming.corpus_hospitals import KnownHospitals
from calltools.quotations.report import Report, read_report
from calltools.records import read_objects
from training.written_reports import read_reports

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
    rows, corpus = _rows_and_calls(folder)
    known, key = KnownHospitals(corpus), hospital_keys(folder, corpus)
    reports = folder / "reports" if (folder / "reports").exists() else folder
    for report in sorted({row["report"] for row in rows}):
        own = [row for row in rows if row["report"] == report]
        yield LabelledReport(read_report(reports / report), own, name, corpus, known, key)


def _rows_and_calls(folder: Path) -> tuple[Sequence[Row], Corpus]:
    if (folder / "quotes.jsonl").exists():
        calls = folder if (folder / "transcripts.jsonl").exists() else folder.with_name("quotes")
        return list(read_objects(folder / "quotes.jsonl")), read_corpus(
            [calls / "transcripts.jsonl"]
        )
    rows, transcripts = read_reports(folder)
    with TemporaryDirectory() as place:
        file = Path(place) / "transcripts.jsonl"
        file.write_text("\n".join(json.dumps(row) for row in transcripts), "utf-8")
        return rows, read_corpus([file])
