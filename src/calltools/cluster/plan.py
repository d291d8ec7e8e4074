"""How long what is left of an archive will take, and on how many processes: from one minute of it,
measured."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from calltools.media import Pcm, decode
from calltools.settings import Settings
from calltools.transcripts.sidecar import Sidecar

_MINUTE_MS = 60_000
_WARM_MS = 5_000
_SHARE_OF_MEMORY = 0.8
"""What processes may take together: the system and its caches need some."""
_SHARED_EFFICIENCY = 0.96
"""What is left of the speed when the work is shared out (measured, benchmarks/cluster.py)."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What hearing ``sound_ms`` of sound took one process with one thread."""

    sound_ms: int
    cpu_s: float
    wall_s: float
    memory_bytes: int

    @property
    def cpu_per_minute(self) -> float:
        """Processor seconds for a minute of sound."""
        return self.cpu_s * _MINUTE_MS / self.sound_ms

    @property
    def wall_per_minute(self) -> float:
        """Seconds for a minute of sound."""
        return self.wall_s * _MINUTE_MS / self.sound_ms


@dataclass(frozen=True, slots=True)
class Machine:
    """What work is planned for."""

    cores: int
    memory_bytes: int


def this_machine() -> Machine:
    """The processors that this process may use, and the memory that there is."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    pages = os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
    return Machine(cores or 1, pages * os.sysconf("SC_PAGE_SIZE") if pages else 0)


def processes_on(machine: Machine, measured: Measured, settings: Settings) -> int:
    """How many processes with one thread each: as many as there are cores, or as memory allows;
    one where they would share a GPU."""
    if settings.device == "cuda":
        return 1
    fit = int(_SHARE_OF_MEMORY * machine.memory_bytes / measured.memory_bytes)
    return max(1, min(machine.cores, fit) if machine.memory_bytes else machine.cores)


def hours(sound_ms: int, measured: Measured, settings: Settings, processes: int = 1) -> float:
    """How long ``sound_ms`` of sound will take ``processes``, each with a core or a GPU of its own.

    On a GPU that is what the minute took, on cores the processor's time, which waits for nobody.
    """
    on_gpu = settings.device == "cuda"
    per_minute = measured.wall_per_minute if on_gpu else measured.cpu_per_minute
    shared = processes * _SHARED_EFFICIENCY if processes > 1 else 1
    return sound_ms / _MINUTE_MS * per_minute / 3600 / shared


def measure(path: Path, known: Sidecar, settings: Settings) -> Measured:
    """Hear the minute in the middle of a recording, with the models loaded before; nothing is kept.

    Raises MediaError, and what :class:`~calltools.speech.transcribe.Transcriber` does.
    """
    from calltools.speech.transcribe import Transcriber

    transcriber = Transcriber(replace(settings, threads=1))
    with decode(path) as pcm:
        middle = max(0, (pcm.duration_ms - _MINUTE_MS) // 2)
        with _cut(pcm, middle, middle + _WARM_MS) as little:
            transcriber.transcribe(little, known)
        with _cut(pcm, middle, middle + _MINUTE_MS) as minute:
            cpu_s, wall_s = time.process_time(), time.monotonic()
            transcriber.transcribe(minute, known)
            cpu_s, wall_s = time.process_time() - cpu_s, time.monotonic() - wall_s
            return Measured(minute.duration_ms, cpu_s, wall_s, _peak_memory())


def _cut(pcm: Pcm, start_ms: int, end_ms: int) -> Pcm:
    channels = [pcm.read(start_ms, end_ms, channel) for channel in range(pcm.channels)]
    file = tempfile.TemporaryFile(prefix="calltools-")  # noqa: SIM115 - Pcm closes it
    file.write(np.rint(np.stack(channels, axis=1) * 32_768).astype("<i2").tobytes())
    file.flush()
    return Pcm(file, pcm.channels, pcm.source)


def _peak_memory() -> int:
    """The most memory that this process ever had, in bytes."""
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
