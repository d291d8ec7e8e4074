"""A log kept in two files of a workspace: ``log/events.jsonl`` and ``log/bodies.jsonl``.

Both are only added to, the bodies first: a process that is killed between leaves bodies that no
line names, which is not harm, or half a line, which the next writer takes away."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from calltools.errors import CalltoolsError, WorkspaceError, os_error_reason
from calltools.files import reading
from calltools.store.log import NewLines

LOG = "log"
"""The folder of a workspace, and of a bag, that holds its log."""

EVENTS = "events.jsonl"
BODIES = "bodies.jsonl"
"""The two files in it."""

_BLOCK = 1 << 12
_OWNERS = 0o600
"""Nobody else reads it, for bodies hold names; anybody who shares a workspace on one machine gives
the files another mode, which they keep."""


_NOTHING = NewLines((), ())


class FileCarrier:
    """The log in the folder ``folder``; ``lock`` gives the lock that its writers hold."""

    def __init__(self, folder: Path, lock: Callable[[], AbstractContextManager[None]]) -> None:
        self.where = f"{folder.name}/{EVENTS}"
        self._lock = lock
        self._events = _Lines(folder / EVENTS)
        self._bodies = _Lines(folder / BODIES)

    def prepare(self) -> None:
        """Nothing: anybody who writes first makes the files."""

    def writing(self) -> AbstractContextManager[None]:
        """Hold the lock of the log."""
        return self._lock()

    def read(self) -> NewLines:
        """What was added; the events first: each that is read has its body by then."""
        if self._events.is_read():
            return _NOTHING
        anew = self._events.was_put_back() or self._bodies.was_put_back()
        if anew:
            self._events.begin()
            self._bodies.begin()
        return NewLines(self._events.new(), self._bodies.new(), anew)

    def write(self, lines: Sequence[bytes], bodies: Sequence[bytes]) -> None:
        """Add them, synced."""
        self._bodies.add(bodies)
        self._events.add(lines)


class _Lines:
    """A file of lines, read as far as it goes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._name = os.fspath(path)
        self.begin()

    def begin(self) -> None:
        self._read = 0
        self._inode = 0

    def is_read(self) -> bool:
        """Whether nothing is there that was not read."""
        found = self._stat()
        if found is None:
            return not self._read
        return found.st_size == self._read and found.st_ino == self._inode

    def was_put_back(self) -> bool:
        """Whether it is another file than the one that was read, or a shorter one."""
        found = self._stat()
        if found is None:
            return self._read > 0
        return found.st_size < self._read or (self._read > 0 and found.st_ino != self._inode)

    def new(self) -> list[bytes]:
        """The whole lines behind what was read, without their line feeds."""
        found = self._stat()
        if found is None or found.st_size == self._read:
            return []
        with reading(self._path, WorkspaceError), self._path.open("rb") as file:
            file.seek(self._read)
            data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        self._read += len(whole)
        self._inode = found.st_ino
        return whole.split(b"\n")[:-1]

    def add(self, lines: Sequence[bytes]) -> None:
        """Add whole lines behind the last whole one, synced.  Raises WorkspaceError."""
        data = b"".join(line + b"\n" for line in lines)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with open(self._path, "a+b", opener=partial(os.open, mode=_OWNERS)) as file:
                end = _end_of_last_line(file, file.tell())
                file.truncate(end)
                try:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                except BaseException:
                    file.truncate(end)  # all or none
                    raise
        except OSError as error:
            raise WorkspaceError(
                self._path, f"can't be written: {os_error_reason(error)}", "mend it and run again"
            ) from error

    def _stat(self) -> os.stat_result | None:
        try:
            return os.stat(self._name)  # noqa: PTH116 - asked many times of each of a thousand calls
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CalltoolsError(self._path, f"can't be read: {os_error_reason(error)}") from error


def _end_of_last_line(file: BinaryIO, size: int) -> int:
    """Where the last whole line of a file ends: read from behind, however long the file is."""
    end = size
    while end:
        start = max(0, end - _BLOCK)
        file.seek(start)
        at = file.read(end - start).rfind(b"\n")
        if at >= 0:
            return start + at + 1
        end = start
    return 0
