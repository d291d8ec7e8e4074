"""How the channels of a recording relate: the same sound twice, or how far one leaks over."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from calltools.arrays import Floats

SAME_DB = -40.0
"""Channels whose difference is this far below their sum are one sound."""

FLOOR_DB = -80.0
_ACTIVE_DB = 15.0
_DOMINANT_DB = 3.0
_MIN_BLOCKS = 10
_GATHERED = 5


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
