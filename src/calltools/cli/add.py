"""``calltools add``: registers recordings in the workspace."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calltools.cli.console import (
    going_on,
    partial,
    progress_bar,
    say,
    workspace_here,
    write_stdout,
)
from calltools.cli.options import FILE, json_option
from calltools.errors import CalltoolsError, MediaError, WorkspaceError
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
    done = 0
    failed: list[CalltoolsError] = []
    for file in _expanded(files, failed):
        with going_on(failed, file):
            recording = _register(workspace, file)
            done += 1
            write_stdout(_as_json(recording) if as_json else _as_line(recording))
            for remark in recording.probe.damage:
                say(f"warning: {recording.path.name}: {remark}")
    partial(failed, done + len(failed), "add")
    if not as_json:
        say("next: fill in what is known of each call in its .toml, then calltools run")


def _workspace(root: Path | None) -> Workspace:
    workspace = Workspace.find(root) if root else workspace_here()
    if workspace is None:
        raise WorkspaceError(root or Path.cwd(), "is no workspace", "make one with calltools init")
    return workspace


def _expanded(files: tuple[Path, ...], failed: list[CalltoolsError]) -> Iterator[Path]:
    """The files meant; a folder stands for the recordings in it.  What fails is reported."""
    from calltools.recordings import sound_files

    for file in files:
        if not file.is_dir():
            yield file
            continue
        found: list[Path] = []
        with going_on(failed, file):
            found = sound_files(file)
            if not found:
                raise MediaError(
                    file, "expected recordings, found a folder without any", "name the files"
                )
        yield from found


def _register(workspace: Workspace, file: Path) -> Registered:
    from calltools.recordings import register

    with progress_bar(file.name) as progress:
        return register(workspace, file, progress)


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
