"""The work that people ask the application for: one queue of jobs for a workspace.

A job is done in a process of its own (:mod:`calltools.site.job_process`), so that the server stays
light, a crash of the work is a failed job, and it can be stopped.  Jobs are state and no evidence:
they are kept in memory, and in a small file so that a program that starts again goes on with what
waited and shows what failed.

A new kind is a line of KINDS and a function of that name in :mod:`calltools.site.works`:

    def bag(workspace: Workspace, arguments: Mapping[str, Any], telling: Telling) -> dict[str, Any]

``arguments`` are what the job was asked for with, as JSON has it, and ``actor``, who asked.
``telling(0.5)`` tells how far it is (it is a :data:`~calltools.progress.Progress`),
``telling.begin("x")`` which stage begins, of STAGES, ``telling.say("…")`` a line for people.  What
it gives is the job's ``result``: people are shown the way to its ``call`` (a name) and to an
address ``at``.  A CalltoolsError that it raises is the job's ``problem`` and ``remedy``.  It may be
killed at any moment.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from calltools.errors import BusyError, CalltoolsError, ConflictError
from calltools.files import atomic_write
from calltools.messages import Kept, Message, keep_message
from calltools.records import convert, dumps, parse_as
from calltools.site.job_process import JobFacts, JobLine, JobProcess, defect
from calltools.store.workspace import Workspace

JobState = Literal["waiting", "running", "done", "failed", "stopped"]
JobLane = Literal["long", "short"]

_FILE = ".calltools/jobs.json"
_LOCK = ".jobs"
"""No call has that name."""
_PRIVATE = 0o600
_ENDED_KEPT = 50  # jobs that ended and are still listed
_MOST_WAITING = 1_000
_LINES_KEPT = 200  # of what a job tells
_AGAIN = Message("ask for it again: what was done is kept")


@dataclass(frozen=True, slots=True)
class JobKind:
    """``title`` is what people are told about it; the function of its name in ``module`` does it.
    Of each lane one job is done at a time: what takes seconds need not wait for what takes
    hours."""

    title: str
    lane: JobLane = "long"
    module: str = "calltools.site.works"


KINDS: Mapping[str, JobKind] = {
    "add": JobKind("Add", "short"),
    "run": JobKind("Run"),
    "pair": JobKind("Two texts", "short"),
    "audit": JobKind("Audit", "short", "calltools.site.auditing"),
    "check": JobKind("Check calls", "short"),
    "table": JobKind("Table", "short"),
    "bag": JobKind("Bag"),
    "verify": JobKind("Verify"),
    "propose": JobKind("Proposals", "short"),
    "copy": JobKind("Redacted copy"),
}

STAGES: Mapping[str, str] = {
    "register": "decoded and measured",
    "diarize": "who speaks when",
    "recognise": "what is said",
    "second": "heard a second time",
    "transcript": "put together",
    "correct": "corrections",
    "extract": "statements",
    "align": "beside its translation",
    "pages": "pages",
    "read": "calls are read",
    "quotations": "quotations are looked for and judged",
    "write": "files are written",
    "verify": "everything is compared",
    "publications": "publications are read",
    "copy": "the copy is made and searched",
}
"""What people are told about the stages that jobs begin."""


@dataclass(frozen=True, slots=True)
class AskedJob:
    """Work that somebody asked for: ``kind`` is of KINDS, ``subject`` what it is done to, such as
    the name of a call.

    Times are seconds since 1970; ``share`` is how much of it is done, 0 to 1, ``stage`` what is
    being done; ``lines`` are what it told; ``problem`` and ``remedy`` why it failed and what to do,
    a line each.
    """

    id: str
    kind: str
    subject: str
    actor: str
    asked: float
    arguments: Mapping[str, Any] = field(default_factory=dict)
    state: JobState = "waiting"
    began: float | None = None
    ended: float | None = None
    stage: str = ""
    share: float = 0.0
    problem: str = ""
    remedy: str = ""
    lines: tuple[JobLine, ...] = ()
    result: Mapping[str, Any] = field(default_factory=dict)
    problem_message: Kept | None = None
    remedy_message: Kept | None = None

    def __post_init__(self) -> None:
        """``problem`` and ``remedy`` are messages again where they were."""
        keep_message(self, "problem")
        keep_message(self, "remedy")

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ("waiting", "running")

    @property
    def title(self) -> str:
        """What people are told about its kind (a message)."""
        return KINDS[self.kind].title

    @property
    def doing(self) -> str:
        """What people are told about its stage (a message)."""
        return STAGES.get(self.stage, self.stage)

    @property
    def asked_at(self) -> str:
        """When it was asked for, UTC."""
        return f"{datetime.fromtimestamp(self.asked, UTC):%Y-%m-%d %H:%M}"

    @property
    def call(self) -> str:
        """The call that it is about, or made; empty for none."""
        return str(self.result.get("call", "") or self.arguments.get("call", ""))

    @property
    def at(self) -> str:
        """The address of what it made; empty for none."""
        return str(self.result.get("at", ""))

    @property
    def left_s(self) -> float | None:
        """How many seconds it will take from now on; None where nothing tells yet."""
        if self.state != "running" or self.began is None or self.share < 0.02:
            return None
        return (time.time() - self.began) * (1 - self.share) / self.share


class Jobs:
    """The queue of a workspace.  Of several programs over one workspace the first that needs it
    works it off; the others show it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._changed = threading.Condition()
        self._jobs: dict[str, AskedJob] = {}
        self._processes: dict[str, JobProcess] = {}
        self._secrets: dict[str, Mapping[str, str]] = {}
        self._held = contextlib.ExitStack()
        self._is_ours = self._is_closing = False
        self._threads: list[threading.Thread] = []

    def all(self) -> list[AskedJob]:
        """Every job that is known: those that run, then those that wait in their order, then those
        that ended, the latest first."""
        with self._changed:
            jobs = list(self._jobs.values()) if self._is_ours else _kept(self._path)
        rank = {"running": 0, "waiting": 1}
        order = {job.id: number for number, job in enumerate(jobs)}
        return sorted(
            jobs, key=lambda job: (rank.get(job.state, 2), -(job.ended or 0), order[job.id])
        )

    def get(self, job_id: str) -> AskedJob | None:
        """The job of that id."""
        return next((job for job in self.all() if job.id == job_id), None)

    def of(self, subject: str, *kinds: str) -> AskedJob | None:
        """The job of one of these kinds about ``subject`` that runs, waits or ended last."""
        jobs = (job for job in self.all() if job.subject == subject and job.kind in kinds)
        return next(jobs, None)

    def ask(
        self,
        kind: str,
        subject: str,
        arguments: Mapping[str, Any],
        actor: str,
        secrets_of: Mapping[str, str] = MappingProxyType({}),
    ) -> AskedJob:
        """Put a job into the queue; gives the one that is there already where the same is.

        ``arguments`` are kept in a file; ``secrets_of`` what does it, which gets them among these,
        are kept in memory until then, and lost where the program ends before.  Raises BusyError
        where another program works the queue off, or too much waits.
        """
        self.start()
        with self._changed:
            is_open = [job for job in self._jobs.values() if job.is_open]
            wanted = (kind, subject, dict(arguments))
            for job in is_open:
                if (job.kind, job.subject, dict(job.arguments)) == wanted:
                    return job
            if len(is_open) >= _MOST_WAITING:
                problem = Message("{count} jobs wait already", count=len(is_open))
                raise BusyError("jobs", problem, "wait for some")
            job = AskedJob(secrets.token_hex(8), kind, subject, actor, time.time(), dict(arguments))
            self._secrets[job.id] = dict(secrets_of)
            self._put(job)
            return job

    def stop(self, job_id: str, actor: str) -> None:
        """Stop a job that waits or runs.  Raises ConflictError for one that does neither here."""
        with self._changed:
            job = self._jobs.get(job_id)
            if job is None or not job.is_open:
                raise ConflictError("this job", "has ended, or is another program's", "look again")
            self._secrets.pop(job_id, None)
            problem = Message("was stopped by {actor}", actor=actor)
            self._end(job, state="stopped", problem=problem, remedy=_AGAIN)
            if process := self._processes.get(job_id):
                process.end()

    def start(self) -> None:
        """Go on with what waits.  Raises BusyError where another program does."""
        with self._changed:
            if self._is_ours:
                return
            try:
                self._held.enter_context(self._workspace.lock(_LOCK, timeout_s=0))
            except BusyError as error:
                problem = Message("are worked off by another calltools review of this workspace")
                raise BusyError("jobs", problem, "ask for it there") from error
            self._is_ours = True
            self._jobs = {job.id: _after_a_crash(job) for job in _kept(self._path)}
            for lane in get_args(JobLane):
                thread = threading.Thread(target=self._work, args=(lane,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def close(self) -> None:
        """End: what runs is stopped, and waits for the next program."""
        with self._changed:
            self._is_closing = True
            for job in self._jobs.values():
                if job.state == "running":
                    self._jobs[job.id] = replace(job, state="waiting", share=0.0)
            for process in self._processes.values():
                process.end()
            if self._is_ours:
                self._keep()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(10)
        self._held.close()

    @property
    def _path(self) -> Path:
        return self._workspace.root / _FILE

    def _work(self, lane: JobLane) -> None:
        while (job := self._next(lane)) is not None:
            try:
                end = self._process(job).ended(partial(self._told, job.id))
            except Exception as error:  # the others are done all the same
                end = defect(repr(error))
            self._ended(job.id, end)

    def _next(self, lane: JobLane) -> AskedJob | None:
        """The next job of a lane, begun; None where the program ends."""
        with self._changed:
            while not self._is_closing:
                for job in self._jobs.values():
                    if job.state == "waiting" and KINDS[job.kind].lane == lane:
                        self._put(replace(job, state="running", began=time.time(), lines=()))
                        return job
                self._changed.wait()
            return None

    def _process(self, job: AskedJob) -> JobProcess:
        """The process of a job, begun."""
        with self._changed:
            arguments = {**job.arguments, **self._secrets.pop(job.id, {}), "actor": job.actor}
            work = f"{KINDS[job.kind].module}:{job.kind}"
            process = JobProcess(self._workspace, work, arguments)
            self._processes[job.id] = process
            if self._jobs[job.id].state != "running":  # stopped before it began
                process.end()
            return process

    def _told(self, job_id: str, facts: JobFacts) -> None:
        """Note what the process of a job tells."""
        with self._changed:
            if (job := self._jobs.get(job_id)) is None:  # stopped, and long ago
                return
            if "line" in facts:
                lines = (*job.lines, convert(facts["line"], JobLine))
                facts = {"lines": lines[-_LINES_KEPT:]}
            self._jobs[job_id] = replace(job, **facts)

    def _ended(self, job_id: str, end: JobFacts) -> None:
        """Note how the process of a job ended, unless it was stopped."""
        with self._changed:
            self._processes.pop(job_id, None)
            job = self._jobs.get(job_id)
            if job is not None and job.state == "running":
                self._end(job, **end)

    def _end(self, job: AskedJob, **facts: Any) -> None:
        self._put(replace(job, ended=time.time(), **facts))

    def _put(self, job: AskedJob) -> None:
        self._jobs[job.id] = job
        ended = sorted(
            (one for one in self._jobs.values() if one.ended), key=lambda one: one.ended or 0
        )
        for one in ended[:-_ENDED_KEPT]:
            del self._jobs[one.id]
        self._keep()
        self._changed.notify_all()

    def _keep(self) -> None:
        with contextlib.suppress(CalltoolsError):  # full: the queue itself goes on
            text = dumps(list(self._jobs.values()))
            atomic_write(self._path, text, mode=_PRIVATE, synced=False)


def kept_jobs(workspace: Workspace) -> list[AskedJob]:
    """The jobs of a workspace as the program that works them off, or the last one, left them."""
    return _kept(workspace.root / _FILE)


def _kept(path: Path) -> list[AskedJob]:
    try:
        jobs = parse_as(path.read_bytes(), list[AskedJob])
    except (OSError, ValueError):  # of no use: jobs are not evidence
        return []
    return [job for job in jobs if job.kind in KINDS]


def _after_a_crash(job: AskedJob) -> AskedJob:
    """A job that ran when the program was killed is not begun again by itself: it may be why."""
    if job.state != "running":
        return job
    problem = Message("calltools review ended while this was being done")
    return replace(job, state="failed", ended=time.time(), problem=problem, remedy=_AGAIN)
