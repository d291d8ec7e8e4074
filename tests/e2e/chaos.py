"""Workers and schedulers killed at random moments, over simulated stages; and what was done twice.

Of test_cluster.py has a few kills, and many with ``--times``.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psutil
import simulated

from calltools.media.pcm import RATE
from calltools.provenance import sha256_file
from calltools.run.pipeline import Pipeline
from calltools.settings import Settings
from calltools.store.recordings import register
from calltools.store.workspace import Workspace
from sounds import white_noise, write_wav

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@dataclass(frozen=True, slots=True)
class Survived:
    """What it cost: ``rework`` counts stages that were begun again, ``twice`` those that had been
    kept before."""

    workers_killed: int
    rework: int
    twice: int


def make_calls(root: Path, lengths_ms: list[int], *more: str) -> Workspace:
    """A workspace of recordings that none has registered, each with a sound of its own."""
    workspace = Workspace.init(root)
    names = [f"c{number:04}-{ms}" for number, ms in enumerate(lengths_ms)]
    for seed, name in enumerate((*names, *more)):
        write_wav(workspace.recordings / f"{name}.wav", white_noise(800 / RATE, seed=seed))
    return workspace


def run_serially(source: Workspace, root: Path) -> Workspace:
    """What a run over copies of the same recordings gives that nobody shared out or killed."""
    workspace = Workspace.init(root)
    shutil.copytree(source.recordings, workspace.recordings, dirs_exist_ok=True)
    pipeline = simulated.SimulatedPipeline(workspace, Settings())
    for file in sorted(workspace.recordings.glob("c*.wav")):
        outcome = pipeline.run(register(workspace, file))
        assert outcome.state == "done", outcome
    return workspace


def artefacts(workspace: Workspace) -> dict[str, str]:
    """Every artefact with its hash: records of steps, which hold the time of making, left out."""
    files = workspace.transcripts.glob("*/*")
    return {
        str(path.relative_to(workspace.root)): sha256_file(path)
        for path in files
        if path.is_file() and not path.name.startswith(".")
    }


def command(root: Path, workers: int, seconds: float) -> subprocess.Popen[str]:
    """A run that is shared out, on its way."""
    path = os.pathsep.join(map(str, (ROOT / "src", ROOT / "tests", HERE)))
    return subprocess.Popen(
        [sys.executable, str(HERE / "simulated.py"), str(root), str(workers)],
        env={**os.environ, "PYTHONPATH": path, simulated.SECONDS: str(seconds)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def workers_of(process: subprocess.Popen[str], root: Path) -> list[psutil.Process]:
    """The processes of a run that have begun to work."""
    at_work = {int(pid) for *_, pid in simulated.told(root)}
    try:
        children = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return [child for child in children if child.pid in at_work]


def survive(
    root: Path,
    *,
    workers: int,
    seconds: float,
    every_s: float,
    schedulers: tuple[float, ...],
    moments: random.Random,
    most: int = sys.maxsize,
    limit_s: float = 300,
) -> Survived:
    """Run until nothing is left, while every ``every_s`` seconds or so a worker at work is killed
    (``most`` of them in all), and after each of ``schedulers`` seconds of work the process that
    hands it out.  Raises TimeoutError where that takes longer than ``limit_s`` seconds."""
    runs = killed = 0
    ends = time.monotonic() + limit_s
    lasting = iter(schedulers)
    while runs <= len(schedulers) or left(Workspace(root)):
        lasts_s = next(lasting, float("inf"))
        runs += 1
        process = command(root, workers, seconds)
        before, began = len(simulated.told(root)), 0.0
        next_kill = float("inf")
        while process.poll() is None:
            time.sleep(0.05)
            now = time.monotonic()
            if not began and len(simulated.told(root)) > before:
                began, next_kill = now, now + every_s
            if now > ends:
                process.kill()
                raise TimeoutError(f"not done after {limit_s} s: {left(Workspace(root))}")
            if began and now - began > lasts_s:
                process.kill()
            elif killed < most and now > next_kill and (at_work := workers_of(process, root)):
                moments.choice(at_work).kill()
                killed += 1
                next_kill = now + every_s * moments.uniform(0.5, 1.5)
        output, _ = process.communicate()
        if lasts_s == float("inf") and process.returncode:
            raise RuntimeError(output)
    told = simulated.told(root)
    begun = Counter((call, stage) for what, call, stage, _ in told if what == "begun")
    kept = Counter((call, stage) for what, call, stage, _ in told if what == "kept")
    return Survived(killed, sum(begun.values()) - len(begun), sum(kept.values()) - len(kept))


def left(workspace: Workspace) -> list[str]:
    """Calls that are not done."""
    pipeline: Pipeline = simulated.SimulatedPipeline(workspace, Settings())
    return [work.name for work in simulated.works_in(workspace, pipeline)]
