"""Reports that are to be audited: sent, pasted, or audited again, by a job that is watched.

A report lies beside its audit, each version of it: ``audits/NAME/versions/SHA256/NAME``.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from starlette.responses import Response

from calltools.errors import ConflictError, ReportError, SettingsError, TranscriptError
from calltools.files import atomic_write, bytes_of
from calltools.messages import Message
from calltools.page.limited_process import read_limited
from calltools.progress import part
from calltools.provenance import sha256_bytes
from calltools.quotations.report import NO_REPORT, report_of
from calltools.review.call_access import let_bringer_open
from calltools.review.desk import Review
from calltools.review.quotation_items import AUDITS, audits, reports
from calltools.settings import load
from calltools.site.job_process import Telling
from calltools.site.jobs import AskedJob
from calltools.site.page_response import shown
from calltools.site.publications import publication_name
from calltools.site.queue import may_know
from calltools.site.visit import NotFoundError, Visit, address_of
from calltools.store.workspace import Workspace

_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AuditsView:
    """Where a report is sent; ``reports`` were audited, by name and whether their file is kept;
    ``waiting`` are to be."""

    template: ClassVar[str] = "audits.html"

    reports: Sequence[tuple[str, bool]]
    waiting: Sequence[AskedJob]


def report_name(name: str) -> str:
    """The name of a report that was sent as ``name``.  Raises SettingsError for another file."""
    kept = publication_name(name)
    if Path(kept).suffix in NO_REPORT:
        problem = Message("{file} is a transcript or table, not a report", file=kept[-40:])
        raise SettingsError("file", problem, "give .md, .docx, .pdf")
    return kept


def form(visit: Visit) -> Response:
    """Where a report is sent, pasted, or chosen to be audited again."""
    review, known = visit.desk.review, []
    for name in filter(visit.reach.may_open, review.reports()):
        file = _kept(review.workspace, name, _version(review, name))
        known.append((name, file.is_file()))
    jobs = [job for job in visit.desk.jobs.all() if job.kind == "audit" and job.is_open]
    return shown(visit, AuditsView(known, [job for job in jobs if may_know(visit, job)]))


def send(visit: Visit) -> Response:
    """Have a report audited that was sent, or pasted as a text under a ``name``; ``newer`` where
    another of its name was audited before."""
    data, name = visit.document(report_name, "report")
    review = visit.desk.review
    before = _version(review, name)
    if review.has_call(name) or (before and not visit.reach.may_open(name)):
        told = Message("{file} is here already", file=name)
        raise SettingsError("file", told, "ask a lead for it")
    if before not in ("", sha256_bytes(data)) and not visit.flag("newer"):
        told = Message("another report of the name {file} was audited here", file=name)
        raise SettingsError("newer", told, "say that this is a newer version, or rename it")
    path = visit.desk.aside.folder() / name
    atomic_write(path, data)
    return _watch(visit, name, {"file": str(path), "moved": True, "before": before})


def again(visit: Visit) -> Response:
    """Have a report audited again, as its file is kept."""
    review, name = visit.desk.review, visit.name
    version = _version(review, name)
    file = _kept(review.workspace, name, version)
    if not file.is_file():
        raise NotFoundError(name, "is not kept here", "send its file again")
    return _watch(visit, name, {"kept": str(file), "before": version})


def _watch(visit: Visit, name: str, arguments: Mapping[str, Any]) -> Response:
    job = visit.desk.jobs.ask("audit", name, arguments, visit.who.name)
    at = f"/audits/{job.id}"
    return visit.answer({"back": at}, at)


def _version(review: Review, name: str) -> str:
    """The sha256 of a report as it was audited last; empty where it was not."""
    if name not in review.reports():
        return ""
    text = review.shown_report(name)
    return text.report_sha256 if text else _UNKNOWN


def _kept(workspace: Workspace, name: str, sha256: str) -> Path:
    return workspace.root / AUDITS / name / "versions" / sha256[:12] / name


def audit(workspace: Workspace, arguments: Mapping[str, Any], telling: Telling) -> dict[str, Any]:
    """Audit a report against all calls of the workspace, as ``calltools audit`` does, and keep it
    beside its audit.  Who brought it may open it.

    Raises ReportError where it quotes nothing, or a call can't be read; ConflictError where the one
    ``before`` is not what was audited last any more.
    """
    sent = Path(arguments.get("file") or arguments["kept"])
    name, data = sent.name, bytes_of(sent, ReportError)
    try:
        made = _audited(workspace, name, data, arguments, telling)
    finally:
        if "file" in arguments:
            shutil.rmtree(sent.parent, ignore_errors=True)
    if not arguments["before"]:
        let_bringer_open(workspace, name, arguments["actor"])
    return made


def _audited(
    workspace: Workspace,
    name: str,
    data: bytes,
    arguments: Mapping[str, Any],
    telling: Telling,
) -> dict[str, Any]:
    from calltools.alignment.align import Aligner
    from calltools.comparison.pair_reader import MISSING, installed_encoder
    from calltools.quotations.auditor import Auditor
    from calltools.quotations.corpus import read_corpus
    from calltools.tables.audit_files import write_files

    telling.begin("read")
    read_limited(data, name, is_call=True)  # in a process with limits: it may be made to do harm
    report, corpus = report_of(data, name), read_corpus([workspace.root])
    if corpus.failed:  # counted alone: who asks may know nothing of a call among them
        problem = Message(
            "{count} of the calls can’t be read as they stand: their words would not be found",
            count=len(corpus.failed),
        )
        raise ReportError(name, problem, "have them run: what was corrected has to be run again")
    if not corpus.entries:
        raise TranscriptError(workspace.transcripts, "holds no transcript that can be read")
    settings = load(workspace.settings_file)
    if installed_encoder(settings.models_dir) is None:
        telling.say(MISSING)
    telling.begin("quotations")
    models, earlier = Aligner(settings), reports(list(audits(workspace))).get(name, [])
    auditor = Auditor(corpus, models.encoder, models.reader)
    audited = auditor.audit(report, earlier, progress=part(telling, 0.1, 0.9))
    if not audited.rows:
        raise ReportError(name, "quotes nothing", "check that the right file was given")
    if _version(Review(workspace), name) != arguments["before"]:
        raise ConflictError(name, "was audited by somebody else meanwhile", "look again")
    telling.begin("write")
    atomic_write(_kept(workspace, name, report.sha256), data)
    write_files(workspace.root / AUDITS / name, [audited], None)
    return {"at": f"/reports/{address_of(name)}"}
