"""Calls without a recording: a published Chinese text and its English, registered as others are.

The original of such a call is its Chinese text, in ``recordings/`` as NAME with the ending of its
file; the English lies beside it as NAME.en, and both stand in NAME.toml.  There is no sound, and
all else is as with a recording.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from calltools.errors import WorkspaceError
from calltools.files import atomic_write, bytes_of, safe_name
from calltools.media import Probe
from calltools.messages import Message
from calltools.provenance import Step, sha256_bytes
from calltools.records import dumps
from calltools.store.call_folder import AUDIO, RECORD
from calltools.store.logged_recordings import REGISTER
from calltools.store.recordings import (
    Registered,
    original_record,
    recordings,
)
from calltools.store.workspace import Workspace
from calltools.transcripts.sidecar import write_sidecar

NO_SOUND = Probe(0, 0, 0, "", "", "narrow", 0.0, 0.0, 0.0, True, None)
"""What is said about the sound of a call that has none."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A publication: the bytes of a file, and the ending of its name (``.docx``)."""

    data: bytes
    suffix: str


def register_texts(
    workspace: Workspace, name: str, zh: TextFile, en: TextFile | None
) -> Registered:
    """Register the call ``name`` with its Chinese text and its English; without ``en`` the English
    stands between the turns of the Chinese.

    Registering the same texts again gives what is there.
    Raises WorkspaceError for a name that can't be one or is taken, or texts that are another
    call's.
    """
    if safe_name(name) != name:
        raise WorkspaceError(
            name,
            Message("can't be a name, {name} can", name=f"{safe_name(name)!r}"),
            "choose another",
        )
    workspace.check_writable(workspace.recordings)
    sha256 = sha256_bytes(zh.data)
    with workspace.lock(REGISTER):
        for known in recordings(workspace):
            if known.audio_sha256 == sha256:
                if known.name == name:
                    return known
                raise WorkspaceError(
                    name, Message("is registered as {name}", name=known.name), "go on with that"
                )
        files = {workspace.recordings / f"{name}{zh.suffix}": zh.data}
        if en is not None:
            files[workspace.recordings / f"{name}.en{en.suffix}"] = en.data
        sidecar = workspace.recordings / f"{name}.toml"
        taken = [path for path in (*files, sidecar, workspace.transcripts / name) if path.exists()]
        if taken and any(not _is_same(path, files) for path in taken):
            raise WorkspaceError(
                name,
                Message("is taken: {name} is there", name=taken[0].name),
                "choose another name",
            )
        for path, data in files.items():
            atomic_write(path, data)
        write_sidecar(sidecar, {"publications": [path.name for path in files]})
        original = next(iter(files))
        recording = Registered(name, original, sha256, sha256, NO_SOUND, is_new=True)
        step = Step(REGISTER, inputs={AUDIO: sha256})
        record = dumps(original_record(workspace, recording))
        with workspace.lock(name):
            workspace.folder(name).commit(step, {RECORD: record}, "registered")
    return recording


def _is_same(path: Path, files: dict[Path, bytes]) -> bool:
    """Whether a file is what would be written there: a process that was killed may go on."""
    if path.suffix == ".toml":
        return all(other.exists() for other in files)
    if path.is_dir():
        return not any(path.iterdir())
    return path in files and bytes_of(path) == files[path]
