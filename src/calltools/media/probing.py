"""Figures about a recording that tell what can be expected of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from calltools.arithmetic import exact
from calltools.arrays import Floats
from calltools.media.channel_levels import channel_energies, crosstalk_db
from calltools.media.pcm import Pcm, Samples
from calltools.media.spectra import between, power_spectra
from calltools.media.tones import Tone, find_tones
from calltools.progress import Progress, part, parts, silent
from calltools.records import plain

Bandwidth = Literal["narrow", "wide"]

SILENCE_DB = -60.0  # mean level of a silent block; not measured
_SILENT = 10 ** (SILENCE_DB / 10)
_BLOCK_MS = 5_000  # read at once, to bound memory
_BAND_WINDOW = 1024  # samples (64 ms): bands of 16 Hz
_BANDS_HZ = ((300, 3400), (4300, 7500))
_LEAST = 5e-15
"""Power far below one step of 16 bits, so that digital silence has a ratio."""
_WIDE_DB = -32.0
"""Energy above 4.3 kHz against that of the telephone band, in the blocks that have most of it.
Measured: telephone speech -43 or less, speech recorded wide -20 or more."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What a recording is like.

    ``bandwidth`` is of the sound, not of the file: a telephone call saved at 44.1 kHz is narrow.
    ``clipping`` and ``silence`` are shares, 0 to 1: of samples stuck at full scale; of time in
    which every channel is below -60 dBFS.  ``level`` is the RMS of the rest of the time in dBFS,
    of the loudest channel.  ``same_channels``: all channels hold one sound.  ``crosstalk_db`` is
    how loud the other party is in one's channel, None where there is one channel.
    ``damage`` are remarks on what is wrong with the file.
    """

    duration_ms: int
    channels: int
    sample_rate: int
    codec: str
    container: str
    bandwidth: Bandwidth
    clipping: float
    silence: float
    level: float
    same_channels: bool
    crosstalk_db: float | None
    tones: tuple[Tone, ...] = ()
    damage: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As a plain dictionary, for files."""
        data: dict[str, Any] = plain(self)
        for tone in data["tones"]:
            if not tone["digit"]:
                del tone["digit"]
        return data


@exact()
def probe(pcm: Pcm, progress: Progress = silent) -> Probe:
    """Measure ``pcm``, block by block."""
    energies, same = channel_energies(pcm, part(progress, 0, 0.1))
    crosstalk = 0.0 if same else crosstalk_db(energies)
    tones: list[Tone] = []
    bands = []
    for channel, share in enumerate(parts(part(progress, 0.1, 0.9), [1] * pcm.channels)):
        tones += find_tones(_watched(pcm, channel, share))
        bands.append(_bands(pcm, channel))
    progress(1.0)
    return Probe(
        duration_ms=pcm.duration_ms,
        channels=pcm.channels,
        sample_rate=pcm.source.sample_rate,
        codec=pcm.source.codec,
        container=pcm.source.container,
        bandwidth=_bandwidth(bands),
        clipping=round(pcm.source.clipping, 6),
        silence=round(float(np.mean(energies.max(axis=0) < _SILENT)), 4),
        level=round(_level(energies), 1),
        same_channels=same,
        crosstalk_db=None if crosstalk is None else round(crosstalk, 1),
        tones=_together(tones),
        damage=pcm.source.damage,
    )


def _watched(pcm: Pcm, channel: int, progress: Progress) -> Iterator[Samples]:
    for start_ms, samples in pcm.blocks(_BLOCK_MS, channel):
        yield samples
        progress(min((start_ms + _BLOCK_MS) / max(pcm.duration_ms, 1), 1.0))


def _bands(pcm: Pcm, channel: int) -> Floats:
    """Power of the telephone band and of the band above it, shape (2, windows)."""
    bands = []
    for _, samples in pcm.blocks(_BLOCK_MS, channel):
        power = power_spectra(samples, _BAND_WINDOW, _BAND_WINDOW)
        bands.append([between(power, *band) for band in _BANDS_HZ])
    return np.concatenate(bands, axis=1)


def _bandwidth(bands: list[Floats]) -> Bandwidth:
    """Wide if any channel has sound above the telephone band in its brightest active windows."""
    for low, high in bands:
        if not low.any():
            continue
        active = low > np.percentile(low, 95) * 1e-3
        ratios = 10 * np.log10((high[active] + _LEAST) / (low[active] + _LEAST))
        if np.percentile(ratios, 95) > _WIDE_DB:
            return "wide"
    return "narrow"


def _level(energies: Floats) -> float:
    levels = [float(np.mean(e[e >= _SILENT])) for e in energies if (e >= _SILENT).any()]
    return 10 * float(np.log10(max(levels, default=1e-10)))


def _together(tones: list[Tone]) -> tuple[Tone, ...]:
    """The tones of all channels; one that is heard in several is told once."""
    merged: list[Tone] = []
    for tone in sorted(tones, key=lambda tone: tone.start_ms):
        for number, other in enumerate(merged):
            if (other.kind, other.digit) == (
                tone.kind,
                tone.digit,
            ) and tone.start_ms < other.end_ms:
                merged[number] = replace(other, end_ms=max(other.end_ms, tone.end_ms))
                break
        else:
            merged.append(tone)
    return tuple(merged)
