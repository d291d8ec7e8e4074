"""The queue of jobs: one at a time, in processes that end when they are to, kept over a restart."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from calltools.errors import BusyError, ConflictError
from calltools.site import jobs as jobs_module
from calltools.site.job_process import JobLine
from calltools.site.jobs import AskedJob, JobKind, Jobs, kept_jobs
from calltools.store.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    kinds = {name: JobKind(name, module="job_works") for name in ("count", "fail", "crash", "wait")}
    soon = JobKind("soon", "short", "job_works")
    monkeypatch.setattr(jobs_module, "KINDS", {**kinds, "soon": soon})
    return Workspace.init(tmp_path)


@pytest.fixture
def jobs(workspace: Workspace) -> Iterator[Jobs]:
    queue = Jobs(workspace)
    yield queue
    queue.close()


def until(queue: Jobs, job: AskedJob, is_so: Callable[[AskedJob], object]) -> AskedJob:
    """The job when something is so of it, within a minute."""
    for _ in range(1_200):
        now = queue.get(job.id)
        assert now is not None
        if is_so(now):
            return now
        time.sleep(0.05)
    raise AssertionError(f"in a minute it did not come to that: {queue.get(job.id)}")


def ended(job: AskedJob) -> bool:
    return not job.is_open


def test_jobs_of_a_lane_are_done_one_after_the_other_and_tell_what_they_gave(
    workspace: Workspace, jobs: Jobs
) -> None:
    first, second = (jobs.ask("count", f"b{n}", {"number": n}, "anna") for n in (1, 2))
    again = jobs.ask("count", "b2", {"number": 2}, "berta")
    assert again.id == second.id, "the same is asked for once"
    done = until(jobs, second, ended)
    assert (done.state, done.stage, done.share) == ("done", "count", 1.0)
    assert done.lines == (JobLine("一行"),)
    assert done.result == {"by": "anna"}
    assert (workspace.root / "counted").read_text() == "1\n2\n"
    assert [job.id for job in jobs.all()] == [second.id, first.id]
    path = workspace.root / ".calltools" / "jobs.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_fails_tells_why_in_a_line_and_a_crash_is_a_failed_job(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = until(jobs, jobs.ask("fail", "a", {}, "anna"), ended)
    assert (failed.state, failed.remedy) == ("failed", "look at it")
    assert failed.problem == "recordings/a.wav: holds no sound", "no path of the server"
    crashed = until(jobs, jobs.ask("crash", "a", {}, "anna"), ended)
    assert crashed.state == "failed"
    assert "defect" in crashed.problem
    with monkeypatch.context() as patch:  # a process that can't be begun
        patch.setattr(sys, "executable", "/nonexistent/python")
        not_begun = until(jobs, jobs.ask("count", "a", {"number": 1}, "anna"), ended)
    assert not_begun.state == "failed"
    assert "FileNotFoundError" in not_begun.problem
    assert until(jobs, jobs.ask("count", "a", {"number": 3}, "anna"), ended).state == "done"


@pytest.mark.slow
def test_what_runs_and_what_waits_is_stopped_and_what_is_quick_waits_for_nothing(
    jobs: Jobs,
) -> None:
    running = jobs.ask("wait", "a", {}, "anna")
    waiting = jobs.ask("count", "b", {"number": 1}, "anna")
    now = until(jobs, running, lambda job: job.lines)
    assert now.left_s is not None
    soon = jobs.ask("soon", "c", {"number": 9}, "anna")
    assert until(jobs, soon, ended).state == "done"
    assert [job.id for job in jobs.all()][:2] == [running.id, waiting.id]
    jobs.stop(waiting.id, "berta")
    jobs.stop(running.id, "berta")
    with pytest.raises(ConflictError):
        jobs.stop(running.id, "berta")
    stopped = jobs.get(running.id)
    assert stopped is not None
    assert (stopped.state, stopped.problem) == ("stopped", "was stopped by berta")
    assert is_gone(int(now.lines[0].words))
    assert until(jobs, jobs.ask("count", "d", {"number": 2}, "anna"), ended).state == "done"


def is_gone(process: int) -> bool:
    for _ in range(200):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.slow
def test_a_program_that_starts_again_goes_on_with_what_waited(
    workspace: Workspace, jobs: Jobs
) -> None:
    running = jobs.ask("wait", "a", {}, "anna")
    jobs.ask("count", "b", {"number": 1}, "anna")
    until(jobs, running, lambda job: job.lines)
    other = Jobs(workspace)
    with pytest.raises(BusyError):
        other.ask("count", "c", {}, "anna")
    assert [job.subject for job in other.all()] == ["a", "b"], "it shows them"
    jobs.close()
    assert [job.state for job in kept_jobs(workspace)] == ["waiting", "waiting"]
    other.stop(other.ask("wait", "a", {}, "anna").id, "anna")
    try:
        done = other.of("b", "count")
        assert done is not None
        until(other, done, ended)
    finally:
        other.close()
    assert (workspace.root / "counted").read_text() == "1\n"


def test_what_ran_when_the_program_was_killed_is_shown_as_failed(workspace: Workspace) -> None:
    path = workspace.root / ".calltools" / "jobs.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        '[{"id": "1", "kind": "wait", "subject": "a", "actor": "anna", "asked": 1,'
        ' "state": "running", "began": 2}, {"id": "2", "kind": "of old", "subject": "a",'
        ' "actor": "anna", "asked": 1}]'
    )
    queue = Jobs(workspace)
    queue.start()
    [job] = queue.all()
    queue.close()
    assert job.state == "failed"
    assert "ended while" in job.problem
    path.write_text("not json")
    assert kept_jobs(workspace) == []


BEGIN = """\
import sys, pathlib
from calltools.site.job_process import JobProcess
from calltools.store.workspace import Workspace
process = JobProcess(Workspace(pathlib.Path(sys.argv[1])), "job_works:wait", {})
process.ended(lambda told: "line" in told and print(told["line"]["words"], flush=True))
"""


@pytest.mark.slow
def test_the_process_of_a_job_ends_with_a_program_that_is_killed(workspace: Workspace) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", BEGIN, str(workspace.root)], stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    process = next(int(line) for line in program.stdout if line.strip())
    program.kill()
    program.wait()
    program.stdout.close()
    assert is_gone(process)
