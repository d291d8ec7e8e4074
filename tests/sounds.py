"""Sounds for tests, made on the spot: tones of the network, noise, music, and files of them.

Every generator gives float32 samples from -1 to 1, shape (n,), at ``rate``; levels are dBFS of
the RMS (a full-scale sine has -3).  What is random takes ``seed`` and is the same every time.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
RATE = 16_000

DTMF_HZ = {
    key: (row, column)
    for row, keys in zip((697, 770, 852, 941), ("123A", "456B", "789C", "*0#D"), strict=True)
    for column, key in zip((1209, 1336, 1477, 1633), keys, strict=True)
}


def silence(seconds: float, rate: int = RATE) -> Samples:
    """Digital zero."""
    return np.zeros(round(seconds * rate), np.float32)


def at_level(samples: Samples, level: float) -> Samples:
    """``samples`` scaled so that their RMS is ``level`` dBFS."""
    rms = float(np.sqrt(np.mean(samples.astype(np.float64) ** 2)))
    return (samples * (10 ** (level / 20) / max(rms, 1e-12))).astype(np.float32)


def sine(
    frequencies: Sequence[float], seconds: float, level: float = -20, rate: int = RATE
) -> Samples:
    """Sines of equal strength that together have ``level``."""
    time = np.arange(round(seconds * rate)) / rate
    waves = [np.sin(2 * np.pi * f * time + i) for i, f in enumerate(frequencies)]
    return at_level(np.sum(waves, axis=0).astype(np.float32), level)


def cadence(
    frequencies: Sequence[float],
    on: float,
    off: float,
    times: int,
    level: float = -20,
    rate: int = RATE,
) -> Samples:
    """Bursts of a tone, each followed by its pause."""
    burst = np.concatenate([sine(frequencies, on, level, rate), silence(off, rate)])
    return np.tile(burst, times)


def ringback_cn(times: int = 2, level: float = -20, rate: int = RATE) -> Samples:
    """What a caller in China hears while it rings: 450 Hz, 1 s on, 4 s off."""
    return cadence((450,), 1, 4, times, level, rate)


def ringback_us(times: int = 2, level: float = -20, rate: int = RATE) -> Samples:
    """North American ringback: 440 + 480 Hz, 2 s on, 4 s off."""
    return cadence((440, 480), 2, 4, times, level, rate)


def busy_cn(times: int = 8, level: float = -20, rate: int = RATE) -> Samples:
    """Chinese busy tone: 450 Hz, 0.35 s on and off."""
    return cadence((450,), 0.35, 0.35, times, level, rate)


def busy_us(times: int = 6, level: float = -20, rate: int = RATE) -> Samples:
    """North American busy tone: 480 + 620 Hz, 0.5 s on and off."""
    return cadence((480, 620), 0.5, 0.5, times, level, rate)


def dial_tone_cn(seconds: float = 4, level: float = -20, rate: int = RATE) -> Samples:
    """Chinese dial tone: 450 Hz without end."""
    return sine((450,), seconds, level, rate)


def dial_tone_us(seconds: float = 4, level: float = -20, rate: int = RATE) -> Samples:
    """North American dial tone: 350 + 440 Hz without end."""
    return sine((350, 440), seconds, level, rate)


def dtmf(
    digits: str, on: float = 0.1, off: float = 0.1, level: float = -20, rate: int = RATE
) -> Samples:
    """Dialled digits, each followed by a pause."""
    return np.concatenate(
        [np.concatenate([sine(DTMF_HZ[d], on, level, rate), silence(off, rate)]) for d in digits]
    )


def white_noise(seconds: float, level: float = -40, rate: int = RATE, seed: int = 1) -> Samples:
    """Noise with equal power at all frequencies."""
    noise = np.random.default_rng(seed).standard_normal(round(seconds * rate))
    return at_level(noise.astype(np.float32), level)


def pink_noise(seconds: float, level: float = -40, rate: int = RATE, seed: int = 1) -> Samples:
    """Noise whose power falls by 3 dB an octave."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(round(seconds * rate)))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    spectrum[0] = 0
    return at_level(np.fft.irfft(spectrum, round(seconds * rate)).astype(np.float32), level)


def hum(seconds: float, level: float = -35, rate: int = RATE, mains: float = 50) -> Samples:
    """Mains hum with its first harmonics."""
    time = np.arange(round(seconds * rate)) / rate
    waves = [np.sin(2 * np.pi * mains * n * time) / n for n in (1, 2, 3, 5, 7, 9)]
    return at_level(np.sum(waves, axis=0).astype(np.float32), level)


