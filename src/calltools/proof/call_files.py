"""The files of one recording, wherever they are: its original, artefacts, records of steps."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from calltools.errors import CalltoolsError
from calltools.files import bytes_of
from calltools.proof.acts import REMOVED
from calltools.provenance import Step
from calltools.records import parse_as
from calltools.store.folder import RECORD, SUPERSEDED
from calltools.store.recordings import STEP as REGISTER
from calltools.store.recordings import OriginalRecord
from calltools.store.workspace import STEPS
from calltools.transcripts.sidecar import read_sidecar

_Record = TypeVar("_Record")

PUBLICATIONS = "publications"
"""The folder in a bag that holds what was published of its calls, ``HASH/NAME`` each."""

INPUT_AUDIO = "audio"
"""What steps call the original among their inputs."""


@dataclass(slots=True)
class CallFolder:
    """A folder of artefacts, in ``transcripts/`` or with a call that was moved aside.

    ``base`` is the folder that its ``recordings/`` and ``transcripts/`` lie in.
    """

    base: Path
    path: Path
    record: OriginalRecord | None = None
    steps: dict[str, Step] = field(default_factory=dict)
    unreadable: list[Path] = field(default_factory=list)

    @classmethod
    def read(cls, base: Path, path: Path) -> CallFolder:
        """The folder at ``path``; records that can't be read are ``unreadable``."""
        found = cls(base, path)
        found.record = found._read(path / RECORD, OriginalRecord)
        for record in sorted(path.glob(f"{STEPS}/*.json")):
            step = found._read(record, Step)
            if step is not None:
                found.steps[record.stem] = step
        return found

    def _read(self, path: Path, kind: type[_Record]) -> _Record | None:
        try:
            return parse_as(bytes_of(path), kind)
        except (CalltoolsError, ValueError):
            self.unreadable.append(path)
            return None

    @property
    def recording(self) -> str:
        """The hash of the original that it is of, by its record, or else by its registration."""
        if self.record is not None:
            return self.record.audio_sha256
        step = self.steps.get(REGISTER)
        return step.inputs.get(INPUT_AUDIO, "") if step else ""

    @property
    def original(self) -> Path | None:
        """Where the original is by its record."""
        if self.record is None:
            return None
        file = Path(self.record.file)
        inside = not file.is_absolute() and ".." not in file.parts
        return self.base / "recordings" / file if inside else None

    @property
    def sidecar(self) -> Path | None:
        """Where what is known of the call is written down."""
        return self.original and self.original.with_name(f"{self.path.name}.toml")

    def publications(self) -> list[Path]:
        """What was published of the call: what its sidecar names, what a bag brought along."""
        found = sorted((self.base / PUBLICATIONS).glob("*/*"))
        if self.sidecar is not None:
            with contextlib.suppress(CalltoolsError):
                found += read_sidecar(self.sidecar).publications
        return [path for path in found if path.is_file()]

    def step_path(self, name: str) -> Path:
        """The record of a step."""
        return self.path / STEPS / f"{name}.json"

    def kept(self) -> list[Path]:
        """What was made anew, and records of steps that were done anew."""
        return sorted(path for path in (self.path / SUPERSEDED).glob("*"))


def call_folders(root: Path) -> list[CallFolder]:
    """The folders of artefacts in the workspace at ``root``, those of removed calls among them;
    publications have none of a recording."""
    found: list[CallFolder] = []
    for base in (root, *sorted(path for path in (root / REMOVED).glob("*") if path.is_dir())):
        found += [
            CallFolder.read(base, path)
            for path in sorted((base / "transcripts").glob("*"))
            if (path / RECORD).exists() or (path / STEPS / f"{REGISTER}.json").exists()
        ]
    return found
