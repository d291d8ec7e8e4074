"""How loud the channels of a recording are, and how they relate: the same sound twice, or how far
one leaks over."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from calltools.arrays import Floats
from calltools.media.pcm import RATE, Pcm
from calltools.progress import Progress, silent

SAME_DB = -40.0
"""Channels whose difference is this far below their sum are one sound."""

FLOOR_DB = -80.0  # the lowest leak told; below it is silence
_BLOCK_MS = 5_000  # read at once, to bound memory
_WINDOW = RATE // 50
_ACTIVE_DB = 15.0  # above the noise: speech; not measured
_DOMINANT_DB = 3.0  # above the other channel: speaks alone; not measured
_MIN_BLOCKS = 10  # fewer tell no leak; not measured
_GATHERED = 5  # windows of 20 ms averaged


def channel_energies(pcm: Pcm, progress: Progress = silent) -> tuple[Floats, bool]:
    """Mean squares of each 20 ms, shape (channels, n), and whether all channels are one sound."""
    energies = []
    sums = differences = 0.0
    for start_ms in range(0, max(pcm.duration_ms, 1), _BLOCK_MS):
        block = [pcm.read(start_ms, start_ms + _BLOCK_MS, c) for c in range(pcm.channels)]
        for samples in block[1:]:
            sums += float(np.sum((block[0] + samples) ** 2, dtype=np.float64))
            differences += float(np.sum((block[0] - samples) ** 2, dtype=np.float64))
        filled = np.pad(block, ((0, 0), (0, -len(block[0]) % _WINDOW)))
        energies.append(np.mean(filled.reshape(pcm.channels, -1, _WINDOW) ** 2, axis=2))
        progress(min((start_ms + _BLOCK_MS) / max(pcm.duration_ms, 1), 1.0))
    same = pcm.channels > 1 and differences <= sums * 10 ** (SAME_DB / 10)
    return np.concatenate(energies, axis=1), same


def crosstalk_db(energies: Floats) -> float | None:
    """How loud the other party is in one's channel, in dB against their own: the worse way round.

    ``energies`` is the mean square of each 20 ms, shape (channels, n).  Looked at are the loudest
    tenths of a second in which one channel leads; what the other then holds beyond its own noise
    has leaked (an echo may come 50 ms late and still falls into the same tenth).  -80 means
    nothing measurable; None: one channel, or no voice to measure.
    """
    if len(energies) < 2:
        return None
    energies = energies[:, : energies.shape[1] // _GATHERED * _GATHERED]
    energies = energies.reshape(len(energies), -1, _GATHERED).mean(axis=2)
    if not energies.size:
        return None
    noise = np.percentile(energies, 10, axis=1)
    leaks = []
    for speaking, listening in permutations(range(len(energies)), 2):
        own, other = energies[speaking], energies[listening]
        active = own > max(float(noise[speaking]), 1e-9) * _ratio(_ACTIVE_DB)
        alone = active & (own > other * _ratio(_DOMINANT_DB))
        if np.count_nonzero(alone) >= _MIN_BLOCKS:
            alone &= own >= np.median(own[alone])
            leaked = np.maximum(other[alone] - noise[listening], 0) / own[alone]
            leaks.append(float(np.median(leaked)))
    if not leaks:
        return None
    return max(FLOOR_DB, 10 * float(np.log10(max(leaks) + 1e-12)))


def _ratio(db: float) -> float:
    return float(10 ** (db / 10))
