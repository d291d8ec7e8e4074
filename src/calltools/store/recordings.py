"""The register of recordings: originals in ``recordings/``, each with a folder of artefacts.

Registering copies a file into the workspace (verified, never over another), names it by its
hashes, measures it, and lays a sidecar beside it for what people know of the call.  The record
is the artefact ``recording.json`` of the step ``register``.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from calltools.errors import IntegrityError, MediaError, WorkspaceError, os_error_reason
from calltools.files import (
    PARTS,
    SOUND_SUFFIXES,
    bytes_of,
    give_name,
    reading,
    safe_name,
    written_whole,
)
from calltools.media import Pcm, Probe, decode, probe
from calltools.progress import Progress, part, silent
from calltools.provenance import Step, package_version, sha256_file
from calltools.records import dumps, parse_as
from calltools.settings import SETTINGS_FILE
from calltools.store.call_folder import AUDIO, PENDING, RECORD
from calltools.store.logged_recordings import REGISTER
from calltools.store.workspace import Workspace, check_unchanged
from calltools.transcripts.sidecar import write_sidecar

_LOCK = "register"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Registered:
    """A recording of the workspace.

    ``name`` is that of its folder of artefacts and of its sidecar; ``path`` the original.
    ``is_new`` is true only when it was registered by the call that gave this.
    """

    name: str
    path: Path
    audio_sha256: str
    pcm_sha256: str
    probe: Probe
    is_new: bool = False

    @property
    def sidecar(self) -> Path:
        """The file that holds what is known about the call; it need not exist."""
        return self.path.with_name(f"{self.name}.toml")

    @property
    def has_sound(self) -> bool:
        """Whether there is anything to hear: a call may be registered by its texts alone."""
        return self.probe.channels > 0

    def check(self) -> None:
        """Raise IntegrityError if the original was changed since it was registered, or is gone."""
        if not self.path.exists():
            raise self.gone()
        check_unchanged(self.path, self.audio_sha256)

    def gone(self) -> IntegrityError:
        """The error of an original that is no longer there."""
        return IntegrityError(
            self.path,
            "is registered but gone",
            f"put it back, or if it was renamed: calltools rename {self.name} NEW; if it is to"
            f" go: calltools remove {self.name}",
        )


@dataclass(frozen=True, slots=True)
class OriginalRecord:
    """What stands in the record of a recording; ``file`` is its path in ``recordings/``."""

    name: str
    file: str
    audio_sha256: str
    pcm_sha256: str
    probe: Probe


def recordings(workspace: Workspace) -> list[Registered]:
    """Everything that was registered, by name.  A record that is broken counts as none."""
    names = sorted(workspace.register.refresh().names)
    return [found for name in names if (found := registered(workspace, name))]


def registered(workspace: Workspace, name: str) -> Registered | None:
    """The recording called ``name``; None where there is none, or its record is broken."""
    folder = workspace.folder(name)
    if folder.step(REGISTER) is None or folder.broken(REGISTER):
        return None
    try:
        record = parse_as(folder.read(RECORD), OriginalRecord)
    except ValueError:  # another program's record
        return None
    return _registered(workspace, name, record)


def unregistered(workspace: Workspace, known: Iterable[Registered]) -> list[Path]:
    """Sound files in ``recordings/`` that are none of the ``known`` recordings."""
    paths = {recording.path for recording in known}
    return [path for path in sound_files(workspace.recordings) if path not in paths]


def sound_files(folder: Path) -> list[Path]:
    """The files in and below ``folder`` that are recordings by their ending, in order."""
    return sorted(path for path in _files(folder) if path.suffix.lower() in SOUND_SUFFIXES)


def register(
    workspace: Workspace, path: Path, progress: Progress = silent, *, moved: bool = False
) -> Registered:
    """Register the recording ``path``; a file from elsewhere is copied into the workspace first,
    or with ``moved``, for one on its disk that is nobody's, given a name there.

    A recording that is registered already is only checked.  Raises MediaError if the file holds
    no sound, has the name of a different recording or the bytes of another one; IntegrityError
    if it was changed since it was registered; WorkspaceError if the workspace can't be written.
    """
    recording, pcm = register_with_sound(workspace, path, progress, moved=moved)
    if pcm is not None:
        pcm.close()
    return recording


def register_with_sound(
    workspace: Workspace, path: Path, progress: Progress = silent, *, moved: bool = False
) -> tuple[Registered, Pcm | None]:
    """As :func:`register`; with the sound of a new recording, which is the caller's to close."""
    if found := find(workspace, path, recordings(workspace)):
        return found, None
    _, is_own = _target(workspace, path)
    workspace.check_writable(*(() if is_own else (workspace.recordings,)))
    # The long work goes before the lock: others register at the same time.
    pcm = decode(path, progress=part(progress, 0.0, 0.5))
    try:
        measured = probe(pcm, part(progress, 0.5, 0.8))
        with workspace.lock(_LOCK):
            _clear_parts(workspace)
            known = recordings(workspace)
            recording = find(workspace, path, known)
            if recording is None:
                recording = _register(
                    workspace, path, known, pcm, measured, part(progress, 0.8, 1.0), moved=moved
                )
    except BaseException:
        pcm.close()
        raise
    progress(1.0)
    return recording, pcm


