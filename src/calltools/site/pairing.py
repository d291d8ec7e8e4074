"""Calls that are texts alone: a Chinese text and its English are sent, and aligned by a job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import RedirectResponse, Response

from calltools.errors import SettingsError
from calltools.files import safe_name
from calltools.messages import Message
from calltools.site.jobs import AskedJob
from calltools.site.queue import may_know
from calltools.site.shown import shown
from calltools.site.visit import NotFoundError, Visit
from calltools.store.recordings import recordings

_AGAIN_S = 2
"""After how many seconds a browser asks again how far a job is."""


@dataclass(frozen=True, slots=True)
class PairView:
    """Where the two texts of a call without a recording are given; ``job`` is what aligns them."""

    template: ClassVar[str] = "pair.html"

    job: AskedJob | None = None


def form(visit: Visit) -> Response:
    """Where the two texts of a call without a recording are given."""
    return shown(visit, PairView())


def send(visit: Visit) -> Response:
    """Have a Chinese text and its English registered as a call, ``name``, and aligned; ``anyway``
    where they look like different calls."""
    name = visit.text("name", 100).strip()
    if not name or safe_name(name) != name:
        raise SettingsError("name", "expected a name for the call that a file may have")
    hashes = {file.sha256 for file in visit.files}
    for known in recordings(visit.desk.review.workspace):
        if known.audio_sha256 in hashes and not visit.reach.may_open(known.name):
            problem = Message("{file} is here already", file=name)
            raise SettingsError("files", problem, "ask a lead for it")
    files = [str(file.path) for file in visit.files]
    arguments = {"files": files, "name": name, "anyway": visit.flag("anyway")}
    job = visit.desk.jobs.ask("pair", name, arguments, visit.who.name)
    for file in visit.files:
        file.taken = True
    at = f"/pairs/{job.id}"
    return visit.answer({"back": at}, at)


def watched(visit: Visit) -> Response:
    """How far the job is; the way to the call where it is done."""
    job = visit.desk.jobs.get(visit.request.path_params["job"])
    if job is None or job.kind != "pair" or not may_know(visit, job):
        raise NotFoundError("this address", "is of no job")
    if job.state == "done":
        return RedirectResponse(job.at, 303)
    answer = shown(visit, PairView(job))
    if job.is_open:
        answer.headers["refresh"] = str(_AGAIN_S)
    return answer
