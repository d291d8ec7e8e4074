"""PyanNet: a network that hears who of up to three voices speaks, frame by frame.

Bredin and Laurent: *End-to-end speaker segmentation for overlap-aware resegmentation*,
Interspeech 2021; its first layer, filters made of two frequencies each: Ravanelli and Bengio:
*Speaker recognition from raw waveform with SincNet*, SLT 2018, and Pariente et al.: *Filterbank
design for end-to-end speech separation*, ICASSP 2020.  The names of the parts are those of the
checkpoint of pyannote segmentation-3.0 (MIT), so that its weights load as they are, and the
operations those of pyannote.audio (MIT) in their order, so that the results are bit for bit its
own.  That package brings 60 others, most of them to train networks.

Importing this module imports torch; call :func:`calltools.speech.runtime.load_torch` before.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.serialization import safe_globals
from torch.torch_version import TorchVersion

from calltools.errors import ModelError

_RATE = 16_000
_STEP = 270
_FIELD = 991
_SETS = ((0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1))
_FILTERS = 80
_TAPS = 251
_STRIDE = 10
_LOWEST_HZ = 50


def load(path: Path, device: str = "cpu") -> PyanNet:
    """The network with the weights of ``path``, which the caller has checked.

    Raises ModelError if the file isn't a checkpoint of this network.
    """
    network = PyanNet()
    try:
        with safe_globals([TorchVersion, *_REMARKS]):
            checkpoint = torch.load(path, map_location="cpu", weights_only=True)
        network.load_state_dict(checkpoint["state_dict"], strict=True)
    except (
        OSError,
        RuntimeError,
        LookupError,
        AttributeError,
        TypeError,
        pickle.UnpicklingError,
    ) as error:
        raise ModelError(path, f"expected a pyannote segmentation model: {error}") from error
    return network.eval().to(device)


class PyanNet(nn.Module):
    """Sound (n, 1, samples) to log probabilities of the sets of voices (n, frames, 7)."""

    step_s = _STEP / _RATE
    """From one frame to the next."""
    field_s = _FIELD / _RATE
    """What one frame hears."""
    sets = np.array(_SETS)
    """Which voices are in each set (powerset), shape (7, 3), 0 or 1."""

    def __init__(self) -> None:
        super().__init__()
        self.sincnet = _SincNet()
        self.lstm = nn.LSTM(60, 128, num_layers=4, bidirectional=True, batch_first=True)
        self.linear = nn.ModuleList([nn.Linear(256, 128), nn.Linear(128, 128)])
        self.classifier = nn.Linear(128, len(_SETS))

    @staticmethod
    def frames_in(samples: int) -> int:
        """How many frames so many samples give."""
        return (samples - _FIELD) // _STEP + 1

    def forward(self, sound: Tensor) -> Tensor:
        """Sound, shape (windows, 1, samples), to log probabilities of its classes in each frame."""
        frames, _ = self.lstm(self.sincnet(sound).transpose(1, 2))
        for layer in self.linear:
            frames = functional.leaky_relu(layer(frames))
        return functional.log_softmax(self.classifier(frames), dim=-1)


class _SincNet(nn.Module):
    """Three convolutions; each keeps the greatest of three neighbours and normalises."""

    def __init__(self) -> None:
        super().__init__()
        self.wav_norm1d = nn.InstanceNorm1d(1, affine=True)
        self.conv1d = nn.ModuleList([_Bands(), nn.Conv1d(_FILTERS, 60, 5), nn.Conv1d(60, 60, 5)])
        self.norm1d = nn.ModuleList(nn.InstanceNorm1d(n, affine=True) for n in (_FILTERS, 60, 60))

    def forward(self, sound: Tensor) -> Tensor:
        signal: Tensor = self.wav_norm1d(sound)
        for convolution, norm in zip(self.conv1d, self.norm1d, strict=True):
            signal = functional.leaky_relu(norm(functional.max_pool1d(convolution(signal), 3)))
        return signal


class _Bands(nn.Module):
    """How strong the sound is in each of 80 bands, real and imaginary parts apart."""

    def __init__(self) -> None:
        super().__init__()
        self.filterbank = _SincFilters()

    def forward(self, sound: Tensor) -> Tensor:
        return functional.conv1d(sound, self.filterbank(), stride=_STRIDE).abs()


class _SincFilters(nn.Module):
    """Band-pass filters, shape (80, 1, 251): 40 even (cosine), 40 odd (sine)."""

    low_hz_: Tensor
    band_hz_: Tensor
    window_: Tensor
    n_: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.low_hz_ = nn.Parameter(torch.zeros(_FILTERS // 2, 1))
        self.band_hz_ = nn.Parameter(torch.zeros(_FILTERS // 2, 1))
        self.register_buffer("window_", torch.zeros(_TAPS // 2))
        self.register_buffer("n_", torch.zeros(1, _TAPS // 2))

    def forward(self) -> Tensor:
        low = _LOWEST_HZ + self.low_hz_.abs()
        high = (low + _LOWEST_HZ + self.band_hz_.abs()).clamp(_LOWEST_HZ, _RATE / 2)
        width = (high - low)[:, 0]
        at_low, at_high = low @ self.n_, high @ self.n_
        even = ((at_high.sin() - at_low.sin()) / (self.n_ / 2)) * self.window_
        odd = ((at_low.cos() - at_high.cos()) / (self.n_ / 2)) * self.window_
        middle = 2 * width[:, None]
        filters = torch.cat(
            [
                torch.cat([even, middle, even.flip(1)], dim=1) / middle,
                torch.cat([odd, torch.zeros_like(middle), -odd.flip(1)], dim=1) / middle,
            ]
        )
        return filters[:, None]


class _Remark:
    """Stands for what a checkpoint says beside its weights, in classes of pyannote.audio."""

    def __init__(self, *_values: object) -> None:
        pass


_REMARKS: list[Any] = [
    (_Remark, f"pyannote.audio.core.task.{name}")
    for name in ("Specifications", "Problem", "Resolution")
]
