"""What is taken out of sound: whole frames give way to a tone or to silence, all others stay.

The sound is decoded and encoded anew (FLAC, lossless), so that nothing else of the original's file
comes along: no tag, no picture, no chunk behind the samples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from calltools.media import Pcm, decode
from calltools.progress import Progress, part, silent
from calltools.redaction.plan import RedactionError
from calltools.speech.intervals import Region

Fill = Literal["tone", "silence"]
SoundSpan = tuple[int, int]
"""The first frame and the one behind the last."""

Frames = NDArray[np.int16]
"""Sound as it is hashed, shape (n, channels)."""

_TONE_HZ = 1000.0
_LEVEL = 0.1
_SUFFIX = ".flac"


@dataclass(frozen=True, slots=True)
class RedactedSound:
    """The sound without what was taken out."""

    spans: tuple[SoundSpan, ...]
    rate: int
    pcm_sha256: str


class FrameFile:
    """The decoded frames of a recording in a file of their own, at the recording's own rate;
    ``pcm_sha256`` is their hash, once a recording is decoded."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b")
        self.rate = self.channels = self.count = 0
        self.pcm_sha256 = ""

    def take(self, frames: Frames, rate: int) -> None:
        """Keep a piece.  Raises RedactionError where the recording changes its rate."""
        if self.rate not in (0, rate):
            raise RedactionError(
                self._file.name, f"changes from {self.rate} to {rate} Hz: it can't be kept exactly"
            )
        self.rate, self.channels = rate, frames.shape[1]
        self.count += len(frames)
        self._file.write(np.ascontiguousarray(frames).tobytes())

    def blocks(self) -> Iterator[tuple[int, Frames]]:
        """(first frame, frames) of each second."""
        for first in range(0, self.count, self.rate):
            yield first, self.read(first, self.rate)

    def read(self, first: int, count: int) -> Frames:
        """Frames from ``first`` on, ``count`` of them or those that are left."""
        width = 2 * self.channels
        self._file.seek(first * width)
        return np.frombuffer(self._file.read(count * width), "<i2").reshape(-1, self.channels)

    def close(self) -> None:
        """Give the file back."""
        self._file.close()
        Path(self._file.name).unlink(missing_ok=True)


def decode_frames(path: Path, into: Path, progress: Progress = silent) -> FrameFile:
    """The frames of the recording ``path``, kept in the file ``into``.

    Raises MediaError for what can't be decoded, RedactionError for what can't be kept exactly.
    """
    frames = FrameFile(into)
    try:
        with decode(path, scratch=into.parent, take=frames.take, progress=progress) as pcm:
            frames.pcm_sha256 = pcm.pcm_sha256
    except BaseException:
        frames.close()
        raise
    return frames


@contextmanager
def redacted_sound(
    frames: FrameFile,
    spans_ms: Sequence[Region],
    target: Path,
    *,
    fill: Fill = "tone",
    progress: Progress = silent,
) -> Iterator[tuple[RedactedSound, Pcm]]:
    """Write ``frames`` to ``target`` (FLAC) with ``fill`` in place of ``spans_ms``, then read it
    back, compare every sample, and give what was read.

    Raises RedactionError for a span beyond the sound and where anything is not as it should be.
    """
    spans = frame_spans(spans_ms, frames.rate, frames.count, target)
    _write(frames, spans, fill, target)
    progress(0.5)
    with _read_back(frames, spans, fill, target, part(progress, 0.5, 1.0)) as pcm:
        yield RedactedSound(spans, frames.rate, pcm.source.pcm_sha256), pcm


def frame_spans(
    spans_ms: Sequence[Region], rate: int, count: int, where: Path
) -> tuple[SoundSpan, ...]:
    """Stretches in ms as whole frames; the padding of one may end with the sound.

    Raises RedactionError for one that begins beyond the sound.
    """
    spans = []
    for start, end in spans_ms:
        first, last = start * rate // 1000, min(-(-end * rate // 1000), count)
        if not 0 <= first < last:
            raise RedactionError(where, f"has no sound from {start} to {end} ms")
        spans.append((first, last))
    return tuple(spans)


def filled(first: int, frames: Frames, spans: Sequence[SoundSpan], rate: int, fill: Fill) -> Frames:
    """Frames from ``first`` on with the fill where they are of ``spans``."""
    changed = frames.copy()
    for start, end in spans:
        a, b = max(start - first, 0), min(end - first, len(frames))
        if a < b:
            changed[a:b] = _fill(first + a, b - a, rate, fill)[:, None]
    return changed


def _fill(first: int, count: int, rate: int, fill: Fill) -> NDArray[np.int16]:
    if fill == "silence":
        return np.zeros(count, np.int16)
    phase = 2 * np.pi * _TONE_HZ / rate * np.arange(first, first + count)
    tone: NDArray[np.int16] = np.rint(_LEVEL * 32_767 * np.sin(phase)).astype(np.int16)
    return tone


def _write(frames: FrameFile, spans: Sequence[SoundSpan], fill: Fill, target: Path) -> None:
    import av

    layouts = {1: "mono", 2: "stereo", 3: "3.0", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}
    with av.open(str(target), "w", format="flac") as container:
        stream = container.add_stream(
            "flac", rate=frames.rate, layout=layouts[frames.channels], format="s16"
        )
        for first, block in frames.blocks():
            new = filled(first, block, spans, frames.rate, fill)
            frame = av.AudioFrame.from_ndarray(
                new.reshape(1, -1), format="s16", layout=layouts[frames.channels]
            )
            frame.sample_rate = frames.rate
            frame.pts = first
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _read_back(
    frames: FrameFile, spans: Sequence[SoundSpan], fill: Fill, target: Path, progress: Progress
) -> Pcm:
    """The sound that was written, each of its samples compared with what should stand there."""
    at = 0

    def compare(heard: Frames, rate: int) -> None:
        nonlocal at
        right = filled(at, frames.read(at, len(heard)), spans, frames.rate, fill)
        if rate != frames.rate or not np.array_equal(right, heard):
            raise RedactionError(
                target, f"is not the original outside what was taken out, at frame {at}"
            )
        at += len(heard)

    pcm = decode(target, scratch=target.parent, take=compare, progress=progress)
    if at != frames.count:
        pcm.close()
        raise RedactionError(target, "has not the length of the original")
    return pcm
