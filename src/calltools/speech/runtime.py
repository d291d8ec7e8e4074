"""The surroundings of the speech packages, which read them once, when they are first imported.

Nothing here imports a heavy package by itself; call :func:`prepare` before any does.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import warnings
from types import ModuleType

from calltools.errors import MissingPartError, SettingsError

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


def prepare(threads: int) -> None:
    """Set the environment and ``threads`` for every numeric package, loaded already or not.

    Call it before importing torch, ctranslate2, pyannote or faster_whisper; calling it again is
    harmless.
    """
    os.environ.update(_ENVIRONMENT)
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(threads)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(threads)
    # pyannote decodes nothing for us, so that the decoder it misses is no news to a user.
    warnings.filterwarnings("ignore", message=r"(?s)\s*torchcodec is not installed correctly")


def require(*packages: str) -> None:
    """Raise MissingPartError if one of ``packages`` (import names) isn't installed."""
    for package in packages:
        if importlib.util.find_spec(package) is None:
            raise MissingPartError(
                package,
                "is needed for speech and isn't installed",
                "run: pip install 'calltools[speech]'",
            )


def load_torch(threads: int) -> ModuleType:
    """The module torch, with torchaudio made importable beside it.  Raises MissingPartError."""
    require("torch", "torchaudio")
    prepare(threads)
    import torch

    torch.set_num_threads(threads)
    _load_torchaudio()
    return torch


def check_device(device: str) -> None:
    """Raise SettingsError if torch can't work on ``device``, before anything is begun on it."""
    if device == "cuda":
        require("torch")
        import torch

        if not torch.cuda.is_available():
            raise SettingsError(
                "device", "expected a CUDA device, found none that torch can use", "use cpu"
            )


def _load_torchaudio() -> None:
    """Import torchaudio; where its native part can't be loaded, go without that part.

    The torchaudio of the package index links against CUDA, which is missing beside a CPU build
    of torch.  What we use of it (resampling, filter banks) is plain torch.
    """
    try:
        importlib.import_module("torchaudio")
    except (ImportError, OSError):
        for name in [n for n in sys.modules if n.split(".")[0] == "torchaudio"]:
            del sys.modules[name]
        sys.modules["torchaudio._extension"] = _without_native_part()
        importlib.import_module("torchaudio")


def _without_native_part() -> ModuleType:
    """A stand-in for ``torchaudio._extension`` that says the native part is absent."""
    stand_in = ModuleType("torchaudio._extension")
    stand_in.__dict__.update(
        _IS_TORCHAUDIO_EXT_AVAILABLE=False,
        _IS_ALIGN_AVAILABLE=False,
        _check_cuda_version=lambda: None,
        fail_if_no_align=lambda function: function,
    )
    return stand_in
