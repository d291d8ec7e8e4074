"""Files copied and hashed on the way, so that a process that is killed may go on."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from calltools.errors import WorkspaceError, os_error_reason
from calltools.files import written_whole
from calltools.provenance import sha256_file
from calltools.store.hashes import Hashes

_BLOCK = 1 << 20


def copy_file(source: Path, target: Path, hashes: Hashes, count: Callable[[int], None]) -> str:
    """Copy ``source`` to ``target``, whole or not at all; gives the hash of what was written.

    A target that was copied before is hashed and left: it has the size, time and hash (by
    ``hashes``) of the source.  ``count`` is given how many bytes are done.  Raises WorkspaceError.
    """
    try:
        status = source.stat()
        if target.is_file() and not target.is_symlink():
            before = target.stat()
            if (before.st_size, before.st_mtime_ns) == (status.st_size, status.st_mtime_ns):
                sha256 = sha256_file(target)
                if sha256 == hashes.sha256(source):
                    count(status.st_size)
                    return sha256
        digest = hashlib.sha256()
        with source.open("rb") as read, written_whole(target) as write:
            while block := read.read(_BLOCK):
                digest.update(block)
                write.write(block)
                count(len(block))
        os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
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
