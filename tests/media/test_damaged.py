"""What is no sound is refused in one clear line; what is damaged is decoded and told."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sounds
from calltools.errors import CalltoolsError, MediaError
from calltools.media import decode, probe


def wav(
    path: Path, data: bytes, *, channels: int = 1, rate: int = 8000, bits: int = 16, tag: int = 1
) -> Path:
    """A WAV file with the header as asked for, whatever sense it makes."""
    frame = channels * bits // 8
    rates = struct.pack("<II", rate, rate * frame & 0xFFFF_FFFF)
    fmt = struct.pack("<HH", tag, channels) + rates + struct.pack("<HH", frame, bits)
    chunks = b"WAVEfmt " + struct.pack("<I", 16) + fmt + b"data" + struct.pack("<I", len(data))
    path.write_bytes(b"RIFF" + struct.pack("<I", len(chunks) + len(data)) + chunks + data)
    return path


def refusal(path: Path) -> str:
    """The line with which ``path`` is refused."""
    with pytest.raises(MediaError) as caught:
        decode(path)
    line = str(caught.value)
    assert line.startswith(f"{path}: ")
    assert "\n" not in line
    return line


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "empty file"),
        (b"hello\n" * 100, "found text"),
        ("喂，你好。\n".encode() * 50, "found text"),
        ("供体大概两个星期能等到。\n".encode("gb18030") * 50, "found text"),
        (b"<!DOCTYPE html><title>404</title>", "found text"),
        (b"%PDF-1.7\n" + bytes(5000), "found a PDF"),
        (b"PK\x03\x04" + bytes(5000), "found a ZIP"),
        (b"\x89PNG\r\n\x1a\n" + bytes(5000), "found a picture"),
        (np.random.default_rng(1).bytes(20_000), "no sound format"),
        (b"#EXTM3U\n#EXTINF:9,\nother.wav\n#EXT-X-ENDLIST\n", "found text"),
        (b"ffconcat version 1.0\nfile other.wav\n", "found text"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_files_are_named_for_what_they_are(
    tmp_path: Path, content: bytes, found: str
) -> None:
    sounds.write_wav(tmp_path / "other.wav", sounds.white_noise(1))
    for name in ("a.wav", "a.mp3"):
        (tmp_path / name).write_bytes(content)
        assert found in refusal(tmp_path / name)


def test_things_that_are_no_files(tmp_path: Path) -> None:
    assert "not found" in refusal(tmp_path / "missing.wav")
    assert "not found" in refusal(tmp_path / "a\0b.wav")
    assert "found a folder" in refusal(tmp_path)
    os.mkfifo(tmp_path / "pipe.wav")
    assert "device or pipe" in refusal(tmp_path / "pipe.wav")
    file = sounds.write_video_without_sound(tmp_path / "a.mp4")
    assert "video without a sound track" in refusal(file)


def floats(value: float) -> bytes:
    return np.full(8000, value, "<f4").tobytes()


@pytest.mark.parametrize(
    ("data", "header", "told"),
    [
        (b"", {}, "no samples"),
        *((bytes(1600 * n), {"channels": n}, f"found {n}") for n in (9, 100)),
        *((bytes(1600), {"rate": r}, str(r)) for r in (0, 1, 3999, 400_000, 4_000_000_000)),
        (bytes(64_000), {"bits": 64}, "s64"),
        *((floats(value), {"bits": 32, "tag": 3}, "NaN") for value in (np.nan, np.inf, -np.inf)),
    ],
)
def test_what_a_wav_header_may_not_say(
    tmp_path: Path, data: bytes, header: dict[str, int], told: str
) -> None:
    assert told in refusal(wav(tmp_path / "a.wav", data, **header))


def test_samples_that_are_not_numbers_become_silence_and_are_told(tmp_path: Path) -> None:
    samples = np.full(8000, 0.25, "<f4")
    samples[100:200] = np.nan
    samples[300] = np.inf
    with decode(wav(tmp_path / "a.wav", samples.tobytes(), bits=32, tag=3)) as pcm:
        assert "101 samples are not numbers" in probe(pcm).damage[0]
        assert np.isfinite(pcm.read()).all()
    data = np.arange(8 * 800, dtype="<i2").tobytes()
    with decode(wav(tmp_path / "b.wav", data, channels=8)) as pcm:
        assert pcm.channels == 8, "these are not too many"


KINDS: list[tuple[str, int, str]] = [
    ("a.wav", 8000, "pcm_mulaw"),
    ("a.wav", 8000, "pcm_f32le"),
    ("a.mp3", 44100, "libmp3lame"),
    ("a.aac", 44100, "aac"),
    ("a.amr", 8000, "libopencore_amrnb"),
    ("a.ogg", 48000, "libopus"),
    ("a.flac", 8000, "flac"),
    ("a.mkv", 48000, "libopus"),
    ("a.m4a", 44100, "aac"),
]


@pytest.mark.parametrize(("name", "rate", "codec"), KINDS[:1] + KINDS[2:-1])
def test_a_truncated_file_gives_what_is_there_and_tells(
    tmp_path: Path, name: str, rate: int, codec: str
) -> None:
    file = sounds.encode(tmp_path / name, sounds.pink_noise(20, -20, rate), rate, codec)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) * 6 // 10 - 6])
    with decode(file) as pcm:
        assert 5_000 < pcm.duration_ms < 15_000
        assert "cut short" in pcm.source.damage[0] or "can't be decoded" in pcm.source.damage[0]


def test_a_truncated_mp4_has_lost_its_index(tmp_path: Path) -> None:
    file = sounds.encode(tmp_path / "a.m4a", sounds.pink_noise(5, -20, 44100), 44100, "aac")
    file.write_bytes(file.read_bytes()[:20_000])
    assert "index is missing" in refusal(file)


@pytest.mark.parametrize("size", [0, 0xFFFF_FFFF])
def test_a_length_that_was_never_filled_in_is_no_damage(tmp_path: Path, size: int) -> None:
    file = wav(tmp_path / "a.wav", bytes(16_000))
    data = bytearray(file.read_bytes())
    data[4:8] = data[40:44] = struct.pack("<I", size)
    file.write_bytes(data)
    with decode(file) as pcm:
        assert pcm.duration_ms == 1000
        assert pcm.source.damage == ()


@pytest.mark.parametrize(
    ("tracks", "seconds", "told", "length_ms"),
    [
        (2, (0,), "1 more sound track", 1000),
        (1, (0, 1, 5), "jumps by 3.0 s at 00:00:02.000", 3000),
    ],
)
def test_more_tracks_and_gaps_in_the_clock_are_told_and_not_filled(
    tmp_path: Path, tracks: int, seconds: tuple[int, ...], told: str, length_ms: int
) -> None:
    import av

    with av.open(str(tmp_path / "a.mkv"), "w") as output:
        streams = [output.add_stream("pcm_s16le", rate=8000, layout="mono") for _ in range(tracks)]
        for stream in streams:
            for second in seconds:
                frame = av.AudioFrame.from_ndarray(np.ones((1, 8000), "<i2"), "s16", "mono")
                frame.sample_rate, frame.pts = 8000, second * 8000
                output.mux(stream.encode(frame))
    with decode(tmp_path / "a.mkv") as pcm:
        assert pcm.duration_ms == length_ms
        assert told in pcm.source.damage[-1]


def run(program: str, *arguments: Path) -> subprocess.CompletedProcess[str]:
    imports = "import resource, sys\nfrom pathlib import Path\nfrom calltools.media import decode\n"
    return subprocess.run(
        [sys.executable, "-c", imports + program, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_full_scratch_folder_is_named(tmp_path: Path) -> None:
    file = sounds.write_wav(tmp_path / "a.wav", sounds.white_noise(20))
    limited = "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
    result = run(limited + "decode(Path(sys.argv[1]), scratch=Path(sys.argv[2]))", file, tmp_path)
    last = result.stderr.splitlines()[-1]
    assert f"MediaError: {file}: can't be decoded into the temporary folder {tmp_path}" in last
    assert "file too large" in last


def test_libav_says_nothing_on_stderr(tmp_path: Path) -> None:
    file = sounds.encode(tmp_path / "a.mp3", sounds.pink_noise(5, -20, 44100), 44100, "libmp3lame")
    data = bytearray(file.read_bytes())
    data[2000:2400] = bytes(400)
    file.write_bytes(data)
    result = run("decode(Path(sys.argv[1])).close()", file)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """A short file of each kind."""
    folder = tmp_path_factory.mktemp("seeds")
    return [
        sounds.encode(folder / name, sounds.pink_noise(0.5, -20, rate), rate, codec).read_bytes()
        for name, rate, codec in KINDS
    ]


def survives(path: Path) -> None:
    try:
        with decode(path) as pcm:
            probe(pcm)
            assert pcm.duration_ms >= 1
    except CalltoolsError as error:
        assert "\n" not in str(error)


fuzzing = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(content=st.binary(max_size=3000), suffix=st.sampled_from([".wav", ".mp3", ".mp4", ""]))
@fuzzing
def test_random_bytes_never_raise_anything_else(
    tmp_path: Path, content: bytes, suffix: str
) -> None:
    file = tmp_path / f"a{suffix}"
    file.write_bytes(content)
    survives(file)


@given(data=st.data())
@fuzzing
def test_damaged_files_never_raise_anything_else(
    tmp_path: Path, seeds: list[bytes], data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(seeds) - 1))
    content = bytearray(seeds[number])
    # Headers are short and hold most of what can go wrong.
    places = st.one_of(st.integers(0, 200), st.integers(0, len(content) - 1))
    for place in data.draw(st.lists(places, min_size=1, max_size=20)):
        content[place % len(content)] ^= 1 << data.draw(st.integers(0, 7))
    cut = data.draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))
    file = tmp_path / KINDS[number][0]
    file.write_bytes(content[:cut])
    survives(file)
