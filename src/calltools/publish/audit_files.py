"""Audited reports as files: rows for programs, a table, a page and annotations for each report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from calltools.progress import Progress, silent
from calltools.publish.audit_page import audit_page
from calltools.publish.audit_table import audit_csv
from calltools.publish.clips import clips
from calltools.quotations import annotation
from calltools.quotations.auditor import AuditedReport, Auditor
from calltools.quotations.corpus import Corpus
from calltools.records import dump_rows, dumps

Page = Callable[[AuditedReport], str]


def to_jsonl(audits: Sequence[AuditedReport]) -> str:
    """A line of JSON for each quotation."""
    return dump_rows(row for audit in audits for row in audit.rows)


def to_csv(audits: Sequence[AuditedReport], *, bom: bool = False) -> str:
    """A line for each quotation; ``bom`` puts a mark before it that spreadsheets know UTF-8 by."""
    return ("\ufeff" if bom else "") + audit_csv(row for audit in audits for row in audit.rows)


def to_html(
    audit: AuditedReport,
    auditor: Auditor,
    *,
    going_on: Callable[[Path], AbstractContextManager[None]] = lambda _: nullcontext(),
    progress: Progress = silent,
) -> str:
    """The page of a report, with the sound of its quotations where recordings are at hand.

    ``going_on`` as :func:`calltools.publish.clips.clips` takes it.
    """
    return audit_page(
        audit.report,
        audit.audited,
        auditor.corpus,
        other_language=audit.beside,
        clips=clips(audit.audited, auditor.corpus, going_on=going_on, progress=progress),
        since=audit.since,
    )


def to_jsonld(audit: AuditedReport, corpus: Corpus) -> str:
    """Web annotations on a report."""
    found = annotation.annotations(audit.report, audit.audited, corpus, audit.beside)
    return dumps(found)


def to_files(audits: Sequence[AuditedReport], corpus: Corpus, page: Page) -> dict[str, str]:
    """What goes into a folder, by name: all rows, and for each report its page (made by ``page``)
    and its annotations."""
    files = {"audit.jsonl": to_jsonl(audits), "audit.csv": to_csv(audits, bom=True)}
    for stem, audit in zip(_stems(audits), audits, strict=True):
        files[f"{stem}.html"] = page(audit)
        files[f"{stem}.jsonld"] = to_jsonld(audit, corpus)
    return files


def _stems(audits: Sequence[AuditedReport]) -> Iterator[str]:
    """A name for the files of each report: its own without its ending, told apart where two
    reports have the same."""
    names = [audit.report.name for audit in audits]
    stems = Counter(Path(name).stem for name in names)
    taken: Counter[str] = Counter()
    for name in names:
        stem = name if stems[Path(name).stem] > 1 else Path(name).stem
        taken[stem] += 1
        yield stem if taken[stem] == 1 else f"{stem}-{taken[stem]}"
