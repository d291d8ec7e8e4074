"""What was made in the application to be handed on: tables, packages, bags, redacted copies.

Each lies in a folder of its own in ``outgoing/`` of the workspace, with what is to be known of it.
They are copies of what is there anyway: whoever removes one loses nothing.
"""

from __future__ import annotations

import contextlib
import io
import re
import secrets
import shutil
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from calltools.errors import CalltoolsError, SettingsError
from calltools.files import atomic_write
from calltools.messages import Message, as_message
from calltools.proof.files import files_below
from calltools.records import dumps, parse_as
from calltools.site.jobs import JobLine
from calltools.store.workspace import Workspace
from calltools.times import utc_now

MADE = "/outgoing"
"""The address of what was made."""
CHOSEN = ("held", "since", "until", "hospital")
"""What somebody chooses by among all that they may see."""
_OUTGOING = "outgoing"
_RECORD = "made.json"
_LEFT_S = 24 * 3600
_ID = re.compile(r"[0-9a-f]{16}")
_BLOCK = 1 << 20

MadeKind = Literal["table", "package", "bag", "copy"]


class MadeFile(Struct, frozen=True):
    """A file, or a folder (``is_folder``), that ``actor`` had made; ``calls`` are those whose words
    or sound are in it, ``lines`` what whoever made or checked it was told, ``state`` the outcome
    of its check."""

    id: str
    kind: MadeKind
    name: str
    actor: str
    time: str
    size: int
    calls: tuple[str, ...] = ()
    lines: tuple[JobLine, ...] = ()
    state: str = ""
    is_folder: bool = False


class MadeFiles:
    """What was made in a workspace to be handed on."""

    def __init__(self, workspace: Workspace) -> None:
        self._root = workspace.root / _OUTGOING

    def new(self) -> Path:
        """A folder to make something in: it is in no list before it is kept.  What a program that
        was killed left of one is removed after a day."""
        for left in self._root.glob("*/"):
            if time.time() - left.stat().st_mtime > _LEFT_S:
                self.throw_away(left)
        folder = self._root / secrets.token_hex(8)
        folder.mkdir(parents=True)
        return folder

    def keep(
        self, path: Path, kind: MadeKind, actor: str, told: Iterable[str] = (), **facts: Any
    ) -> MadeFile:
        """Let what lies at ``path``, in a folder of :meth:`new`, be known, with what was ``told``
        of it."""
        files = files_below(path) if path.is_dir() else [path]
        size = sum(file.stat().st_size for file in files)
        made = MadeFile(
            path.parent.name, kind, path.name, actor, utc_now(), size,
            lines=tuple(map(JobLine, told)), is_folder=path.is_dir(), **facts,
        )  # fmt: skip
        atomic_write(path.parent / _RECORD, dumps(made))
        return made

    def all(self) -> list[MadeFile]:
        """All of it, the latest first."""
        made: list[MadeFile] = []
        for path in self._root.glob(f"*/{_RECORD}"):
            with contextlib.suppress(ValueError, OSError):
                made.append(parse_as(path.read_bytes(), MadeFile))
        return sorted(made, key=lambda one: one.time, reverse=True)

    def get(self, made_id: str) -> MadeFile:
        """What was made under that id.  Raises SettingsError where nothing was."""
        path = self._root / made_id / _RECORD
        if not _ID.fullmatch(made_id) or not path.is_file():
            raise SettingsError("this address", "is of nothing that was made", "look at the list")
        return parse_as(path.read_bytes(), MadeFile)

    def path(self, made: MadeFile) -> Path:
        """Where it lies."""
        return self._root / made.id / made.name

    def remove(self, made: MadeFile) -> None:
        """Throw it away."""
        shutil.rmtree(self._root / made.id, ignore_errors=True)

    def throw_away(self, folder: Path) -> None:
        """Throw away a folder of :meth:`new` in which nothing was kept."""
        if not (folder / _RECORD).exists():
            shutil.rmtree(folder, ignore_errors=True)


class _Sink(io.RawIOBase):
    """What is written into an archive, until it is taken on."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        data = b"".join(self._parts)
        self._parts.clear()
        return data


def zip_blocks(folder: Path, files: Sequence[Path] | None = None) -> Iterator[bytes]:
    """A folder as a zip, made while it is sent: nothing of it lies on the disk twice."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as archive:
        for path in sorted(files_below(folder) if files is None else files):
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
            with archive.open(entry, "w", force_zip64=True) as target, path.open("rb") as source:
                while block := source.read(_BLOCK):
                    target.write(block)
                    yield sink.take()
    yield sink.take()


def in_words(error: CalltoolsError) -> Message:
    """An error as a line of what a job told: of a file its name alone."""
    where, problem = Path(error.where).name, as_message(error.problem)
    return Message("error: {where}: {problem}", where=where, problem=problem)
