"""What a run has to do: the recordings that are meant, and how much of each is left."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from calltools.media import told_ms
from calltools.run.crew import Work
from calltools.run.pipeline import STAGES, Pipeline
from calltools.store.call_moves import no_such_call
from calltools.store.logged_recordings import REGISTER
from calltools.store.recordings import Registered, find, recordings, unregistered
from calltools.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Task:
    """A recording that is meant; one that is not ``registered`` yet will be at its turn.

    ``stage`` is the next to do, None where nothing is left; ``left_ms`` how much sound there is to
    do: 0 where nothing is, or nothing tells.
    """

    file: Path
    registered: Registered | None
    stage: str | None
    left_ms: int

    @property
    def name(self) -> str:
        """What it is called until it is registered, and then."""
        return self.registered.name if self.registered else self.file.name

    def work(self, workspace: Workspace) -> Work:
        """As it is handed out to workers, who may see the workspace elsewhere."""
        file = self.file.parent.resolve() / self.file.name  # a link in recordings/ is one there
        if file.is_relative_to(workspace.root):
            file = file.relative_to(workspace.root)
        return Work(self.name, file, self.stage or STAGES[0], self.left_ms)


class ToDo:
    """What is left to do in a workspace."""

    def __init__(self, workspace: Workspace, pipeline: Pipeline) -> None:
        self._workspace = workspace
        self._pipeline = pipeline
        self._known = {recording.name: recording for recording in recordings(workspace)}

    def all(self) -> list[Task]:
        """What the recordings that are registered need."""
        return list(map(self._task, self._known.values()))

    def new(self) -> list[Path]:
        """The files in recordings/ that are not registered yet."""
        return unregistered(self._workspace, self._known.values())

    def of(self, file: Path) -> Task:
        """What ``file`` needs, which may be the name of a recording.

        Raises WorkspaceError where there is neither, and what
        :func:`calltools.store.recordings.find` does.
        """
        named = None if file.exists() else self._known.get(str(file))
        if recording := named or find(self._workspace, file, self._known.values()):
            return self._task(recording)
        if not file.exists():
            raise no_such_call(self._workspace, str(file), "not found")
        return Task(file, None, REGISTER, told_ms(file))

    def _task(self, recording: Registered) -> Task:
        stage: str | None = STAGES[0]
        with contextlib.suppress(Exception):  # the run itself tells what is wrong
            stage = self._pipeline.next_stage(recording)
        left_ms = recording.probe.duration_ms if stage else 0
        return Task(recording.path, recording, stage, left_ms)


def by_file(tasks: Iterable[Task]) -> list[Task]:
    """``tasks``, each recording once, in their order."""
    return list({task.file.resolve(): task for task in tasks}.values())
