"""The tones of the telephone network: ringback, busy, dial tone and dialled digits.

Frequencies and cadences: GB 3380-82 for China (450 Hz throughout), ITU-T E.180 Supplement 2 for
North America, ITU-T Q.23 and Q.24 for dialled digits.  A tone is recognised by what speech and
music do not do together: nearly all sound of the telephone band in one or two exact
frequencies, at a level that does not move, for as long as the standard says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calltools.arrays import Floats
from calltools.media.pcm import RATE, Samples

RINGBACK, BUSY_TONE, DIAL_TONE, DTMF = "ringback", "busy_tone", "dial_tone", "dtmf"


@dataclass(frozen=True, slots=True)
class Tone:
    """A stretch with a tone of the network: ``kind`` is ringback, busy_tone, dial_tone or dtmf.

    Ringback and busy tone span from the first burst to the last.  ``digit`` is the key of dtmf.
    """

    kind: str
    start_ms: int
    end_ms: int
    digit: str = ""


@dataclass(frozen=True, slots=True)
class _Cadence:
    """A tone's frequencies (Hz) and its rhythm: on and off in ms, off 0 for a steady tone.

    ``bursts`` is how many it takes to be believed.
    """

    kind: str
    frequencies: tuple[int, ...]
    on_ms: int
    off_ms: int
    bursts: int


_CADENCES = (
    _Cadence(RINGBACK, (450,), 1000, 4000, 1),
    _Cadence(BUSY_TONE, (450,), 350, 350, 3),
    _Cadence(BUSY_TONE, (450,), 700, 700, 3),  # congestion
    _Cadence(DIAL_TONE, (450,), 2000, 0, 1),
    _Cadence(RINGBACK, (440, 480), 2000, 4000, 1),
    _Cadence(BUSY_TONE, (480, 620), 500, 500, 3),
    _Cadence(BUSY_TONE, (480, 620), 250, 250, 4),  # congestion
    _Cadence(DIAL_TONE, (350, 440), 1500, 0, 1),
)
_CADENCE_TOLERANCE = 0.15

_BAND_HZ = (200, 3400)
_MIN_LEVEL = 10 ** (-60 / 10)
_PURITY = 0.75
_BALANCE = 0.2
"""Of two frequencies the weaker has at least this share of their energy."""
_STEADY_DB = 2.5
_PITCH_HZ = 7.0
"""450 Hz is believed within this; the concert pitch of 440 to 442 Hz stays out."""

_WINDOW = RATE // 10
_HOP = RATE // 40
_HOP_MS = 1000 * _HOP // RATE

_KEYS = np.array(list("123A456B789C*0#D"))
_ROWS, _COLUMNS = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
_KEY_WINDOW = RATE // 25
_KEY_HOP = RATE // 50
_KEY_HOP_MS = 1000 * _KEY_HOP // RATE
_KEY_PURITY = 0.85
_KEY_TWIST = 10 ** (-10 / 10)
_KEY_PITCH = 0.018
"""Share by which a frequency may be off: Q.24 asks for 1.5 %, to be refused at 3.5 %."""
_KEY_FRAMES = 2


class ToneFinder:
    """Finds tones in one channel, given block by block."""

    def __init__(self) -> None:
        self._progress_frames = _Frames(_WINDOW, _HOP)
        self._key_frames = _Frames(_KEY_WINDOW, _KEY_HOP)
        self._pairs: dict[tuple[int, ...], list[NDArray[np.bool_]]] = {
            c.frequencies: [] for c in _CADENCES
        }
        self._levels: list[Floats] = []
        self._keys: list[NDArray[np.int8]] = []
        self._key_levels: list[Floats] = []

    def push(self, samples: Samples) -> None:
        """Take the next block."""
        power = self._progress_frames.push(samples)
        if len(power):
            total = _between(power, *_BAND_HZ, _WINDOW)
            self._levels.append(total)
            for frequencies, found in self._pairs.items():
                found.append(_is_tone(power, total, frequencies))
        power = self._key_frames.push(samples)
        if len(power):
            total = _between(power, *_BAND_HZ, _KEY_WINDOW)
            self._key_levels.append(total)
            self._keys.append(_key_numbers(power, total))

    def finish(self) -> tuple[Tone, ...]:
        """All tones, in order of time; nothing may be pushed after."""
        self.push(np.zeros(_WINDOW // 2, np.float32))
        tones = self._call_progress() + self._dialled()
        return tuple(sorted(tones, key=lambda tone: (tone.start_ms, tone.end_ms)))

    def _call_progress(self) -> list[Tone]:
        if not self._levels:
            return []
        levels = 10 * np.log10(np.concatenate(self._levels) + 1e-12)
        tones: list[Tone] = []
        for frequencies, found in self._pairs.items():
            bursts = _bursts(np.concatenate(found), levels)
            cadences = [c for c in _CADENCES if c.frequencies == frequencies]
            for cadence in cadences:
                tones += _rhythm(bursts, cadence)
        return tones

    def _dialled(self) -> list[Tone]:
        if not self._keys:
            return []
        keys = _mended(np.concatenate(self._keys), np.concatenate(self._key_levels))
        return [
            Tone(DTMF, first * _KEY_HOP_MS, (last - 1) * _KEY_HOP_MS, str(_KEYS[key]))
            for first, last, key in _runs(keys)
            if key >= 0 and last - first >= _KEY_FRAMES
        ]


class _Frames:
    """Power spectra of overlapping windows over blocks of any length.

    Half a window of silence goes before the first block: frame i is centred at i hops.
    """

    def __init__(self, window: int, hop: int) -> None:
        self._window, self._hop = window, hop
        self._shape = np.hanning(window + 1)[:-1].astype(np.float32)
        # A full-scale sine has power 0.5 in the sum over its bins.
        self._scale = 2 / (window * float(np.sum(self._shape**2)))
        self._rest = np.zeros(window // 2, np.float32)

    def push(self, samples: Samples) -> Floats:
        samples = np.concatenate([self._rest, samples])
        count = max((len(samples) - self._window) // self._hop + 1, 0)
        self._rest = samples[count * self._hop :]
        if not count:
            return np.zeros((0, self._window // 2 + 1), np.float32)
        frames = np.lib.stride_tricks.sliding_window_view(samples, self._window)[:: self._hop]
        spectrum = np.fft.rfft(frames[:count] * self._shape, axis=1)
        power = (spectrum.real**2 + spectrum.imag**2) * self._scale
        return power.astype(np.float32)


def _between(power: Floats, low: float, high: float, window: int) -> Floats:
    """Power from ``low`` to ``high`` Hz, per frame."""
    first, last = (round(f * window / RATE) for f in (low, high))
    return np.asarray(power[:, first : last + 1].sum(axis=1))


def _is_tone(power: Floats, total: Floats, frequencies: Sequence[int]) -> NDArray[np.bool_]:
    """Per frame: whether the telephone band holds these frequencies and hardly anything else."""
    width = 20 if len(frequencies) == 1 else 15
    parts = np.stack([_between(power, f - width, f + width, _WINDOW) for f in frequencies])
    tone = parts.sum(axis=0)
    pure = (total > _MIN_LEVEL) & (tone >= _PURITY * total)
    if len(frequencies) > 1:
        return np.asarray(pure & (parts.min(axis=0) >= _BALANCE * tone))
    pitch = _pitch(power, frequencies[0] - 40, frequencies[0] + 40, _WINDOW)
    return np.asarray(pure & (np.abs(pitch - frequencies[0]) <= _PITCH_HZ))


@dataclass(frozen=True, slots=True)
class _Burst:
    start_ms: int
    end_ms: int

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms


def _bursts(found: NDArray[np.bool_], levels: Floats) -> list[_Burst]:
    """Stretches of a pure tone at a steady level.

    A frame half in the tone is 6 dB below it, so that the edges are where the level passes -6 dB.
    """
    bursts = []
    for first, last, is_tone in _runs(found.astype(np.int8)):
        if not is_tone:
            continue
        level = float(np.median(levels[first:last]))
        inside = np.flatnonzero(levels[first:last] >= level - 6)
        first, last = first + int(inside[0]), first + int(inside[-1]) + 1
        middle = levels[first + 2 : last - 2]
        if len(middle) and float(np.ptp(middle)) <= _STEADY_DB:
            bursts.append(_Burst(first * _HOP_MS, (last - 1) * _HOP_MS))
    return bursts


def _rhythm(bursts: list[_Burst], cadence: _Cadence) -> list[Tone]:
    """The stretches in which ``bursts`` keep the cadence."""
    if not cadence.off_ms:
        return [
            Tone(cadence.kind, b.start_ms, b.end_ms) for b in bursts if b.length_ms >= cadence.on_ms
        ]
    groups: list[list[_Burst]] = []
    for burst in bursts:
        follows = groups and _fits(burst.start_ms - groups[-1][-1].end_ms, cadence.off_ms)
        if burst.length_ms > cadence.on_ms * (1 + _CADENCE_TOLERANCE) + _HOP_MS:
            continue
        if follows:
            groups[-1].append(burst)  # the last burst may be cut: somebody answers
        else:
            groups.append([burst])
    return [
        Tone(cadence.kind, group[0].start_ms, group[-1].end_ms)
        for group in groups
        if sum(_fits(b.length_ms, cadence.on_ms) for b in group) >= cadence.bursts
    ]


def _fits(found_ms: int, wanted_ms: int) -> bool:
    return abs(found_ms - wanted_ms) <= wanted_ms * _CADENCE_TOLERANCE + _HOP_MS


def _key_numbers(power: Floats, total: Floats) -> NDArray[np.int8]:
    """Per frame the number of the key that sounds, -1 for none."""
    rows = np.stack([_between(power, f - 25, f + 25, _KEY_WINDOW) for f in _ROWS])
    columns = np.stack([_between(power, f - 40, f + 40, _KEY_WINDOW) for f in _COLUMNS])
    row, column = rows.max(axis=0), columns.max(axis=0)
    row_number, column_number = rows.argmax(axis=0), columns.argmax(axis=0)
    sounds = (
        (total > _MIN_LEVEL)
        & (row + column >= _KEY_PURITY * total)
        & (np.minimum(row, column) >= _KEY_TWIST * np.maximum(row, column))
        & _in_tune(power, _ROWS, row_number)
        & _in_tune(power, _COLUMNS, column_number)
    )
    return np.where(sounds, 4 * row_number + column_number, -1).astype(np.int8)


def _mended(keys: NDArray[np.int8], levels: Floats) -> NDArray[np.int8]:
    """``keys`` with single frames filled in that a codec spoilt; at a pause the level falls."""
    around = (keys[:-2] == keys[2:]) & (keys[2:] >= 0) & (keys[1:-1] < 0)
    held = levels[1:-1] >= 0.5 * np.minimum(levels[:-2], levels[2:])
    mended = keys.copy()
    mended[1:-1] = np.where(around & held, keys[:-2], keys[1:-1])
    return mended


def _in_tune(
    power: Floats, frequencies: Sequence[int], number: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Per frame: whether the sound around ``frequencies[number]`` is at that pitch."""
    pitches = np.stack([_pitch(power, f - 50, f + 50, _KEY_WINDOW) for f in frequencies])
    wanted = np.array(frequencies)[number]
    found = np.take_along_axis(pitches, number[np.newaxis], axis=0)[0]
    return np.asarray(np.abs(found - wanted) <= _KEY_PITCH * wanted)


def _pitch(power: Floats, low: float, high: float, window: int) -> Floats:
    """Mean frequency, by power, of what sounds from ``low`` to ``high`` Hz, per frame."""
    first, last = (round(f * window / RATE) for f in (low, high))
    around = power[:, first : last + 1]
    hertz = np.arange(first, last + 1, dtype=np.float32) * RATE / window
    return np.asarray((around @ hertz) / np.maximum(around.sum(axis=1), 1e-20))


def _runs(values: NDArray[np.int8]) -> list[tuple[int, int, int]]:
    """(first, last + 1, value) of stretches of equal values."""
    edges = np.flatnonzero(np.diff(values)) + 1
    starts = [0, *edges.tolist()]
    ends = [*edges.tolist(), len(values)]
    return [(a, b, int(values[a])) for a, b in zip(starts, ends, strict=True) if b > a]
