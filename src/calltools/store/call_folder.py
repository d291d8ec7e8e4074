"""The artefacts of one call: what steps made, by name, and what the log says about it."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from calltools.errors import CalltoolsError, WorkspaceError
from calltools.files import PART, atomic_write, bytes_of, unwritable, written_whole
from calltools.provenance import Step, canonical_json, sha256_bytes, sha256_file
from calltools.records import parse_as
from calltools.store.hashes import AtRest, Hashes
from calltools.store.log import Event, EventDraft, EventKind
from calltools.store.logged_recordings import Made, Register

RECORD = "recording.json"
SPEAKERS = "speakers.json"
WORDS = "words.json"
SECOND = "second.json"
TRANSCRIPT = "transcript.json"
CORRECTED = "corrected.json"
STATEMENTS = "statements.jsonl"
STATEMENTS_CSV = "statements.csv"
PAGE = "call.html"
HOSPITALS = "hospitals.toml"
ALIGNMENT = "alignment.json"
ALIGNMENT_PAGE = "alignment.html"
"""Artefacts of a recording by name, in the order in which they are made."""

CALL_PAGES = frozenset((PAGE, ALIGNMENT_PAGE))
"""Files that are not artefacts: a cache of what these show."""

CORRECT = "correct"
"""The step that makes the corrected transcript."""

CORRECTIONS = "corrections"
"""What steps call people's corrections among their inputs."""

AUDIO = "audio"
"""What steps call the original among their inputs."""

PENDING = ".pending.json"
"""What a step is about to write: names to sha256.  There only while it does, or was killed."""

