"""``calltools add``: registers recordings in the workspace."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calltools.cli.console import (
    done_each,
    going_on,
    partial,
    say,
    workspace_or_fail,
    write_stdout,
)
from calltools.cli.options import FILE, json_option
from calltools.errors import CalltoolsError, MediaError
from calltools.progress import Progress
from calltools.records import dump_rows
from calltools.times import span

if TYPE_CHECKING:
    from calltools.store.recordings import Registered


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
    """Register recordings: copy, hash, measure; leave NAME.toml for what is known about the call.

    A file from elsewhere is copied into recordings/; one that is already there is used as it is.
    Folders are searched for recordings.  Originals are never changed.
    """
    workspace = workspace_or_fail(root)
    from calltools.store.recordings import register

    def add(file: Path, progress: Progress) -> None:
        recording = register(workspace, file, progress)
        write_stdout(_as_json(recording) if as_json else _as_line(recording))
        for remark in recording.probe.damage:
            say(f"warning: {recording.path.name}: {remark}")

    refused: list[CalltoolsError] = []
    expanded = _expanded(files, refused)
    workspace.check_writable()
    _, failed = done_each("add", expanded, add)
    partial([*refused, *failed], len(expanded) + len(refused), "add")
    if not as_json:
        say("next: fill in the facts of each call in its .toml, then calltools run")


def _expanded(files: Sequence[Path], failed: list[CalltoolsError]) -> list[Path]:
    """What is meant; a folder stands for the recordings in it."""
    from calltools.store.recordings import sound_files

    expanded: list[Path] = []
    for file in files:
        with going_on(failed, file):
            meant = sound_files(file) if file.is_dir() else [file]
            if not meant:
                problem = "expected recordings, found a folder without any"
                raise MediaError(file, problem, "name the files")
            expanded += meant
    return expanded


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
    return dump_rows([data])


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
