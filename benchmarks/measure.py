"""What benchmarks share: options, time and memory of a command, growth, labelled folders."""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
CALLTOOLS = (sys.executable, "-m", "calltools")
RUNS = 3
"""The best of so many counts."""


def options_of(module: str) -> argparse.ArgumentParser:
    """A parser for the options of a benchmark, whose help is the docstring of its module."""
    return argparse.ArgumentParser(
        prog=f"python -m benchmarks {module.removeprefix('benchmarks.')}",
        description=sys.modules[module].__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def show(figures: object) -> None:
    """Print figures as one JSON object."""
    print(json.dumps(figures, ensure_ascii=False, indent=1), flush=True)


@dataclass(frozen=True, slots=True)
class Usage:
    """What one command took: processor seconds, wall seconds, peak memory of its process (MB)."""

    cpu_s: float
    wall_s: float
    peak_mb: float


def measure(
    command: Sequence[object], *, cwd: Path, environment: Mapping[str, str] | None = None
) -> Usage:
    """Run ``command`` to its end; what it prints goes to ``cwd``/command.log.

    Raises:
        RuntimeError: it failed; the message has what it printed.
    """
    log = cwd / "command.log"
    started = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[0]} … exited with {process.returncode}: {log.read_text()}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Usage(
        cpu_s=used.ru_utime + used.ru_stime,
        wall_s=time.perf_counter() - started,
        peak_mb=used.ru_maxrss * unit / 1e6,
    )


def measure_part(name: str, *arguments: object, cwd: Path) -> Usage:
    """Run a benchmark of its own, on one core, to measure a part of another."""
    command = (sys.executable, "-m", "benchmarks", name, *arguments)
    environment = {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    return measure(command, cwd=cwd, environment=environment)


def best_s(work: Callable[[], object]) -> float:
    """Processor seconds of the best of a few runs: other work on the machine does not count."""
    best = math.inf
    for _ in range(RUNS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def exponent(seconds: Mapping[int, float]) -> float | None:
    """The slope of log time over log length, from 100 up; about 1 if time grows in proportion."""
    sizes = sorted(size for size in seconds if size >= 100)
    if len(sizes) < 2:
        return None
    first, last = sizes[0], sizes[-1]
    return round(math.log(seconds[last] / seconds[first]) / math.log(last / first), 3)


def growth(longest: int, seconds_of: Callable[[int], float]) -> dict[str, object]:
    """Seconds for 10, 100, … turns up to ``longest``, and their exponent."""
    seconds = {n: seconds_of(n) for n in (10, 100, 1000, 10_000, 100_000) if n <= longest}
    rounded = {n: round(taken, 4) for n, taken in seconds.items()}
    return {"seconds_by_turns": rounded, "exponent": exponent(seconds)}