def register_again(
    workspace: Workspace, recording: Registered, name: str, path: Path
) -> Registered:
    """The record of a recording whose file and folder were moved and whose call is renamed.  Call
    with the register locked."""
    moved = replace(recording, name=name, path=path)
    step = workspace.folder(recording.name).step(REGISTER)
    assert step is not None, "it was registered"
    folder = workspace.folder(name)
    folder.commit(step, {RECORD: dumps(original_record(workspace, moved))}, "renamed")
    return moved


def find(workspace: Workspace, path: Path, known: Iterable[Registered]) -> Registered | None:
    """The one of ``known`` recordings that ``path`` is registered as, checked; None if it is new.

    Raises MediaError if it has the name of a different recording, IntegrityError if it was changed
    since it was registered.
    """
    check_name(path)
    target, is_own = _target(workspace, path)
    return _known(known, path, target, is_own=is_own)


def _register(
    workspace: Workspace,
    path: Path,
    known: Sequence[Registered],
    pcm: Pcm,
    measured: Probe,
    progress: Progress,
    *,
    moved: bool,
) -> Registered:
    target, is_own = _target(workspace, path)
    _refuse_twin(known, path, target, pcm.audio_sha256)
    for folder in unknown_to_the_log(workspace):
        if pcm.audio_sha256.encode() in bytes_of(folder / RECORD):
            raise IntegrityError(
                folder,
                "holds what was made of this recording, of which the log says nothing",
                "put log/ back from a copy of the workspace; if it is lost, move the folder away",
            )
    if not is_own:
        _copy(path, target, pcm.audio_sha256, progress, moved=moved)
    name = _free_name(workspace, target, known)
    recording = Registered(name, target, pcm.audio_sha256, pcm.pcm_sha256, measured, is_new=True)
    _commit(workspace, recording)
    return recording


def check_name(path: Path) -> None:
    """Raise MediaError if the name of a file can't stand in a file of text."""
    try:
        path.name.encode("utf-8")
    except UnicodeEncodeError as error:
        raise MediaError(
            path, "expected a file name in UTF-8, found other bytes", "rename the file"
        ) from error


def _clear_parts(workspace: Workspace) -> None:
    """Remove copies that a killed run left unfinished; call with the register's lock held."""
    for left in workspace.recordings.glob(f"**/{PARTS}"):
        with contextlib.suppress(OSError):
            left.unlink()


def _known(
    known: Iterable[Registered], path: Path, target: Path, *, is_own: bool
) -> Registered | None:
    """The recording that ``path`` is already registered as, checked to be the same bytes."""
    recording = next((r for r in known if r.path == target), None)
    if recording is None:
        return None
    if is_own:
        recording.check()
        return recording
    if sha256_file(path) != recording.audio_sha256:
        raise _name_taken(path, target)
    if not target.exists():
        raise IntegrityError(
            target, "is registered but gone", f"copy {path} there again and repeat the command"
        )
    recording.check()
    return recording


def _refuse_twin(known: Iterable[Registered], path: Path, target: Path, sha256: str) -> None:
    for other in known:
        if other.audio_sha256 == sha256 and other.path != target and not other.path.exists():
            raise MediaError(
                path,
                f"is {other.path.name} by another name, registered as {other.name}",
                f"run: calltools rename {other.name} {path.stem}",
            )
        if other.audio_sha256 == sha256 and other.path != target:
            raise MediaError(
                path,
                f"has the same bytes as {other.path.name}, registered as {other.name}",
                "nothing is to be done: one recording is registered once",
            )


def _name_taken(path: Path, target: Path) -> MediaError:
    return MediaError(
        path,
        f"expected a name that is free, found a different file {target.name} in {target.parent}",
        "give it another name and add it again",
    )


