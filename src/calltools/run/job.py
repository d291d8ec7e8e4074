"""A recording on its way through the stages, and what a stage is."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from calltools.errors import WorkspaceError
from calltools.provenance import Step
from calltools.records import parse_as, plain

if TYPE_CHECKING:
    from calltools.media import Pcm
    from calltools.progress import Progress
    from calltools.settings import Settings
    from calltools.store.call_folder import Folder
    from calltools.store.recordings import Registered

Artefacts = Mapping[str, bytes | str]
_Value = TypeVar("_Value")


class Job:
    """One recording, its artefacts, and what several stages need of it, worked out once.

    ``pcm`` is its sound where that is decoded already; :meth:`close` gives it back.
    """

    def __init__(self, recording: Registered, folder: Folder, pcm: Pcm | None = None) -> None:
        if pcm is not None and pcm.audio_sha256 != recording.audio_sha256:
            raise ValueError(f"not the sound of {recording.name}")
        self.recording = recording
        self.folder = folder
        self.pcm = pcm
        self._known: dict[str, Any] = {}

    def close(self) -> None:
        """Give back what is held of the sound."""
        if self.pcm is not None:
            self.pcm.close()

    def inputs(self, *names: str) -> dict[str, str]:
        """Artefacts with their hashes, as inputs of a step."""
        return {name: self.folder.sha256(name) for name in names}

    @property
    def transcript_name(self) -> str:
        """The artefact that is the transcript as it stands."""
        return self.folder.transcript_name

    def read(self, name: str, parse: Callable[[bytes], _Value]) -> _Value:
        """The artefact ``name``, parsed once.  Raises WorkspaceError for another program's."""
        if name not in self._known:
            self._known[name] = self._parsed(name, parse)
        value: _Value = self._known[name]
        return value

    def read_as(self, name: str, kind: type[_Value]) -> _Value:
        """The record in the artefact ``name``.  Raises WorkspaceError for another program's."""
        return self.read(name, lambda raw: parse_as(raw, kind))

    def _parsed(self, name: str, parse: Callable[[bytes], _Value]) -> _Value:
        try:
            return parse(self.folder.read(name))
        except ValueError as error:
            raise WorkspaceError(
                self.folder.path / name,
                f"is not what this version of calltools writes: {error}",
                "remove it and run again",
            ) from error


class Stage(ABC):
    """A piece of the work on a recording, under one set of settings.

    ``version`` is that of :mod:`calltools.store.stages`: another makes again what it made.
    """

    name: ClassVar[str]
    version: ClassVar[int]

    def __init__(self, settings: Settings) -> None:
        """Looks whether all that will be needed is there.  Raises CalltoolsError."""
        self.settings = settings

    def is_wanted(self, job: Job) -> bool:  # noqa: ARG002
        """Whether the recording is to have what it makes; what it has is withdrawn otherwise."""
        return True

    @abstractmethod
    def plan(self, job: Job) -> Step:
        """What would be done today, cheaply: the step without its outputs."""

    @abstractmethod
    def make(self, job: Job, progress: Progress) -> Artefacts:
        """Do it.  Raises CalltoolsError."""


def to_line(record: Any) -> str:
    """``record`` as one line of JSON."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), default=plain) + "\n"
