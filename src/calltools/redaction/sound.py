"""What is taken out of sound: whole frames give way to a tone or to silence, all others stay.

The sound is decoded and encoded anew (FLAC, lossless), so that nothing else of the original's file
comes along: no tag, no picture, no chunk behind the samples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from calltools.media import decode
from calltools.progress import Progress, part, silent
from calltools.redaction.plan import RedactionError

Fill = Literal["tone", "silence"]
SoundSpan = tuple[int, int]
"""From and to, in ms or frames."""

Frames = NDArray[np.int16]
"""Sound as it is hashed, shape (n, channels)."""

_TONE_HZ = 1000.0
_LEVEL = 0.1
_SUFFIX = ".flac"


@dataclass(frozen=True, slots=True)
class RedactedSound:
    """The sound without what was taken out.  ``spans`` are (first, last + 1) frames."""

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
        self._file.seek(0)
        width = 2 * self.channels
        for first in range(0, self.count, self.rate):
            data = self._file.read(self.rate * width)
            yield first, np.frombuffer(data, "<i2").reshape(-1, self.channels)

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


def redact_sound(
    frames: FrameFile,
    spans_ms: Sequence[SoundSpan],
    target: Path,
    *,
    fill: Fill = "tone",
    progress: Progress = silent,
) -> RedactedSound:
    """Write ``frames`` to ``target`` (FLAC) with ``fill`` in place of ``spans_ms``, then read it
    back and compare every sample.

    Raises RedactionError for a span beyond the sound and where anything is not as it should be.
    """
    spans = frame_spans(spans_ms, frames.rate, frames.count, target)
    _write(frames, spans, fill, target)
    progress(0.5)
    sha256 = _check(frames, spans, fill, target, part(progress, 0.5, 1.0))
    return RedactedSound(spans, frames.rate, sha256)


def frame_spans(
    spans_ms: Sequence[SoundSpan], rate: int, count: int, where: Path
) -> tuple[SoundSpan, ...]:
    """Stretches in ms as whole frames; the padding of one may end with the sound.

    Raises RedactionError for one that begins beyond the sound.
    """
    found = []
    for start, end in spans_ms:
        first, last = start * rate // 1000, min(-(-end * rate // 1000), count)
        if not 0 <= first < last:
            raise RedactionError(where, f"has no sound from {start} to {end} ms")
        found.append((first, last))
    return tuple(found)


def filled(first: int, frames: Frames, spans: Sequence[SoundSpan], rate: int, fill: Fill) -> Frames:
    """Frames from ``first`` on with the fill where they are of ``spans``."""
    found = frames.copy()
    for start, end in spans:
        a, b = max(start - first, 0), min(end - first, len(frames))
        if a < b:
            found[a:b] = _fill(first + a, b - a, rate, fill)[:, None]
    return found


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


def _check(
    frames: FrameFile, spans: Sequence[SoundSpan], fill: Fill, target: Path, progress: Progress
) -> str:
    """Compare what was written with what should stand there; its hash."""
    again = decode_frames(target, target.with_suffix(".check"), progress)
    try:
        if (again.rate, again.channels, again.count) != (
            frames.rate,
            frames.channels,
            frames.count,
        ):
            raise RedactionError(target, "has not the length of the original")
        for (first, old), (_first, new) in zip(frames.blocks(), again.blocks(), strict=True):
            if not np.array_equal(filled(first, old, spans, frames.rate, fill), new):
                raise RedactionError(
                    target, f"is not the original outside what was taken out, at frame {first}"
                )
    finally:
        again.close()
    return again.pcm_sha256
