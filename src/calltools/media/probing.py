"""Figures about a recording that tell what can be expected of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from calltools.arithmetic import exact
from calltools.arrays import Floats
from calltools.media.channels import SAME_DB, crosstalk_db
from calltools.media.pcm import RATE, Pcm, Samples
from calltools.media.tones import Tone, ToneFinder
from calltools.progress import Progress, silent
from calltools.records import plain

Bandwidth = Literal["narrow", "wide"]

SILENCE_DB = -60.0
_BLOCK_MS = 5_000
_LEVEL_WINDOW = RATE // 50
_BAND_WINDOW = 1024
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
    """Measure ``pcm``, in one pass over it, block by block."""
    meters = [_Meter() for _ in range(pcm.channels)]
    sums = differences = 0.0
    for start_ms in range(0, max(pcm.duration_ms, 1), _BLOCK_MS):
        block = [pcm.read(start_ms, start_ms + _BLOCK_MS, c) for c in range(pcm.channels)]
        for meter, samples in zip(meters, block, strict=True):
            meter.push(samples)
        for samples in block[1:]:
            sums += float(np.sum((block[0] + samples) ** 2, dtype=np.float64))
            differences += float(np.sum((block[0] - samples) ** 2, dtype=np.float64))
        progress(min((start_ms + _BLOCK_MS) / max(pcm.duration_ms, 1), 1.0))
    energies = np.stack([meter.energies() for meter in meters])
    same = pcm.channels > 1 and differences <= sums * 10 ** (SAME_DB / 10)
    return Probe(
        duration_ms=pcm.duration_ms,
        channels=pcm.channels,
        sample_rate=pcm.sample_rate,
        codec=pcm.source.codec,
        container=pcm.source.container,
        bandwidth=_bandwidth([meter.bands() for meter in meters]),
        clipping=round(pcm.source.clipping, 6),
        silence=round(float(np.mean(energies.max(axis=0) < _SILENT)), 4),
        level=round(_level(energies), 1),
        same_channels=same,
        crosstalk_db=_rounded(0.0 if same else crosstalk_db(energies)),
        tones=_together([meter.tones.finish() for meter in meters]),
        damage=pcm.source.damage,
    )


_SILENT = 10 ** (SILENCE_DB / 10)


class _Meter:
    """Takes one channel block by block; keeps a few figures for each 20 ms."""

    def __init__(self) -> None:
        self.tones = ToneFinder()
        self._energies: list[Floats] = []
        self._bands: list[Floats] = []
        self._shape = np.hanning(_BAND_WINDOW).astype(np.float32)

    def push(self, samples: Samples) -> None:
        self.tones.push(samples)
        self._energies.append(np.mean(_windows(samples, _LEVEL_WINDOW) ** 2, axis=1))
        windows = _windows(samples, _BAND_WINDOW, whole=True)
        power = np.abs(np.fft.rfft(windows * self._shape, axis=1)) ** 2
        bands = [_band(power, 300, 3400), _band(power, 4300, 7500)]
        self._bands.append(np.stack(bands).astype(np.float32))

    def energies(self) -> Floats:
        """Mean square of each 20 ms."""
        return np.concatenate(self._energies)

    def bands(self) -> Floats:
        """Energy of the telephone band and of the band above it, shape (2, windows)."""
        return np.concatenate(self._bands, axis=1)


def _windows(samples: Samples, length: int, *, whole: bool = False) -> Samples:
    """``samples`` cut into windows; a rest is left out if ``whole``, else filled with zeros."""
    if whole:
        samples = samples[: len(samples) // length * length]
    else:
        samples = np.pad(samples, (0, -len(samples) % length))
    return samples.reshape(-1, length)


def _band(power: Floats, low: int, high: int) -> Floats:
    first, last = (round(f * _BAND_WINDOW / RATE) for f in (low, high))
    return np.asarray(power[:, first:last].sum(axis=1))


def _bandwidth(bands: list[Floats]) -> Bandwidth:
    """Wide if any channel has sound above the telephone band in its brightest active windows."""
    for low, high in bands:
        if not low.any():
            continue
        active = low > np.percentile(low, 95) * 1e-3
        ratios = 10 * np.log10((high[active] + 1e-9) / (low[active] + 1e-9))
        if np.percentile(ratios, 95) > _WIDE_DB:
            return "wide"
    return "narrow"


def _level(energies: Floats) -> float:
    levels = [float(np.mean(e[e >= _SILENT])) for e in energies if (e >= _SILENT).any()]
    return 10 * float(np.log10(max(levels, default=1e-10)))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _together(channels: list[tuple[Tone, ...]]) -> tuple[Tone, ...]:
    """The tones of all channels; one that is heard in several is told once."""
    merged: list[Tone] = []
    for tone in sorted((t for tones in channels for t in tones), key=lambda t: t.start_ms):
        twin = next(
            (
                i
                for i, other in enumerate(merged)
                if (other.kind, other.digit) == (tone.kind, tone.digit)
                and tone.start_ms < other.end_ms
            ),
            None,
        )
        if twin is None:
            merged.append(tone)
        else:
            other = merged[twin]
            merged[twin] = Tone(
                other.kind, other.start_ms, max(other.end_ms, tone.end_ms), other.digit
            )
    return tuple(merged)
