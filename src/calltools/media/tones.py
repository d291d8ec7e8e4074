"""The tones of the telephone network: ringback, busy, dial tone and dialled digits.

Frequencies and cadences: GB 3380-82 for China (450 Hz throughout), ITU-T E.180 Supplement 2 for
North America, ITU-T Q.23 and Q.24 for dialled digits.  A tone is recognised by what speech and
music do not do together: nearly all sound of the telephone band in one or two exact
frequencies, at a level that does not move, for as long as the standard says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from calltools.arrays import Flags, Floats
from calltools.media.pcm import RATE, Samples
from calltools.media.spectra import Spectra, between, pitch

RINGBACK, BUSY_TONE, DIAL_TONE, DTMF = "ringback", "busy_tone", "dial_tone", "dtmf"

_Span = tuple[int, int]


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
_PAIRS = tuple(dict.fromkeys(cadence.frequencies for cadence in _CADENCES))
_CADENCE_TOLERANCE = 0.15  # share by which a burst or pause may be longer or shorter; not measured

_BAND_HZ = (200, 3400)  # what telephones carry
_MIN_LEVEL = 10 ** (-60 / 10)  # -60 dB: below it is silence; not measured
_PURITY = 0.75  # share of the energy in the tone; not measured
_BALANCE = 0.2
"""Of two frequencies the weaker has at least this share of their energy."""
_STEADY_DB = 2.5  # change of level within a burst, at most; not measured
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
_KEY_PURITY = 0.85  # share of the energy in the two tones of a key; not measured
_KEY_TWIST = 10 ** (-10 / 10)  # 10 dB between the two tones, at most; not measured
_KEY_PITCH = 0.018
"""Share by which a frequency may be off: Q.24 asks for 1.5 %, to be refused at 3.5 %."""
_KEY_FRAMES = 2  # frames of 20 ms: Q.24 asks for keys of 40 ms


def find_tones(blocks: Iterable[Samples]) -> tuple[Tone, ...]:
    """All tones of one channel, given block by block, in order of time."""
    spectra, key_spectra = Spectra(_WINDOW, _HOP), Spectra(_KEY_WINDOW, _KEY_HOP)
    frames, key_frames = [], []
    for samples in chain(blocks, (np.zeros(_WINDOW // 2, np.float32),)):
        frames.append(_sounding(spectra.push(samples)))
        key_frames.append(_keys_sounding(key_spectra.push(samples)))
    tones = _call_progress(*(np.concatenate(each, axis=-1) for each in zip(*frames, strict=True)))
    tones += _dialled(*(np.concatenate(each) for each in zip(*key_frames, strict=True)))
    return tuple(sorted(tones, key=lambda tone: (tone.start_ms, tone.end_ms)))


def _call_progress(sounding: Flags, power: Floats) -> list[Tone]:
    """The tones that tell what becomes of a call, by their rhythms."""
    levels = 10 * np.log10(power + 1e-12)
    bursts = {pair: _bursts(there, levels) for pair, there in zip(_PAIRS, sounding, strict=True)}
    return [tone for c in _CADENCES for tone in _rhythm(bursts[c.frequencies], c)]


def _dialled(keys: NDArray[np.int8], power: Floats) -> list[Tone]:
    return [
        Tone(DTMF, first * _KEY_HOP_MS, (last - 1) * _KEY_HOP_MS, str(_KEYS[key]))
        for first, last, key in _runs(_mended(keys, power))
        if key >= 0 and last - first >= _KEY_FRAMES
    ]


def _sounding(power: Floats) -> tuple[Flags, Floats]:
    """Per frame: which of the pairs sounds, and the power of the telephone band."""
    total = between(power, *_BAND_HZ)
    return np.stack([_is_tone(power, total, pair) for pair in _PAIRS]), total


def _is_tone(power: Floats, total: Floats, frequencies: Sequence[int]) -> Flags:
    """Per frame: whether the telephone band holds these frequencies and hardly anything else."""
    width = 20 if len(frequencies) == 1 else 15
    parts = np.stack([between(power, f - width, f + width) for f in frequencies])
    tone = parts.sum(axis=0)
    pure = (total > _MIN_LEVEL) & (tone >= _PURITY * total)
    if len(frequencies) > 1:
        return np.asarray(pure & (parts.min(axis=0) >= _BALANCE * tone))
    (wanted,) = frequencies
    return np.asarray(pure & (np.abs(pitch(power, wanted - 40, wanted + 40) - wanted) <= _PITCH_HZ))


def _bursts(sounding: Flags, levels: Floats) -> list[_Span]:
    """Stretches of a pure tone at a steady level, in ms.

    A frame half in the tone is 6 dB below it, so that the edges are where the level passes -6 dB.
    """
    bursts = []
    for first, last, is_tone in _runs(sounding.astype(np.int8)):
        if not is_tone:
            continue
        level = float(np.median(levels[first:last]))
        inside = np.flatnonzero(levels[first:last] >= level - 6)
        first, last = first + int(inside[0]), first + int(inside[-1]) + 1
        middle = levels[first + 2 : last - 2]
        if len(middle) and float(np.ptp(middle)) <= _STEADY_DB:
            bursts.append((first * _HOP_MS, (last - 1) * _HOP_MS))
    return bursts


def _rhythm(bursts: list[_Span], cadence: _Cadence) -> list[Tone]:
    """The stretches in which ``bursts`` keep the cadence."""
    if not cadence.off_ms:
        return [Tone(cadence.kind, *burst) for burst in bursts if _length(burst) >= cadence.on_ms]
    groups: list[list[_Span]] = []
    for burst in bursts:
        if _length(burst) > cadence.on_ms * (1 + _CADENCE_TOLERANCE) + _HOP_MS:
            continue
        if groups and _fits(burst[0] - groups[-1][-1][1], cadence.off_ms):
            groups[-1].append(burst)  # the last burst may be cut: somebody answers
        else:
            groups.append([burst])
    return [
        Tone(cadence.kind, group[0][0], group[-1][1])
        for group in groups
        if sum(_fits(_length(burst), cadence.on_ms) for burst in group) >= cadence.bursts
    ]


def _length(span: _Span) -> int:
    return span[1] - span[0]


def _fits(found_ms: int, wanted_ms: int) -> bool:
    return abs(found_ms - wanted_ms) <= wanted_ms * _CADENCE_TOLERANCE + _HOP_MS


def _keys_sounding(power: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Per frame: the number of the key that sounds, -1 for none, and the power of the band."""
    total = between(power, *_BAND_HZ)
    rows = np.stack([between(power, f - 25, f + 25) for f in _ROWS])
    columns = np.stack([between(power, f - 40, f + 40) for f in _COLUMNS])
    row, column = rows.max(axis=0), columns.max(axis=0)
    row_number, column_number = rows.argmax(axis=0), columns.argmax(axis=0)
    sounds = (
        (total > _MIN_LEVEL)
        & (row + column >= _KEY_PURITY * total)
        & (np.minimum(row, column) >= _KEY_TWIST * np.maximum(row, column))
        & _in_tune(power, _ROWS, row_number)
        & _in_tune(power, _COLUMNS, column_number)
    )
    return np.where(sounds, 4 * row_number + column_number, -1).astype(np.int8), total


