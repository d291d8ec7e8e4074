"""How a call stands: what was made of it, what is to be done, what a reader should know."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from calltools.errors import CalltoolsError, IntegrityError, TranscriptError, WorkspaceError
from calltools.records import Whole, convert
from calltools.store.call_folder import (
    ALIGNMENT,
    CORRECT,
    CORRECTED,
    PAGE,
    RECORD,
    STATEMENTS,
    TRANSCRIPT,
    Folder,
)
from calltools.store.recordings import Registered, recordings, unknown_to_the_log
from calltools.store.stages import OPTIONAL, VERSIONS
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Transcript
from calltools.transcripts.sidecar import read_sidecar
from calltools.transcripts.warning import CallWarning
from calltools.transcripts.warnings import warnings_of

SIDECAR = "sidecar"
"""The input of the stage ``transcript`` that is what people know of the call."""


@dataclass(frozen=True, slots=True)
class CallSummary:
    """A call in a line.

    ``state`` is ``done``, ``new`` (nothing made yet), ``stale`` (``stale`` names the stages to be
    made again or still), ``edited`` (``edited`` names artefacts that a person changed in place),
    ``gone`` (its recording is no longer there) or ``broken`` (its sidecar or its record can't be
    read).  ``faults`` say what is gone or broken.  ``duration_ms`` is the length of the sound;
    ``voices`` are who speaks, by role and name; ``warnings`` what a reader should know;
    ``published`` whether it stands beside a publication; ``synthetic`` None where nobody said.
    """

    name: str
    state: str
    recording: str
    duration_ms: Whole | None = None
    hospital: str | None = None
    date: str | None = None
    language: str | None = None
    origin: str | None = None
    voices: tuple[str, ...] = ()
    turns: Whole = 0
    flagged: Whole = 0
    statements: Mapping[str, int] = field(default_factory=dict)
    corrections: Whole = 0
    warnings: tuple[CallWarning, ...] = ()
    stale: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    synthetic: bool | None = None
    page: bool = False
    published: bool = False
    phone: str | None = None
    copy_of: str | None = None
    """The call that this is another recording of, by its sound or its words."""


def facts_of(transcript: Transcript, categories: Iterable[str]) -> dict[str, object]:
    """What a summary tells of a transcript and the ``categories`` of its statements, by the fields
    of CallSummary."""
    standing = [
        o for o in transcript.corrections if o.state != "undone" and not o.correction.undoes
    ]
    return {
        "hospital": transcript.call.hospital,
        "date": transcript.call.date or transcript.call.date_printed,
        "phone": transcript.call.phone,
        "language": transcript.language,
        "origin": transcript.origin,
        "voices": tuple(party.name or party.role for party in transcript.parties),
        "turns": len(transcript.turns),
        "flagged": sum(1 for turn in transcript.turns if turn.flags),
        "statements": dict(Counter(categories)),
        "corrections": len(standing),
        "warnings": warnings_of(transcript),
        "synthetic": transcript.call.synthetic,
    }


def summary_of(
    workspace: Workspace, recording: Registered, facts: Mapping[str, object], copy_of: str | None
) -> CallSummary:
    """How a call stands of which the :func:`facts_of` its transcript are known, or none yet."""
    folder = workspace.folder(recording.name).at_rest()
    edited = tuple(path.name for path in folder.edited())
    stale = stale_stages(folder, recording)
    faults = tuple(_faults(folder, recording))
    state = "edited" if edited else "done"
    if not recording.path.exists():
        state = "gone"
    elif any(isinstance(fault, TranscriptError) for fault in faults):
        state = "broken"
    elif not edited and stale:
        state = "stale" if facts or folder.step("transcript") else "new"
    own = {
        "name": recording.name,
        "state": state,
        "recording": inside(recording.path, workspace),
        "duration_ms": recording.probe.duration_ms,
        "stale": stale,
        "edited": edited,
        "faults": [_seen_from(workspace, fault) for fault in faults],
        "copy_of": copy_of,
        "page": has_page(folder),
        "published": (folder.path / ALIGNMENT).is_file(),
    }
    return convert({**facts, **own}, CallSummary)


def broken_calls(workspace: Workspace, known: Iterable[Registered]) -> list[CallSummary]:
    """The calls whose record is gone or can't be read: none of those that are ``known``."""
    return [
        CallSummary(name, "broken", "", faults=(_seen_from(workspace, fault),))
        for name, fault in _without_record(workspace, known).items()
    ]


