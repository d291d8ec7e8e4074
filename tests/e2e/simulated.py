"""Stages that only take their time, in a run that is shared out: what is measured and killed.

    python simulated.py WORKSPACE WORKERS

does in WORKSPACE what is not done, with so many processes of this machine.  Shared by
test_cluster.py.  A call whose name ends in ``-MS`` is so long; a second
of it takes SECONDS (in the environment) seconds, in all stages together.  What is begun and kept
is told in a file.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from calltools.progress import Progress
from calltools.provenance import Step
from calltools.run.crew import Crew, Work
from calltools.run.decoded_sound import decoded
from calltools.run.job import Artefacts, Job, Stage
from calltools.run.pipeline import HEAVY, SHARES, Pipeline
from calltools.settings import Settings
from calltools.store.call_folder import RECORD
from calltools.store.logged_recordings import REGISTER
from calltools.store.recordings import recordings, unregistered
from calltools.store.workspace import Workspace

SECONDS = "SIMULATED_SECONDS"
"""How long a second of sound takes in all stages."""
_EVENTS = "events.txt"


def tell(root: Path, *words: str) -> None:
    """Add a line to what happened in the workspace, whole, whoever else writes."""
    line = " ".join((*words, str(os.getpid()))) + "\n"
    file = os.open(root / _EVENTS, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.write(file, line.encode())
    os.close(file)


def told(root: Path) -> list[list[str]]:
    """What happened: ``begun`` or ``kept``, call, stage, process."""
    file = root / _EVENTS
    return [line.split() for line in file.read_text().splitlines()] if file.exists() else []


def seconds_of(name: str, stage: str) -> float:
    """How long a stage of a call takes."""
    ms = int(name.rpartition("-")[2])
    return float(os.environ.get(SECONDS, "0")) * ms / 1000 * SHARES[stage]


class _Simulated(Stage):
    """Makes one file out of the one before it."""

    before: ClassVar[str]

    def plan(self, job: Job) -> Step:
        return Step(self.name, inputs=job.inputs(self.before))

    def make(self, job: Job, _progress: Progress) -> Artefacts:
        name = job.recording.name
        tell(job.folder.path.parents[1], "begun", name, self.name)
        if name.startswith("poison"):
            os.abort()
        if self.name in HEAVY:
            decoded(job)
        time.sleep(seconds_of(name, self.name))
        return {f"{self.name}.txt": f"{self.name} of {job.folder.sha256(self.before)}\n" * 100}


def _stages() -> Mapping[type[Stage], float]:
    kinds: dict[type[Stage], float] = {}
    before = RECORD
    for name in ("diarize", "recognise", "transcript", "extract"):
        kind = type(
            name,
            (_Simulated,),
            {"name": name, "version": 1, "before": before, "__module__": __name__},
        )
        kinds[kind] = SHARES[name]
        before = f"{name}.txt"
    return MappingProxyType(kinds)


class SimulatedPipeline(Pipeline):
    """The real pipeline over these stages; tells what is kept."""

    kinds = _stages()

    def _run_stages(
        self, job: Job, progress: Progress, begin: Callable[[str], None]
    ) -> Iterator[str]:
        for name in super()._run_stages(job, progress, begin):
            tell(job.folder.path.parents[1], "kept", job.recording.name, name)
            yield name


def works_in(workspace: Workspace, pipeline: Pipeline) -> list[Work]:
    """What is left to do: of files that are registered and of files that are not."""
    known = recordings(workspace)
    found = [
        Work(r.name, r.path.relative_to(workspace.root), stage, int(r.name.rpartition("-")[2]))
        for r in known
        if (stage := pipeline.next_stage(r))
    ]
    return found + [
        Work(p.stem, p.relative_to(workspace.root), REGISTER, int(p.stem.rpartition("-")[2]))
        for p in unregistered(workspace, known)
    ]


def main(root: Path, workers: int) -> None:
    from calltools.run.cluster import connected

    workspace, settings = Workspace(root), Settings()
    pipeline = SimulatedPipeline(workspace, settings)
    works = works_in(workspace, pipeline)
    with connected(f"local:{workers}", settings, {}) as (client, given):
        for outcome in Crew(client, workspace, pipeline, given, works).outcomes():
            error: Any = outcome.error or ""
            print(outcome.name, outcome.state, error, flush=True)  # noqa: T201


if __name__ == "__main__":
    import simulated  # what workers import, under the name that they know

    simulated.main(Path(sys.argv[1]), int(sys.argv[2]))
