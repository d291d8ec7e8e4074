"""``calltools run``: everything that is not done yet, for one recording or hundreds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from calltools.cli.console import (
    going_on,
    partial,
    print_table,
    progress_bar,
    say,
    settings_for,
    workspace_here,
    write_stdout,
)
from calltools.cli.options import FILE, speech_options
from calltools.errors import CalltoolsError, WorkspaceError
from calltools.progress import Progress, part, silent
from calltools.workspace import ALIGNMENT_PAGE, PAGE, STATEMENTS, TRANSCRIPT, Workspace

if TYPE_CHECKING:
    from calltools.pipeline import Outcome, Pipeline
    from calltools.recordings import Registered


@click.command()
@click.argument("files", metavar="[RECORDING]…", nargs=-1, type=FILE)
@speech_options
def command(files: tuple[Path, ...], **flags: Any) -> None:
    """Do every stage that is not done: register, diarize, recognise, put together, extract, page,
    and align where the recording's .toml names publications.

    RECORDING is a file, which is added first if need be, or the name of one that was added;
    without any, all in recordings/ are meant.  Stop it at any moment: the next run goes on where
    this one stopped.  Several runs may share the work.
    """
    workspace = workspace_here()
    if workspace is None:
        raise WorkspaceError(Path.cwd(), "is in no calltools workspace", "run: calltools init")
    settings = settings_for(workspace, **flags)
    from calltools.pipeline import Pipeline

    pipeline = Pipeline(workspace, settings)
    failed: list[CalltoolsError] = []
    registered = _register(workspace, files, failed)
    total = len(registered) + len(failed)
    _show(workspace, _run(pipeline, registered, failed))
    if total == 0:
        say(f"no recordings in {workspace.recordings}; add some: calltools add FILE…")
    partial(failed, total, "run")


def _register(
    workspace: Workspace, files: tuple[Path, ...], failed: list[CalltoolsError]
) -> list[Registered]:
    """The recordings meant, registered; what could not be is reported and in ``failed``."""
    from calltools.recordings import recordings, register, unregistered

    known = {recording.name: recording for recording in recordings(workspace)}
    found = {} if files else {recording.path: recording for recording in known.values()}
    for file in files or unregistered(workspace):
        recording = None if file.exists() else known.get(str(file))
        if recording is None:
            with going_on(failed, file), progress_bar(f"register {file.name}") as progress:
                recording = register(workspace, file, progress)
        if recording is not None:
            found[recording.path] = recording
    return list(found.values())


def _run(
    pipeline: Pipeline, registered: list[Registered], failed: list[CalltoolsError]
) -> list[Outcome]:
    """Work on each recording; gives those that are done.  What fails is reported and in
    ``failed``.  The bar counts the sound that is left to do.
    """
    left = {r.name: r.probe.duration_ms for r in registered if not _is_done(pipeline, r)}
    total_ms = max(1, sum(left.values()))
    start_ms = 0
    done = []
    with progress_bar("run") as progress:
        for recording in registered:
            share: Progress = silent
            if recording.name in left:
                end_ms = start_ms + left[recording.name]
                share = part(progress, start_ms / total_ms, end_ms / total_ms)
                start_ms = end_ms
            with going_on(failed, recording.path):
                outcome = pipeline.run(recording, share)
                if outcome.error:
                    raise outcome.error
                if outcome.state == "busy":
                    say(f"{outcome.name}: another run is at work on it")
                else:
                    say(f"{outcome.name}: {', '.join(outcome.made) or 'nothing left to do'}")
                    done.append(outcome)
    return done


def _is_done(pipeline: Pipeline, recording: Registered) -> bool:
    try:
        return pipeline.is_done(recording)
    except Exception:
        return False  # the run itself tells what is wrong


def _show(workspace: Workspace, outcomes: list[Outcome]) -> None:
    """The statements of a single recording, an overview of several; and where the pages are."""
    from calltools.publish.tables import HEADINGS, statement_rows
    from calltools.statements.rows import read_statements
    from calltools.transcripts.readers.calltools_json import read_transcript

    found = {o.name: read_statements(o.folder.read(STATEMENTS)) for o in outcomes}
    transcripts = {o.name: read_transcript(o.folder.read(TRANSCRIPT)) for o in outcomes}
    for outcome in outcomes:
        if "transcript" in outcome.made:
            for warning in transcripts[outcome.name].warnings:
                say(f"warning: {outcome.name}: {warning}")
    if len(outcomes) == 1:
        (outcome,) = outcomes
        print_table(HEADINGS, statement_rows(found[outcome.name]))
        write_stdout(f"\nThe page of the call: {outcome.folder.path / PAGE}\n")
        if (page := outcome.folder.path / ALIGNMENT_PAGE).exists():
            write_stdout(f"Beside its translation: {page}\n")
        return
    rows = []
    for outcome in outcomes:
        transcript = transcripts[outcome.name]
        roles = ", ".join(party.role for party in transcript.parties)
        flagged = sum(1 for turn in transcript.turns if turn.flags)
        page = (outcome.folder.path / PAGE).relative_to(workspace.root)
        counts = (len(transcript.turns), flagged, len(found[outcome.name]))
        rows.append((outcome.name, *map(str, counts), roles, str(page)))
    if rows:
        print_table(("Recording", "Turns", "Flagged", "Statements", "Parties", "Page"), rows)