SUPERSEDED = "superseded"
"""Where a folder of artefacts keeps what was made anew: ``NAME.HASH.SUFFIX``, where HASH is the
first twelve digits of the file's sha256."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The artefacts of one recording, each made by a step whose record stands in the log.

    A step that the log does not have, or with an artefact that is missing, was not done.  An
    artefact with other bytes than those recorded was changed by a person, unless a step that was
    killed left word that it writes them.  ``hashes`` remember what was hashed before.
    """

    path: Path
    register: Register = field(compare=False, repr=False)
    hashes: Hashes | AtRest | None = field(default=None, compare=False, repr=False)
    _is_at_rest: bool = field(default=False, compare=False, repr=False)

    def at_rest(self) -> Folder:
        """The same folder for one look in which nothing is written: each file is hashed once."""
        self.register.refresh()
        return replace(self, hashes=AtRest(self.hashes) if self.hashes else None, _is_at_rest=True)

    @property
    def recording(self) -> str:
        """The sha256 of the recording that it is of; empty where it is of none."""
        return self._register().recording(self.path.name)

    @property
    def is_corrected(self) -> bool:
        """Whether people corrected anything of the call."""
        return bool(self._corrections())

    def corrections_sha256(self) -> str:
        """The hash of all corrections that were made of the call: another one with every further.

        Of the hashes of their bodies, each with a line feed behind it.
        """
        return sha256_bytes("".join(f"{e.body_sha256}\n" for e in self._corrections()).encode())

    @property
    def transcript_name(self) -> str:
        """The artefact that is the transcript as it stands: corrected where people corrected it."""
        return CORRECTED if self.is_corrected else TRANSCRIPT

    def transcript_path(self) -> Path:
        """The file of the transcript as it stands.

        Raises WorkspaceError where it was corrected and not put together since.
        """
        if self.is_corrected:
            step = self.step(CORRECT)
            if step is None or step.inputs.get(CORRECTIONS) != self.corrections_sha256():
                raise WorkspaceError(
                    self.path, "was corrected since it was last run", "run: calltools run"
                )
        return self.path / self.transcript_name

    def sha256(self, name: str) -> str:
        """The hash of the file ``name`` in the folder.  Raises CalltoolsError without one."""
        return self.hash_of(f"{self.path}/{name}")

    def hash_of(self, path: Path | str) -> str:
        """The hash of a file anywhere.  Raises CalltoolsError without one."""
        return self.hashes.sha256(path) if self.hashes else sha256_file(Path(path))

    def steps(self) -> Mapping[str, Step]:
        """The steps that were done last, by name."""
        return self._register().steps_of(self.path.name)

    def step(self, name: str) -> Step | None:
        """The step as it was done last; None if it never was."""
        return self.steps().get(name)

    def is_done(self, step: Step) -> bool:
        """Whether what ``step`` would make is there, from equal inputs, and whole."""
        recorded = self.step(step.name)
        return recorded is not None and recorded.key == step.key and not self.broken(step.name)

    def broken(self, name: str) -> list[Path]:
        """Artefacts of the step ``name`` that are missing or differ from what was recorded."""
        return self._broken(self.step(name))

    def edited(self) -> list[Path]:
        """Artefacts that a person changed in place, by name."""
        changed = [
            path for step in self.steps().values() for path in self._broken(step) if path.is_file()
        ]
        written = self._pending() if changed else {}
        return sorted(path for path in changed if self.sha256(path.name) != written.get(path.name))

    def read(self, name: str) -> bytes:
        """The bytes of an artefact.  Raises WorkspaceError if it can't be read."""
        return bytes_of(self.path / name, WorkspaceError, "run calltools run")

    def set_aside(self, path: Path) -> Path:
        """Move an artefact that a person changed to ``superseded/``; gives where it is now.

        Call with the folder's lock held.  Raises WorkspaceError if it can't be done.
        """
        kept = self._keep_superseded(path.name, "")
        path.unlink(missing_ok=True)
        return kept or path

    def commit(
        self, step: Step, artefacts: Mapping[str, bytes | str], kind: EventKind = "made"
    ) -> Step:
        """Write ``artefacts`` (name to content), then the step into the log; returns it.

        An older version of an artefact is kept under ``superseded/``; so is an artefact that the
        step made once and makes no longer.  Killed at any moment, the folder holds the old files or
        the new ones, each whole.  ``kind`` is another one where the call gets its name by it.

        Raises WorkspaceError for the folder of no recording.
        """
        subject = self.recording if kind == "made" else step.inputs[AUDIO]
        if not subject:
            raise WorkspaceError(self.path, "belongs to no recording", "add it: calltools add")
        self.clear_parts()
        before = self.step(step.name) if kind == "made" else None
        contents = {
            name: content.encode("utf-8") if isinstance(content, str) else content
            for name, content in artefacts.items()
        }
        done = replace(step, outputs={name: sha256_bytes(raw) for name, raw in contents.items()})
        pending = self.path / PENDING
        atomic_write(pending, canonical_json(dict(done.outputs)))
        for name, raw in contents.items():
            self._keep_superseded(name, done.outputs[name])
            atomic_write(self.path / name, raw)
        for name in set(before.outputs if before else ()) - set(done.outputs):
            self._keep_superseded(name, "")
            (self.path / name).unlink(missing_ok=True)
        body = Made(step=done, name=self.path.name)
        self.register.log.append(
            [EventDraft(kind=kind, subject=subject, body=body, actor=step.actor)]
        )
        pending.unlink(missing_ok=True)
        return done

    def _register(self) -> Register:
        return self.register if self._is_at_rest else self.register.refresh()

    def _corrections(self) -> Iterable[Event]:
        recording = self.recording
        return self.register.log.of(recording, "corrected") if recording else ()

    def _broken(self, step: Step | None) -> list[Path]:
        outputs = step.outputs if step else {}
        return [self.path / name for name, sha in outputs.items() if self._hash(name) != sha]

    def _hash(self, name: str) -> str | None:
        try:
            return self.sha256(name)
        except CalltoolsError:
            return None

    def _pending(self) -> Mapping[str, str]:
        """What a step that did not finish was about to write: names to sha256."""
        try:
            return parse_as((self.path / PENDING).read_bytes(), dict[str, str])
        except (OSError, ValueError):
            return {}

    def _keep_superseded(self, name: str, sha256: str) -> Path | None:
        """Keep a copy of the artefact ``name`` if its bytes are not those of ``sha256``."""
        path = self.path / name
        if not path.is_file() or (was := sha256_file(path)) == sha256:
            return None
        kept = self.path / SUPERSEDED / f"{path.stem}.{was[:12]}{path.suffix}"
        if not kept.exists():
            try:
                with path.open("rb") as old, written_whole(kept) as file:
                    shutil.copyfileobj(old, file)
                shutil.copystat(path, kept)
            except OSError as error:
                raise unwritable(kept, error) from error
        return kept

    def clear_parts(self) -> None:
        """Remove what a killed run left half-written; call with the folder's lock held."""
        for part in self.path.glob(f"**/.*{PART}"):
            with contextlib.suppress(OSError):
                part.unlink()
