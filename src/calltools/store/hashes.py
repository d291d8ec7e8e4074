"""SHA-256 of files, remembered for as long as nothing was written to them.

A file is taken to be the same while its size, its inode and the times of its last write and last
change of status are: the system sets the last by itself, whoever writes.  Before an original is
worked on it is hashed anew all the same (:meth:`calltools.store.recordings.Registered.check`).
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from pathlib import Path

from calltools.errors import WorkspaceError
from calltools.files import atomic_write
from calltools.provenance import sha256_file

_Stamp = tuple[int, int, int, int]

_RESTS_NS = 2_000_000_000
"""A file written to less long ago could be written to again within the same tick of its clock."""


class Hashes:
    """The hashes of the files below ``root``, kept in the file ``kept`` between processes."""

    def __init__(self, root: Path, kept: Path) -> None:
        self._prefix = os.path.join(root, "")  # noqa: PTH118 - for text, a thousand times a run
        self._kept = kept
        self._known: dict[str, tuple[_Stamp, str]] | None = None
        self._changed = False

    def sha256(self, path: Path | str) -> str:
        """Hex SHA-256 of a file.  Raises CalltoolsError if it can't be read."""
        name = os.fspath(path).removeprefix(self._prefix)
        stamp = _stamp(path)
        known = self._load()
        if stamp is not None and (found := known.get(name)) and found[0] == stamp:
            return found[1]
        sha256 = sha256_file(Path(path))
        if stamp is not None and _stamp(path) == stamp and time.time_ns() - stamp[2] > _RESTS_NS:
            known[name] = (stamp, sha256)
            self._changed = True
        return sha256

    def save(self) -> None:
        """Keep what was found for the next process; where that can't be done it is found anew."""
        if not self._changed:
            return
        with contextlib.suppress(WorkspaceError):
            atomic_write(self._kept, json.dumps(self._load()), synced=False)
            self._changed = False

    def _load(self) -> dict[str, tuple[_Stamp, str]]:
        if self._known is None:
            self._known = {}
            with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
                for name, (stamp, sha256) in json.loads(self._kept.read_bytes()).items():
                    size, inode, written, changed = stamp
                    self._known[name] = ((size, inode, written, changed), sha256)
        return self._known


class AtRest:
    """Hashes for a look at files in which nothing is written: each file is looked at once."""

    def __init__(self, hashes: Hashes | AtRest) -> None:
        self._hashes = hashes
        self._found: dict[str, str] = {}

    def sha256(self, path: Path | str) -> str:
        """Hex SHA-256 of a file.  Raises CalltoolsError if it can't be read."""
        name = os.fspath(path)
        if name not in self._found:
            self._found[name] = self._hashes.sha256(path)
        return self._found[name]


def _stamp(path: Path | str) -> _Stamp | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - as above
    except OSError:
        return None
    return found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns
