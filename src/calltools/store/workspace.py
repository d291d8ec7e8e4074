"""Where things are, and how they are written so that a crash loses nothing.

A workspace is a folder with ``calltools.toml``, ``recordings/`` (originals, never written to,
with a ``NAME.toml`` beside each) and ``transcripts/`` (a folder of artefacts per recording).
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path

from calltools.errors import (
    CalltoolsError,
    IntegrityError,
    WorkspaceError,
    os_error_reason,
)
from calltools.files import (
    PART,
    atomic_write,
    bytes_of,
    lock,
    make_folder,
    unwritable,
    written_whole,
)
from calltools.provenance import Step, canonical_json, sha256_bytes, sha256_file
from calltools.records import dumps, parse_as
from calltools.settings import DEFAULTS, SETTINGS_FILE
from calltools.store.hashes import AtRest, Hashes

RECORD = "recording.json"
SPEAKERS = "speakers.json"
WORDS = "words.json"
SECOND = "second.json"
KNOWN_VOICES = "known_voices.json"
TRANSCRIPT = "transcript.json"
CORRECTIONS = "corrections.jsonl"
CORRECTED = "corrected.json"
STATEMENTS = "statements.jsonl"
STATEMENTS_CSV = "statements.csv"
PAGE = "call.html"
HOSPITALS = "hospitals.toml"
ENROLLED = "investigators.json"
ALIGNMENT = "alignment.json"
ALIGNMENT_PAGE = "alignment.html"
"""Artefacts of a recording by name, in the order in which they are made; ``CORRECTIONS`` alone is
made by people."""

CALL_PAGES = frozenset((PAGE, ALIGNMENT_PAGE))
"""Files that are no artefacts: a cache of what these show."""

INDEX_PAGE = "index.html"
"""The page of the workspace, in its root."""

CORRECT = "correct"
"""The step that makes the corrected transcript."""

STEPS = ".steps"
"""Where a folder of artefacts keeps the records of its steps, ``NAME.json``."""

_PENDING = ".pending"
SUPERSEDED = "superseded"
"""Where a folder of artefacts keeps what was made anew: ``NAME.HASH.SUFFIX``, and the records of
steps as ``NAME.step.HASH.json``; HASH is the first twelve digits of the file's sha256."""

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
class Folder:
    """The artefacts of one recording, each made by a named step.

    A step's record under ``.steps`` is written after its artefacts: a step without a record, or
    with an artefact that is missing, was not done.  An artefact with other bytes than those
    recorded was changed by a person, unless a step that was killed left word that it writes them.
    ``hashes`` remember what was hashed before.
    """

    path: Path
    hashes: Hashes | AtRest | None = field(default=None, compare=False, repr=False)

    def at_rest(self) -> Folder:
        """The same folder for one look in which nothing is written: each file is hashed once."""
        return Folder(self.path, AtRest(self.hashes) if self.hashes else None)

    @property
    def transcript_name(self) -> str:
        """The artefact that is the transcript as it stands: corrected where people corrected it."""
        return CORRECTED if (self.path / CORRECTIONS).exists() else TRANSCRIPT

    def transcript_path(self) -> Path:
        """The file of the transcript as it stands.

        Raises WorkspaceError where it was corrected and not put together since.
        """
        log = self.path / CORRECTIONS
        if log.exists():
            step = self.step(CORRECT)
            if step is None or step.inputs.get(CORRECTIONS) != self.sha256(CORRECTIONS):
                raise WorkspaceError(
                    self.path, "was corrected since it was last run", "run: calltools run"
                )
        return self.path / self.transcript_name

    def sha256(self, name: str) -> str:
        """The hash of the file ``name`` in the folder.  Raises CalltoolsError without one."""
        path = f"{self.path}/{name}"
        return self.hashes.sha256(path) if self.hashes else sha256_file(Path(path))

    def hash_of(self, path: Path) -> str:
        """The hash of a file elsewhere.  Raises CalltoolsError without one."""
        return self.hashes.sha256(path) if self.hashes else sha256_file(path)

    def step(self, name: str) -> Step | None:
        """The recorded step, or None if it never finished or its record can't be read."""
        path = f"{self.path}/{STEPS}/{name}.json"
        try:
            found = os.stat(path)  # noqa: PTH116 - asked many times of each of a thousand calls
        except OSError:
            return None
        return _step_in(path, found.st_mtime_ns, found.st_size, found.st_ino)

    def is_done(self, step: Step) -> bool:
        """Whether what ``step`` would make is there, from equal inputs, and whole."""
        recorded = self.step(step.name)
        return recorded is not None and recorded.key == step.key and not self.broken(step.name)

    def broken(self, name: str) -> list[Path]:
        """Artefacts of the step ``name`` that are missing or differ from what was recorded."""
        return self._broken(self.step(name))

    def _broken(self, step: Step | None) -> list[Path]:
        outputs = step.outputs if step else {}
        return [self.path / name for name, sha in outputs.items() if self._hash(name) != sha]

    def _hash(self, name: str) -> str | None:
        try:
            return self.sha256(name)
        except CalltoolsError:
            return None

    def edited(self) -> list[Path]:
        """Artefacts that a person changed in place."""
        found = []
        for name in self.steps():
            step = self.step(name)
            changed = [path for path in self._broken(step) if path.is_file()]
            written = self._pending(name) if changed else {}
            found += [path for path in changed if self.sha256(path.name) != written.get(path.name)]
        return found

    def steps(self) -> list[str]:
        """The names of the steps that have a record, in order."""
        try:
            files = os.listdir(f"{self.path}/{STEPS}")  # noqa: PTH208 - as above
        except OSError:
            return []
        return sorted(file.removesuffix(".json") for file in files if file.endswith(".json"))

    def set_aside(self, path: Path) -> Path:
        """Move an artefact that a person changed to ``superseded/``; gives where it is now.

        Call with the folder's lock held.  Raises WorkspaceError if it can't be done.
        """
        kept = self._keep_superseded(path.name, "")
        path.unlink(missing_ok=True)
        return kept or path

    def forget(self, steps: Iterable[str]) -> None:
        """Let steps count as not done; call with the folder's lock held."""
        for name in steps:
            self._keep_record(name)
            (self.path / STEPS / f"{name}.json").unlink(missing_ok=True)

    def _pending(self, name: str) -> Mapping[str, str]:
        """What a step that did not finish was about to write: names to sha256."""
        try:
            return parse_as((self.path / STEPS / f"{name}{_PENDING}").read_bytes(), dict[str, str])
        except (OSError, ValueError):
            return {}

    def read(self, name: str) -> bytes:
        """The bytes of an artefact.  Raises WorkspaceError if it can't be read."""
        return bytes_of(self.path / name, WorkspaceError, "run calltools run")

    def commit(self, step: Step, artefacts: Mapping[str, bytes | str]) -> Step:
        """Write ``artefacts`` (name to content), then the record of ``step``; returns it.

        An older version of an artefact is kept under ``superseded/``, and of the record; so is an
        artefact that the step made once and makes no longer.  Killed at any moment, the folder
        holds the old files or the new ones, each whole.
        """
        self._clear_parts()
        before = self.step(step.name)
        contents = {
            name: content.encode("utf-8") if isinstance(content, str) else content
            for name, content in artefacts.items()
        }
        outputs = {name: sha256_bytes(raw) for name, raw in contents.items()}
        pending = self.path / STEPS / f"{step.name}{_PENDING}"
        atomic_write(pending, canonical_json(outputs))
        for name, raw in contents.items():
            self._keep_superseded(name, outputs[name])
            atomic_write(self.path / name, raw)
        for name in set(before.outputs if before else ()) - set(outputs):
            self._keep_superseded(name, "")
            (self.path / name).unlink(missing_ok=True)
        done = replace(step, outputs=outputs)
        self._keep_record(step.name)
        atomic_write(self.path / STEPS / f"{step.name}.json", dumps(done.to_json()))
        pending.unlink(missing_ok=True)
        return done

    def _keep_superseded(self, name: str, sha256: str) -> Path | None:
        """Keep a copy of the artefact ``name`` if its bytes are not those of ``sha256``."""
        path = self.path / name
        if not path.is_file() or (was := sha256_file(path)) == sha256:
            return None
        stem = f"{path.stem}.step" if path.parent.name == STEPS else path.stem
        kept = self.path / SUPERSEDED / f"{stem}.{was[:12]}{path.suffix}"
        if not kept.exists():
            try:
                with path.open("rb") as old, written_whole(kept) as file:
                    shutil.copyfileobj(old, file)
                shutil.copystat(path, kept)
            except OSError as error:
                raise unwritable(kept, error) from error
        return kept

    def _keep_record(self, step: str) -> None:
        """Keep a copy of a step's record, which is about to go: the ledger names it by its hash."""
        self._keep_superseded(f"{STEPS}/{step}.json", "")

    def _clear_parts(self) -> None:
        """Remove what a killed run left half-written; call with the folder's lock held."""
        for part in self.path.glob(f"**/.*{PART}"):
            with contextlib.suppress(OSError):
                part.unlink()


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder of recordings and what was made of them."""

    root: Path

    @classmethod
    def init(cls, root: Path) -> Workspace:
        """Make (or complete) a workspace at ``root``; what is there is left as it is."""
        try:
            workspace = cls(root.resolve())
            workspace.recordings.mkdir(parents=True, exist_ok=True)
            workspace.transcripts.mkdir(exist_ok=True)
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
        return Folder(self.transcripts / name, self.hashes)

    def changed_since(self, page: Path) -> bool:
        """Whether anything was made, named or moved after ``page`` was written, or it is gone."""
        try:
            written = page.stat().st_mtime_ns
            changed = [self.transcripts.stat().st_mtime_ns]
            for folder in os.scandir(self.transcripts):
                with contextlib.suppress(OSError):  # one without steps
                    changed.append(os.stat(f"{folder.path}/{STEPS}").st_mtime_ns)  # noqa: PTH116
        except OSError:
            return True
        return max(changed) >= written  # within one tick of the clock it may have been after

    def lock(self, name: str, *, timeout_s: float = -1) -> contextlib.AbstractContextManager[None]:
        """The lock of one recording's artefacts (or of the register, ``name`` = ``register``)."""
        return lock(self._locks / f"{name}.lock", timeout_s=timeout_s)

    @property
    def _locks(self) -> Path:
        return self.root / ".calltools" / "locks"


@lru_cache(maxsize=10_000)
def _step_in(path: str, *_stamp: int) -> Step | None:
    """The step in a record, read once for as long as nothing is written to it."""
    try:
        return parse_as(Path(path).read_bytes(), Step)
    except (OSError, ValueError):
        return None


@cache
def _hashes(root: Path) -> Hashes:
    return Hashes(root, root / ".calltools" / "hashes.json")


def check_unchanged(path: Path, sha256: str) -> None:
    """Raise IntegrityError if the file's bytes are not those of ``sha256``."""
    if sha256_file(path) != sha256:
        raise IntegrityError(
            path,
            f"changed since it was registered (sha256 {sha256[:12]}… expected)",
            "restore the original from its archive copy, or add the new file under another name",
        )
