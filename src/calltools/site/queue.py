"""The queue of jobs as people see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from calltools.provenance import sha256_bytes
from calltools.site.jobs import AskedJob
from calltools.site.visit import Visit

_ENDED_SHOWN = 10  # jobs


@dataclass(frozen=True, slots=True)
class Queue:
    """What runs and waits, and what ended last; ``stamp`` is another whenever a job is in another
    state, ``latest`` the job that ended last."""

    jobs: Sequence[AskedJob]
    stamp: str
    latest: AskedJob | None
    others: int
    """How many jobs run or wait that the member may not know."""

    @property
    def is_open(self) -> bool:
        """Whether anything runs or waits."""
        return any(job.is_open for job in self.jobs)


@dataclass(frozen=True, slots=True)
class JobsView:
    """The queue alone."""

    template: ClassVar[str] = "jobs.html"

    queue: Queue


def queue_of(visit: Visit, *, waiting: bool = False) -> Queue:
    """The queue of the workspace, as far as the member may know of it: what was asked for again
    is shown once, as it was last; with ``waiting`` without what is done."""
    known = visit.desk.jobs.all()
    jobs = [job for job in known if may_know(visit, job)]
    states = "".join(f"{job.id}{job.state}" for job in jobs)
    ended = next((job for job in jobs if not job.is_open), None)
    last = {(job.kind, job.subject): job for job in reversed(jobs)}
    kept = [job for job in jobs if job is last[job.kind, job.subject]]
    is_open = [job for job in kept if job.is_open]
    others = [job for job in kept if not job.is_open and not (waiting and job.state == "done")]
    return Queue(
        [*is_open, *others[:_ENDED_SHOWN]],
        sha256_bytes(states.encode())[:12],
        ended,
        sum(job.is_open for job in known) - len(is_open),
    )


def may_know(visit: Visit, job: AskedJob) -> bool:
    """Whether the member asked for a job, or may open the call that it is about; a lead knows of
    all."""
    member = visit.who
    asked = member.duty == "lead" or job.actor == member.name
    return asked or (bool(job.call) and visit.reach.may_open(job.call))
