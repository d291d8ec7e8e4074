"""Calls that are texts alone: a Chinese text and its English are sent, and aligned by a job."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from starlette.responses import RedirectResponse, Response

from calltools.errors import SettingsError
from calltools.files import atomic_write, safe_name
from calltools.messages import Message
from calltools.page.limited import read_limited
from calltools.provenance import sha256_bytes
from calltools.review.reach import let_bringer_open
from calltools.run.pipeline import TextPipeline
from calltools.run.texts import keep_texts
from calltools.settings import load
from calltools.site.job_child import Telling
from calltools.site.jobs import AskedJob
from calltools.site.publications import publication_name
from calltools.site.queue import may_know, row_of
from calltools.site.shown import shown
from calltools.site.translations import sent_files
from calltools.site.visit import NotFoundError, Visit, call_at
from calltools.store.recordings import recordings
from calltools.store.workspace import Workspace

_FOLDER = ".calltools/pairs"
_AGAIN_S = 2
"""After how many seconds a browser asks again how far a job is."""


@dataclass(frozen=True, slots=True)
class PairView:
    """Where the two texts of a call without a recording are given; ``job`` is what aligns them."""

    template: ClassVar[str] = "pair.html"

    job: AskedJob | None = None
    stage: str = ""


def form(visit: Visit) -> Response:
    """Where the two texts of a call without a recording are given."""
    return shown(visit, PairView())


def send(visit: Visit) -> Response:
    """Have a Chinese text and its English registered as a call, ``name``, and aligned; ``anyway``
    where they look like different calls."""
    name = visit.text("name", 100).strip()
    if not name or safe_name(name) != name:
        raise SettingsError("name", "expected a name for the call that a file may have")
    folder = visit.desk.review.workspace.root / _FOLDER / secrets.token_hex(8)
    files = []
    sent = sent_files(visit)
    hashes = {sha256_bytes(data) for _, data in sent}
    for known in recordings(visit.desk.review.workspace):
        if known.audio_sha256 in hashes and not visit.reach.may_open(known.name):
            problem = Message("{file} is here already", file=name)
            raise SettingsError("files", problem, "ask a lead for it")
    for number, (file, data) in enumerate(sent):
        path = folder / str(number) / publication_name(file)
        atomic_write(path, data)
        files.append(str(path))
    arguments = {"files": files, "name": name, "anyway": visit.flag("anyway")}
    try:
        job = visit.desk.jobs.ask("pair", name, arguments, visit.who.name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    at = f"/pairs/{job.id}"
    return visit.answer({"back": at}, at)


def watched(visit: Visit) -> Response:
    """How far the job is; the way to the call where it is done."""
    job = visit.desk.jobs.get(visit.request.path_params["job"])
    if job is None or job.kind != "pair" or not may_know(visit, job):
        raise NotFoundError("this address", "is of no job")
    row = row_of(job)
    if job.state == "done":
        return RedirectResponse(row.at, 303)
    answer = shown(visit, PairView(job, row.stage))
    if job.is_open:
        answer.headers["refresh"] = str(_AGAIN_S)
    return answer


def align_pair(
    workspace: Workspace, arguments: Mapping[str, Any], telling: Telling
) -> dict[str, Any]:
    """Register the texts in ``files`` as the call ``name`` and do what ``calltools run`` does of
    it.  Who asked may open it.  The files are removed."""
    files = [Path(file) for file in arguments["files"]]
    try:
        for file in files:  # in a process with limits: it may be made to do harm
            read_limited(file.read_bytes(), file.name)
        kept = keep_texts(workspace, files, arguments["name"], anyway=arguments["anyway"])
    finally:
        shutil.rmtree(files[0].parent.parent, ignore_errors=True)
    for remark in kept.remarks:
        telling.say(remark)
    pipeline = TextPipeline(
        workspace, load(workspace.settings_file, {"operator": arguments["actor"]})
    )
    for call in kept.calls:
        if call.is_new:
            let_bringer_open(workspace, call.name, arguments["actor"])
        outcome = pipeline.run(call, telling, begin=telling.begin)
        if outcome.error:
            raise outcome.error
    name = kept.calls[0].name
    return {"call": name, "at": f"{call_at(name)}/alignment"}
