"""What the program itself makes of a labelled set, as rows to be scored."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from calltools.alignment.align import Aligner, align_row
from calltools.files import bytes_of
from calltools.quotations.auditor import Auditor
from calltools.quotations.corpus import Corpus
from calltools.quotations.report import read_report
from calltools.records import read_lines
from calltools.statements.dialogues import read_dialogues
from calltools.statements.extraction import extract
from calltools.statements.proposal import Reader


def aligned(calls: Path, aligner: Aligner) -> list[dict[str, Any]]:
    """Links and findings of each call in a file of JSON lines."""
    lines = read_lines(bytes_of(calls), calls)
    return [align_row(line, place, aligner, anyway=True)[0] for place, line in lines]


def extracted(dialogues: Path, reader: Reader) -> list[dict[str, Any]]:
    """The statements of each dialogue in a file of JSON lines."""
    calls = read_dialogues(bytes_of(dialogues), str(dialogues))
    return [
        statement.to_json() for name, call in calls for statement in extract(call, name, reader)
    ]


def audited(reports: Iterable[Path], corpus: Corpus, aligner: Aligner) -> list[dict[str, Any]]:
    """The quotations of the reports, each with its verdict."""
    auditor = Auditor(corpus, aligner.encoder, aligner.reader)
    return [row for report in reports for row in auditor.audit(read_report(report)).rows]