def _commit(workspace: Workspace, recording: Registered) -> None:
    step = Step(
        REGISTER,
        inputs={AUDIO: recording.audio_sha256},
        # Lossy formats decode to other samples with another version of the decoder.
        parameters={"decoder": f"PyAV {package_version('av')}"},
    )
    record = dumps(original_record(workspace, recording))
    with workspace.lock(recording.name):
        workspace.folder(recording.name).commit(step, {RECORD: record}, "registered")
    if not recording.sidecar.exists():
        write_sidecar(recording.sidecar)


def original_record(workspace: Workspace, recording: Registered) -> dict[str, Any]:
    """What stands in the record of a recording, as JSON has it."""
    return {
        "schema_version": 1,
        "name": recording.name,
        "file": recording.path.relative_to(workspace.recordings).as_posix(),
        "audio_sha256": recording.audio_sha256,
        "pcm_sha256": recording.pcm_sha256,
        "probe": recording.probe.to_json(),
    }


def _registered(workspace: Workspace, name: str, record: OriginalRecord) -> Registered:
    path = workspace.recordings / record.file
    return Registered(name, path, record.audio_sha256, record.pcm_sha256, record.probe)


def _target(workspace: Workspace, path: Path) -> tuple[Path, bool]:
    """Where ``path`` stands once it is registered, and whether it does already.

    A link in ``recordings/`` is a recording there, wherever it points.
    """
    place = path.parent.resolve() / path.name
    folder = workspace.recordings.resolve()
    is_own = place.is_relative_to(folder)
    return workspace.recordings / (place.relative_to(folder) if is_own else path.name), is_own


def _copy(source: Path, target: Path, sha256: str, progress: Progress, *, moved: bool) -> None:
    """Copy ``source`` to ``target``, or give it that name, whole or not at all, never over a
    different file."""
    if target.exists():
        if sha256_file(target) != sha256:
            raise _name_taken(source, target)
        return
    try:
        if moved:
            give_name(source, target)
            return
        with source.open("rb") as original, written_whole(target, new=True) as file:
            _copy_blocks(original, file, progress)
            shutil.copystat(source, file.name)
            if sha256_file(Path(file.name)) != sha256:
                raise MediaError(
                    source, "changed while it was copied", "add it again when it rests"
                )
    except FileExistsError as error:
        raise _name_taken(source, target) from error
    except OSError as error:
        raise WorkspaceError(
            target,
            f"can't be written: {os_error_reason(error)}",
            "free space or mend the permissions, then add it again",
        ) from error


def _copy_blocks(original: BinaryIO, file: BinaryIO, progress: Progress) -> None:
    size = max(os.fstat(original.fileno()).st_size, 1)
    while block := original.read(_BLOCK):
        file.write(block)
        progress(min(file.tell() / size, 1.0))
    file.flush()


def _free_name(workspace: Workspace, target: Path, known: Iterable[Registered]) -> str:
    """A name for the artefacts of ``target`` that no other recording has.

    The stem of the file, else the whole file name (a.wav is ``a``, a.mp3 beside it ``a.mp3``),
    else the path.
    """
    # The sidecar of a recording called "calltools" would look like the settings of a workspace.
    taken = {recording.name.casefold() for recording in known} | {_LOCK, Path(SETTINGS_FILE).stem}
    taken |= {folder.name.casefold() for folder in _other_folders(workspace)}
    relative = target.relative_to(workspace.recordings)
    names = [safe_name(text) for text in (target.stem, target.name, "_".join(relative.parts))]
    names += [f"{names[0]}-{number}" for number in range(2, len(taken) + 3)]
    return next(name for name in names if name.casefold() not in taken)


def unknown_to_the_log(workspace: Workspace) -> list[Path]:
    """Folders with the record of a recording that no event is of: the log was lost, or is an
    earlier one."""
    register = workspace.register.refresh()
    known = set(register.names) | {call.name for call in register.aside.values()}
    return [
        path.parent
        for path in sorted(workspace.transcripts.glob(f"*/{RECORD}"))
        if path.parent.name not in known and not (path.parent / PENDING).exists()
    ]


def _other_folders(workspace: Workspace) -> Iterator[Path]:
    """Folders of artefacts that belong to no recording: those of publications.  One that was being
    registered by a program that was killed is not among them."""
    for folder in workspace.transcripts.glob("*/"):
        is_free = folder.name in workspace.register.names or (folder / PENDING).exists()
        if not is_free and any(folder.iterdir()):
            yield folder


def _files(folder: Path) -> Iterator[Path]:
    """Files in and below ``folder``, hidden ones left out."""
    with reading(folder, MediaError, "mend its name or its permissions"):
        entries = sorted(folder.iterdir())
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _files(entry)
        elif entry.is_file():
            yield entry
