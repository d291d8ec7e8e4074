"""Tones of the network are found where they are, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import sounds
from calltools.media import Tone, decode
from calltools.media.tones import find_tones
from sounds import RATE, Samples

Make = Callable[..., Samples]

TONES: list[tuple[Make, str, int]] = [  # generator, kind, ms from the first burst to the last
    (sounds.ringback_cn, "ringback", 6000),
    (sounds.ringback_us, "ringback", 8000),
    (sounds.busy_cn, "busy_tone", 5250),
    (sounds.busy_us, "busy_tone", 5500),
    (sounds.dial_tone_cn, "dial_tone", 4000),
    (sounds.dial_tone_us, "dial_tone", 4000),
]
LEAD_S = 1.23


def found_in(samples: Samples, block: int = 5 * RATE) -> tuple[Tone, ...]:
    return find_tones(samples[start : start + block] for start in range(0, len(samples), block))


def on_a_line(tone: Samples, noise_level: float) -> Samples:
    """The tone after a pause, in line noise."""
    pause = sounds.silence(LEAD_S)
    samples = np.concatenate([pause, tone, pause])
    return samples + sounds.white_noise(len(samples) / RATE, noise_level)


@pytest.mark.parametrize("level", [-10, -20, -30, -38])
@pytest.mark.parametrize(("make", "kind", "length_ms"), TONES)
def test_a_tone_is_found_with_its_edges(
    make: Make, kind: str, length_ms: int, level: float
) -> None:
    (tone,) = found_in(on_a_line(make(level=level), -50))
    assert tone.kind == kind
    assert tone.start_ms == pytest.approx(1000 * LEAD_S, abs=50)
    assert tone.end_ms - tone.start_ms == pytest.approx(length_ms, abs=50)


@pytest.mark.parametrize("level", [-10, -30])
@pytest.mark.parametrize(("on", "off"), [(0.05, 0.05), (0.1, 0.1), (0.3, 0.7)])
def test_dialled_digits_are_read(on: float, off: float, level: float) -> None:
    digits = "01234567899*#ABCD"
    tones = found_in(on_a_line(sounds.dtmf(digits, on, off, level), -50))
    assert {tone.kind for tone in tones} == {"dtmf"}
    assert "".join(tone.digit for tone in tones) == digits
    for number, tone in enumerate(tones):
        assert tone.start_ms == pytest.approx(1000 * (LEAD_S + number * (on + off)), abs=40)
        assert tone.end_ms - tone.start_ms == pytest.approx(1000 * on, abs=60)


@pytest.mark.parametrize("block", [160, 4000, 12_345])
def test_blocks_make_no_difference(block: int) -> None:
    samples = np.concatenate([sounds.ringback_cn(2), sounds.dtmf("123"), sounds.busy_cn()])
    assert found_in(samples, block) == found_in(samples)


def test_a_ring_cut_by_the_answer_belongs_to_the_ringing() -> None:
    ringing = np.concatenate([sounds.ringback_cn(2), sounds.sine((450,), 0.4)])
    (tone,) = found_in(np.concatenate([ringing, sounds.white_noise(2, -50)]))
    assert (tone.kind, tone.start_ms) == ("ringback", 0)
    assert tone.end_ms == pytest.approx(10_400, abs=50)


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.wav", "pcm_mulaw"), ("a.amr", "libopencore_amrnb"), ("a.mp3", "libmp3lame")],
)
def test_tones_survive_telephone_codecs(tmp_path: Path, name: str, codec: str) -> None:
    call = np.concatenate([sounds.dtmf("8613", rate=8000), sounds.ringback_cn(2, rate=8000)])
    call += sounds.white_noise(len(call) / 8000, -50, 8000)
    with decode(sounds.encode(tmp_path / name, call, 8000, codec)) as pcm:
        tones = found_in(pcm.read())
    assert "".join(tone.digit for tone in tones) == "8613"
    assert [tone.kind for tone in tones if not tone.digit] == ["ringback"]


def swelling() -> Samples:
    note = sounds.sine((450,), 1) * np.linspace(0.2, 1, RATE, dtype=np.float32)
    return np.tile(np.concatenate([note, sounds.silence(4)]), 2)


def music(seed: int) -> Samples:
    notes = "".join(np.random.default_rng(seed).choice(list("ABCDEFG"), 40))
    return sounds.plucked(60, seed=seed, notes=notes)


NO_TONES: dict[str, Callable[[], list[Samples]]] = {
    "noise": lambda: [
        sounds.non_speech()[name]
        for name in ("silence", "white_noise", "pink_noise", "hum_and_comfort_noise")
    ],
    "music": lambda: [music(seed) for seed in range(4)],
    "other steady notes": lambda: [
        sounds.sine((hertz,), 5) for hertz in (400, 425, 440, 442, 480, 500, 1000)
    ],
    "one burst of busy length": lambda: [np.concatenate([sounds.busy_cn(2), sounds.silence(3)])],
    "a swelling note": lambda: [swelling()],
}


@pytest.mark.parametrize("name", NO_TONES)
def test_what_is_no_tone_is_told_as_none(name: str) -> None:
    for number, samples in enumerate(NO_TONES[name]()):
        assert found_in(samples) == (), number


def test_speech_has_no_tones_and_calls_ring_and_nothing_else(shared: Path) -> None:
    for folder, tones in (
        ("speech", ()),
        ("diarization", ()),
        ("calls", (Tone("ringback", 0, 6000),)),
    ):
        for file in sorted((shared / "audio" / folder).glob("*.wav")):
            with decode(file) as pcm:
                assert found_in(pcm.read()) == tones, file.name
