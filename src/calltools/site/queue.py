"""The queue of jobs as people see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from calltools.provenance import sha256_bytes
from calltools.site.job_kinds import KINDS, STAGES
from calltools.site.jobs import AskedJob
from calltools.site.visit import Visit, address_of

_ENDED_SHOWN = 10


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job in a line: ``title`` and ``stage`` are messages; times in UTC; ``call`` and ``at`` are
    addresses of what it is about or made, or empty."""

    job: AskedJob
    title: str
    stage: str
    asked: str
    left_ms: int | None
    call: str
    at: str


@dataclass(frozen=True, slots=True)
class Queue:
    """What runs and waits, and what ended last; ``stamp`` is another whenever a job is in another
    state, ``latest`` the job that ended last."""

    rows: Sequence[JobRow]
    stamp: str
    latest: JobRow | None
    others: int
    """How many jobs run or wait that the member may not know."""

    @property
    def is_open(self) -> bool:
        """Whether anything runs or waits."""
        return any(row.job.is_open for row in self.rows)


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
        [*map(row_of, (*is_open, *others[:_ENDED_SHOWN]))],
        sha256_bytes(states.encode())[:12],
        row_of(ended) if ended else None,
        sum(job.is_open for job in known) - len(is_open),
    )


def may_know(visit: Visit, job: AskedJob) -> bool:
    """Whether the member asked for a job, or may open the call that it is about; a lead knows of
    all."""
    member, call = visit.who, call_of(job)
    asked = member.duty == "lead" or job.actor == member.name
    return asked or (bool(call) and visit.reach.may_open(call))


def call_of(job: AskedJob) -> str:
    """The call that a job is about, or made; empty for none."""
    return str(job.result.get("call", "") or job.arguments.get("call", ""))


def row_of(job: AskedJob) -> JobRow:
    """A job as people see it."""
    left = job.left_s
    call = call_of(job)
    return JobRow(
        job,
        KINDS[job.kind].title,
        STAGES.get(job.stage, job.stage),
        f"{datetime.fromtimestamp(job.asked, UTC):%Y-%m-%d %H:%M}",
        None if left is None or left < 1 else round(left * 1000),
        address_of(call) if call else "",
        str(job.result.get("at", "")),
    )
