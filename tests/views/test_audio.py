from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

import demo_call
import sounds
from calltools.media import Pcm, decode
from calltools.views.audio import BIT_RATE, PEAKS, clip, encode, waveform

MP3_FRAME = 144


def write_wav(path: Path, samples: np.ndarray) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


@pytest.fixture(scope="module")
def pcm() -> Iterator[Pcm]:
    with decode(demo_call.RECORDING) as sound:
        yield sound


def heard(data: bytes) -> np.ndarray:
    with av.open(io.BytesIO(data)) as container:
        return np.concatenate([f.to_ndarray().ravel() for f in container.decode(audio=0)])


def test_a_time_in_the_copy_is_the_same_time_in_the_recording(pcm: Pcm) -> None:
    copy, original = heard(encode(pcm).data), pcm.read()
    for second in (8, 16, 25, 44):
        wanted = original[second * 16_000 : (second + 1) * 16_000]
        around = copy[second * 16_000 - 1600 : (second + 1) * 16_000 + 1600]
        shift = int(np.correlate(around, wanted, "valid").argmax()) - 1600
        assert abs(shift) <= 16, f"{shift} samples off at {second} s"  # a millisecond


def test_a_clip_is_the_place_that_was_asked_for(pcm: Pcm) -> None:
    piece = heard(clip(pcm, 22_000, 27_000))
    wanted = pcm.read(23_000, 24_000)
    around = piece[16_000 - 1600 : 32_000 + 1600]
    assert abs(int(np.correlate(around, wanted, "valid").argmax()) - 1600) <= 16
    assert len(piece) / 16_000 == pytest.approx(5, abs=0.1)


def test_all_frames_have_one_size_so_that_players_seek_by_arithmetic(pcm: Pcm) -> None:
    data = encode(pcm).data
    assert len(data) % MP3_FRAME == 0
    header = data[:2]
    assert header[0] == 0xFF
    assert all(data[at : at + 2] == header for at in range(0, len(data), MP3_FRAME))
    assert b"Xing" not in data[:200] and b"Info" not in data[:200]
    assert len(data) == pytest.approx(BIT_RATE / 8 * pcm.duration_ms / 1000, rel=0.01)


def test_sound_shorter_than_the_delay_is_encoded_too(tmp_path: Path) -> None:
    for samples in (160, 800, 1105, 1106):
        path = write_wav(tmp_path / f"{samples}.wav", np.full(samples, 0.25))
        with decode(path) as short:
            copy = encode(short)
        assert len(copy.data) % MP3_FRAME == 0
        assert max(copy.peaks) == 1


def test_the_envelope_is_loud_where_the_sound_is(tmp_path: Path) -> None:
    quiet, loud = sounds.silence(3), sounds.sine([440], 1, level=-10)
    with decode(write_wav(tmp_path / "a.wav", np.concatenate([quiet, loud, quiet]))) as sound:
        peaks = np.array(waveform(sound, 700))
    assert len(peaks) == 700
    assert peaks.max() == 1
    assert peaks[:299].max() == 0 and peaks[401:].max() == 0
    assert peaks[301:399].min() > 0.9


def test_the_envelope_of_any_length_is_small(pcm: Pcm, tmp_path: Path) -> None:
    assert PEAKS / 2 <= len(waveform(pcm)) <= PEAKS
    with decode(write_wav(tmp_path / "s.wav", sounds.silence(0.5))) as silent:
        assert set(waveform(silent)) == {0.0}


def test_progress_reaches_the_end(pcm: Pcm) -> None:
    told: list[float] = []
    encode(pcm, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
