"""Decoding: every format gives its sound, exactly as long as it is, hashed and streamed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sounds
from calltools.errors import MediaError
from calltools.files import SOUND_SUFFIXES
from calltools.media import RATE, decode
from sounds import Samples

FORMATS = [
    ("u8.wav", 8000, "pcm_u8"), ("s16.wav", 8000, "pcm_s16le"), ("s24.wav", 44100, "pcm_s24le"),
    ("s32.wav", 8000, "pcm_s32le"), ("f32.wav", 48000, "pcm_f32le"),
    ("mulaw.wav", 8000, "pcm_mulaw"), ("alaw.wav", 8000, "pcm_alaw"),
    ("call.mp3", 44100, "libmp3lame"), ("telephone.mp3", 8000, "libmp3lame"),
    ("call.m4a", 44100, "aac"), ("call.aac", 44100, "aac"), ("call.ogg", 48000, "libopus"),
    ("call.opus", 48000, "libopus"), ("call.flac", 8000, "flac"),
    ("call.amr", 8000, "libopencore_amrnb"), ("call.3gp", 8000, "libopencore_amrnb"),
    ("call.mp4", 44100, "aac"), ("call.mkv", 48000, "libopus"), ("call.rm", 8000, "real_144"),
]  # fmt: skip
MONO = ("libopencore_amrnb", "real_144")
VIDEO = {".mp4", ".mkv", ".3gp"}


def two_notes(rate: int) -> Samples:
    """Half a second each of 500 and 1500 Hz."""
    return np.concatenate([sounds.sine((f,), 0.5, rate=rate) for f in (500, 1500)])


def pitch(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(spectrum.argmax() * RATE / len(samples))


@pytest.mark.parametrize(("name", "rate", "codec"), FORMATS)
def test_a_format_gives_its_sound_and_channels_stay_apart(
    tmp_path: Path, name: str, rate: int, codec: str
) -> None:
    file = tmp_path / name
    assert file.suffix in SOUND_SUFFIXES, "a run would pass over it"
    sounds.encode(file, two_notes(rate), rate, codec, video=file.suffix in VIDEO)
    with decode(file) as pcm:
        assert pcm.channels == 1
        assert pcm.source.sample_rate == rate
        assert 1000 <= pcm.duration_ms <= 1060  # frames of lossy codecs are filled up
        assert pitch(pcm.read(100, 400)) == pytest.approx(500, abs=5)
        assert pitch(pcm.read(600, 900)) == pytest.approx(1500, abs=5)
        assert pcm.source.damage == ()
        assert pcm.audio_sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    if codec in MONO:
        return
    left, right = sounds.sine((500,), 1, rate=rate), sounds.sine((1500,), 1, -30, rate=rate)
    sounds.encode(file, np.stack([left, right]), rate, codec)
    with decode(file) as pcm:
        assert pcm.channels == 2
        assert pitch(pcm.read(200, 800, channel=0)) == pytest.approx(500, abs=5)
        assert pitch(pcm.read(200, 800, channel=1)) == pytest.approx(1500, abs=5)
        mean = (pcm.read(channel=0) + pcm.read(channel=1)) / 2
        np.testing.assert_allclose(pcm.read(), mean, atol=1e-6)


@pytest.mark.parametrize("rate", [8000, 11025, 22050, 44100, 48000])
def test_resampling_moves_nothing_and_loses_no_end(tmp_path: Path, rate: int) -> None:
    original = sounds.low_pass(sounds.white_noise(1.2345, -20, rate), 3000, rate)
    sounds.write_wav(tmp_path / "a.wav", original, rate)
    with decode(tmp_path / "a.wav") as pcm:
        found = pcm.read()
    assert len(found) == round(len(original) * RATE / rate)
    at = np.arange(len(found)) / RATE
    spectrum = np.fft.rfft(original)
    wanted = np.fft.irfft(spectrum, round(len(original) * 32_000 / rate)) * 32_000 / rate
    wanted = np.interp(at, np.arange(len(wanted)) / 32_000, wanted)
    inside = slice(RATE // 50, -RATE // 50)
    assert np.corrcoef(found[inside], wanted[inside])[0, 1] > 0.995
    assert np.abs(found[-RATE // 100 :]).max() > 0.01  # there is sound up to the end


@given(
    count=st.integers(1, 30_000),
    rate=st.sampled_from([6000, 8000, 11025, 16000, 22050, 44100, 48000, 96000]),
    channels=st.integers(1, 3),
)
@settings(max_examples=40)
def test_no_sample_is_lost_or_invented(
    tmp_path_factory: pytest.TempPathFactory, count: int, rate: int, channels: int
) -> None:
    count = max(count, rate // 500)
    file = tmp_path_factory.mktemp("wav") / "a.wav"
    with wave.open(str(file), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(bytes(2 * channels * count))
    with decode(file) as pcm:
        assert len(pcm.read()) == round(count * RATE / rate)
        assert pcm.duration_ms == round(len(pcm.read()) / 16)


def test_reading_a_stretch_is_the_same_as_cutting_it(tmp_path: Path) -> None:
    sounds.write_wav(tmp_path / "a.wav", sounds.white_noise(2))
    with decode(tmp_path / "a.wav") as pcm:
        whole = pcm.read()
        np.testing.assert_array_equal(pcm.read(500, 1250), whole[8000:20_000])
        np.testing.assert_array_equal(pcm.read(1990, 9000), whole[31_840:])
        assert len(pcm.read(5000)) == len(pcm.read(300, 200)) == 0
        blocks = list(pcm.blocks(300))
        assert [start for start, _ in blocks] == [0, 300, 600, 900, 1200, 1500, 1800]
        np.testing.assert_array_equal(np.concatenate([b for _, b in blocks]), whole)


def test_sixteen_bit_sound_at_16_khz_comes_back_bit_by_bit(tmp_path: Path) -> None:
    samples = np.round(sounds.white_noise(1, -20) * 32_768) / 32_768
    sounds.write_wav(tmp_path / "a.wav", samples)
    with decode(tmp_path / "a.wav") as pcm:
        np.testing.assert_array_equal(pcm.read(), samples)


def test_the_same_sound_has_one_hash_whatever_holds_it(tmp_path: Path) -> None:
    noise = np.stack([sounds.white_noise(1, -20, 8000, seed) for seed in (1, 2)])
    hashes = []
    files = [("a.wav", "pcm_s16le", 1), ("a.flac", "flac", 1), ("a.mkv", "pcm_s16le", 1)]
    for name, codec, sign in [*files, ("other.wav", "pcm_s16le", -1)]:
        sounds.encode(tmp_path / name, np.float32(sign) * noise, 8000, codec)
        with decode(tmp_path / name) as pcm:
            hashes.append(pcm.pcm_sha256)
    with wave.open(str(tmp_path / "a.wav")) as file:
        wanted = hashlib.sha256(file.readframes(file.getnframes())).hexdigest()
    assert [sha256 == wanted for sha256 in hashes] == [True, True, True, False]


def test_the_original_is_not_touched_and_scratch_is_in_the_folder_asked_for(
    tmp_path: Path,
) -> None:
    file = sounds.write_wav(tmp_path / "a.wav", sounds.white_noise(1))
    file.chmod(0o444)
    before = file.read_bytes(), file.stat().st_mtime_ns
    decode(file).close()
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    assert list(tmp_path.iterdir()) == [file]
    with pytest.raises(MediaError, match="nowhere"):
        decode(file, scratch=tmp_path / "nowhere")


def test_progress_goes_up_to_one(tmp_path: Path) -> None:
    file = sounds.write_wav(tmp_path / "a.wav", sounds.white_noise(20))
    seen: list[float] = []
    decode(file, progress=seen.append).close()
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert len(seen) > 10


def test_a_change_of_rate_and_channels_in_the_middle_is_followed_and_told(tmp_path: Path) -> None:
    first = sounds.encode(
        tmp_path / "1.mp3", np.stack([sounds.sine((500,), 2, rate=44100)] * 2), 44100, "libmp3lame"
    )
    second = sounds.encode(
        tmp_path / "2.mp3", sounds.sine((1500,), 2, rate=22050), 22050, "libmp3lame"
    )
    (tmp_path / "both.mp3").write_bytes(first.read_bytes() + second.read_bytes())
    with decode(tmp_path / "both.mp3") as pcm:
        assert pcm.channels == 2
        assert pcm.duration_ms == pytest.approx(4000, abs=200)
        assert pitch(pcm.read(500, 1500)) == pytest.approx(500, abs=5)
        assert pitch(pcm.read(2500, 3500, channel=1)) == pytest.approx(1500, abs=5)
        assert any("changes to 1 channel(s) at 22050 Hz" in r for r in pcm.source.damage)


@pytest.mark.slow
def test_an_hour_takes_no_more_memory_than_a_minute(tmp_path: Path) -> None:
    minute = sounds.mixed(sounds.pink_noise(60, -30, 8000), sounds.ringback_cn(12, rate=8000))
    data = (np.stack([minute, minute[::-1]], axis=1) * 32_767).astype("<i2").tobytes()
    for minutes in (1, 60):
        with wave.open(str(tmp_path / f"{minutes}.wav"), "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(8000)
            for _ in range(minutes):
                file.writeframes(data)
    peaks = [_peak_memory_mb(tmp_path / f"{minutes}.wav") for minutes in (1, 60)]
    assert peaks[1] - peaks[0] < 50


def _peak_memory_mb(file: Path) -> float:
    """Peak resident memory of a process that decodes and probes ``file``."""
    program = """
import resource, sys
from pathlib import Path
from calltools.media import decode, probe
with decode(Path(sys.argv[1])) as pcm:
    probe(pcm)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
    command = [sys.executable, "-c", program, str(file)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
