"""Which model suits a machine: the best that it runs in reasonable time."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass

_GB, _MIB = 1e9, 2**20


@dataclass(frozen=True, slots=True)
class Machine:
    """What a machine has: memory in GB (0: unknown), logical processors, and the name and memory in
    GB of its largest GPU that CTranslate2 can use (empty and 0: none)."""

    memory_gb: float
    cores: int
    gpu: str = ""
    gpu_gb: float = 0.0

    def __str__(self) -> str:
        gpu = f"{self.gpu} with {self.gpu_gb:.0f} GB" if self.gpu else "no usable GPU"
        memory = f"{self.memory_gb:.0f} GB of memory" if self.memory_gb else "memory unknown"
        return f"{memory}, {self.cores} processors, {gpu}"


@dataclass(frozen=True, slots=True)
class Advice:
    """A model of the engine faster-whisper on a ``device``, for machines that have the memory (of
    which that of their GPU) and as many processors; ``cost`` is to be read."""

    model: str
    device: str
    memory_gb: float
    cores: int
    cost: str

    def suits(self, machine: Machine) -> bool:
        """Whether ``machine`` has what it takes."""
        memory_gb = machine.gpu_gb if self.device == "cuda" else machine.memory_gb
        return memory_gb >= self.memory_gb and machine.cores >= self.cores


# Best first.  On processors the cost was measured, with weights of each shape filled by chance: in
# 8 bits, at beam 5, 200 tokens in 30 s; and three times that memory is asked for, since other
# programs want some.  For GPUs it is what users of faster-whisper report, and a third more is asked
# for (https://github.com/SYSTRAN/faster-whisper/issues/1030).
_ADVICE = (
    Advice("whisper-large-v3", "cuda", 6, 1, "4.5 GB of its memory"),
    Advice("whisper-large-v3-turbo", "cuda", 3.4, 1, "2.5 GB of its memory"),
    Advice(
        "whisper-large-v3-turbo", "cpu", 6, 4, "0.5 s of a processor for a second of speech, 2.0 GB"
    ),
    Advice("whisper-small", "cpu", 2, 2, "0.3 s of a processor for a second of speech, 0.7 GB"),
    Advice("whisper-base", "cpu", 0, 1, "0.1 s of a processor for a second of speech, 0.3 GB"),
)


def advice(machine: Machine) -> Advice:
    """The best that suits ``machine``; the last suits any."""
    return next(one for one in _ADVICE if one.suits(machine))


def this_machine() -> Machine:
    """What this machine has.  Where there is no NVIDIA GPU, no speech package is loaded for it."""
    name, memory_gb = max(_gpus(), key=lambda gpu: gpu[1], default=("", 0.0))
    if name and not _is_usable():
        name, memory_gb = "", 0.0
    return Machine(_memory_gb(), os.cpu_count() or 1, name, memory_gb)


def _memory_gb() -> float:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GB
    except (AttributeError, ValueError, OSError):  # a system without
        return 0.0


def _gpus() -> list[tuple[str, float]]:
    """(name, memory in GB) of each GPU that NVIDIA's driver knows."""
    if not (program := shutil.which("nvidia-smi")):
        return []
    query = [program, "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"]
    try:
        told = subprocess.run(query, capture_output=True, text=True, timeout=20, check=True).stdout
        rows = [line.rsplit(",", 1) for line in told.splitlines()]
        return [(name.strip(), float(mib) * _MIB / _GB) for name, mib in rows]
    except (
        OSError,
        subprocess.SubprocessError,
        ValueError,
    ):  # no driver, or one that tells nothing
        return []


def _is_usable() -> bool:
    """Whether CTranslate2 is here and finds a GPU."""
    try:
        import ctranslate2
    except ImportError:
        return False
    return bool(ctranslate2.get_cuda_device_count())
