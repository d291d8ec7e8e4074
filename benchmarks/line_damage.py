"""What lines, telephones and exchanges do to a voice, and the music they play.

Samples are float32 from -1 to 1 at 16 kHz, as in ``tests/sounds.py``, which makes what is plainer.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from sounds import (  # type: ignore[import-not-found]
    RATE,
    Samples,
    at_level,
    hum,
    low_pass,
    pink_noise,
    plucked,
    white_noise,
)

Random = np.random.Generator

_PHONE_HZ = 3_400
_PACKET = RATE // 50
"""20 ms, as telephony over packets has it."""


def phone(samples: Samples) -> Samples:
    """As a telephone passes it on."""
    return low_pass(samples, _PHONE_HZ)


def lost_packets(share: float, burst: float, samples: Samples, random: Random) -> Samples:
    """``share`` of the packets lost, ``burst`` in a row on average (Gilbert 1960); in place of the
    first of a row stands the one before, 6 dB softer, in place of the others nothing."""
    recover = 1 / burst
    lose = recover * share / (1 - share)
    packets = [samples[at : at + _PACKET] for at in range(0, len(samples), _PACKET)]
    heard, is_lost, before = [], False, np.zeros(_PACKET, np.float32)
    for packet in packets:
        was_lost, is_lost = is_lost, random.random() < (1 - recover if is_lost else lose)
        repeated = before[: len(packet)] * np.float32(0 if was_lost else 0.5)
        heard.append(repeated if is_lost else packet)
        before = packet if len(packet) == _PACKET and not is_lost else before
    return np.concatenate(heard)


def noisy(ratio: float, samples: Samples, random: Random) -> Samples:
    """Line noise (hiss, hum and crackle) ``ratio`` dB below the speech."""
    seconds, seed = len(samples) / RATE, int(random.integers(1 << 30))
    crackle = white_noise(seconds, -40, seed=seed) * (random.random(len(samples)) < 2e-4) * 60
    noise = pink_noise(seconds, -40, seed=seed) + hum(seconds, -46) + crackle
    return samples + at_level(phone(noise.astype(np.float32)), _level(samples) - ratio)


def _level(samples: Samples) -> float:
    """RMS of speech in dBFS: of the louder half of the pieces of 20 ms."""
    pieces = np.square(samples[: len(samples) // _PACKET * _PACKET].reshape(-1, _PACKET)).mean(1)
    return float(10 * np.log10(pieces[pieces >= np.median(pieces)].mean()))


def clipped(samples: Samples) -> Samples:
    """So much too loud that three samples in a hundred are cut off."""
    return np.clip(samples / np.quantile(np.abs(samples), 0.97), -1, 1)


def in_a_room(voice: Samples, random: Random, *, seconds: float = 0.4) -> Samples:
    """A voice as a microphone across a room hears it: the direct sound and as much reverberation,
    which falls by 60 dB in ``seconds``."""
    time = np.arange(round(seconds * RATE)) / RATE
    tail = random.standard_normal(len(time)) * 10 ** (-3 * time / seconds)
    tail[: RATE // 100] = 0
    tail *= 1 / np.sqrt(np.square(tail).sum())
    size = 1 << (len(voice) + len(tail)).bit_length()
    echo = np.fft.irfft(np.fft.rfft(voice, size) * np.fft.rfft(tail, size), size)[: len(voice)]
    return (voice + echo).astype(np.float32)


def hold_music(seconds: float, random: Random) -> Samples:
    """A tune on strings, and over it a voice that sings vowels and no words."""
    seed = int(random.integers(1 << 30))
    strings = plucked(seconds, -24, seed=seed, notes="EGACAGED") + plucked(
        seconds, -28, seed=seed + 1, notes="CCGGAAGG"
    )
    time = np.arange(round(seconds * RATE)) / RATE
    tune = np.repeat(random.choice([262.0, 294.0, 330.0, 392.0, 440.0], round(seconds) + 1), RATE)
    pitch = tune[: len(time)] * (1 + 0.012 * np.sin(2 * np.pi * 5.5 * time))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    sung = np.zeros(len(time))
    for harmonic in range(1, 9):
        hertz = harmonic * pitch
        formants = np.exp(-(((hertz - 750) / 250) ** 2)) + np.exp(-(((hertz - 1200) / 300) ** 2))
        sung += (0.05 + formants) * np.sin(harmonic * phase)
    breath = np.clip(np.sin(np.pi * (time % 1)) * 3, 0, 1)
    return phone(strings + at_level((sung * breath).astype(np.float32), -25))
