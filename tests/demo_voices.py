"""The two voices of the demonstration call, apart and put together in other ways."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

import sounds
from calltools.evaluation.diarization import Spoken
from calltools.media import RATE, Pcm, decode
from calltools.media.pcm import Samples
from calltools.speech.model import Diarization
from demo_call import FOLDER, RECORDING

INVESTIGATOR, HOSPITAL = "investigator", "hospital"


def reference() -> list[Spoken]:
    """Who speaks when in the demonstration call."""
    turns = json.loads((FOLDER / "turns.json").read_text("utf-8"))["turns"]
    return [Spoken(t["start_ms"], t["end_ms"], t["role"], t["role"]) for t in turns]


def found(diarization: Diarization) -> list[Spoken]:
    """Spans in the form that is evaluated."""
    return [Spoken(s.start_ms, s.end_ms, s.speaker) for s in diarization.spans]


def said_by(role: str) -> list[Samples]:
    """What one of the two says, turn by turn."""
    with decode(RECORDING) as pcm:
        return [pcm.read(s.start_ms, s.end_ms) for s in reference() if s.role == role]


def in_a_row(*clips: Samples, pause_s: float = 0.5) -> Samples:
    """``clips`` with line noise before, between and after."""
    noise = sounds.white_noise(pause_s, -60)
    parts = [part for clip in clips for part in (noise, clip)]
    return np.concatenate([*parts, noise])


def stereo(crosstalk_db: float | None = None) -> Samples:
    """The call with the investigator left and the hospital right, shape (2, n).

    ``crosstalk_db`` is how much of each channel leaks into the other, a hundredth of a second
    late; None: nothing does.
    """
    with decode(RECORDING) as pcm:
        mix = pcm.read()
    channels = np.stack([sounds.white_noise(len(mix) / RATE, -60, seed=n) for n in (1, 2)])
    for spoken in reference():
        samples = slice(spoken.start_ms * RATE // 1000, spoken.end_ms * RATE // 1000)
        channels[0 if spoken.role == INVESTIGATOR else 1, samples] += mix[samples]
    if crosstalk_db is not None:
        leak = 10 ** (crosstalk_db / 20)
        channels += leak * np.roll(channels[::-1], RATE // 100, axis=1)
    return channels.astype(np.float32)


def pcm_of(samples: Samples, folder: Path) -> Pcm:
    """``samples``, (n,) or (channels, n), as a decoded recording; its file is in ``folder``."""
    return decode(sounds.write_wav(folder / "made.wav", samples))
