"""Publications taken into a workspace: as they were uploaded, and the way people put them right.

They lie in ``published/``; the sidecar of their recording names them, so that ``run`` aligns them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath

from calltools.errors import SettingsError, TranscriptError
from calltools.files import atomic_write, bytes_of, safe_name
from calltools.page.directions import Directions
from calltools.page.files import ReadFile
from calltools.page.limited import Limits, read_limited
from calltools.store.recordings import Registered
from calltools.store.sidecars import keep_known
from calltools.store.workspace import Workspace
from calltools.transcripts.readers import SUFFIXES
from calltools.transcripts.sidecar import read_sidecar
from calltools.transcripts.writers.json import to_json

PUBLISHED = "published"
"""The folder of a workspace that publications are taken into."""

LIMITS = Limits(seconds=30, memory_mib=1024)
"""What reading a publication may take: the longest of gold/formats takes a tenth of it."""

_LONGEST_STEM = 80


def publication_name(name: str) -> str:
    """The name under which a file that was uploaded as ``name`` is kept.

    Raises SettingsError for one whose ending tells no kind of publication that is parsed.
    """
    path = PurePath(name.replace("\\", "/").strip(" ."))
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        told = f"expected one of {' '.join(sorted(SUFFIXES))}"
        raise SettingsError("file", f"{told}, found {path.name[-20:]!r}")
    return f"{safe_name(path.stem)[:_LONGEST_STEM]}{suffix}"


def read_publication(data: bytes, name: str, directions: Directions) -> ReadFile:
    """The calls of a publication, read in a process of its own: it may be made to do harm.

    Raises TranscriptError for one that can't be read or takes too much, SettingsError for
    directions that don't fit it, or a file that needs none.
    """
    found = read_limited(data, name, directions, limits=LIMITS)
    if found.parsed is None:
        raise TranscriptError(name, "is no publication", "correct the transcript instead")
    return found


def keep_publication(
    workspace: Workspace,
    data: bytes,
    name: str,
    directions: Directions,
    *,
    number: int,
    recording: Registered | None,
    actor: str,
) -> list[Path]:
    """Take a publication into the workspace: its bytes as they are and, where people put right how
    it reads or it holds several calls, the call with that number (from 0) as calltools JSON, whose
    step says by whom.  The sidecar of ``recording`` names it.

    Gives the files.  Raises what :func:`read_publication` does, SettingsError for no such call.
    """
    read = read_publication(data, name, directions)
    if number not in range(len(read.calls)):
        problem = f"expected a call from 1 to {len(read.calls)}, found {number + 1}"
        raise SettingsError(name, problem, "see what was read")
    folder = workspace.root / PUBLISHED
    files = [_put(folder, name, data)]
    if directions or len(read.calls) > 1:
        call = read.calls[number]
        steps = tuple(replace(step, actor=actor) for step in call.provenance)
        stem = f"{files[0].stem}.{number + 1}"
        made = to_json(replace(call, provenance=steps)).encode()
        files.append(_put(folder, f"{stem}.json", made, _untimed))
    if recording is not None:
        _name_in(workspace, recording, files[-1])
    return files


def _untimed(data: bytes) -> object:
    """A call as JSON without when it was read: what is the same whenever it is kept."""
    try:
        call = json.loads(data)
        return call | {"provenance": [step | {"time": ""} for step in call["provenance"]]}
    except (ValueError, TypeError, KeyError):  # somebody else's file of that name
        return data


def _put(
    folder: Path, name: str, data: bytes, told: Callable[[bytes], object] = lambda data: data
) -> Path:
    """Write ``data`` there, never over something else: over what is ``told`` otherwise."""
    path = folder / name
    number = 2
    while path.exists():
        if told(bytes_of(path)) == told(data):
            return path
        path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        number += 1
    atomic_write(path, data)
    return path


def _name_in(workspace: Workspace, recording: Registered, file: Path) -> None:
    named = read_sidecar(recording.sidecar).publications
    if file.resolve() not in (path.resolve() for path in named):
        folder = recording.sidecar.parent
        names = [p.relative_to(folder) if p.is_relative_to(folder) else p for p in named]
        texts = [path.as_posix() for path in (*names, Path(os.path.relpath(file, folder)))]
        keep_known(workspace, recording, {"publications": texts})