def _mended(keys: NDArray[np.int8], levels: Floats) -> NDArray[np.int8]:
    """``keys`` with single frames filled in that a codec spoilt; at a pause the level falls."""
    around = (keys[:-2] == keys[2:]) & (keys[2:] >= 0) & (keys[1:-1] < 0)
    held = levels[1:-1] >= 0.5 * np.minimum(levels[:-2], levels[2:])
    mended = keys.copy()
    mended[1:-1] = np.where(around & held, keys[:-2], keys[1:-1])
    return mended


def _in_tune(power: Floats, frequencies: Sequence[int], number: NDArray[np.intp]) -> Flags:
    """Per frame: whether the sound around ``frequencies[number]`` is at that pitch."""
    pitches = np.stack([pitch(power, f - 50, f + 50) for f in frequencies])
    wanted = np.array(frequencies)[number]
    sounding = np.take_along_axis(pitches, number[np.newaxis], axis=0)[0]
    return np.asarray(np.abs(sounding - wanted) <= _KEY_PITCH * wanted)


def _runs(values: NDArray[np.int8]) -> list[tuple[int, int, int]]:
    """(first, last + 1, value) of stretches of equal values."""
    edges = [0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), len(values)]
    return [(a, b, int(values[a])) for a, b in pairwise(edges) if b > a]
