"""What the log says about the recordings of a workspace: how they are called, which steps made what
of them last, and which were moved aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from calltools.errors import CalltoolsError
from calltools.provenance import Step
from calltools.store.log import Event, Log

REGISTER = "register"
"""The step that measures an original and writes its record."""

HOLDS_NAME = ("transcript", "correct", "extract", "align")
"""Steps whose artefacts hold the call's name: another name lets them count as not done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The body of ``registered``, ``renamed`` and ``made``: a step, and ``name``, the call's."""

    step: Step
    name: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The body of ``removed`` and ``restored``: the call ``name`` went to ``folder`` of the
    workspace, or came back from there, for a ``reason``."""

    name: str
    folder: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """A call that was moved aside: what it was called, where it is, and its steps then."""

    recording: str
    name: str
    steps: Mapping[str, Step]


_NONE: Mapping[str, Step] = MappingProxyType({})


@dataclass(slots=True)
class Register:
    """The state that the events of a log make; :meth:`refresh` before it is asked."""

    log: Log
    names: dict[str, str] = field(default_factory=dict)
    """Recordings by the names of their calls."""
    steps: dict[str, dict[str, Step]] = field(default_factory=dict)
    """The last step of each name, by recording."""
    aside: dict[str, Aside] = field(default_factory=dict)
    """Calls that were moved aside, by their folders, the last one last."""
    unreadable: list[CalltoolsError] = field(default_factory=list)
    """Why events of recordings don't count: what they say is gone, or something else."""
    _seq: int = 0
    _generation: str = ""

    def refresh(self) -> Register:
        """Take in what came into the log since; gives itself."""
        with self.log.lock:
            events = self.log.since(self._seq)
            if self._generation != self.log.generation:
                self.names, self.steps, self.aside, self.unreadable = {}, {}, {}, []
                self._generation = self.log.generation
                events = self.log.since(0)
            for event in events:
                self._take(event)
                self._seq = event.seq
        return self

    def recording(self, name: str) -> str:
        """The sha256 of the recording of the call ``name``; empty for none."""
        return self.names.get(name, "")

    def steps_of(self, name: str) -> Mapping[str, Step]:
        """The last steps of the call ``name``, by their names."""
        return self.steps.get(self.names[name], _NONE) if name in self.names else _NONE

    def _take(self, event: Event) -> None:
        try:
            match event.kind:
                case "registered" | "renamed" | "made":
                    self._made(event, self.log.body(event, Made))
                case "removed" | "restored":
                    self._moved(event, self.log.body(event, Moved))
        except CalltoolsError as error:  # what it said counts as not done
            self.unreadable.append(error)

    def _made(self, event: Event, made: Made) -> None:
        if event.kind == "registered":
            self.steps[event.subject] = {}
        if event.kind != "made":
            for name in [n for n, recording in self.names.items() if recording == event.subject]:
                del self.names[name]
            self.names[made.name] = event.subject
        steps = self.steps.setdefault(event.subject, {})
        if event.kind == "renamed":
            for name in HOLDS_NAME:
                steps.pop(name, None)
        steps[made.step.name] = made.step

    def _moved(self, event: Event, moved: Moved) -> None:
        if event.kind == "removed":
            self.names.pop(moved.name, None)
            steps = self.steps.pop(event.subject, {})
            self.aside.pop(moved.folder, None)
            self.aside[moved.folder] = Aside(event.subject, moved.name, steps)
        elif back := self.aside.pop(moved.folder, None):
            self.names[moved.name] = event.subject
            self.steps[event.subject] = dict(back.steps)
