"""Files copied and hashed on the way, so that whoever is killed may go on."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from calltools.errors import WorkspaceError, os_error_reason
from calltools.files import written_whole
from calltools.provenance import sha256_file
from calltools.store.hashes import Hashes

_BLOCK = 1 << 20


def copy_file(source: Path, target: Path, hashes: Hashes, tell: Callable[[int], None]) -> str:
    """Copy ``source`` to ``target``, whole or not at all; gives the hash of what was written.

    A target that was copied before is hashed and left: it has the size, time and hash (by
    ``hashes``) of the source.  ``tell`` is told how many bytes are done.  Raises WorkspaceError.
    """
    try:
        found = source.stat()
        if target.is_file() and not target.is_symlink():
            before = target.stat()
            if (before.st_size, before.st_mtime_ns) == (found.st_size, found.st_mtime_ns):
                sha256 = sha256_file(target)
                if sha256 == hashes.sha256(source):
                    tell(found.st_size)
                    return sha256
        digest = hashlib.sha256()
        with source.open("rb") as read, written_whole(target) as write:
            while block := read.read(_BLOCK):
                digest.update(block)
                write.write(block)
                tell(len(block))
        os.utime(target, ns=(found.st_atime_ns, found.st_mtime_ns))
    except OSError as error:
        raise WorkspaceError(
            target,
            f"can't be copied from {source}: {os_error_reason(error)}",
            "free space or mend the permissions, then repeat: what was copied is kept",
        ) from error
    return digest.hexdigest()


def remove_others(folder: Path, wanted: set[Path]) -> None:
    """Remove what lies in and below ``folder`` and is none of the ``wanted`` files."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in wanted:
            path.unlink()


def put_in_place(work: Path, target: Path) -> None:
    """Give a finished folder its name; all that is in it was synced file by file."""
    try:
        work.rename(target)
    except OSError as error:
        raise WorkspaceError(target, f"can't be made: {os_error_reason(error)}") from error


def free_bytes(folder: Path) -> int:
    """How much may be written where ``folder`` is, or will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
