"""Files that are sent by forms: laid aside on the disk of the workspace as they arrive, hashed on
the way, and gone unless somebody takes them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePath
from typing import BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from calltools.errors import CalltoolsError, SettingsError, WorkspaceError
from calltools.files import SOUND_SUFFIXES, bytes_of, safe_name, unwritable
from calltools.messages import Message
from calltools.site.aside_files import AsideFiles

SPARE = 256 * 1024 * 1024
"""Bytes of the disk that are left for what is made of recordings."""
_LONGEST_FIELD = 16 * 1024
_MOST_FIELDS = 20
_AT_ONCE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FormRules:
    """What is taken of a form with files: ``name`` gives the name under which a file that was sent
    as another is kept, or raises SettingsError; ``most`` bytes in all, None for any; fields of
    ``longest`` bytes."""

    name: Callable[[str], str]
    most: int | None = None
    longest: int = _LONGEST_FIELD


@dataclass(slots=True)
class Upload:
    """A file that was sent as ``name``: where it lies, how many bytes, their sha256.  It is removed
    unless it is ``taken``."""

    name: str
    path: Path
    size: int = 0
    sha256: str = ""
    taken: bool = False

    def read(self) -> bytes:
        """Its bytes."""
        return bytes_of(self.path)


@dataclass(slots=True)
class Form:
    """What was sent: texts by the names of their fields, and files."""

    fields: dict[str, str] = field(default_factory=dict)
    uploads: list[Upload] = field(default_factory=list)

    def discard(self) -> None:
        """Remove the files that nobody took."""
        for upload in self.uploads:
            if not upload.taken:
                shutil.rmtree(upload.path.parent, ignore_errors=True)


class Uploads:
    """The files that are on their way into a workspace, to lie aside there."""

    def __init__(self, root: Path, aside: AsideFiles) -> None:
        self._root = root
        self._aside = aside
        self._lock = threading.Lock()
        self._expected = 0

    @property
    def free(self) -> int:
        """How many bytes there is room for."""
        room = shutil.disk_usage(self._root).free - SPARE - self._expected
        return max(0, room)

    def check(self, size: int) -> None:
        """Raise WorkspaceError where there is no room for so many bytes."""
        if size > self.free:
            told = Message(
                "has room for {free}, these are {size}",
                free=_megabytes(self.free),
                size=_megabytes(size),
            )
            raise WorkspaceError("the disk", told, "free some of it, or send fewer")

    @contextlib.contextmanager
    def _room(self, size: int) -> Iterator[None]:
        with self._lock:
            self.check(size)
            self._expected += size
        try:
            yield
        finally:
            with self._lock:
                self._expected -= size

    async def received(
        self, request: Request, rules: FormRules, allow: Callable[[str], None]
    ) -> Form:
        """The form that is sent; ``allow`` is given its field ``token`` before any file is taken,
        and raises NotAllowedError.

        Raises SettingsError for another kind of request, or what the ``rules`` do not take;
        WorkspaceError where there is no room.
        """
        chunks = request.stream()
        try:
            return await self._received(request, chunks, rules, allow)
        except CalltoolsError:
            async for _ in chunks:  # a browser that is cut off shows no answer
                pass
            raise

    async def _received(
        self,
        request: Request,
        chunks: AsyncIterator[bytes],
        rules: FormRules,
        allow: Callable[[str], None],
    ) -> Form:
        kind, options = parse_options_header(request.headers.get("content-type", ""))
        length = request.headers.get("content-length", "")
        if kind != b"multipart/form-data" or b"boundary" not in options or not length.isdigit():
            raise SettingsError("request", "expected a form with files, and its length")
        if rules.most is not None and int(length) > rules.most:
            problem = Message("is longer than {size} KiB", size=rules.most // 1024)
            raise SettingsError("request", problem)
        with self._room(int(length)):
            reader = _FormReader(self._aside, options[b"boundary"], rules, allow)
            try:
                async for data in _in_pieces(chunks):
                    await run_in_threadpool(reader.take, data)
                await run_in_threadpool(reader.end)
            except BaseException:
                reader.close()
                reader.form.discard()
                raise
        return reader.form


async def _in_pieces(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """What arrives, in pieces that are worth a turn of a thread."""
    held = bytearray()
    async for chunk in chunks:
        held += chunk
        if len(held) >= _AT_ONCE:
            yield bytes(held)
            held.clear()
    yield bytes(held)


class _FormReader:
    """Reads a form as it arrives, and writes its files."""

    def __init__(
        self, aside: AsideFiles, boundary: bytes, rules: FormRules, allow: Callable[[str], None]
    ) -> None:
        self.form = Form()
        self._aside, self._rules, self._allow = aside, rules, allow
        self._name = ""
        self._header = self._value = self._disposition = b""
        self._text = bytearray()
        self._file: BinaryIO | None = None
        self._upload: Upload | None = None
        self._hash = hashlib.sha256()
        self._is_whole = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_header_field": self._on_header_field,
                "on_header_value": self._on_header_value,
                "on_header_end": self._on_header_end,
                "on_headers_finished": self._on_headers,
                "on_part_data": self._on_data,
                "on_part_end": self._on_part_end,
                "on_end": partial(setattr, self, "_is_whole", True),
            },
        )

    def take(self, data: bytes) -> None:
        """Take what arrived.  Raises SettingsError, WorkspaceError."""
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise SettingsError("request", f"is not a form: {error}") from error
        except OSError as error:
            where = self._upload.path if self._upload else Path()
            raise unwritable(where, error) from error

    def end(self) -> None:
        """Raise SettingsError where the form broke off."""
        self.take(b"")
        if not self._is_whole:
            raise SettingsError("request", "broke off", "send it again")

    def close(self) -> None:
        """Close what is being written."""
        if self._file:
            self._file.close()

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _on_headers(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        self._text.clear()
        self._upload = None
        if b"filename" in options:
            self._begin(options[b"filename"].decode("utf-8", "replace"))

    def _begin(self, name: str) -> None:
        if not name:  # a field for a file, left empty
            return
        self._allow(self.form.fields.get("token", ""))
        name = self._rules.name(name)
        upload = Upload(name, self._aside.folder() / name)
        self.form.uploads.append(upload)
        self._hash = hashlib.sha256()
        self._file = upload.path.open("xb")
        self._upload = upload

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._upload and self._file:
            self._file.write(data[start:end])
            self._hash.update(data[start:end])
            self._upload.size += end - start
            return
        self._text += data[start:end]
        if len(self._text) > self._rules.longest or len(self.form.fields) > _MOST_FIELDS:
            raise SettingsError("request", "has a field that is too long")

    def _on_part_end(self) -> None:
        if self._upload and self._file:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._upload.sha256 = self._hash.hexdigest()
        else:
            self.form.fields[self._name] = self._text.decode("utf-8", "replace")
        self._file = None


def recording_name(name: str) -> str:
    """The name under which a file that was sent as ``name`` is kept.  Raises SettingsError for one
    whose ending belongs to no recording."""
    path = PurePath(name.replace("\\", "/"))
    if path.suffix.lower() not in SOUND_SUFFIXES:
        known = " ".join(sorted(SOUND_SUFFIXES))
        problem = Message("{file} does not end like a recording", file=path.name[-40:])
        remedy = Message("recordings end in {endings}", endings=known)
        raise SettingsError("file", problem, remedy)
    return f"{safe_name(path.stem)}{path.suffix}"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
