"""PyanNet: a network that hears who of up to three voices speaks, frame by frame.

Bredin and Laurent: *End-to-end speaker segmentation for overlap-aware resegmentation*,
Interspeech 2021; its first layer, filters made of two frequencies each: Ravanelli and Bengio:
*Speaker recognition from raw waveform with SincNet*, SLT 2018, and Pariente et al.: *Filterbank
design for end-to-end speech separation*, ICASSP 2020.  The weights are the checkpoint of pyannote
segmentation-3.0 (MIT).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calltools.arrays import Floats
from calltools.models.torch_checkpoint import Tensors
from calltools.settings import Settings
from calltools.speech.network import installed, load_network

_RATE = 16_000  # samples a second, as the network was trained
_STEP = 270  # samples from one frame to the next, by the network's layers
_FIELD = 991  # samples that a frame sees, by the network's layers
_SETS = ((0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1))
_LOWEST_HZ = 50  # SincNet's lowest band, as the network was trained
_LAYERS = 4  # of the LSTM, as the network was trained


def load(settings: Settings) -> PyanNet:
    """The network with its weights, once for all who ask.  Raises ModelError, MissingPartError."""
    return installed(PyanNet, "segmentation-3.0", "pytorch_model.bin", settings)


class PyanNet:
    """Sound to the probability of each set of voices."""

    step_s = _STEP / _RATE
    """From one frame to the next."""
    field_s = _FIELD / _RATE
    """What one frame hears."""
    sets = np.array(_SETS)
    """Which voices are in each set (powerset), shape (7, 3), 0 or 1."""

    def __init__(self, path: Path) -> None:
        """With the weights of the checkpoint ``path``, which the caller has checked.

        Raises ModelError if the file isn't one of this network.
        """
        self._run = load_network("segmentation", path, _weights)

    @staticmethod
    def frames_in(samples: int) -> int:
        """How many frames so many samples give."""
        return (samples - _FIELD) // _STEP + 1

    def __call__(self, sound: Floats) -> Floats:
        """Probabilities, shape (windows, frames, 7), of sound, shape (windows, samples)."""
        return self._run(sound[:, None])


def _weights(tensors: Tensors) -> dict[str, NDArray[Any]]:
    """The tensors of a checkpoint in the shapes in which the graph wants them."""
    plain = {name: value for name, value in tensors.items() if not name.startswith("lstm.")}
    filters = {
        name: plain.pop(f"sincnet.conv1d.0.filterbank.{name}")
        for name in ("low_hz_", "band_hz_", "window_", "n_")
    }
    return {**plain, "sincnet.filters": _filters(**filters), **dict(_recurrent(tensors))}


def _recurrent(tensors: Tensors) -> Iterator[tuple[str, NDArray[Any]]]:
    """Of each recurrent layer both directions, their gates in ONNX's order."""

    def gates(name: str) -> NDArray[Any]:
        entry, forget, cell, output = np.split(tensors[f"lstm.{name}"], 4)
        return np.concatenate([entry, output, forget, cell])

    for layer in range(_LAYERS):
        ends = (f"l{layer}", f"l{layer}_reverse")
        yield f"lstm.weights.{layer}", np.stack([gates(f"weight_ih_{end}") for end in ends])
        yield f"lstm.recurrent.{layer}", np.stack([gates(f"weight_hh_{end}") for end in ends])
        biases = [
            np.concatenate([gates(f"bias_{of}_{end}") for of in ("ih", "hh")]) for end in ends
        ]
        yield f"lstm.biases.{layer}", np.stack(biases)


def _filters(low_hz_: Floats, band_hz_: Floats, window_: Floats, n_: Floats) -> Floats:
    """Band-pass filters, shape (80, 1, 251): 40 even (cosine), 40 odd (sine)."""
    low = _LOWEST_HZ + abs(low_hz_)
    high = np.clip(low + _LOWEST_HZ + abs(band_hz_), _LOWEST_HZ, _RATE / 2)
    at_low, at_high = low @ n_, high @ n_
    even = (np.sin(at_high) - np.sin(at_low)) / (n_ / 2) * window_
    odd = (np.cos(at_low) - np.cos(at_high)) / (n_ / 2) * window_
    middle = 2 * (high - low)
    filters = np.concatenate(
        [
            np.hstack([even, middle, even[:, ::-1]]) / middle,
            np.hstack([odd, np.zeros_like(middle), -odd[:, ::-1]]) / middle,
        ]
    )
    return filters[:, None].astype(np.float32)
