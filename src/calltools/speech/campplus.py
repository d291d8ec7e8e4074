"""CAM++: a small network that turns a second of speech into a point where voices lie apart.

Wang, Zheng, Chen, Cheng, Chen: *CAM++: A Fast and Efficient Network for Speaker Verification
Using Context-Aware Masking*, Interspeech 2023.  The names of the parts are those of the
checkpoint of the 3D-Speaker project (Apache-2.0), so that its weights load as they are.

Importing this module imports torch; call :func:`calltools.speech.runtime.load_torch` before.
"""

from __future__ import annotations

import pickle
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from kaldi_native_fbank import FbankOptions, OnlineFbank
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from calltools.errors import ModelError
from calltools.media.pcm import Samples

Embeddings = NDArray[np.float32]
"""Points of length 1, shape (n, 192); the nearer two are, the likelier one voice."""

DIMENSION = 192
MEL_BANDS = 80
FRAME_MS = 25
"""What a frame of :func:`filterbank` sees; frames begin every ``HOP_MS``."""
HOP_MS = 10

_RATE = 16_000
_POOL_FRAMES = 100


def load(path: Path, device: str = "cpu") -> CamPlusPlus:
    """The network with the weights of ``path``, which the caller has checked.

    Raises ModelError if the file isn't a checkpoint of this network.
    """
    network = CamPlusPlus()
    try:
        weights = torch.load(path, map_location="cpu", weights_only=True)
        network.load_state_dict(weights, strict=True)
    except (OSError, RuntimeError, AttributeError, TypeError, pickle.UnpicklingError) as error:
        raise ModelError(path, f"expected the weights of CAM++: {error}") from error
    return network.eval().to(device)


def filterbank(samples: Samples) -> Tensor:
    """Log Mel energies as Kaldi computes them, shape (frames, 80), of at least 25 ms of sound."""
    bank = OnlineFbank(_bank_options())
    bank.accept_waveform(_RATE, samples)
    bank.input_finished()
    frames = [bank.get_frame(number) for number in range(bank.num_frames_ready)]
    return torch.from_numpy(np.stack(frames))


@cache
def _bank_options() -> Any:
    options = FbankOptions()
    options.frame_opts.samp_freq = _RATE
    options.frame_opts.frame_length_ms = FRAME_MS
    options.frame_opts.frame_shift_ms = HOP_MS
    options.frame_opts.dither = 0.0
    options.mel_opts.num_bins = MEL_BANDS
    return options


def embed(network: CamPlusPlus, windows: Tensor) -> Embeddings:
    """Embeddings of ``windows`` of filter-bank frames, shape (n, frames, 80)."""
    device = next(network.parameters()).device
    with torch.inference_mode():
        # The channel and the microphone are in the mean, the voice is in what moves.
        centred = windows - windows.mean(dim=1, keepdim=True)
        points = functional.normalize(network(centred.to(device)), dim=1)
    result: Embeddings = points.cpu().numpy()
    return result


class CamPlusPlus(nn.Module):
    """Frames (n, frames, 80) to embeddings (n, 192), not normalised."""

    def __init__(self) -> None:
        super().__init__()
        self.head = _FrontEnd()
        self.xvector = nn.Sequential()
        self.xvector.add_module("tdnn", _Tdnn(self.head.out_channels, 128))
        channels = 128
        for number, (layers, dilation) in enumerate(((12, 1), (24, 2), (16, 2)), start=1):
            block = _DenseBlock(channels, layers, dilation)
            self.xvector.add_module(f"block{number}", block)
            self.xvector.add_module(f"transit{number}", _Transition(block.out_channels))
            channels = block.out_channels // 2
        self.xvector.add_module("out_nonlinear", _Nonlinearity(channels))
        self.xvector.add_module("stats", _StatisticsPooling())
        self.xvector.add_module("dense", _Dense(2 * channels, DIMENSION))

    def forward(self, frames: Tensor) -> Tensor:
        """Log mel energies, as many frames for each sound, to one point for each sound."""
        points: Tensor = self.xvector(self.head(frames.transpose(1, 2)))
        return points