def comfort_noise(seconds: float, level: float = -55, rate: int = RATE, seed: int = 1) -> Samples:
    """What a digital exchange sends in pauses: faint noise in steps of 20 ms, below 3.4 kHz."""
    noise = low_pass(white_noise(seconds, -20, rate, seed), 3400, rate)
    steps = np.random.default_rng(seed + 1).uniform(0.7, 1.3, len(noise) // (rate // 50) + 1)
    return at_level(noise * np.repeat(steps, rate // 50)[: len(noise)].astype(np.float32), level)


def plucked(
    seconds: float, level: float = -20, rate: int = RATE, seed: int = 1, notes: str = "ACEGEC"
) -> Samples:
    """A plucked string playing ``notes`` round and round (Karplus and Strong 1983)."""
    hertz = {"C": 261.6, "D": 293.7, "E": 329.6, "F": 349.2, "G": 392.0, "A": 440.0, "B": 493.9}
    random = np.random.default_rng(seed)
    length = rate // 2
    tune: list[Samples] = []
    while len(tune) * length < seconds * rate:
        period = round(rate / hertz[notes[len(tune) % len(notes)]])
        string = random.uniform(-1, 1, period)
        periods = []
        for _ in range(length // period + 1):
            periods.append(string)
            string = 0.498 * (string + np.roll(string, -1))
        tune.append(np.concatenate(periods)[:length].astype(np.float32))
    return at_level(np.concatenate(tune)[: round(seconds * rate)], level)


def mixed(speech: Samples, sound: Samples, at_seconds: float = 0, rate: int = RATE) -> Samples:
    """``sound`` with ``speech`` over it from ``at_seconds``; as long as both need."""
    start = round(at_seconds * rate)
    out = np.zeros(max(len(sound), start + len(speech)), np.float32)
    out[: len(sound)] += sound
    out[start : start + len(speech)] += speech
    return np.clip(out, -1, 1)


def low_pass(samples: Samples, hertz: float, rate: int = RATE) -> Samples:
    """Everything above ``hertz`` taken out."""
    spectrum = np.fft.rfft(samples)
    spectrum[np.fft.rfftfreq(len(samples), 1 / rate) > hertz] = 0
    return np.fft.irfft(spectrum, len(samples)).astype(np.float32)


def non_speech() -> dict[str, Samples]:
    """Ten clips in which nobody says anything, by name, about 10 s each."""
    return {
        "silence": silence(10),
        "ringback_cn": ringback_cn(2),
        "ringback_us": ringback_us(2),
        "busy": busy_cn(14),
        "dial_tone": dial_tone_cn(10),
        "dtmf": dtmf("13800138000", 0.2, 0.7),
        "white_noise": white_noise(10),
        "pink_noise": pink_noise(10),
        "hum_and_comfort_noise": hum(10) + comfort_noise(10),
        "plucked_music": plucked(10),
    }


def write_wav(
    path: Path, samples: NDArray[Any], rate: int = RATE, codec: str = "pcm_s16le"
) -> Path:
    """Write ``samples``, shape (n,) or (channels, n), as WAV; ``codec`` as libav names it."""
    return encode(path, samples, rate, codec, container="wav")


def encode(
    path: Path,
    samples: NDArray[Any],
    rate: int = RATE,
    codec: str = "pcm_s16le",
    *,
    container: str | None = None,
    video: bool = False,
    options: dict[str, str] | None = None,
) -> Path:
    """Write ``samples``, shape (n,) or (channels, n), with PyAV; with ``video``, black frames too.

    The codec must take ``rate``; nothing is resampled.
    """
    import av

    samples = np.atleast_2d(samples).astype(np.float32)
    layout = {1: "mono", 2: "stereo"}.get(len(samples), f"{len(samples)} channels")
    with av.open(str(path), "w", format=container) as output:
        if video:
            picture = output.add_stream("mpeg4", rate=10)
            picture.width, picture.height, picture.pix_fmt = 32, 32, "yuv420p"
        stream = output.add_stream(codec, rate=rate, layout=layout, options=options or {})
        context = stream.codec_context
        context.open()
        resampler = av.AudioResampler(
            format=context.format, layout=layout, rate=rate, frame_size=context.frame_size or 0
        )
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples.T.reshape(1, -1)), format="flt", layout=layout
        )
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        if video:
            for number in range(max(1, round(10 * samples.shape[1] / rate))):
                black = av.VideoFrame.from_ndarray(np.zeros((48, 32), np.uint8), format="yuv420p")
                black.pts = number
                output.mux(picture.encode(black))
            output.mux(picture.encode(None))
        for part in (frame, None) if samples.size else ():
            for piece in resampler.resample(part):
                output.mux(stream.encode(piece))
        output.mux(stream.encode(None))
    return path


def write_video_without_sound(path: Path) -> Path:
    """A second of black pictures."""
    import av

    with av.open(str(path), "w") as output:
        picture = output.add_stream("mpeg4", rate=10)
        picture.width, picture.height, picture.pix_fmt = 32, 32, "yuv420p"
        for number in range(10):
            black = av.VideoFrame.from_ndarray(np.zeros((48, 32), np.uint8), format="yuv420p")
            black.pts = number
            output.mux(picture.encode(black))
        output.mux(picture.encode(None))
    return path
