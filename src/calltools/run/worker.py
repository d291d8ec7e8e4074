"""What a worker does: the next stage of a call, on the machine that it runs on."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

from calltools.errors import CalltoolsError
from calltools.media import Pcm
from calltools.run.pipeline import Pipeline, RunOutcome
from calltools.settings import SETTINGS_FILE, Settings, load
from calltools.store.logged_recordings import REGISTER
from calltools.store.recordings import Registered, register_with_sound, registered
from calltools.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is told: the next stage of the call ``name``, expected to be ``stage``.

    ``file`` is the recording's, relative to the workspace, which lies at ``root`` for the person
    who gave the order.  ``release`` is that of the pipeline that is to do it."""

    root: Path
    settings: Settings
    release: tuple[object, ...]
    name: str
    file: Path
    stage: str
    pipeline: type[Pipeline] = Pipeline


def do_next(order: Order) -> RunOutcome:
    """On a worker: do the next stage of a call; how that ended, and what is next."""
    began = time.monotonic()
    for_whom = replace(order, name="", file=Path(), stage="")
    try:
        if _kept.__dict__.get("order") != for_whom:
            _kept.order, _kept.hand = for_whom, _Hand(for_whom)
        outcome: RunOutcome = _kept.hand.do(order)
    except CalltoolsError as error:  # told, not raised: Dask would print where it came from
        outcome = RunOutcome(order.name, "failed", error=error)
    return replace(outcome, took_s=time.monotonic() - began)


_kept = threading.local()
"""The hand of each thread, and whom it works for."""


class _Hand:
    """A worker's own: the pipeline with its models, and the sound of the call at hand."""

    def __init__(self, order: Order) -> None:
        self.workspace = _workspace_at(order.root)
        self.pipeline = order.pipeline(self.workspace, _as_here(order.settings))
        if self.pipeline.release != order.release:
            raise CalltoolsError(
                "a worker",
                "has another release of calltools than the machine that gives the work",
                "install the same on all",
            )
        self._pcm: Pcm | None = None

    def do(self, order: Order) -> RunOutcome:
        if order.stage == REGISTER:
            recording = self._register(order)
            following = self.pipeline.next_stage(recording)
            return RunOutcome(recording.name, "done", (REGISTER,), next=following)
        recording = self._find(order.name)
        job = self.pipeline.job(recording, self._sound_of(recording))
        try:
            outcome = self.pipeline.work_on(job, most=1)
        finally:
            self._pcm = job.pcm
        if outcome.next is None:
            self._drop()
        return outcome

    def _register(self, order: Order) -> Registered:
        self._drop()
        recording, self._pcm = register_with_sound(self.workspace, self.workspace.root / order.file)
        return recording

    def _find(self, name: str) -> Registered:
        if found := registered(self.workspace, name):
            return found
        raise CalltoolsError(
            name,
            f"is not a recording in {self.workspace.root}, where a worker looked",
            "every worker must see the same workspace",
        )

    def _sound_of(self, recording: Registered) -> Pcm | None:
        """The sound that was decoded for the stage before, if it is this call's."""
        if self._pcm is not None and self._pcm.audio_sha256 != recording.audio_sha256:
            self._drop()
        return self._pcm

    def _drop(self) -> None:
        if self._pcm is not None:
            self._pcm.close()
        self._pcm = None


def _workspace_at(root: Path) -> Workspace:
    """The workspace at ``root``, or, where the shared folder has another path on this machine,
    the one that the worker was started in."""
    if (root / SETTINGS_FILE).is_file():
        return Workspace(root)
    if found := Workspace.find(Path.cwd()):
        return found
    raise CalltoolsError(
        root,
        "is not a calltools workspace where a worker looked",
        "start the worker inside the shared workspace",
    )


def _as_here(settings: Settings) -> Settings:
    """``settings`` with what the environment of this machine says of folders and threads."""
    here = load()
    own = {name: getattr(here, name) for name in ("models_dir", "threads") if name in here.given}
    return replace(settings, **own)
