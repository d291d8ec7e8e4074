"""The figures about a recording are those of its sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import sounds
from calltools.media import Probe, Tone, decode, probe
from calltools.media.tones import find_tones
from calltools.records import dumps, parse_as
from sounds import RATE, Samples


def probed(path: Path, samples: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Probe:
    with decode(sounds.write_wav(path / "a.wav", samples)) as pcm:
        return probe(pcm)


def voice(seconds: float, seed: int, share: float = 0.4) -> Samples:
    """Noise in bursts of 0.3 to 1.5 s, as two parties in turn would have it."""
    random = np.random.default_rng(seed)
    out = sounds.white_noise(seconds, -65, seed=seed)
    at = 0.0
    while at < seconds - 2:
        length = float(random.uniform(0.3, 1.5))
        burst = sounds.pink_noise(length, float(random.uniform(-30, -20)), seed=seed + int(at))
        out[int(at * RATE) :][: len(burst)] += burst
        at += length / share * float(random.uniform(0.7, 1.3))
    return out


def test_plain_facts(tmp_path: Path) -> None:
    stereo = np.stack([sounds.white_noise(2.5, seed=1), sounds.white_noise(2.5, seed=2)])
    found = probed(tmp_path, stereo)
    assert (found.duration_ms, found.channels, found.sample_rate) == (2500, 2, 16_000)
    assert (found.codec, found.container) == ("pcm_s16le", "wav")
    assert not found.same_channels


@pytest.mark.parametrize("level", [-12, -20, -40])
def test_level_is_of_what_is_not_silence(tmp_path: Path, level: float) -> None:
    samples = np.concatenate([sounds.silence(3), sounds.pink_noise(1, level)])
    found = probed(tmp_path, samples)
    assert found.level == pytest.approx(level, abs=0.2)
    assert found.silence == pytest.approx(0.75, abs=0.01)


def test_clipping_is_the_share_at_full_scale_and_silence_is_all_silence(tmp_path: Path) -> None:
    wave = sounds.sine((200,), 2, -3.01)
    clean = probed(tmp_path, wave * 0.9)
    clipped = probed(tmp_path, np.clip(wave * 2, -1, 1))
    quiet = probed(tmp_path, sounds.silence(2))
    assert (quiet.silence, quiet.clipping, quiet.level, quiet.tones) == (1, 0, -100, ())
    assert clean.clipping == 0
    assert clipped.clipping == pytest.approx(2 / 3, abs=0.02)  # |2 sin| > 1 two thirds of the time


def test_narrow_stays_narrow_however_it_is_stored(tmp_path: Path) -> None:
    wide = sounds.pink_noise(4, -20)
    narrow = sounds.low_pass(wide, 3400)
    assert probed(tmp_path, wide).bandwidth == "wide"
    assert probed(tmp_path, narrow).bandwidth == "narrow"
    sounds.write_wav(tmp_path / "8k.wav", sounds.pink_noise(4, -20, 8000), 8000, "pcm_mulaw")
    sounds.encode(
        tmp_path / "up.mp3",
        sounds.low_pass(sounds.pink_noise(4, -20, 44100), 3400, 44100),
        44100,
        "libmp3lame",
    )
    for name in ("8k.wav", "up.mp3"):
        with decode(tmp_path / name) as pcm:
            assert probe(pcm).bandwidth == "narrow", name


@pytest.mark.parametrize("codec", ["pcm_s16le", "pcm_mulaw"])
def test_one_sound_on_both_channels_is_seen(tmp_path: Path, codec: str) -> None:
    one = voice(10, 1)
    file = sounds.write_wav(tmp_path / "a.wav", np.stack([one, one]), codec=codec)
    with decode(file) as pcm:
        found = probe(pcm)
    assert found.same_channels
    assert found.crosstalk_db == 0


@pytest.mark.parametrize(("leak", "delay_ms"), [(-10, 0), (-10, 40), (-20, 5), (-30, 0), (-30, 40)])
def test_crosstalk_is_measured(tmp_path: Path, leak: float, delay_ms: int) -> None:
    left, right = voice(60, 1), voice(60, 2)
    factor = np.float32(10 ** (leak / 20))
    shift = delay_ms * RATE // 1000
    stereo = np.stack(
        [left + factor * np.roll(right, shift), right + factor * np.roll(left, shift)]
    )
    assert probed(tmp_path, stereo).crosstalk_db == pytest.approx(leak, abs=2.5)


def test_no_crosstalk_between_separate_channels_nor_in_one(tmp_path: Path) -> None:
    separate = probed(tmp_path, np.stack([voice(60, 1), voice(60, 2)])).crosstalk_db
    assert separate is not None and separate < -35
    assert probed(tmp_path, voice(5, 1)).crosstalk_db is None
    assert probed(tmp_path, np.stack([sounds.silence(5)] * 2)).crosstalk_db == 0


def test_a_tone_on_both_channels_is_told_once(tmp_path: Path) -> None:
    ring = sounds.ringback_cn(2)
    other = 0.3 * ring + sounds.white_noise(10, -50)
    assert [t.kind for t in probed(tmp_path, np.stack([ring, other])).tones] == ["ringback"]
    quiet = sounds.white_noise(10, -50)
    assert [t.kind for t in probed(tmp_path, np.stack([quiet, ring])).tones] == ["ringback"]


def test_json_and_back_also_of_a_file_shorter_than_any_window(tmp_path: Path) -> None:
    found = probed(tmp_path, np.concatenate([sounds.dtmf("12"), sounds.ringback_cn(1)]))
    assert len(found.tones) == 3
    assert parse_as(dumps(found.to_json()), Probe) == found
    short = probed(tmp_path, sounds.white_noise(0.003, -20))
    assert (short.duration_ms, short.tones) == (3, ())


def test_probing_tells_how_far_it_is(tmp_path: Path) -> None:
    with decode(sounds.write_wav(tmp_path / "a.wav", voice(120, 1))) as pcm:
        shares: list[float] = []
        probe(pcm, shares.append)
        assert shares == sorted(shares) and shares[-1] == 1 and len(shares) > 40


# Tones of the network are found where they are, and nowhere else


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
