"""Where things are, and how they are written so that a crash loses nothing.

A workspace is a folder with ``calltools.toml``, ``recordings/`` (originals, never written to,
with a ``NAME.toml`` beside each) and ``transcripts/`` (a folder of artefacts per recording).
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from calltools.errors import IntegrityError, WorkspaceError, os_error_reason, require
from calltools.files import atomic_write, lock, make_folder
from calltools.provenance import sha256_file
from calltools.settings import DEFAULTS, SETTINGS_FILE, load
from calltools.store.call_folder import CORRECTED, TRANSCRIPT, Folder
from calltools.store.hashes import Hashes
from calltools.store.log import Log, LogCarrier
from calltools.store.log_files import EVENTS, LOG, FileCarrier
from calltools.store.logged_recordings import Register

INDEX_PAGE = "index.html"
"""The page of the workspace, in its root."""

_NEW_SETTINGS = f"""\
# Settings of this calltools workspace.  A flag wins over CALLTOOLS_* in the environment, that
# over what stands in a call's own .toml, and that over this file.  `calltools run --help` names
# them all.
# engine = "{DEFAULTS["engine"]}"
# model = "{DEFAULTS["model"]}"
# language = "{DEFAULTS["language"]}"
# operator = ""    # who works here, where they want to be named
"""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder of recordings and what was made of them."""

    root: Path

    @classmethod
    def init(cls, root: Path) -> Workspace:
        """Make (or complete) a workspace at ``root``; what is there is left as it is.

        A new folder is ignored by git: recordings are confidential, wherever it lies.
        """
        try:
            workspace = cls(root.resolve())
            is_new = not root.exists() or not any(root.iterdir())
            workspace.recordings.mkdir(parents=True, exist_ok=True)
            workspace.transcripts.mkdir(exist_ok=True)
            if is_new:
                atomic_write(workspace.root / ".gitignore", "*\n")
        except OSError as error:
            raise WorkspaceError(
                root, f"can't be made: {os_error_reason(error)}", "choose another folder"
            ) from error
        if not workspace.settings_file.exists():
            atomic_write(workspace.settings_file, _NEW_SETTINGS)
        return workspace

    @classmethod
    def find(cls, start: Path) -> Workspace | None:
        """The workspace that holds ``start``: the nearest folder upward with calltools.toml."""
        here = start.resolve()
        for folder in (here, *here.parents):
            if (folder / SETTINGS_FILE).is_file():
                return cls(folder)
        return None

    @property
    def hashes(self) -> Hashes:
        """The hashes of files in the workspace that were found before."""
        return _hashes(self.root)

    @property
    def settings_file(self) -> Path:
        """``calltools.toml``, which makes a folder a workspace."""
        return self.root / SETTINGS_FILE

    @property
    def recordings(self) -> Path:
        """The folder of the originals and their sidecars."""
        return self.root / "recordings"

    @property
    def transcripts(self) -> Path:
        """The folder with a folder of artefacts for each recording."""
        return self.root / "transcripts"

    def check_writable(self, *folders: Path) -> None:
        """Raise WorkspaceError if nothing can be kept here, or in ``folders``."""
        for folder in (self.transcripts, self._locks, *folders):
            make_folder(folder, "mend its permissions, or work on a copy of the workspace")

    def folder(self, name: str) -> Folder:
        """The artefacts of the recording ``name``."""
        return Folder(self.transcripts / name, self.register, self.hashes)

    @property
    def log(self) -> Log:
        """What happened here, and what the person who works here adds to."""
        return self.register.log

    @property
    def register(self) -> Register:
        """What the log says about the recordings."""
        return _register(self.root)

    def changed_since(self, page: Path) -> bool:
        """Whether anything was made, named or moved after ``page`` was written, or it is gone."""
        try:
            written = page.stat().st_mtime_ns
            changed = [self.transcripts.stat().st_mtime_ns]
            with contextlib.suppress(FileNotFoundError):
                changed.append((self.root / LOG / EVENTS).stat().st_mtime_ns)
        except OSError:
            return True
        return max(changed) >= written  # within one tick of the clock it may have been after

    def lock(self, name: str, *, timeout_s: float = -1) -> contextlib.AbstractContextManager[None]:
        """The lock of one recording's artefacts (or of the register, ``name`` = ``register``)."""
        return lock(self._locks / f"{name}.lock", timeout_s=timeout_s)

    @property
    def _locks(self) -> Path:
        return self.root / ".calltools" / "locks"


@cache
def _hashes(root: Path) -> Hashes:
    return Hashes(root, root / ".calltools" / "hashes.json")


@cache
def _register(root: Path) -> Register:
    kept = carrier(root)
    kept.prepare()
    return Register(Log(kept))


def carrier(root: Path, *, elsewhere: bool = True) -> LogCarrier:
    """What keeps the log of the workspace at ``root``, of which nothing was read yet.

    Raises WorkspaceError where that is a server, which nobody asked for what is ``elsewhere``:
    nothing is connected to then.
    """
    settings = load(root / SETTINGS_FILE)
    files = FileCarrier(root / LOG, partial(lock, root / ".calltools" / "locks" / f"{LOG}.lock"))
    if not settings.database:
        return files
    if not elsewhere:
        problem = "names a database that keeps the log, which is not asked for it"
        raise WorkspaceError(SETTINGS_FILE, problem, "give --database if it is yours")
    require("review", "pg8000", "sqlalchemy")
    from calltools.store.database import address, server
    from calltools.store.log_table import TableCarrier

    return TableCarrier(server(address(settings)), files)


def transcript_in(folder: Path) -> Path:
    """The file of the transcript as it stands in a folder of artefacts, of a workspace or alone.

    Raises WorkspaceError where it was corrected and not put together since.
    """
    workspace = Workspace.find(folder)
    if workspace and folder.resolve().parent == workspace.transcripts.resolve():
        return workspace.folder(folder.name).transcript_path()
    corrected = folder / CORRECTED
    return corrected if corrected.is_file() else folder / TRANSCRIPT


def check_unchanged(path: Path, sha256: str) -> None:
    """Raise IntegrityError if the file's bytes are not those of ``sha256``."""
    if sha256_file(path) != sha256:
        raise IntegrityError(
            path,
            f"changed since it was registered (sha256 {sha256[:12]}… expected)",
            "restore the original from its archive copy, or add the new file under another name",
        )
