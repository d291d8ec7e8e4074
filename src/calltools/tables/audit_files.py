"""Audited reports as files: rows for programs, a table and a page for each report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from calltools.files import write_output
from calltools.progress import Progress, silent
from calltools.quotations.auditor import AuditedReport
from calltools.quotations.corpus import Corpus
from calltools.quotations.verdict_context import REPORTS
from calltools.records import dump_rows, plain
from calltools.tables.columns import QUOTATIONS
from calltools.tables.frames import frame_of, to_csv
from calltools.tables.table_rows import quotation_row
from calltools.views.audit_page import audit_page
from calltools.views.clips import clips

Page = Callable[[AuditedReport], str]


def written(
    name: str,
    audits: Sequence[AuditedReport],
    page: Page | None,
    *,
    bom: bool = False,
) -> str:
    """The audits in a format of :data:`calltools.tables.formats.AUDIT_FORMATS`; of html (a page,
    which ``page`` makes) the first.  ``bom`` is for csv."""
    if name == "html" and page:
        return page(audits[0])
    rows = (row for audit in audits for row in audit.rows)
    if name == "jsonl":
        return dump_rows(rows)
    return ("\ufeff" if bom else "") + to_csv(frame_of(QUOTATIONS, map(quotation_row, rows)))


def write_files(folder: Path, audits: Sequence[AuditedReport], page: Page | None) -> None:
    """Write all rows, all reports as they read, and with ``page``, the page of each report
    into ``folder``.  All of it is made before any of it is written."""
    files = {f"audit.{name}": written(name, audits, page, bom=True) for name in _OF_ALL}
    files[REPORTS] = dump_rows(plain(audit.shown) for audit in audits)
    if page:
        for stem, audit in zip(_stems(audits), audits, strict=True):
            files[f"{stem}.html"] = page(audit)
    for file, text in files.items():
        write_output(folder / file, text)


_OF_ALL = ("jsonl", "csv")


def to_html(
    audit: AuditedReport,
    corpus: Corpus,
    *,
    language: str = "en",
    going_on: Callable[[Path], AbstractContextManager[None]] = lambda _: nullcontext(),
    progress: Progress = silent,
) -> str:
    """The page of a report, with the sound of its quotations where recordings are at hand, in a
    ``language`` of the interface.

    ``going_on`` as :func:`calltools.views.clips.clips` takes it.
    """
    heard = clips(audit.audited, corpus, going_on=going_on, progress=progress)
    return audit_page(audit.shown, audit.rows, heard, language)


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
