"""Publications taken into a workspace: as they were uploaded, and the way people put them right.

They lie in ``published/``: the file, what people said about it (``NAME.directions.json``, which
``calltools parse --directions`` takes) and each call as it was read by that.  The sidecars of their
recordings name them, so that ``run`` aligns them.
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
from calltools.page.directions import Directions
from calltools.page.parse_files import ReadFile
from calltools.records import dumps
from calltools.store.recordings import Registered, registered
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

    def carry_out(self, workspace: Workspace, before: Mapping[str, Path]) -> None:
        """Write it; ``before`` are the files that were named for recordings when it was kept last,
        which are named no longer.  Raises TranscriptError for a sidecar that can't be changed."""
        for file in self.files:
            if file.is_new:
                atomic_write(file.path, file.data)
        for name in before.keys() | self.named.keys():
            if recording := registered(workspace, name):
                _name_in(workspace, recording, self.named.get(name), before.get(name))


def keeping(
    workspace: Workspace,
    data: bytes,
    name: str,
    directions: Directions,
    read: ReadFile,
    recordings: Mapping[int, Registered],
    actor: str,
) -> Keeping:
    """What taking a publication in writes: its bytes as they are and, where people put right how it
    reads or it holds several calls, what they said and each call as calltools JSON, whose step says
    by whom.  ``recordings`` are those of its calls, by their numbers from 0.

    Raises SettingsError for a recording of a call that there is not, or of two.
    """
    beyond = [number for number in recordings if number not in range(len(read.calls))]
    if beyond or len({one.name for one in recordings.values()}) < len(recordings):
        raise SettingsError(name, "each call has a recording of its own", "look again")
    folder = workspace.root / PUBLISHED
    files = [_planned(folder, name, data)]
    of_calls = [files[0].path] * len(read.calls)
    stem = files[0].path.stem
    if directions:
        said = dumps(directions.parameters()).encode()
        files.append(_planned(folder, f"{stem}.directions.json", said))
    if directions or len(read.calls) > 1:
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


def _name_in(
    workspace: Workspace, recording: Registered, file: Path | None, before: Path | None
) -> None:
    """Have the sidecar of a recording name ``file``, and not the one ``before``."""
    folder, named = recording.sidecar.parent, read_sidecar(recording.sidecar).publications
    kept = [path for path in named if file == before or before is None or not _same(path, before)]
    if file is not None and not any(_same(path, file) for path in kept):
        kept.append(Path(os.path.relpath(file, folder)))
    if kept != list(named):
        names = [path.relative_to(folder) if path.is_relative_to(folder) else path for path in kept]
        values = {"publications": [path.as_posix() for path in names]}
        keep_known(workspace, recording, values)


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()
