"""The hash of a SQLite file, kept beside it: what was done to the file without SQLite shows.

SQLite finds damage to its structure when it comes by; a letter that is another in a text it can't
find at all.  It counts in the file how often it was written to: a file whose count is not that of
the seal was written to since, and nothing can be told of it.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from calltools.errors import CalltoolsError
from calltools.files import atomic_write
from calltools.provenance import sha256_bytes
from calltools.records import dumps, parse_as, plain

_COUNT = slice(24, 28)
"""Where SQLite counts in its header (file format, 1.3.7)."""


@dataclass(frozen=True, slots=True)
class _Seal:
    count: str
    sha256: str


def is_damaged(path: Path) -> bool:
    """Whether the file was sealed and is no longer what it was then.  Raises OSError."""
    sealed = _sealed(path)
    found = _looked_at(path) if sealed and path.exists() else None
    return bool(sealed and found and found.count == sealed.count and found != sealed)


def seal(path: Path) -> None:
    """Seal the file as it is, where it was not; call with no connection of one's own open."""
    with contextlib.suppress(OSError, CalltoolsError):  # without one it is as good as before
        with path.open("rb") as file:
            count = file.read(_COUNT.stop)[_COUNT].hex()
        sealed = _sealed(path)
        if (sealed is None or sealed.count != count) and (found := _looked_at(path)):
            atomic_write(_beside(path), dumps(plain(found)))


def break_seal(path: Path) -> None:
    """Let nothing be told of the file any more.  Raises OSError."""
    _beside(path).unlink(missing_ok=True)


def _sealed(path: Path) -> _Seal | None:
    try:
        return parse_as(_beside(path).read_bytes(), _Seal)
    except (OSError, ValueError):
        return None


def _looked_at(path: Path) -> _Seal | None:
    """The count and the hash of the file; None where somebody is writing to it, or was killed."""
    before = path.stat()
    raw = path.read_bytes()
    after = path.stat()
    if path.with_name(f"{path.name}-journal").exists() or before.st_mtime_ns != after.st_mtime_ns:
        return None
    return _Seal(raw[_COUNT].hex(), sha256_bytes(raw))


def _beside(path: Path) -> Path:
    return path.with_suffix(".seal")
