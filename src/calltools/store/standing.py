"""Whether what a call's artefacts say still stands: original, transcript and sidecar are there."""

from __future__ import annotations

import os
from collections.abc import Iterator

from calltools.errors import CalltoolsError, IntegrityError, TranscriptError, WorkspaceError
from calltools.store.folder import CORRECT, CORRECTED, RECORD, TRANSCRIPT, Folder
from calltools.store.recordings import Registered, recordings
from calltools.store.workspace import Workspace
from calltools.transcripts.sidecar import read_sidecar

SIDECAR = "sidecar"
"""The input of the stage ``transcript`` that is what people know of the call."""


def faults_of(folder: Folder, recording: Registered) -> tuple[CalltoolsError, ...]:
    """What of a call is gone or can't be read, each with what to do; nothing for most calls."""
    return tuple(_faults(folder, recording))


def _faults(folder: Folder, recording: Registered) -> Iterator[CalltoolsError]:
    if not recording.path.exists():
        yield recording.gone()
    for step, name in (("transcript", TRANSCRIPT), (CORRECT, CORRECTED)):
        made = folder.step(step)
        # As text: asked of each of a thousand calls.
        if made and name in made.outputs and not os.path.isfile(f"{folder.path}/{name}"):  # noqa: PTH113
            yield WorkspaceError(folder.path / name, "was made and is gone", "run: calltools run")
    try:
        read_sidecar(recording.sidecar)
    except TranscriptError as error:
        yield error


def sidecar_changed(folder: Folder, recording: Registered) -> bool:
    """Whether what people know of the call is other than what went into its transcript."""
    made = folder.step("transcript")
    if made is None:
        return False
    try:
        now = folder.hash_of(recording.sidecar) if recording.sidecar.exists() else None
    except CalltoolsError:
        return True
    return made.inputs.get(SIDECAR) != now


def faults(workspace: Workspace) -> dict[str, tuple[CalltoolsError, ...]]:
    """What is gone, can't be read, or is other than what tables and searches have, by call."""
    found = {}
    known = recordings(workspace)
    for recording in known:
        folder = workspace.folder(recording.name).at_rest()
        told = faults_of(folder, recording)
        if sidecar_changed(folder, recording) and recording.sidecar.exists():
            told += (
                WorkspaceError(
                    recording.sidecar,
                    "was changed since; what is told of the call is what it said before",
                    "run: calltools run",
                ),
            )
        found[recording.name] = told
    found |= {name: (error,) for name, error in without_record(workspace, known).items()}
    return {name: told for name, told in found.items() if told}


def without_record(workspace: Workspace, known: list[Registered]) -> dict[str, CalltoolsError]:
    """Folders of artefacts whose record of the recording is gone or can't be read, by name."""
    names = {recording.name for recording in known}
    return {
        name: IntegrityError(
            workspace.transcripts / name / RECORD,
            "is gone or was changed: it is not known of which recording the artefacts are",
            "restore it from a copy of the workspace",
        )
        for name in sorted(workspace.register.refresh().names)
        if name not in names
    }
