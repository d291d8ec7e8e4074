"""``calltools add``: registers recordings in the workspace."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calltools.cli.bar import At
from calltools.cli.console import (
    enter_in_ledger,
    going_on,
    partial,
    progress_bar,
    say,
    workspace_here,
    write_stdout,
)
from calltools.cli.options import FILE, json_option
from calltools.errors import CalltoolsError, MediaError, WorkspaceError
from calltools.progress import part
from calltools.times import span
from calltools.workspace import Workspace

if TYPE_CHECKING:
    from calltools.recordings import Registered


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=FILE)
@click.option(
    "-w",
    "--workspace",
    "root",
    type=click.Path(path_type=Path),
    help="Folder of the workspace.  [default: the one around here]",
)
@json_option(help="Print one JSON object per recording.")
def command(files: tuple[Path, ...], root: Path | None, as_json: bool) -> None:
    """Register recordings: copy, hash, measure; leave NAME.toml for what is known of the call.

    A file from elsewhere is copied into recordings/, one that lies there is taken as it is.
    Folders are searched for recordings.  Originals are never changed.
    """
    workspace = _workspace(root)
    meant = list(_expanded(files))
    failed: list[CalltoolsError] = []
    _add(workspace, meant, failed, as_json=as_json)
    enter_in_ledger(workspace)
    partial(failed, len(meant), "add")
    if not as_json:
        say("next: fill in what is known of each call in its .toml, then calltools run")


def _workspace(root: Path | None) -> Workspace:
    workspace = Workspace.find(root) if root else workspace_here()
    if workspace is None:
        raise WorkspaceError(root or Path.cwd(), "is no workspace", "make one with calltools init")
    return workspace


_Meant = tuple[Path, CalltoolsError | None]
"""A file to be added, or a folder in which there is none, and why."""


def _expanded(files: tuple[Path, ...]) -> Iterator[_Meant]:
    """What is meant; a folder stands for the recordings in it."""
    from calltools.recordings import sound_files

    for file in files:
        if not file.is_dir():
            yield file, None
            continue
        try:
            found = sound_files(file)
        except CalltoolsError as error:
            yield file, error
            continue
        if not found:
            problem = "expected recordings, found a folder without any"
            yield file, MediaError(file, problem, "name the files")
        yield from ((path, None) for path in found)


def _add(
    workspace: Workspace, meant: list[_Meant], failed: list[CalltoolsError], *, as_json: bool
) -> None:
    """Register each and tell it; what fails is reported and in ``failed``."""
    from calltools.recordings import register

    sizes = [_size(file) for file, _ in meant]
    total, start = max(1, sum(sizes)), 0
    at = At("add", total=len(meant))
    workspace.check_writable()
    with progress_bar(at) as progress:
        for (file, error), size in zip(meant, sizes, strict=True):
            share = part(progress, start / total, (start + size) / total)
            start += size
            at.begin(file.name)
            with going_on(failed, file):
                if error:
                    raise error
                recording = register(workspace, file, share)
                write_stdout(_as_json(recording) if as_json else _as_line(recording))
                for remark in recording.probe.damage:
                    say(f"warning: {recording.path.name}: {remark}")


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0  # adding it tells why


def _as_json(recording: Registered) -> str:
    data = {
        "name": recording.name,
        "path": str(recording.path),
        "sidecar": str(recording.sidecar),
        "is_new": recording.is_new,
        "audio_sha256": recording.audio_sha256,
        "pcm_sha256": recording.pcm_sha256,
        "probe": recording.probe.to_json(),
    }
    return json.dumps(data, ensure_ascii=False) + "\n"


def _as_line(recording: Registered) -> str:
    probe = recording.probe
    facts = [
        "registered" if recording.is_new else "was registered already",
        span(probe.duration_ms),
        {1: "mono", 2: "stereo"}.get(probe.channels, f"{probe.channels} channels"),
        {"narrow": "telephone band", "wide": "wide band"}[probe.bandwidth],
        f"sha256 {recording.audio_sha256[:12]}…",
    ]
    return f"{recording.name}: {', '.join(facts)}\n"
