"""Publications taken into a workspace as they were uploaded.

They lie in ``published/``: the file and, where it holds several calls, each call as it was read.
The sidecars of their recordings name them, so that ``run`` aligns them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from calltools.errors import SettingsError
from calltools.files import atomic_write, bytes_of, safe_name
from calltools.messages import Message
from calltools.page.parse_files import ReadFile
from calltools.store.recordings import Registered
from calltools.store.sidecars import keep_known
from calltools.store.workspace import Workspace
from calltools.transcripts.readers import SUFFIXES
from calltools.transcripts.sidecar import read_sidecar
from calltools.transcripts.writers.json import to_json

PUBLISHED = "published"
"""The folder of a workspace that publications are taken into."""

_LONGEST_STEM = 80


def publication_name(name: str) -> str:
    """The name under which a file that was uploaded as ``name`` is kept.

    Raises SettingsError for one whose ending tells no kind of publication that is parsed.
    """
    path = PurePath(name.replace("\\", "/").strip(" ."))
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        known, name = sorted(SUFFIXES), path.name[-20:]
        problem = Message("expected one of {suffixes}, found {name}", suffixes=known, name=name)
        raise SettingsError("file", problem)
    return f"{safe_name(path.stem)[:_LONGEST_STEM]}{suffix}"


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file that is written into the workspace where ``is_new``; else it is there already."""

    path: Path
    data: bytes
    is_new: bool


@dataclass(frozen=True, slots=True)
class Keeping:
    """What taking a publication into the workspace writes: ``files``, in which each ``of_calls`` of
    its calls is, and in the sidecars of recordings the file that is named there."""

    files: tuple[PlannedFile, ...]
    of_calls: tuple[Path, ...]
    ties: tuple[tuple[Registered, Path], ...]

    @property
    def named(self) -> dict[str, Path]:
        """The file that is named for each recording."""
        return {recording.name: path for recording, path in self.ties}

    def carry_out(self, workspace: Workspace) -> None:
        """Write it.  Raises TranscriptError for a sidecar that can't be changed."""
        for file in self.files:
            if file.is_new:
                atomic_write(file.path, file.data)
        for recording, path in self.ties:
            _name_in(workspace, recording, path)


def keeping(
    workspace: Workspace,
    data: bytes,
    name: str,
    read: ReadFile,
    recordings: Mapping[int, Registered],
    actor: str,
) -> Keeping:
    """What taking a publication in writes: its bytes as they are and, where it holds several calls,
    each call as calltools JSON, whose step says by whom.  ``recordings`` are those of its calls, by
    their numbers from 0.

    Raises SettingsError for a recording of a call that there is not, or of two.
    """
    beyond = [number for number in recordings if number not in range(len(read.calls))]
    if beyond or len({one.name for one in recordings.values()}) < len(recordings):
        raise SettingsError(name, "each call has a recording of its own", "look again")
    folder = workspace.root / PUBLISHED
    files = [_planned(folder, name, data)]
    of_calls = [files[0].path] * len(read.calls)
    stem = files[0].path.stem
    if len(read.calls) > 1:
        for number, call in enumerate(read.calls):
            steps = tuple(replace(step, actor=actor) for step in call.provenance)
            made = to_json(replace(call, provenance=steps)).encode()
            files.append(_planned(folder, f"{stem}.{number + 1}.json", made, _untimed))
            of_calls[number] = files[-1].path
    ties = tuple((one, of_calls[number]) for number, one in sorted(recordings.items()))
    return Keeping(tuple(files), tuple(of_calls), ties)


def _untimed(data: bytes) -> object:
    """A call as JSON without when it was read: what is the same whenever it is kept."""
    try:
        call = json.loads(data)
        return call | {"provenance": [step | {"time": ""} for step in call["provenance"]]}
    except (ValueError, TypeError, KeyError):  # somebody else's file of that name
        return data


def _planned(
    folder: Path, name: str, data: bytes, told: Callable[[bytes], object] = lambda data: data
) -> PlannedFile:
    """Where ``data`` is written, never over something else: over what is ``told`` otherwise."""
    path = folder / name
    number = 2
    while path.exists():
        if told(bytes_of(path)) == told(data):
            return PlannedFile(path, data, is_new=False)
        path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        number += 1
    return PlannedFile(path, data, is_new=True)


def _name_in(workspace: Workspace, recording: Registered, file: Path) -> None:
    """Have the sidecar of a recording name ``file``."""
    folder, named = recording.sidecar.parent, read_sidecar(recording.sidecar).publications
    if not any(_same(path, file) for path in named):
        every = [*named, Path(os.path.relpath(file, folder))]
        names = [one.relative_to(folder) if one.is_relative_to(folder) else one for one in every]
        keep_known(workspace, recording, {"publications": [name.as_posix() for name in names]})


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()
