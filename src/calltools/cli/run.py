"""``calltools run``: everything that is not done yet, for one recording or hundreds."""

from __future__ import annotations

import contextlib
import json
import math
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from calltools.cli.bar import At
from calltools.cli.console import (
    done_each,
    going_on,
    partial,
    print_table,
    progress_bar,
    say,
    settings_for,
    worked_on_workspace,
    write_stdout,
)
from calltools.cli.options import FILE, speech_options
from calltools.errors import CalltoolsError, SettingsError, WorkspaceError
from calltools.progress import Progress
from calltools.settings import CALL_SETTINGS, Settings, cluster_table
from calltools.store.call_folder import ALIGNMENT_PAGE, PAGE, STATEMENTS, Folder
from calltools.store.workspace import INDEX_PAGE, Workspace
from calltools.times import span

if TYPE_CHECKING:
    from calltools.run.pipeline import Pipeline, RunOutcome
    from calltools.run.remaining import Task

_MANY = 20
"""Calls of which those with nothing to do are counted and no longer told one by one."""
_HOUR_MS = 3_600_000
_PATIENCE_S = 120
"""How long processes of this machine may take to start."""


@click.command()
@click.argument("files", metavar="[RECORDING]…", nargs=-1, type=FILE)
@click.option(
    "--discard-edits",
    is_flag=True,
    help="Set aside changes made by hand to the artefacts of the recordings named.",
)
@click.option(
    "--cluster",
    "where",
    metavar="WHERE",
    help="Share the work: local:N (so many processes here), slurm, pbs, sge, or the address of a"
    " Dask scheduler, such as tcp://host:8786.",
)
@click.option("--plan", is_flag=True, help="Only report how much sound is left to do.")
@speech_options
def command(
    files: tuple[Path, ...],
    discard_edits: bool,
    where: str | None,
    plan: bool,
    **flags: Any,
) -> None:
    """Do every stage that is not done: register, diarize, recognise, put together, extract,
    and align where the recording's .toml names publications; and make its pages.

    RECORDING is a file, which is added first if needed, or the name of an added recording; the
    default is all in recordings/.  You can stop it at any moment: the next run continues where this
    one stopped.  Several runs may share the work."""
    workspace = worked_on_workspace()
    if discard_edits and not files:
        raise SettingsError("--discard-edits", "is for recordings that are named", "name them")
    if discard_edits and where:
        raise SettingsError("--discard-edits", "can't be shared out", "leave out --cluster")
    settings = settings_for(workspace, **flags)
    from calltools.language.plain_text import counted
    from calltools.run.pipeline import Pipeline, RunOutcome

    pipeline = Pipeline(workspace, settings)
    failed: list[CalltoolsError] = []
    tasks = _tasks(workspace, pipeline, files, failed)
    total = len(tasks) + len(failed)
    left = [task for task in tasks if task.stage]
    if plan:
        hours = sum(task.left_ms for task in left) / _HOUR_MS
        write_stdout(f"{counted(len(left), 'recording')}, {hours:.1f} hours of sound\n")
        partial(failed, total, "run")
        return
    if left:
        workspace.check_writable()
    try:
        if where and left:
            done = [RunOutcome(task.name, "done") for task in tasks if not task.stage]
            done += _run_shared(where, workspace, pipeline, settings, left, failed)
        else:
            done = _run(pipeline, tasks, failed, discard_edits=discard_edits)
    finally:
        workspace.hashes.save()
    made = [outcome.name for outcome in done if outcome.made]
    needs_person = _show(workspace, done)
    _tell_how_to_keep(workspace, made, flags)
    if total == 0:
        say(f"no recordings in {workspace.recordings}; add some: calltools add FILE…")
    partial(failed, total, "run", needs_person=needs_person)


def _tasks(
    workspace: Workspace, pipeline: Pipeline, files: tuple[Path, ...], failed: list[CalltoolsError]
) -> list[Task]:
    """The recordings meant; what can't be one at first sight is reported and in ``failed``."""
    from calltools.run.remaining import ToDo, by_file

    to_do = ToDo(workspace, pipeline)
    tasks = [] if files else to_do.all()
    for file in files or to_do.new():
        with going_on(failed, file):
            tasks.append(to_do.of(file))
    return by_file(tasks)


def _run(
    pipeline: Pipeline,
    tasks: list[Task],
    failed: list[CalltoolsError],
    *,
    discard_edits: bool,
) -> list[RunOutcome]:
    """Work on each recording; gives those that are done.  What fails is reported and in
    ``failed``.  The bar counts the sound that is left to do.
    """
    from calltools.run.pipeline import RunOutcome

    at = At("run", total=len(tasks))

    def do(task: Task, progress: Progress) -> RunOutcome | None:
        began = time.monotonic()
        if task.registered is None:
            outcome = pipeline.run_new(task.file, progress, begin=at.do)
        elif task.stage is None:
            outcome = RunOutcome(task.name, "done")
        else:
            outcome = pipeline.run(
                task.registered, progress, begin=at.do, discard_edits=discard_edits
            )
        return outcome if _told_as_done(outcome, time.monotonic() - began, at) else None

    outcomes, failures = done_each(at, tasks, do, lambda task: task.name, lambda task: task.left_ms)
    failed += failures
    return [outcome for outcome in outcomes if outcome]


