"""``calltools run --cluster``: the same work, shared out."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from calltools.cli.bar import At
from calltools.cli.console import going_on, progress_bar, say
from calltools.cli.meant import Task, told_as_done
from calltools.errors import CalltoolsError
from calltools.settings import Settings, cluster_table
from calltools.workspace import Workspace

if TYPE_CHECKING:
    from calltools.cluster.crew import Crew, Work
    from calltools.pipeline import Pipeline, RunOutcome

_PATIENCE_S = 120
"""How long processes of this machine may take to start."""


def run_shared(
    where: str,
    workspace: Workspace,
    pipeline: Pipeline,
    settings: Settings,
    tasks: Sequence[Task],
    failed: list[CalltoolsError],
) -> list[RunOutcome]:
    """Have the workers of ``where`` do what is left of ``tasks``; gives the calls that are done.

    What fails is reported and in ``failed``.  Raises what
    :func:`calltools.cluster.engine.connected` does, and CalltoolsError where the scheduler dies.
    """
    from calltools.cluster.crew import Crew
    from calltools.cluster.engine import LOCAL, connected
    from calltools.pipeline import RunOutcome

    works = [_work(workspace, pipeline, task) for task in tasks if not task.is_done]
    done = [RunOutcome(t.name, "done", workspace.folder(t.name)) for t in tasks if t.is_done]
    # Where all machines see it, for the keys with which jobs are let in.
    table = {"shared_temp_directory": str(workspace.root / ".calltools")}
    table |= cluster_table(workspace.settings_file)
    with connected(where, settings, table) as (client, told):
        say(f"the scheduler is {client.scheduler.address}; watch it at {client.dashboard_link}")
        patience_s = _PATIENCE_S if where.startswith(LOCAL) else math.inf
        crew = Crew(client, workspace, pipeline, told, works, patience_s=patience_s)
        at = At("run", total=len(works))
        began = time.monotonic()

        def begin(name: str, stage: str) -> None:
            at.name, at.doing = name, f"{stage}, {crew.workers} workers"

        with progress_bar(at) as progress:
            for outcome in crew.outcomes(progress, begin):
                at.number += 1
                with going_on(failed, outcome.name):
                    if told_as_done(outcome, time.monotonic() - began, at):
                        done.append(outcome)
        _tell_rates(crew)
    return done


def _work(workspace: Workspace, pipeline: Pipeline, task: Task) -> Work:
    from calltools.cluster.crew import REGISTER, Work
    from calltools.pipeline import STAGES

    file = task.file.parent.resolve() / task.file.name  # a link in recordings/ is one there
    if file.is_relative_to(workspace.root):
        file = file.relative_to(workspace.root)
    stage = _next_stage(pipeline, task) or STAGES[0] if task.registered else REGISTER
    return Work(task.name, file, stage, task.left_ms)


def _next_stage(pipeline: Pipeline, task: Task) -> str | None:
    try:
        return pipeline.next_stage(task.registered) if task.registered else None
    except Exception:
        return None  # the worker tells what is wrong


def _tell_rates(crew: Crew) -> None:
    for worker, rate in sorted(crew.rates.items()):
        say(f"{worker}: {rate.stages} stages, {rate.times_real:.1f} times as fast as the sound")
