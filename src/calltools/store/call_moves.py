"""Calls renamed, and moved aside and back, with everything that was made of them.

Nothing is deleted, and a process that is killed may repeat the command: what was moved stays moved.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from calltools.errors import WorkspaceError, did_you_mean, os_error_reason
from calltools.files import safe_name
from calltools.store.log import EventDraft, EventKind
from calltools.store.logged_recordings import Aside, Moved
from calltools.store.recordings import Registered, recordings, register_again
from calltools.store.workspace import Workspace

REMOVED = "removed"
"""The folder of a workspace that calls are moved aside to."""


def call_named(workspace: Workspace, name: str) -> Registered:
    """The call of that name.  Raises WorkspaceError if there is none."""
    found = {recording.name: recording for recording in recordings(workspace)}
    if name not in found:
        raise no_such_call(workspace, name)
    return found[name]


def calls_named(workspace: Workspace, names: Iterable[str]) -> list[Registered]:
    """The calls of those names, each once; without any all.  Raises WorkspaceError where there is
    none of a name, or none at all."""
    calls = [call_named(workspace, name) for name in dict.fromkeys(names)] or recordings(workspace)
    if not calls:
        raise WorkspaceError(workspace.root, "holds no calls", "add some: calltools add")
    return calls


def no_such_call(workspace: Workspace, name: str, problem: str = "") -> WorkspaceError:
    """The error for a name, or a file's, that belongs to no call: it offers the nearest."""
    known = [recording.name for recording in recordings(workspace)]
    remedy = did_you_mean(Path(name).stem, known) or "see calltools list"
    return WorkspaceError(name, problem or f"is not a recording in {workspace.root}", remedy)


def rename(workspace: Workspace, old: str, new: str) -> Registered:
    """Give a call another name: its recording, its sidecar and its artefacts.

    What holds the name is made again by the next run.  Raises WorkspaceError for a name that can't
    be one or is taken.
    """
    if safe_name(new) != new:
        raise WorkspaceError(new, f"can't be a name, {safe_name(new)!r} can", "choose another")
    recording = call_named(workspace, old)
    target = recording.path.with_name(new + recording.path.suffix)
    sidecar = target.with_name(f"{new}.toml")
    folder = workspace.transcripts / new
    with workspace.lock("register"), workspace.lock(old), workspace.lock(new):
        if workspace.folder(old).path.exists():  # else a killed run moved it already
            if folder.exists() and any(folder.iterdir()):
                raise WorkspaceError(folder, "is already there", "choose another name")
            workspace.check_writable(recording.path.parent, workspace.folder(old).path)
        pairs = ((recording.path, target), (recording.sidecar, sidecar))
        for source, path in pairs:
            if source != path and source.exists() and path.exists():
                raise WorkspaceError(path, "is already there", "choose another name")
        if not target.exists():  # it may have been renamed already, by a person or a killed run
            recording.check()
        for source, path in pairs:
            _move(source, path)
        _move(workspace.transcripts / old, folder)
        return register_again(workspace, recording, new, target)


def remove(workspace: Workspace, name: str, operator: str = "", reason: str = "") -> Path:
    """Move a call aside: its recording, its sidecar and its artefacts; gives where they are.

    Raises WorkspaceError if there is no such call, or it can't be moved.
    """
    recording = call_named(workspace, name)
    with workspace.lock("register"), workspace.lock(name):
        workspace.check_writable(recording.path.parent)
        _finish(workspace)
        aside = _free(workspace, name)
        for path in (recording.sidecar, recording.path):
            _move(path, aside / path.relative_to(workspace.root))
        moved = Moved(name, aside.relative_to(workspace.root).as_posix(), reason)
        _log(workspace, "removed", recording.audio_sha256, moved, operator)
        _finish(workspace)
    return aside


def restore(workspace: Workspace, name: str, operator: str = "", reason: str = "") -> Registered:
    """Move a removed call back, the one of that name that was removed last.

    Raises WorkspaceError if there is none, or something else has its place by now.
    """
    folder, call = _removed(workspace, name)
    aside = workspace.root / folder
    with workspace.lock("register"), workspace.lock(name):
        _finish(workspace)
        files = sorted(path for path in aside.glob("*/*"))
        for path in files:
            target = workspace.root / path.relative_to(aside)
            if target.exists():
                raise WorkspaceError(
                    target, "is already there", f"rename it, or what is in {aside}"
                )
        for path in files:
            _move(path, workspace.root / path.relative_to(aside))
        for empty in (*aside.glob("*/"), aside):
            with contextlib.suppress(OSError):
                empty.rmdir()
        _log(workspace, "restored", call.recording, Moved(call.name, folder, reason), operator)
    return call_named(workspace, call.name)


def removed(workspace: Workspace) -> list[Path]:
    """Where calls that were moved aside are, the last one last."""
    return [workspace.root / folder for folder in workspace.register.refresh().aside]


def _removed(workspace: Workspace, name: str) -> tuple[str, Aside]:
    aside = workspace.register.refresh().aside
    found = [
        (folder, call)
        for folder, call in aside.items()
        if name in (call.name, folder.rpartition("/")[2])
    ]
    if not found:
        known = [folder.rpartition("/")[2] for folder in aside]
        raise WorkspaceError(
            name,
            "was not removed, or is no longer where it was moved",
            did_you_mean(name, known) or "see calltools list --removed",
        )
    return found[-1]


def _finish(workspace: Workspace) -> None:
    """Move the artefacts of removed calls after their recordings: whoever removed one may have been
    killed.  Call with the register locked."""
    register = workspace.register.refresh()
    for folder, call in register.aside.items():
        source = workspace.transcripts / call.name
        target = workspace.root / folder / source.relative_to(workspace.root)
        if call.name not in register.names and not target.exists():
            _move(source, target)


def _free(workspace: Workspace, name: str) -> Path:
    """A folder for a call to be moved to: no other call's; that of a killed run is gone on with."""
    taken = workspace.register.refresh().aside
    names = (name if number == 1 else f"{name} {number}" for number in count(1))
    return next(
        workspace.root / REMOVED / free for free in names if f"{REMOVED}/{free}" not in taken
    )


def _move(source: Path, target: Path) -> None:
    if not source.exists() and not source.is_symlink():
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
    except OSError as error:
        raise WorkspaceError(
            source, f"can't be moved to {target}: {os_error_reason(error)}", "mend it and repeat"
        ) from error


def _log(
    workspace: Workspace, kind: EventKind, recording: str, moved: Moved, operator: str
) -> None:
    workspace.log.append([EventDraft(kind=kind, subject=recording, body=moved, actor=operator)])