def _told_as_done(outcome: RunOutcome, took_s: float, at: At) -> bool:
    """Tell how the work on a recording ended; whether it is done.  Raises what it ended with."""
    if outcome.error:
        raise outcome.error
    if outcome.state == "busy":
        say(f"{outcome.name}: another run is at work on it")
        return False
    if outcome.made:
        count = f", {at.number} of {at.total}" if at.total > 1 else ""
        say(f"{outcome.name}: {', '.join(outcome.made)}; done in {span(took_s * 1000)}{count}")
    elif at.total <= _MANY:
        say(f"{outcome.name}: nothing left to do")
    return True


def _run_shared(
    where: str,
    workspace: Workspace,
    pipeline: Pipeline,
    settings: Settings,
    tasks: Sequence[Task],
    failed: list[CalltoolsError],
) -> list[RunOutcome]:
    """Have the workers of ``where`` do ``tasks``; gives the calls that are done.

    What fails is reported and in ``failed``.  Raises what
    :func:`calltools.run.cluster.connected` does, and CalltoolsError where the scheduler dies.
    """
    from calltools.run.cluster import LOCAL, connected
    from calltools.run.crew import Crew

    done = []
    # Where all machines see it, for the keys with which jobs are let in.
    table = {"shared_temp_directory": str(workspace.root / ".calltools")}
    table |= cluster_table(workspace.settings_file)
    with connected(where, settings, table) as (client, told):
        say(f"the scheduler is {client.scheduler.address}; watch it at {client.dashboard_link}")
        patience_s = _PATIENCE_S if where.startswith(LOCAL) else math.inf
        works = [task.work(workspace) for task in tasks]
        crew = Crew(client, workspace, pipeline, told, works, patience_s=patience_s)
        at = At("run", total=len(works))
        began = time.monotonic()

        def begin(name: str, stage: str) -> None:
            at.name, at.doing = name, f"{stage}, {crew.workers} workers"

        with progress_bar(at) as progress:
            for outcome in crew.outcomes(progress, begin):
                at.number += 1
                with going_on(failed, outcome.name):
                    if _told_as_done(outcome, time.monotonic() - began, at):
                        done.append(outcome)
        for worker, rate in sorted(crew.rates.items()):
            say(f"{worker}: {rate.stages} stages, {rate.times_real:.1f} times as fast as the sound")
    return done


def _tell_how_to_keep(workspace: Workspace, names: list[str], flags: dict[str, Any]) -> None:
    """A line on the flags that the recordings called ``names`` were made under and that the next
    plain run does not know of."""
    from calltools.store.recordings import recordings
    from calltools.transcripts.sidecar import read_sidecar

    plain, flagged = settings_for(workspace), settings_for(workspace, **flags)
    given = [name for name in CALL_SETTINGS if flags.get(name) is not None]
    sidecars = [known.sidecar for known in recordings(workspace) if known.name in names]
    for sidecar in sidecars:
        own = plain.over(read_sidecar(sidecar).settings)
        new = [name for name in given if getattr(flagged, name) != getattr(own, name)]
        if new:
            values = (json.dumps(getattr(flagged, name), ensure_ascii=False) for name in new)
            lines = "; ".join(map(" = ".join, zip(new, values, strict=True)))
            where = os.path.relpath(sidecar)
            if len(sidecars) > 1:
                where = f"the .toml of each recording, or {workspace.settings_file.name} for all"
            say(f"to keep it: {lines} in {where}")
            return


def _show(workspace: Workspace, outcomes: list[RunOutcome]) -> bool:
    """The statements of a single recording and where its pages are, the list of several; and the
    page of the workspace made anew.

    Gives whether a person has to say whose the voices are in one of them.
    """
    from calltools.transcripts.warnings import OF_ROLES
    from calltools.views.index_page import HEADINGS, call_rows, calls_of, write_index_page

    made = {outcome.name: outcome.made for outcome in outcomes}
    is_old = any(made.values()) or workspace.changed_since(workspace.root / INDEX_PAGE)
    if len(made) > _MANY:
        idle = sum(not stages for stages in made.values())
        say(f"{idle} of {len(made)} calls: nothing left to do; all of them: calltools list")
        made = {name: stages for name, stages in made.items() if stages}
    calls = calls_of(workspace, say) if outcomes and (made or is_old) else []
    needs_person = False
    for call in (call for call in calls if call.name in made):
        is_new = bool({"transcript", "correct"}.intersection(made[call.name]))
        for warning in call.warnings:
            needs_person |= warning.kind in OF_ROLES
            if is_new or warning.kind in OF_ROLES:
                say(f"warning: {call.name}: {warning.words}")
    if len(outcomes) == 1:
        _show_statements(workspace.folder(outcomes[0].name))
    elif made:
        print_table(HEADINGS, call_rows([call for call in calls if call.name in made]))
    if calls and is_old:
        # Where nothing was made and nothing can be written, an old page is not a failure.
        with (
            contextlib.nullcontext() if any(made.values()) else contextlib.suppress(WorkspaceError)
        ):
            write_index_page(workspace, calls)
    return needs_person


def _show_statements(folder: Folder) -> None:
    """The statements of a call, and where its pages are."""
    from calltools.statements.rows import read_statements
    from calltools.tables.frames import HEADINGS, HOW_TO_READ, statement_rows

    statements = read_statements(folder.read(STATEMENTS))
    print_table(HEADINGS, statement_rows(statements))
    if any(s.modality == "denied" or s.introduced_by == "investigator" for s in statements):
        for line in HOW_TO_READ:
            say(line)
    write_stdout(f"\nThe page of the call: {folder.path / PAGE}\n")
    if (beside := folder.path / ALIGNMENT_PAGE).exists():
        write_stdout(f"Beside its translation: {beside}\n")
