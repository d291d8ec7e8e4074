"""Files that are read: what the system may say against it, and what their names promise."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from calltools.errors import CalltoolsError, os_error_reason

STDIN = Path("-")

SOUND_SUFFIXES = frozenset(
    ".wav .w64 .mp3 .mp2 .m4a .m4b .aac .amr .awb .ogg .oga .opus .flac .wma .aif .aiff .au .caf "
    ".3gp .3g2 .mp4 .m4v .mov .mkv .mka .webm .avi .wmv .flv .mpg .mpeg .ts".split()
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
