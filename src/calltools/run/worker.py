"""What a worker does: the next stage of a call, on the machine that it runs on."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

from calltools.errors import CalltoolsError
from calltools.media import Pcm
from calltools.provenance import canonical_json, sha256_bytes
from calltools.run.pipeline import Pipeline
from calltools.settings import SETTINGS_FILE, Settings, load
from calltools.store.recordings import Registered, register_with_sound, registered
from calltools.store.register import REGISTER
from calltools.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is told: the next stage of the call ``name``, expected to be ``stage``.

    ``file`` is the recording's, relative to the workspace, which lies at ``root`` for whoever gave
    the order.  ``code`` names the program that is to do it.
    """

    root: Path
    settings: Settings
    code: str
    name: str
    file: Path
    stage: str
    pipeline: type[Pipeline] = Pipeline


@dataclass(frozen=True, slots=True)
class StageReport:
    """What a worker tells: the stage it made (none where all was done), the next one, if any, and
    what went wrong.

    ``took_s`` is wall time, in seconds.
    """

    name: str
    made: str | None = None
    next: str | None = None
    is_busy: bool = False
    took_s: float = 0.0
    error: CalltoolsError | None = None


def do_next(order: Order) -> StageReport:
    """On a worker: do the next stage of a call."""
    began = time.monotonic()
    for_whom = replace(order, name="", file=Path(), stage="")
    try:
        if _kept.__dict__.get("order") != for_whom:
            _kept.order, _kept.hand = for_whom, _Hand(for_whom)
        report: StageReport = _kept.hand.do(order)
    except CalltoolsError as error:  # told, not raised: Dask would print where it came from
        report = StageReport(order.name, error=error)
    return replace(report, took_s=time.monotonic() - began)


_kept = threading.local()
"""The hand of each thread, and whom it works for."""


class _Hand:
    """A worker's own: the pipeline with its models, and the sound of the call at hand."""

    def __init__(self, order: Order) -> None:
        self.workspace = _workspace_at(order.root)
        self.pipeline = order.pipeline(self.workspace, _as_here(order.settings))
        if code_of(self.pipeline) != order.code:
            raise CalltoolsError(
                "a worker",
                "has another release of calltools than the machine that gives the work",
                "install the same on all",
            )
        self._pcm: Pcm | None = None

    def do(self, order: Order) -> StageReport:
        recording = self._register(order) if order.stage == REGISTER else self._find(order.name)
        made = REGISTER if order.stage == REGISTER else None
        is_busy = False
        if not made:
            job = self.pipeline.job(recording, self._sound_of(recording))
            try:
                outcome = self.pipeline.work_on(job, most=1)
            finally:
                self._pcm = job.pcm
            if outcome.error:
                raise outcome.error
            made, is_busy = next(iter(outcome.made), None), outcome.state == "busy"
        following = None if is_busy else self.pipeline.next_stage(recording)
        if following is None:
            self._drop()
        return StageReport(recording.name, made, following, is_busy)

    def _register(self, order: Order) -> Registered:
        self._drop()
        recording, self._pcm = register_with_sound(self.workspace, self.workspace.root / order.file)
        return recording

    def _find(self, name: str) -> Registered:
        if found := registered(self.workspace, name):
            return found
        raise CalltoolsError(
            name,
            f"is no recording in {self.workspace.root}, where a worker looked",
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
        "is no calltools workspace where a worker looked",
        "start the worker inside the shared workspace",
    )


def _as_here(settings: Settings) -> Settings:
    """``settings`` with what the environment of this machine says of folders and threads."""
    here = load()
    own = {name: getattr(here, name) for name in ("models_dir", "threads") if name in here.given}
    return replace(settings, **own)


def code_of(pipeline: Pipeline) -> str:
    """The hash of the code of all stages."""
    return sha256_bytes(canonical_json(pipeline.code).encode())