def inside(path: Path, workspace: Workspace) -> str:
    """A path as seen from the workspace, where it lies in there."""
    return str(path.relative_to(workspace.root) if path.is_relative_to(workspace.root) else path)


def _seen_from(workspace: Workspace, fault: CalltoolsError) -> str:
    """A fault with its file as seen from the workspace: pages are handed on."""
    return str(fault).replace(f"{workspace.root}{os.sep}", "")


def faults(workspace: Workspace) -> dict[str, tuple[CalltoolsError, ...]]:
    """What is gone, can't be read, or is other than what tables and searches have, by call; each
    tells what to do."""
    known = recordings(workspace)
    found = {}
    for recording in known:
        folder = workspace.folder(recording.name).at_rest()
        of_call = tuple(_faults(folder, recording))
        if sidecar_changed(folder, recording) and recording.sidecar.exists():
            of_call += (
                WorkspaceError(
                    recording.sidecar,
                    "was changed since; what is told of the call is what it said before",
                    "run: calltools run",
                ),
            )
        found[recording.name] = of_call
    found |= {name: (error,) for name, error in _without_record(workspace, known).items()}
    return {name: of_call for name, of_call in found.items() if of_call}


def _faults(folder: Folder, recording: Registered) -> Iterator[CalltoolsError]:
    """What of a call is gone or can't be read; nothing for most calls."""
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


def _without_record(workspace: Workspace, known: Iterable[Registered]) -> dict[str, CalltoolsError]:
    """Folders of artefacts whose record of the recording is gone or can't be read, by name."""
    names = {recording.name for recording in known}
    found: dict[str, CalltoolsError] = {
        name: IntegrityError(
            workspace.transcripts / name / RECORD,
            "is gone or was changed: it is not known of which recording the artefacts are",
            "restore it from a copy of the workspace",
        )
        for name in sorted(workspace.register.names)
        if name not in names
    }
    for folder in unknown_to_the_log(workspace):
        found[folder.name] = IntegrityError(
            folder,
            "is of a recording of which the log says nothing",
            "put log/ back from a copy of the workspace",
        )
    return found


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


def stale_stages(folder: Folder, recording: Registered) -> tuple[str, ...]:
    """The stages that were not done, or were done from other artefacts, in another version, or
    from another sidecar.

    What other settings or models would change only ``run`` tells, which has them.
    """
    stale: list[str] = []
    for name, version in VERSIONS.items():
        step = folder.step(name)
        if step is None:
            wanted = name not in OPTIONAL or (name == "correct" and folder.is_corrected)
        else:
            wanted = step.stage_version != version or _changed(folder, step.inputs, stale)
            wanted = wanted or bool(folder.broken(name))
            wanted = wanted or (name == "transcript" and sidecar_changed(folder, recording))
            if name in ("extract", "align") and step.outputs:
                wanted = wanted or folder.transcript_name not in step.inputs
        if wanted:
            stale.append(name)
    return tuple(stale)


def _changed(folder: Folder, inputs: Mapping[str, str], stale: Sequence[str]) -> bool:
    """Whether an artefact that went in is another now, or will be."""
    makers = {TRANSCRIPT: "transcript", CORRECTED: "correct", STATEMENTS: "extract"}
    for name, sha256 in inputs.items():
        if makers.get(name) in stale:
            return True
        try:
            # As text: asked many times of each of a thousand calls.
            is_there = os.path.isfile(f"{folder.path}/{name}")  # noqa: PTH113
            if is_there and folder.sha256(name) != sha256:
                return True
        except CalltoolsError:
            return True
    return False


def has_page(folder: Folder) -> bool:
    """Whether the page of the call is there to be opened."""
    return (folder.path / PAGE).is_file()
