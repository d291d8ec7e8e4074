"""CAM++ in the shape in which pyannote's pipeline takes a network of voices.

Importing this module imports torch and pyannote.audio; call
:func:`calltools.speech.runtime.load_torch` before.
"""

from __future__ import annotations

from typing import Any

import torch
from pyannote.audio import Model
from pyannote.audio.core.task import Problem, Resolution, Specifications
from torch import Tensor
from torch.nn import functional

from calltools.speech.campplus import DIMENSION, CamPlusPlus, filterbank

_RATE = 16_000  # samples a second, as the network was trained
_SHORTEST_SAMPLES = _RATE // 2
_FEWEST_FRAMES = 20  # fewer frames give no voice; not measured
_GRAIN_FRAMES = 10
"""Lengths are multiples of this: the convolutions are compiled anew for every new length."""


class CamPlusPlusModel(Model):
    """Sound (n, 1, samples) and optional weights (n, frames) to voices (n, 192)."""

    def __init__(self, network: CamPlusPlus) -> None:
        super().__init__(sample_rate=_RATE, num_channels=1)
        self.network = network
        self.specifications = Specifications(
            problem=Problem.REPRESENTATION, resolution=Resolution.CHUNK, duration=10.0
        )

    @property
    def dimension(self) -> int:
        """How many numbers a voice is."""
        return DIMENSION

    def forward(self, waveforms: Tensor, weights: Tensor | None = None, **_kwargs: Any) -> Tensor:
        """NaN where the weights leave less than a fifth of a second; ValueError for sound shorter
        than half a second, which is how the pipeline finds out what is too short."""
        if waveforms.shape[-1] < _SHORTEST_SAMPLES:
            raise ValueError(
                f"half a second of sound expected, found {waveforms.shape[-1]} samples"
            )
        masks = [None] * len(waveforms) if weights is None else list(weights)
        return torch.stack([self._voice(w, m) for w, m in zip(waveforms, masks, strict=True)])

    def _voice(self, waveform: Tensor, mask: Tensor | None) -> Tensor:
        frames = torch.from_numpy(filterbank(waveform.reshape(-1).cpu().numpy()))
        if mask is not None:
            # Masks count segmentation frames of 17 ms, the filter bank frames of 10 ms.
            resized = functional.interpolate(mask[None, None].float(), size=len(frames))
            frames = frames[resized[0, 0].cpu() > 0.5]
        frames = frames[: len(frames) // _GRAIN_FRAMES * _GRAIN_FRAMES]
        if len(frames) < _FEWEST_FRAMES:
            return torch.full((DIMENSION,), torch.nan, device=waveform.device)
        (voice,) = torch.from_numpy(self.network(frames.numpy()[None]))
        placed: Tensor = voice.to(waveform.device)
        return placed