class _FrontEnd(nn.Module):
    """Two-dimensional residual convolutions over (band, time); bands shrink eightfold."""

    out_channels = 32 * MEL_BANDS // 8

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, kernel_size=3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(32)
        self.layer1 = nn.Sequential(_Residual(stride=2), _Residual(stride=1))
        self.layer2 = nn.Sequential(_Residual(stride=2), _Residual(stride=1))
        self.conv2 = nn.Conv2d(32, 32, kernel_size=3, stride=(2, 1), padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(32)

    def forward(self, bands: Tensor) -> Tensor:
        image = functional.relu(self.bn1(self.conv1(bands.unsqueeze(1))))
        image = self.layer2(self.layer1(image))
        image = functional.relu(self.bn2(self.conv2(image)))
        return image.flatten(1, 2)


class _Residual(nn.Module):
    """Two convolutions beside a shortcut; ``stride`` is along the bands, never along time."""

    def __init__(self, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(32, 32, kernel_size=3, stride=(stride, 1), padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(32)
        self.conv2 = nn.Conv2d(32, 32, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(32)
        self.shortcut = nn.Sequential()
        if stride != 1:
            self.shortcut.append(nn.Conv2d(32, 32, 1, stride=(stride, 1), bias=False))
            self.shortcut.append(nn.BatchNorm2d(32))

    def forward(self, image: Tensor) -> Tensor:
        inner = functional.relu(self.bn1(self.conv1(image)))
        return functional.relu(self.bn2(self.conv2(inner)) + self.shortcut(image))


class _Nonlinearity(nn.Module):
    """Batch normalisation, then ReLU unless ``rectify`` is off; ``affine`` as in the weights."""

    def __init__(self, channels: int, *, affine: bool = True, rectify: bool = True) -> None:
        super().__init__()
        self.batchnorm = nn.BatchNorm1d(channels, affine=affine)
        self.rectify = rectify

    def forward(self, signal: Tensor) -> Tensor:
        signal = self.batchnorm(signal)
        return functional.relu(signal) if self.rectify else signal


class _Tdnn(nn.Module):
    """A time-delay layer; halves the frame rate."""

    def __init__(self, channels: int, out_channels: int) -> None:
        super().__init__()
        self.linear = nn.Conv1d(channels, out_channels, 5, stride=2, padding=2, bias=False)
        self.nonlinear = _Nonlinearity(out_channels)

    def forward(self, signal: Tensor) -> Tensor:
        activated: Tensor = self.nonlinear(self.linear(signal))
        return activated


class _DenseBlock(nn.Module):
    """Densely connected layers: each sees everything before it and adds 32 channels."""

    growth = 32

    def __init__(self, channels: int, layers: int, dilation: int) -> None:
        super().__init__()
        for layer in range(layers):
            inputs = channels + layer * self.growth
            self.add_module(f"tdnnd{layer + 1}", _DenseLayer(inputs, self.growth, dilation))
        self.out_channels = channels + layers * self.growth

    def forward(self, signal: Tensor) -> Tensor:
        for layer in self.children():
            signal = torch.cat((signal, layer(signal)), dim=1)
        return signal


class _DenseLayer(nn.Module):
    """A bottleneck of 128 channels, then the masked convolution."""

    def __init__(self, channels: int, out_channels: int, dilation: int) -> None:
        super().__init__()
        self.nonlinear1 = _Nonlinearity(channels)
        self.linear1 = nn.Conv1d(channels, 128, 1, bias=False)
        self.nonlinear2 = _Nonlinearity(128)
        self.cam_layer = _MaskedConvolution(128, out_channels, dilation)

    def forward(self, signal: Tensor) -> Tensor:
        bottleneck = self.linear1(self.nonlinear1(signal))
        masked: Tensor = self.cam_layer(self.nonlinear2(bottleneck))
        return masked


class _MaskedConvolution(nn.Module):
    """Context-aware masking: what is around, near and far, decides which channels pass."""

    def __init__(self, channels: int, out_channels: int, dilation: int) -> None:
        super().__init__()
        self.linear_local = nn.Conv1d(
            channels, out_channels, 3, padding=dilation, dilation=dilation, bias=False
        )
        self.linear1 = nn.Conv1d(channels, channels // 2, 1)
        self.linear2 = nn.Conv1d(channels // 2, out_channels, 1)

    def forward(self, signal: Tensor) -> Tensor:
        context = signal.mean(dim=-1, keepdim=True) + _segment_means(signal)
        mask = torch.sigmoid(self.linear2(functional.relu(self.linear1(context))))
        masked: Tensor = self.linear_local(signal) * mask
        return masked


def _segment_means(signal: Tensor) -> Tensor:
    """Every frame replaced by the mean of its stretch of 100 frames, shape unchanged."""
    frames = signal.shape[-1]
    if frames <= _POOL_FRAMES:
        return signal.mean(dim=-1, keepdim=True)
    means = functional.avg_pool1d(signal, _POOL_FRAMES, stride=_POOL_FRAMES, ceil_mode=True)
    return means.repeat_interleave(_POOL_FRAMES, dim=-1)[..., :frames]


class _Transition(nn.Module):
    """Between blocks: half the channels go on."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.nonlinear = _Nonlinearity(channels)
        self.linear = nn.Conv1d(channels, channels // 2, 1, bias=False)

    def forward(self, signal: Tensor) -> Tensor:
        reduced: Tensor = self.linear(self.nonlinear(signal))
        return reduced


class _StatisticsPooling(nn.Module):
    """Mean and standard deviation over time, side by side."""

    def forward(self, signal: Tensor) -> Tensor:
        return torch.cat((signal.mean(dim=-1), signal.std(dim=-1)), dim=-1)


class _Dense(nn.Module):
    """The last layer, normalised but not rectified."""

    def __init__(self, channels: int, out_channels: int) -> None:
        super().__init__()
        self.linear = nn.Conv1d(channels, out_channels, 1, bias=False)
        self.nonlinear = _Nonlinearity(out_channels, affine=False, rectify=False)

    def forward(self, statistics: Tensor) -> Tensor:
        point: Tensor = self.nonlinear(self.linear(statistics.unsqueeze(-1)).squeeze(-1))
        return point
