"""A recording of a workspace with what was published of it."""

from __future__ import annotations

from pathlib import Path

from calltools.alignment.calls import Parts
from calltools.alignment.sources import parts_of_recording
from calltools.errors import TranscriptError, WorkspaceError
from calltools.files import bytes_of
from calltools.provenance import sha256_bytes
from calltools.recordings import recordings
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.sidecar import read_sidecar
from calltools.workspace import Workspace


def parts_in_workspace(name: str, workspace: Workspace) -> tuple[Parts, Path] | None:
    """The recording called ``name``, or whose file that is, with its publications; and its sound.

    None where there is no such recording.  Raises TranscriptError where its sidecar names no
    publications, WorkspaceError where it has no transcript yet, and what
    :func:`~calltools.alignment.sources.parts_of_recording` does.
    """
    path = Path(name).resolve()
    found = next((r for r in recordings(workspace) if name == r.name or path == r.path), None)
    if found is None:
        return None
    publications = read_sidecar(found.sidecar).publications
    if not publications:
        raise TranscriptError(
            found.sidecar, "names no publications", 'add: publications = ["zh.html", "en.html"]'
        )
    file = workspace.folder(found.name).transcript_path()
    data = bytes_of(file, WorkspaceError, "run calltools run")
    heard = read_transcript(data, file.name)
    parts = parts_of_recording(found.name, heard, {file.name: sha256_bytes(data)}, publications)
    return parts, found.path
