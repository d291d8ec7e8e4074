"""What sharing a run out costs, and what it survives.

    python benchmarks/cluster.py overhead [--workers 8 32 128] [--processes]
    python benchmarks/cluster.py chaos [--calls 200] [--workers 4] [--seed 1]
    python benchmarks/cluster.py cost [--calls 200]
    python benchmarks/cluster.py memory [--calls 500]
    python benchmarks/cluster.py real RECORDING…

``overhead``: stages that sleep as long as real ones take (7 s a minute of sound), six calls a
worker; workers are threads of one process, so that 128 of them fit a small machine, whose cores
are then what limits them; with ``--processes`` each is one, of 100 MB.  ``cost``: stages that take
no time, in two processes: the processor time that a stage costs beside its work, of the process
that gives out and of a worker, and what comes of it where each has a core of its own.  ``chaos``:
a random worker killed every few seconds, and twice the process that hands out the work; whatever
is lost, done twice or other than a serial run makes it fails.  ``memory``: one worker over many
calls.  ``real``: two worker processes against a serial run, one thread each, in the same minutes
on the same machine.  Prints JSON.

Measured on two busy cores: see docs/archive.md.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "e2e")]

import chaos  # type: ignore[import-not-found]  # noqa: E402
import psutil  # type: ignore[import-untyped]  # noqa: E402
import simulated  # type: ignore[import-not-found]  # noqa: E402

from calltools.run.cluster import CONFIG  # noqa: E402
from calltools.run.crew import Crew  # noqa: E402
from calltools.settings import Settings  # noqa: E402
from calltools.store.recordings import register  # noqa: E402
from calltools.store.workspace import Workspace  # noqa: E402

SECONDS = 7 / 60
"""Processor seconds that a second of sound takes in all stages, the default models on a CPU."""
_CALLS_EACH = 6
_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|(?<=<!-- shows )[0-9a-f]{64}")


def overhead(
    folder: Path, workers: int, moments: random.Random, *, processes: bool
) -> dict[str, Any]:
    """One run over sleeping stages: its wall time against what the stages took.

    ``efficiency`` is the time that stages slept, over what all workers had; ``overhead`` the share
    of a worker's time, up to its last stage, in which it waits for the next one.
    """
    import dask
    from distributed import Client, LocalCluster

    lengths = [
        int(1000 * min(600, max(30, moments.lognormvariate(5.0, 0.5))))
        for _ in range(_CALLS_EACH * workers)
    ]
    workspace = chaos.make_calls(folder, lengths)
    pipeline = simulated.SimulatedPipeline(workspace, Settings())
    for file in sorted(workspace.recordings.glob("*.wav")):
        register(workspace, file)
    works = simulated.works_in(workspace, pipeline)
    os.environ[simulated.SECONDS] = str(SECONDS)
    os.environ["PYTHONPATH"] = os.pathsep.join([*sys.path[:2], str(ROOT / "src")])
    slept = sum(
        simulated.seconds_of(f"c-{ms}", stage.name) for ms in lengths for stage in pipeline.kinds
    )
    with (
        dask.config.set(CONFIG),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=processes,
            protocol="tcp://",
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            memory_limit=0,
        ) as cluster,
        Client(cluster, set_as_default=False, direct_to_workers=True) as client,
    ):
        crew = Crew(client, workspace, pipeline, Settings(), works)
        began = time.monotonic()
        ended = [outcome.state for outcome in crew.outcomes()]
        wall = time.monotonic() - began
    taken = sum(rate.took_s for rate in crew.rates.values())
    had = sum(rate.last_s - began for rate in crew.rates.values())
    if ended.count("done") != len(works):
        raise RuntimeError(f"{len(works) - ended.count('done')} calls were not done")
    return {
        "workers": workers,
        "calls": len(works),
        "wall_s": round(wall, 1),
        "slept_s": round(slept, 1),
        "efficiency": round(slept / (workers * wall), 4),
        "overhead": round(1 - taken / had, 4),
    }


def cost(folder: Path, calls: int) -> dict[str, Any]:
    """What giving out a stage takes of a processor, here and at a worker, measured after the first
    tenth of the calls; and from it how many workers of a machine each can be fed.

    A worker asks for a stage as often as real ones end, at SECONDS a second for calls of two and a
    half minutes.  ``workers_at_half`` is how many of them keep half a core busy with giving out;
    ``worker_overhead`` the share of a worker's time that goes into what is not its stage.
    """
    workspace = chaos.make_calls(folder, [1_000] * calls)
    process = chaos.command(workspace.root, 2, 0.0)
    giver = psutil.Process(process.pid)
    seen: list[tuple[int, float, float]] = []
    assert process.stdout
    for number, _line in enumerate(process.stdout, 1):
        if number in (calls // 10, calls - 2):
            workers = chaos.workers_of(process, folder)
            spent = [sum(one.cpu_times()[:2]) for one in (giver, *workers)]
            seen.append((number, spent[0], sum(spent[1:])))
    process.wait()
    (first, giver_s, workers_s), (last, giver_end_s, workers_end_s) = seen
    stages = (last - first) * (1 + len(simulated.SimulatedPipeline.kinds))
    gives_s = (giver_end_s - giver_s) / stages
    works_s = (workers_end_s - workers_s) / stages
    stage_s = SECONDS * 150 / (1 + len(simulated.SimulatedPipeline.kinds))
    return {
        "calls": calls,
        "giver_ms_a_stage": round(1000 * gives_s, 2),
        "worker_ms_a_stage": round(1000 * works_s, 2),
        "real_stage_s": round(stage_s, 2),
        "worker_overhead": round(works_s / (stage_s + works_s), 4),
        "workers_at_half": int(0.5 * stage_s / gives_s),
    }


def killed(folder: Path, calls: int, workers: int, moments: random.Random) -> dict[str, Any]:
    """Calls of a minute whose stages take a second, under SIGKILL.  Raises AssertionError."""
    workspace = chaos.make_calls(folder / "killed", [60_000] * calls)
    survived = chaos.survive(
        workspace.root,
        workers=workers,
        seconds=1 / 60,
        every_s=3,
        schedulers=(20.0, 25.0),
        moments=moments,
        limit_s=3600,
    )
    serial = chaos.run_serially(workspace, folder / "serial")
    lost = chaos.left(workspace)
    assert not lost, lost
    assert survived.twice == 0, survived
    assert survived.rework <= survived.workers_killed + workers * survived.schedulers_killed
    made, expected = chaos.artefacts(workspace), chaos.artefacts(serial)
    assert made == expected
    return {
        "calls": calls,
        "runs": survived.runs,
        "workers_killed": survived.workers_killed,
        "schedulers_killed": survived.schedulers_killed,
        "reported_and_done_by_the_next_run": survived.reported,
        "lost": len(lost),
        "done_twice": survived.twice,
        "stages_begun_again": survived.rework,
        "equal_artefacts": len(made),
    }


def memory(folder: Path, calls: int) -> dict[str, Any]:
    """Memory and open files of the one worker, while it goes through ``calls``."""
    workspace = chaos.make_calls(folder, [1_000] * calls)
    process = chaos.command(workspace.root, 1, 0.0)
    seen: list[dict[str, float]] = []
    assert process.stdout
    for number, _line in enumerate(process.stdout, 1):
        if number % max(1, calls // 10) == 0 and (found := chaos.workers_of(process, folder)):
            worker: psutil.Process = found[-1]
            rss = round(worker.memory_info().rss / 1e6, 1)
            seen.append({"calls": number, "mb": rss, "files": worker.num_fds()})
    process.wait()
    return {"calls": calls, "worker": seen}


def real(folder: Path, files: Sequence[Path]) -> dict[str, Any]:
    """The real stages: two worker processes against a serial run, and whether what they made is
    equal, byte by byte but for the times of making."""
    took, made = {}, {}
    for name, more in (("serial", ()), ("shared", ("--cluster", "local:2"))):
        workspace = Workspace.init(folder / name)
        for file in files:
            shutil.copy(file, workspace.recordings)
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "calltools", "run", *more],
            cwd=workspace.root,
            env={**os.environ, "CALLTOOLS_THREADS": "1"},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        took[name] = time.perf_counter() - began
        made[name] = {
            str(path.relative_to(workspace.root)): _TIME.sub(b"", path.read_bytes())
            for path in workspace.transcripts.glob("*/*")
            if path.is_file()
        }
    differ = [n for n, raw in made["serial"].items() if made["shared"].get(n) != raw]
    return {
        "recordings": len(files),
        "serial_s": round(took["serial"], 1),
        "two_workers_s": round(took["shared"], 1),
        "times_as_fast": round(took["serial"] / took["shared"], 2),
        "artefacts": len(made["serial"]),
        "differ": differ,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("overhead", "cost", "chaos", "memory", "real"))
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--workers", type=int, nargs="+")
    parser.add_argument("--processes", action="store_true")
    parser.add_argument("--calls", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    moments = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        match options.what:
            case "overhead":
                for workers in options.workers or (8, 32, 128):
                    run = overhead(
                        folder / str(workers), workers, moments, processes=options.processes
                    )
                    print(json.dumps(run), flush=True)
            case "chaos":
                workers = (options.workers or [4])[0]
                print(json.dumps(killed(folder, options.calls or 200, workers, moments)))
            case "cost":
                print(json.dumps(cost(folder, options.calls or 200)))
            case "memory":
                print(json.dumps(memory(folder, options.calls or 500)))
            case "real":
                print(json.dumps(real(folder, options.files)))


if __name__ == "__main__":
    main()
