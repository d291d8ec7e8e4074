"""Who does what next: calls and their stages, handed out to the workers of a scheduler."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from calltools.errors import CalltoolsError
from calltools.progress import Progress, silent
from calltools.run.pipeline import HEAVY, SHARES, Pipeline, RunOutcome
from calltools.run.worker import Order, do_next
from calltools.settings import Settings
from calltools.store.logged_recordings import REGISTER
from calltools.store.workspace import Workspace

if TYPE_CHECKING:
    from distributed import Client, Future

GPU = "GPU"
"""The resource that workers with a GPU are started with (``--resources GPU=1``): the heavy stages
go to them where the device of the settings is one."""

_AGAIN = "run again: what is done is kept"
_TRIES = 2  # so often may a worker die at one stage
_LOOK_S = 5.0  # between looks for workers
_TOLD_S = 10.0
"""A report is a few hundred bytes: one that takes longer died with its worker."""
_BUSY_S = 30.0
"""How long a call may be held by a worker that is thought to be dead, or by another run."""
_AGAIN_S = 2.0  # before a failed stage is given out again


@dataclass(slots=True, eq=False)
class Work:
    """A call that is meant, ``ms`` long; its ``stage`` is the next one to do.

    ``made`` are the stages done in this run, ``worker`` is the address of the one who did the
    last; ``failures`` counts what went wrong in the next.  It is not given out before
    ``not_before``, and has been held elsewhere since ``busy_since``, both on the clock of
    :func:`time.monotonic`.
    """

    name: str
    file: Path
    stage: str
    ms: int
    made: list[str] = field(default_factory=list)
    worker: str = ""
    failures: int = 0
    not_before: float = 0.0
    busy_since: float = 0.0

    @property
    def left(self) -> float:
        """What is left to do, in milliseconds of sound that go through all stages."""
        names = list(SHARES)
        return max(1, self.ms) * sum(SHARES[name] for name in names[names.index(self.stage) :])


@dataclass(slots=True)
class Rate:
    """What one worker did: ``stages``, for a share of ``sound_ms``, in ``took_s`` seconds on its
    own clock; the last was told at ``last_s`` on ours (monotonic)."""

    stages: int = 0
    sound_ms: float = 0.0
    took_s: float = 0.0
    last_s: float = 0.0

    def add(self, ms: int, outcome: RunOutcome) -> None:
        """Count what was done just now of a call ``ms`` long."""
        self.stages += len(outcome.made)
        self.sound_ms += ms * sum(SHARES[name] for name in outcome.made)
        self.took_s += outcome.took_s
        self.last_s = time.monotonic()

    @property
    def times_real(self) -> float:
        """How many seconds of sound go through all stages in one second."""
        return self.sound_ms / 1000 / max(self.took_s, 1e-9)


class Crew:
    """The workers of a scheduler, each given one stage of one call at a time.

    Dask is asked to do what it is told where it is told; it keeps no queue, so that the death of a
    worker touches the one call that it was at work on.
    """

    def __init__(
        self,
        client: Client,
        workspace: Workspace,
        pipeline: Pipeline,
        settings: Settings,
        works: Iterable[Work],
        *,
        patience_s: float = math.inf,
    ) -> None:
        """``patience_s``: how long to wait where there is no worker at all."""
        import dask
        from distributed import span

        self._client = client
        # Dask measures by span and begins a new one whenever nothing is at work, for ever in the
        # memory of scheduler and workers, unless it is told that all is one.
        with span("calltools"):
            self._told = {"span": dask.get_annotations()["span"]}
        self._workspace = workspace
        self._order = Order(
            workspace.root, settings, pipeline.release, "", Path(), "", type(pipeline)
        )
        # The longest first: short ones fill the end.
        self._fresh = deque(sorted(works, key=lambda work: -work.left))
        # Those that somebody was at, few, so that a choice costs the same however many are left.
        self._begun: list[Work] = []
        self._at: dict[Future, tuple[Work, str]] = {}
        self._ended: SimpleQueue[Future] = SimpleQueue()
        self._total = max(1.0, sum(work.left for work in self._fresh))
        self._done = 0.0
        self._workers: dict[str, bool] = {}
        self._looked = 0.0
        self._patience_s = patience_s
        self._seen = time.monotonic()
        self.rates: dict[str, Rate] = {}

    def outcomes(
        self,
        progress: Progress = silent,
        begin: Callable[[str, str], None] = lambda _name, _stage: None,
    ) -> Iterator[RunOutcome]:
        """Work until every call is done or has failed, and tell how each ended, as it ends.

        ``begin`` is told the name and stage of what is given out.  Raises CalltoolsError where the
        scheduler is gone.
        """
        try:
            while self._fresh or self._begun or self._at:
                self._hand_out(begin)
                try:
                    future = self._ended.get(timeout=1.0)
                except Empty:
                    continue
                outcome = self._take(*self._at.pop(future), future)
                progress(self._done / self._total)
                if outcome:
                    yield outcome
        finally:
            if self._at and self._client.status == "running":
                self._client.cancel(list(self._at))

    @property
    def workers(self) -> int:
        """How many workers there were when last looked."""
        return len(self._workers)

    def _hand_out(self, begin: Callable[[str, str], None]) -> None:
        import dask

        self._look()
        busy = {worker for _, worker in self._at.values()}
        for worker, has_gpu in self._workers.items():
            if worker in busy or (work := self._pick(worker, has_gpu)) is None:
                continue
            (self._begun if work in self._begun else self._fresh).remove(work)
            order = replace(self._order, name=work.name, file=work.file, stage=work.stage)
            with dask.annotate(**self._told):
                future = self._client.submit(
                    do_next,
                    order,
                    # Measured, too, by what stands before the first number.
                    key=f"{work.stage}-{time.monotonic_ns()}-{work.name}",
                    pure=False,
                    workers=[worker],
                    allow_other_workers=True,
                    resources={GPU: 1} if self._needs_gpu(work) else None,
                )
            self._at[future] = (work, worker)
            future.add_done_callback(self._ended.put)
            begin(work.name, work.stage)

    def _pick(self, worker: str, has_gpu: bool) -> Work | None:
        """What ``worker`` does next: where it has a GPU, work for that; then the call it is at,
        whose sound it holds; no call a second time that failed there, if there is another."""

        now = time.monotonic()

        def is_able(work: Work) -> bool:
            return work.not_before <= now and (has_gpu or not self._needs_gpu(work))

        def rank(work: Work) -> tuple[bool, bool, int]:
            failed_here = work.failures > 0 and work.worker == worker
            idle_gpu = has_gpu and not self._needs_gpu(work)
            return failed_here, idle_gpu, 0 if work.worker == worker else (2 if work.worker else 1)

        first = next(filter(is_able, self._fresh), None)
        if has_gpu and first and not self._needs_gpu(first):
            first = next(filter(self._needs_gpu, self._fresh), first)
        able = [*filter(is_able, self._begun), *([first] if first else [])]
        return min(able, key=rank, default=None)

    def _needs_gpu(self, work: Work) -> bool:
        return self._order.settings.device == "cuda" and work.stage in HEAVY

    def _look(self) -> None:
        """See who is there, now and then: workers come and go."""
        if self._client.status != "running":
            raise _gone(self._client)
        if time.monotonic() - self._looked < _LOOK_S and self._workers:
            return
        try:
            found = self._client.scheduler_info(n_workers=-1)["workers"]
        except OSError as error:
            raise _gone(self._client) from error
        self._workers = {at: GPU in told.get("resources", {}) for at, told in found.items()}
        self._looked = time.monotonic()
        if self._workers:
            self._seen = self._looked
        elif self._looked - self._seen > self._patience_s:
            problem = "has no worker any more: all of them died"
            raise CalltoolsError(self._client.scheduler.address, problem, _AGAIN)

    def _take(self, work: Work, worker: str, future: Future) -> RunOutcome | None:
        """Take note of what came of ``work``; gives the outcome of a call that is finished."""
        work.worker = worker
        if future.status == "error":
            return self._failed(work, _error(work, future.exception(timeout=_TOLD_S)))
        try:
            outcome: RunOutcome = future.result(timeout=_TOLD_S)
        except (TimeoutError, CancelledError):
            # It was lost with its worker: whether the stage is done the next one sees.
            self._client.cancel([future])
            self._put_off(work)
            return None
        if outcome.error:
            return self._failed(work, outcome.error)
        is_busy = outcome.state == "busy"
        if is_busy and (not work.busy_since or _since(work.busy_since) < _BUSY_S):
            work.busy_since = work.busy_since or time.monotonic()
            self._put_off(work)
            return None
        before = work.left
        if outcome.made:
            work.busy_since, work.failures = 0.0, 0
            self.rates.setdefault(worker, Rate()).add(work.ms, outcome)
        work.made += [name for name in outcome.made if name != REGISTER]
        work.name = outcome.name
        if outcome.next:
            work.stage = outcome.next
            self._done += before - work.left
            self._begun.append(work)
            return None
        self._done += before
        return replace(outcome, made=tuple(work.made))

    def _put_off(self, work: Work) -> None:
        work.not_before = time.monotonic() + _AGAIN_S
        self._begun.append(work)

    def _failed(self, work: Work, error: CalltoolsError) -> RunOutcome | None:
        work.failures += 1
        self._looked = 0.0  # a worker may be gone
        if work.failures < _TRIES:
            self._begun.append(work)
            return None
        self._done += work.left
        return RunOutcome(work.name, "failed", tuple(work.made), error)


def _since(moment: float) -> float:
    return time.monotonic() - moment


def _error(work: Work, error: BaseException) -> CalltoolsError:
    from distributed.scheduler import KilledWorker

    if isinstance(error, KilledWorker):
        problem = f"ended the worker twice in the stage {work.stage}: out of memory, or damaged"
        return CalltoolsError(work.name, problem, "try it alone: calltools run " + work.name)
    problem = f"a defect of calltools in the stage {work.stage}: {type(error).__name__}: {error}"
    return CalltoolsError(work.name, problem, f"report it; the worker was {work.worker}")


def _gone(client: Client) -> CalltoolsError:
    where = client.scheduler.address if client.scheduler else "the scheduler"
    return CalltoolsError(where, "is gone: the scheduler died", _AGAIN)
