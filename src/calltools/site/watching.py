"""A job that its asker watches: how far it is, and the way to what was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import RedirectResponse, Response

from calltools.site.jobs import AskedJob
from calltools.site.page_response import shown
from calltools.site.queue import may_know
from calltools.site.visit import NotFoundError, Visit

_KINDS = {"pair": "/pairs", "audit": "/audits"}
"""The kinds of jobs that are watched, and where each is asked for: its page is below that."""
_AGAIN_S = 2
"""After how many seconds a browser asks again how far a job is."""


@dataclass(frozen=True, slots=True)
class WatchView:
    """A job, and the address at which another is asked for."""

    template: ClassVar[str] = "watched.html"

    job: AskedJob
    another: str


def watched(visit: Visit) -> Response:
    """How far the job is; the way to what it made where it is done and told nothing beside."""
    job = visit.desk.jobs.get(visit.request.path_params["job"])
    another = visit.request.url.path.rpartition("/")[0]
    if job is None or _KINDS.get(job.kind) != another or not may_know(visit, job):
        raise NotFoundError("this address", "leads to no job")
    if job.state == "done" and not job.lines:
        return RedirectResponse(job.at, 303)
    answer = shown(visit, WatchView(job, another))
    if job.is_open:
        answer.headers["refresh"] = str(_AGAIN_S)
    return answer
