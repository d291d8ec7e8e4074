"""The surroundings of the speech packages, which read them once, when they are first imported.

Nothing here imports a heavy package by itself; call :func:`prepare` before any does.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import TypeVar

from calltools import errors
from calltools.errors import SettingsError

_ENVIRONMENT = {
    # Telemetry off and no look-ups: recordings are evidence, and the network cable may be out.
    "PYANNOTE_METRICS_ENABLED": "0",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # ONNX Runtime (which runs Silero) reports sessions from 1.29 on, to a host of its maker.
    "ORT_DISABLE_TELEMETRY": "1",
    # Idle OpenMP threads sleep instead of spinning; else two pools on few cores halve the speed.
    "GOMP_SPINCOUNT": "0",
    "KMP_BLOCKTIME": "0",
}

_ON_REQUEST = ("pyannote", "torch", "torchaudio", "whisper")
"""What the engine whisper, the diarizer pyannote and the measuring of diarization need; nothing
that runs by default does."""
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_EXTRAS = {"sherpa_onnx": "sherpa"}


def prepare() -> None:
    """Set the environment.

    Call it before importing torch, ctranslate2, pyannote or faster_whisper; calling it again is
    harmless.
    """
    os.environ.update(_ENVIRONMENT)


def require(*packages: str) -> None:
    """Raise MissingPartError if one of ``packages`` (import names) isn't installed."""
    for package in packages:
        name = package.split(".")[0]
        extra = "speech" if name in _ON_REQUEST else _EXTRAS.get(name, "speech-light")
        errors.require(extra, package)


def load_torch(threads: int) -> ModuleType:
    """The module torch, with ``threads`` at work in one operation.  Raises MissingPartError."""
    require("torch")
    prepare()
    import torch

    torch.set_num_threads(threads)
    return torch


def side_by_side(
    work: Callable[[_Item], _Result], items: Iterable[_Item], threads: int
) -> Iterator[_Result]:
    """What ``work`` gives for each of ``items``, in their order: so many at a time, each on one
    thread, so that it is the same whatever their number."""
    if threads == 1:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(work, items)


def check_device(device: str) -> None:
    """Raise SettingsError if torch can't work on ``device``, before anything is begun on it."""
    if device == "cuda":
        require("torch")
        import torch

        if not torch.cuda.is_available():
            raise SettingsError(
                "device", "expected a CUDA device, found none that torch can use", "use cpu"
            )
