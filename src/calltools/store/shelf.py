"""Calls renamed, and moved aside and back, with everything that was made of them.

Nothing is deleted, and whoever is killed may repeat the command: what was moved stays moved.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from calltools.errors import WorkspaceError, did_you_mean, os_error_reason
from calltools.files import atomic_write
from calltools.records import dump_rows, parse, read_lines
from calltools.store.recordings import Registered, recordings, register_again, safe_name
from calltools.store.workspace import Workspace
from calltools.times import utc_now

LOG = "removed.jsonl"
"""What was removed and restored, when, by whom if they are named, and why."""

_AFTER_NAMES = ("transcript", "correct", "extract", "align")
"""Steps whose artefacts hold the call's name."""


def call_named(workspace: Workspace, name: str) -> Registered:
    """The call of that name.  Raises WorkspaceError if there is none."""
    found = {recording.name: recording for recording in recordings(workspace)}
    if name not in found:
        raise no_such_call(workspace, name)
    return found[name]


def no_such_call(workspace: Workspace, name: str, problem: str = "") -> WorkspaceError:
    """The error for a name, or a file's, that is no call's: it offers the nearest."""
    known = [recording.name for recording in recordings(workspace)]
    remedy = did_you_mean(Path(name).stem, known) or "see calltools list"
    return WorkspaceError(name, problem or f"is no recording in {workspace.root}", remedy)


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
        if folder.exists() and any(folder.iterdir()):
            raise WorkspaceError(folder, "is there already", "choose another name")
        workspace.check_writable(recording.path.parent, workspace.folder(old).path)
        pairs = ((recording.path, target), (recording.sidecar, sidecar))
        for source, path in pairs:
            if source != path and source.exists() and path.exists():
                raise WorkspaceError(path, "is there already", "choose another name")
        if not target.exists():  # it may have been renamed already, by a person or a killed run
            recording.check()
        for source, path in pairs:
            _move(source, path)
        moved = register_again(workspace, recording, new, target)
        workspace.folder(old).forget(_AFTER_NAMES)
        _move(workspace.transcripts / old, folder)
        return moved


def remove(workspace: Workspace, name: str, operator: str = "", reason: str = "") -> Path:
    """Move a call aside: its recording, its sidecar and its artefacts; gives where they are.

    Raises WorkspaceError if there is no such call, or it can't be moved.
    """
    recording = call_named(workspace, name)
    with workspace.lock("register"), workspace.lock(name):
        workspace.check_writable(recording.path.parent)
        aside = _free(workspace.root / "removed" / name)
        for path in _files(workspace, recording):
            _move(path, aside / path.relative_to(workspace.root))
        _log(workspace, "removed", name, aside, operator, reason)
    return aside


def restore(workspace: Workspace, name: str, operator: str = "", reason: str = "") -> Registered:
    """Move a removed call back, the one of that name that was removed last.

    Raises WorkspaceError if there is none, or something else has its place by now.
    """
    aside = _removed(workspace, name)
    with workspace.lock("register"), workspace.lock(name):
        files = sorted(path for path in aside.glob("*/*"))
        for path in files:
            target = workspace.root / path.relative_to(aside)
            if target.exists():
                raise WorkspaceError(
                    target, "is there already", f"rename it, or what is in {aside}"
                )
        for path in files:
            _move(path, workspace.root / path.relative_to(aside))
        for empty in (*aside.glob("*/"), aside):
            with contextlib.suppress(OSError):
                empty.rmdir()
        _log(workspace, "restored", name, aside, operator, reason)
    return call_named(workspace, name)


def removed(workspace: Workspace) -> list[Path]:
    """Where calls that were moved aside are, the last one last."""
    log = workspace.root / "removed" / LOG
    if not log.exists():
        return []
    rows = [parse(line) for _, line in read_lines(log.read_bytes(), log)]
    found = dict.fromkeys(workspace.root / row["folder"] for row in rows if "folder" in row)
    return [path for path in found if path.is_dir()]


def _removed(workspace: Workspace, name: str) -> Path:
    aside = removed(workspace)
    found = [path for path in aside if name in (path.name, path.name.rpartition(" ")[0])]
    if not found:
        raise WorkspaceError(
            name,
            "was not removed, or is no longer where it was moved",
            did_you_mean(name, [path.name for path in aside]) or "see calltools list --removed",
        )
    return found[-1]


def _files(workspace: Workspace, recording: Registered) -> Iterator[Path]:
    """All that is a call's, the artefacts first: without them it is no call any more."""
    for path in (workspace.transcripts / recording.name, recording.sidecar, recording.path):
        if path.exists():
            yield path


def _free(folder: Path) -> Path:
    number = 1
    while (path := folder if number == 1 else folder.with_name(f"{folder.name} {number}")).exists():
        number += 1
    return path


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
    workspace: Workspace, what: str, name: str, folder: Path, operator: str, reason: str
) -> None:
    path = workspace.root / "removed" / LOG
    row = {"time": utc_now(), "event": what, "name": name, "actor": operator, "reason": reason}
    row["folder"] = folder.relative_to(workspace.root).as_posix()
    before = path.read_bytes() if path.exists() else b""
    atomic_write(path, before + dump_rows([{k: v for k, v in row.items() if v}]).encode("utf-8"))
