from __future__ import annotations

import io
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


@pytest.fixture(scope="module")
def pcm() -> Iterator[Pcm]:
    with decode(demo_call.RECORDING) as sound:
        yield sound


def heard(data: bytes) -> np.ndarray:
    with av.open(io.BytesIO(data)) as container:
        return np.concatenate([f.to_ndarray().ravel() for f in container.decode(audio=0)])


def shift(piece: np.ndarray, wanted: np.ndarray, at: int) -> int:
    """How many samples later than ``at`` a second of the recording stands in the piece."""
    around = piece[at - 1600 : at + len(wanted) + 1600]
    return int(np.correlate(around, wanted, "valid").argmax()) - 1600


def test_a_time_in_the_copy_and_in_a_clip_is_the_same_time_in_the_recording(pcm: Pcm) -> None:
    told: list[float] = []
    data = encode(pcm, progress=told.append).data
    copy, original = heard(data), pcm.read()
    for second in (8, 16, 25, 40):
        wanted = original[second * 16_000 : (second + 1) * 16_000]
        assert abs(shift(copy, wanted, second * 16_000)) <= 16, second  # a millisecond
    piece = heard(clip(pcm, 22_000, 27_000))
    assert abs(shift(piece, pcm.read(23_000, 24_000), 16_000)) <= 16
    assert len(piece) / 16_000 == pytest.approx(5, abs=0.1)
    # All frames have one size, so that players seek by arithmetic.
    assert len(data) % MP3_FRAME == 0
    header = data[:2]
    assert header[0] == 0xFF
    assert all(data[at : at + 2] == header for at in range(0, len(data), MP3_FRAME))
    assert b"Xing" not in data[:200] and b"Info" not in data[:200]
    assert len(data) == pytest.approx(BIT_RATE / 8 * pcm.duration_ms / 1000, rel=0.01)
    assert told == sorted(told)
    assert told[-1] == 1


def test_sound_shorter_than_the_delay_is_encoded_too(tmp_path: Path) -> None:
    for samples in (160, 800, 1105, 1106):
        path = sounds.write_wav(tmp_path / f"{samples}.wav", np.full(samples, 0.25))
        with decode(path) as short:
            copy = encode(short)
        assert len(copy.data) % MP3_FRAME == 0
        assert max(copy.peaks) == 1


def test_the_envelope_is_small_and_loud_where_the_sound_is(pcm: Pcm, tmp_path: Path) -> None:
    quiet, loud = sounds.silence(3), sounds.sine([440], 1, level=-10)
    with decode(
        sounds.write_wav(tmp_path / "a.wav", np.concatenate([quiet, loud, quiet]))
    ) as sound:
        peaks = np.array(waveform(sound, 700))
    assert len(peaks) == 700
    assert peaks.max() == 1
    assert peaks[:299].max() == 0 and peaks[401:].max() == 0
    assert peaks[301:399].min() > 0.9
    assert PEAKS / 2 <= len(waveform(pcm)) <= PEAKS
    with decode(sounds.write_wav(tmp_path / "s.wav", sounds.silence(0.5))) as silent:
        assert set(waveform(silent)) == {0.0}
