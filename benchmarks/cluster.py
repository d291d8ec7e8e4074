"""What sharing a run out costs a stage, and the memory of a worker.

    python -m benchmarks cluster cost [--calls 200]
    python -m benchmarks cluster memory [--calls 500]

Beside: real stages, run serially and shared out: speech.same_bytes; kills of workers: kills.
Takes: five minutes.

Stages are simulated and take no time.  ``cost``: two processes; the processor time that a stage
costs beside its work, of the process that gives out and of a worker, and what comes of it where
each has a core of its own.  ``memory``: one worker over many calls.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chaos
import psutil
import simulated

from benchmarks.measure import options_of, show

SECONDS = 7 / 60
"""Processor seconds that a second of sound takes in all stages, the default models on a CPU."""


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


def main(arguments: Sequence[str]) -> None:
    """Measure one of them and print it."""
    parser = options_of(__name__)
    parser.add_argument("what", choices=("cost", "memory"))
    parser.add_argument("--calls", type=int)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        if options.what == "cost":
            show(cost(Path(name), options.calls or 200))
        else:
            show(memory(Path(name), options.calls or 500))
