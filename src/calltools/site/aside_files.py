"""Files that lie aside for somebody: what they sent and is not kept yet, and what was made to be
taken away.

Each lies in a folder of its own, with a record of whose it is and until when.  They are copies, or
nobody's yet: anybody who removes one loses nothing that was kept.
"""

from __future__ import annotations

import contextlib
import math
import re
import secrets
import shutil
import time
from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from calltools.files import atomic_write
from calltools.proof.file_hashes import files_below
from calltools.provenance import sha256_bytes
from calltools.records import dumps, parse_as
from calltools.site.job_process import JobLine
from calltools.store.workspace import Workspace

_FOLDER = ".calltools/aside"
_RECORD = ".aside.json"
"""No file that is sent or made has that name."""
_ID = re.compile(r"[0-9a-f]{16}")

AsideKind = Literal["publication", "translation", "table", "bag", "copy"]
SENT: tuple[AsideKind, ...] = ("publication", "translation")
MADE: tuple[AsideKind, ...] = ("table", "bag", "copy")
_KEPT_S = 24 * 3600
"""How long something that was sent lies aside."""
_KEPT_MOST = 20
"""How much of what a member sent lies aside, of each kind."""


class AsideFile(Struct, frozen=True):
    """A file, or a folder (``is_folder``), that lies aside for ``owner`` since ``made``, seconds
    since 1970.

    Of what was made ``calls`` are those whose words or sound are in it, ``lines`` what the person
    who made or checked it was told, ``state`` the outcome of its check."""

    id: str
    kind: AsideKind
    owner: str
    name: str
    made: float
    size: int
    is_folder: bool = False
    calls: tuple[str, ...] = ()
    lines: tuple[JobLine, ...] = ()
    state: str = ""

    @property
    def until(self) -> float:
        """Until when it lies here: others than what was sent until somebody throws them away."""
        return self.made + (_KEPT_S if self.kind in SENT else math.inf)

    @property
    def time(self) -> str:
        """When it was made, UTC."""
        return f"{datetime.fromtimestamp(self.made, UTC):%Y-%m-%d %H:%M}"


class AsideFiles:
    """What lies aside in a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._root = workspace.root / _FOLDER

    def folder(self) -> Path:
        """A folder for something: nobody knows of it before it is kept."""
        folder = self._root / secrets.token_hex(8)
        folder.mkdir(parents=True)
        return folder

    def keep(self, path: Path, kind: AsideKind, owner: str, **facts: Any) -> AsideFile:
        """Let what lies at ``path``, in a folder of its own here, be known."""
        files = files_below(path) if path.is_dir() else [path]
        size = sum(file.stat().st_size for file in files)
        of = (path.parent.name, kind, owner, path.name, time.time(), size, path.is_dir())
        return self.noted(AsideFile(*of), **facts)

    def lay(self, data: bytes, name: str, kind: AsideKind, owner: str) -> AsideFile:
        """Lay what somebody sent aside; the same stays as it is."""
        told = sha256_bytes(f"{kind} {owner} {name} {sha256_bytes(data)}".encode())
        folder = self._root / told[:16]
        if found := self.find(folder.name, owner):
            return self.noted(found, made=time.time())
        atomic_write(folder / name, data)
        return self.keep(folder / name, kind, owner)

    def noted(self, file: AsideFile, **facts: Any) -> AsideFile:
        """The file with other facts, which are kept with it."""
        file = replace(file, **facts)
        atomic_write(self._root / file.id / _RECORD, dumps(file))
        return file

    def all(self, *kinds: AsideKind) -> list[AsideFile]:
        """Everything of some kinds that lies here, the latest first."""
        found: list[AsideFile] = []
        for record in self._root.glob(f"*/{_RECORD}"):
            with contextlib.suppress(ValueError, OSError):
                found.append(parse_as(record.read_bytes(), AsideFile))
        wanted = [file for file in found if not kinds or file.kind in kinds]
        return sorted(wanted, key=lambda file: file.made, reverse=True)

    def find(self, file_id: str, owner: str = "") -> AsideFile | None:
        """What lies here under that id, where it is the ``owner``'s."""
        record = self._root / file_id / _RECORD
        if not _ID.fullmatch(file_id) or not record.is_file():
            return None
        found = parse_as(record.read_bytes(), AsideFile)
        return found if owner in ("", found.owner) else None

    def path(self, file: AsideFile) -> Path:
        """Where it lies."""
        return self._root / file.id / file.name

    def remove(self, path: Path) -> None:
        """Throw away what lies at ``path`` in a folder of its own here, kept or not."""
        if path.parent.parent == self._root:
            shutil.rmtree(path.parent, ignore_errors=True)

    def clean(self, awaited: Collection[str], left_s: float = _KEPT_S) -> None:
        """Remove what has lain here long enough, the oldest of too much that a member sent, and
        after ``left_s`` seconds what was left half sent or half made, but for the files that are
        ``awaited``."""
        owned: Counter[tuple[str, AsideKind]] = Counter()
        for file in self.all(*SENT):
            owned[file.owner, file.kind] += 1
            if file.until < time.time() or owned[file.owner, file.kind] > _KEPT_MOST:
                self.remove(self.path(file))
        waiting = {Path(file).parent for file in awaited}
        for folder in set(self._root.glob("*/")) - waiting:
            with contextlib.suppress(FileNotFoundError):
                is_old = time.time() - folder.stat().st_mtime >= left_s
                if is_old and not (folder / _RECORD).exists():
                    shutil.rmtree(folder, ignore_errors=True)
