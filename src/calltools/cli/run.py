"""``calltools run``: everything that is not done yet, for one recording or hundreds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from calltools.cli.console import (
    partial,
    print_table,
    progress_bar,
    say,
    settings_for,
    write_stdout,
)
from calltools.cli.options import FILE, speech_options
from calltools.errors import CalltoolsError, WorkspaceError
from calltools.progress import Progress, part
from calltools.workspace import Workspace

if TYPE_CHECKING:
    from calltools.pipeline import Outcome, Pipeline
    from calltools.recordings import Registered


@click.command()
@click.argument("files", metavar="[RECORDING]…", nargs=-1, type=FILE)
@speech_options
def command(files: tuple[Path, ...], **flags: Any) -> None:
    """Do every stage that is not done: register, diarize, recognise, put together, extract, page.

    Without a RECORDING, for all in recordings/.  A file from elsewhere is added first.  Stop it
    at any moment: the next run goes on where this one stopped.  Several runs may share the work.
    """
    workspace = Workspace.find(Path.cwd())
    if workspace is None:
        raise WorkspaceError(Path.cwd(), "is in no calltools workspace", "run: calltools init")
    settings = settings_for(workspace, **flags)
    from calltools.pipeline import Pipeline

    pipeline = Pipeline(workspace, settings)
    registered, failed = _register(workspace, files)
    outcomes = _run(pipeline, registered)
    failed += [outcome.error for outcome in outcomes if outcome.error]
    _show(workspace, [outcome for outcome in outcomes if outcome.state == "done"])
    total = len(outcomes) + len(failed) - sum(1 for outcome in outcomes if outcome.error)
    if total == 0:
        say(f"no recordings in {workspace.recordings}; add some: calltools add FILE…")
    if failed and len(failed) == total:
        raise SystemExit(failed[0].exit_code)
    partial(failed, total, "run")


def _register(
    workspace: Workspace, files: tuple[Path, ...]
) -> tuple[list[Registered], list[CalltoolsError]]:
    """The recordings meant, registered; and what could not be, reported."""
    from calltools.recordings import recordings, register, unregistered

    found = {} if files else {recording.path: recording for recording in recordings(workspace)}
    failed = []
    for file in files or unregistered(workspace):
        try:
            with progress_bar(f"register {file.name}") as progress:
                recording = register(workspace, file, progress)
        except CalltoolsError as error:
            _report(error)
            failed.append(error)
        else:
            found[recording.path] = recording
    return list(found.values()), failed


def _run(pipeline: Pipeline, registered: list[Registered]) -> list[Outcome]:
    """Work on each recording; the bar counts milliseconds of sound that are left to do."""
    left = sum(r.probe.duration_ms for r in registered if not _is_done(pipeline, r))
    done = 0
    outcomes = []
    with progress_bar("run") as progress:
        for recording in registered:
            share = _share(progress, done, recording, left)
            outcome = pipeline.run(recording, share)
            if outcome.made or outcome.error:
                done += recording.probe.duration_ms
            if outcome.error:
                _report(outcome.error)
            elif outcome.state == "busy":
                say(f"{outcome.name}: another run is at work on it")
            else:
                say(f"{outcome.name}: {', '.join(outcome.made) or 'nothing left to do'}")
            outcomes.append(outcome)
    return outcomes


def _is_done(pipeline: Pipeline, recording: Registered) -> bool:
    try:
        return pipeline.is_done(recording)
    except CalltoolsError:
        return False  # the run itself tells what is wrong


def _share(progress: Progress, done: int, recording: Registered, left: int) -> Progress:
    """Progress on one recording; none where it is all done already."""
    end = min(left, done + recording.probe.duration_ms)
    return part(progress, done / max(1, left), end / max(1, left))


def _report(error: CalltoolsError) -> None:
    say(f"error: {error}")


def _show(workspace: Workspace, outcomes: list[Outcome]) -> None:
    """The statements of a single recording, an overview of several; and where the pages are."""
    from calltools.pipeline import PAGE, STATEMENTS, TRANSCRIPT
    from calltools.publish.tables import HEADINGS, statement_rows
    from calltools.statements.rows import read_statements
    from calltools.transcripts.readers.calltools_json import read_transcript

    found = {o.name: read_statements(o.folder.read(STATEMENTS).decode("utf-8")) for o in outcomes}
    if len(outcomes) == 1:
        (outcome,) = outcomes
        print_table(HEADINGS, statement_rows(found[outcome.name]))
        write_stdout(f"\nThe page of the call: {outcome.folder.path / PAGE}\n")
        return
    rows = []
    for outcome in outcomes:
        transcript = read_transcript(outcome.folder.read(TRANSCRIPT))
        roles = ", ".join(party.role for party in transcript.parties)
        flagged = sum(1 for turn in transcript.turns if turn.flags)
        page = (outcome.folder.path / PAGE).relative_to(workspace.root)
        counts = (len(transcript.turns), flagged, len(found[outcome.name]))
        rows.append((outcome.name, *map(str, counts), roles, str(page)))
    if rows:
        print_table(("Recording", "Turns", "Flagged", "Statements", "Parties", "Page"), rows)
