"""Power spectra of sound that comes block by block."""

from __future__ import annotations

import numpy as np

from calltools.arrays import Floats
from calltools.media.pcm import RATE, Samples


class Spectra:
    """Power spectra of overlapping windows over blocks of any length.

    Half a window of silence goes before the first block: frame i is centred at i hops.
    """

    def __init__(self, window: int, hop: int) -> None:
        self._window, self._hop = window, hop
        self._rest = np.zeros(window // 2, np.float32)

    def push(self, samples: Samples) -> Floats:
        """The spectra that are whole with the next block, shape (frames, bins)."""
        samples = np.concatenate([self._rest, samples])
        power = power_spectra(samples, self._window, self._hop)
        self._rest = samples[len(power) * self._hop :]
        return power


def power_spectra(samples: Samples, window: int, hop: int) -> Floats:
    """The power spectra of all whole windows of ``samples``, ``hop`` samples apart."""
    if len(samples) < window:
        return np.zeros((0, window // 2 + 1), np.float32)
    shape = np.hanning(window + 1)[:-1].astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, window)[::hop]
    spectrum = np.fft.rfft(frames * shape, axis=1)
    # A full-scale sine has power 0.5 in the sum over its bins.
    scale = 2 / (window * float(np.sum(shape**2)))
    return np.asarray((spectrum.real**2 + spectrum.imag**2) * scale, np.float32)


def _bin_hertz(power: Floats) -> float:
    return RATE / (2 * int(power.shape[1] - 1))


def _bins(power: Floats, low: float, high: float) -> slice:
    """The bins of spectra from ``low`` to ``high`` Hz."""
    return slice(round(low / _bin_hertz(power)), round(high / _bin_hertz(power)) + 1)


def between(power: Floats, low: float, high: float) -> Floats:
    """Power from ``low`` to ``high`` Hz, per frame."""
    return np.asarray(power[:, _bins(power, low, high)].sum(axis=1))


def pitch(power: Floats, low: float, high: float) -> Floats:
    """Mean frequency, by power, of what sounds from ``low`` to ``high`` Hz, per frame."""
    bins = _bins(power, low, high)
    around = power[:, bins]
    hertz = np.arange(bins.start, bins.stop, dtype=np.float32) * _bin_hertz(power)
    return np.asarray(around @ hertz / np.maximum(around.sum(axis=1), 1e-20))
