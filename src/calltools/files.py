"""Files read and written: what the system may say against it, and what their names promise.

Whatever is written goes through :func:`written_whole`: whole or not at all, and never in place of a
device, a pipe or a folder.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from calltools.errors import BusyError, CalltoolsError, WorkspaceError, os_error_reason

STDIN = Path("-")

SOUND_SUFFIXES = frozenset(
    ".wav .w64 .mp3 .mp2 .m4a .m4b .aac .amr .awb .gsm .ogg .oga .opus .spx .flac .wma .aif .aiff "
    ".au .caf .ra .rm .rmvb .3gp .3g2 .mp4 .m4v .mov .mkv .mka .webm .avi .asf .wmv .flv .mpg "
    ".mpeg .vob .ts .mts .m2ts".split()
)
"""Endings by which recordings are found in folders; a file that is named is tried in any case."""


@contextlib.contextmanager
def reading(
    path: str | Path, kind: type[CalltoolsError] = CalltoolsError, remedy: str = ""
) -> Iterator[None]:
    """Raise ``kind``, which names ``path`` and the reason, for an OSError inside."""
    try:
        yield
    except OSError as error:
        raise kind(path, f"can't be read: {os_error_reason(error)}", remedy) from error


def bytes_of(
    path: str | Path, kind: type[CalltoolsError] = CalltoolsError, remedy: str = ""
) -> bytes:
    """The bytes of a file, ``-`` for stdin.  Raises ``kind`` if it can't be read."""
    with reading(path, kind, remedy):
        return sys.stdin.buffer.read() if Path(path) == STDIN else Path(path).read_bytes()


def text_of(path: str | Path, kind: type[CalltoolsError] = CalltoolsError) -> str:
    """The text of a UTF-8 file, with or without BOM, ``-`` for stdin.

    Its lines end with line feeds.  Raises ``kind`` if it can't be read or holds other bytes.
    """
    try:
        text = bytes_of(path, kind).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise kind(path, "expected UTF-8 text, found other bytes", "save it as UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def format_of(path: str | Path, formats: Mapping[str, Iterable[str]]) -> str | None:
    """The one of ``formats`` (each with the endings of its files) that a file's name promises."""
    suffix = Path(path).suffix.lower()
    return next((name for name, suffixes in formats.items() if suffix in suffixes), None)


_LONGEST_NAME = 150
"""Bytes."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')


def safe_name(text: str) -> str:
    """``text`` as a name for files on any system: NFC, nothing that paths or shells trip over."""
    name = _UNSAFE.sub("_", unicodedata.normalize("NFC", text)).strip(" .")
    encoded = name.encode("utf-8")[:_LONGEST_NAME]
    return encoded.decode("utf-8", "ignore").strip(" .") or "recording"


PART = ".part"
PARTS = f".calltools-*{PART}"
"""The ending of what is being written, and the names of all such files."""

_FOR_ALL = 0o666
"""Colleagues may read what is written, as far as the umask lets them."""


@contextlib.contextmanager
def written_whole(
    path: Path, *, mode: int = _FOR_ALL, new: bool = False, synced: bool = True
) -> Iterator[BinaryIO]:
    """A file to write into, which is at ``path`` when all is well and gone otherwise.

    It is made beside ``path``, synced and renamed; a file that it replaces leaves it its mode, and
    ``mode``, less the umask, is that of another.  ``new``: a file that is there already is no
    target.  Raises OSError (disk full, no permission, ``path`` is not a file); ``path`` is then as
    it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(PARTS.replace("*", secrets.token_hex(8)))
    try:
        with open(part, "xb", opener=partial(os.open, mode=mode)) as file:
            yield file
            file.flush()
            if synced:
                os.fsync(file.fileno())
        if new:
            give_name(part, path)
            return
        with contextlib.suppress(FileNotFoundError):
            before = path.lstat().st_mode
            if not (stat.S_ISREG(before) or stat.S_ISLNK(before) or stat.S_ISDIR(before)):
                raise OSError("is a device or a pipe, and no file")
            if stat.S_ISREG(before) and mode == _FOR_ALL:
                part.chmod(stat.S_IMODE(before))
        part.replace(path)  # fails for a folder by itself
    finally:
        part.unlink(missing_ok=True)


def give_name(part: Path, path: Path) -> None:
    """Give the file ``part`` the name ``path``, on one disk.  Raises FileExistsError where that
    exists: a link, unlike a renaming, fails then."""
    try:
        path.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:  # a file system without links, as on memory sticks
        if os.path.lexists(path):
            raise FileExistsError from None
        part.rename(path)


def atomic_write(
    path: Path, data: bytes | str, *, mode: int = _FOR_ALL, new: bool = False, synced: bool = True
) -> None:
    """Write ``data`` as :func:`written_whole` does.  Raises WorkspaceError."""
    raw = data.encode("utf-8") if isinstance(data, str) else data
    try:
        with written_whole(path, mode=mode, new=new, synced=synced) as file:
            file.write(raw)
    except OSError as error:
        raise unwritable(path, error) from error


def write_output(path: Path, data: bytes | str) -> None:
    """Write ``data`` where a person named it: where a link points, and into a device or a pipe.

    Raises WorkspaceError as :func:`atomic_write` does.
    """
    if not path.exists() or path.is_file() or path.is_dir():
        atomic_write(path.resolve() if path.is_symlink() else path, data)
        return
    try:
        with path.open("wb", buffering=0) as file:
            file.write(data.encode("utf-8") if isinstance(data, str) else data)
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> WorkspaceError:
    """The one line that tells why ``path`` can't be written."""
    return WorkspaceError(
        path,
        f"can't be written: {os_error_reason(error)}",
        "free space or mend the permissions, then run again: what was done is kept",
    )


def make_folder(folder: Path, remedy: str = "choose another folder") -> None:
    """Make ``folder`` where it is not there.  Raises WorkspaceError if it can't be written to:
    better told before the work than after it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise WorkspaceError(
            folder, f"can't be written: {os_error_reason(error)}", remedy
        ) from error


def size_of(path: Path) -> int:
    """The size of a file in bytes; 0 where it can't be told."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


@contextlib.contextmanager
def lock(path: Path, *, timeout_s: float = -1) -> Iterator[None]:
    """Hold the lock file ``path``; the system lets go of it when the process dies.

    Waits ``timeout_s`` seconds (for ever below 0), then raises BusyError.  Raises WorkspaceError
    where no lock can be made (no permission, a read-only or full disk).
    """
    held = FileLock(path, timeout=timeout_s)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held.acquire()
    except Timeout as error:
        raise BusyError(path, "is held by another calltools", "wait for it to end") from error
    except OSError as error:
        raise WorkspaceError(
            path,
            f"can't be locked: {os_error_reason(error)}",
            "the folder must be on a disk that can be written",
        ) from error
    try:
        yield
    finally:
        held.release()
