"""Processor time and memory of a whole command, as the system accounts them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Usage:
    """What one command took: processor seconds, wall seconds, peak memory of its process (MB)."""

    cpu_s: float
    wall_s: float
    peak_mb: float


def measure(
    command: Sequence[object], *, cwd: Path, environment: Mapping[str, str] | None = None
) -> Usage:
    """Run ``command`` to its end.  Raises RuntimeError with what it printed if it fails."""
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
