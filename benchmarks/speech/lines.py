"""What lines, telephones and exchanges do to a voice, the music they play, and how calls are kept.

Samples are float32 from -1 to 1 at 16 kHz, as in ``tests/sounds.py``, which makes what is plainer.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np

from sounds import (
    RATE,
    Samples,
    at_level,
    encode,
    hum,
    low_pass,
    pink_noise,
    plucked,
    white_noise,
)

Random = np.random.Generator

_PHONE_HZ = 3_400
_PHONE_RATE = 8_000
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


# How it is kept.


def _kept(path: Path, samples: Samples, rate: int, *codec: str, **options: object) -> Path:
    made: Path = encode(path, samples, rate, *codec, **options)
    return made


def _narrow(samples: Samples) -> Samples:
    """At 8 kHz."""
    return low_pass(samples, 3_900)[::2]


def wav(path: Path, samples: Samples) -> Path:
    """16 bits at 8 kHz."""
    return _kept(path.with_suffix(".wav"), _narrow(samples), _PHONE_RATE)


def amr(bit_rate: int, path: Path, samples: Samples) -> Path:
    """AMR narrow band (3GPP TS 26.071), which mobile telephones record in."""
    target = path.with_suffix(".amr")
    options = {"b": str(bit_rate)}
    return _kept(target, _narrow(samples), _PHONE_RATE, "libopencore_amrnb", options=options)


def gsm(path: Path, samples: Samples) -> Path:
    """GSM 06.10 full rate in WAV, as answering machines and exchanges keep it."""
    plain, target = wav(path.with_suffix(".plain"), samples), path.with_suffix(".wav")
    plain = plain.rename(path.with_suffix(".pcm"))
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(plain), "-c:a", "libgsm_ms", str(target)]
    try:
        subprocess.run(command, check=True)
    finally:
        plain.unlink()
    return target


def mp4(path: Path, samples: Samples) -> Path:
    """A video whose sound track is the call, in AAC at 44.1 kHz."""
    time = np.arange(len(samples) * 441 // 160) * (160 / 441)
    wide = np.interp(time, np.arange(len(samples)), samples).astype(np.float32)
    return _kept(path.with_suffix(".mp4"), wide, 44_100, "aac", video=True)


def mkv(path: Path, samples: Samples) -> Path:
    """A video whose sound track is the call, in Opus on two channels."""
    both = np.stack([samples, samples])
    return _kept(path.with_suffix(".mkv"), both, RATE, "libopus", video=True)
