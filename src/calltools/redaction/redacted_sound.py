"""What is taken out of sound: whole frames give way to a tone or to silence, all others stay.

The sound is decoded and encoded anew (FLAC, lossless), so that nothing else of the original's file
comes along: no tag, no picture, no chunk behind the samples.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from calltools.media import Pcm, decode
from calltools.progress import Progress, part, silent
from calltools.redaction.plan import RedactionError
from calltools.speech.intervals import Region

if TYPE_CHECKING:
    import av

Fill = Literal["tone", "silence"]
SoundSpan = tuple[int, int]
"""The first frame and the one behind the last."""

Frames = NDArray[np.int16]
"""Sound as it is hashed, shape (n, channels)."""

_TONE_HZ = 1000.0  # the usual tone of broadcasting
_LEVEL = 0.1  # of full scale (-20 dB)
_LAYOUTS = ("mono", "stereo", "3.0", "quad", "5.0", "5.1", "6.1", "7.1")
"""What libav calls one channel, two and more."""


@dataclass(frozen=True, slots=True)
class RedactedSound:
    """The sound without what was taken out."""

    spans: tuple[SoundSpan, ...]
    rate: int
    pcm_sha256: str


@contextmanager
def redacted_sound(
    path: Path,
    spans_ms: Sequence[Region],
    target: Path,
    *,
    fill: Fill = "tone",
    progress: Progress = silent,
) -> Iterator[tuple[RedactedSound, Pcm]]:
    """Write the sound of ``path`` to ``target`` (FLAC) with ``fill`` in place of ``spans_ms``, then
    read it back, see that every sample is what was to be written, and give what was read.

    Raises MediaError for what can't be decoded, RedactionError for a span beyond the sound, for
    what can't be kept exactly and where anything is not as it should be.
    """
    import av

    with av.open(str(target), "w", format="flac") as container:
        copy = _Copy(container, spans_ms, fill, path)
        decode(
            path, scratch=target.parent, take=copy.take, progress=part(progress, 0.0, 0.5)
        ).close()
        copy.finish()
    with decode(target, scratch=target.parent, progress=part(progress, 0.5, 1.0)) as pcm:
        source = pcm.source
        if (source.pcm_sha256, source.sample_rate, pcm.channels) != copy.written():
            raise RedactionError(target, "is not the original outside what was taken out")
        yield RedactedSound(copy.spans, source.sample_rate, source.pcm_sha256), pcm


class _Copy:
    """Takes the frames of a recording and writes them with the fill in place of what goes."""

    def __init__(
        self,
        container: av.container.OutputContainer,
        spans_ms: Sequence[Region],
        fill: Fill,
        where: Path,
    ) -> None:
        self._container = container
        self._spans_ms = spans_ms
        self._fill = fill
        self._where = where
        self._sha256 = hashlib.sha256()
        self._stream: av.AudioStream | None = None
        self._layout = ""
        self._rate = self._channels = self._count = 0
        self.spans: tuple[SoundSpan, ...] = ()

    def take(self, frames: Frames, rate: int) -> None:
        """Write a piece.  Raises RedactionError where the recording changes its rate."""
        import av

        if self._stream is None:
            self._begin(frames.shape[1], rate)
        if rate != self._rate or self._stream is None:
            problem = f"changes from {self._rate} to {rate} Hz: it can't be kept exactly"
            raise RedactionError(self._where, problem)
        new = filled(self._count, frames, self.spans, rate, self._fill)
        data = np.ascontiguousarray(new).reshape(1, -1)
        self._sha256.update(data.tobytes())
        frame = av.AudioFrame.from_ndarray(data, format="s16", layout=self._layout)
        frame.sample_rate, frame.pts = rate, self._count
        self._container.mux(self._stream.encode(frame))
        self._count += len(frames)

    def _begin(self, channels: int, rate: int) -> None:
        self._rate, self._channels, self._layout = rate, channels, _LAYOUTS[channels - 1]
        self._stream = self._container.add_stream(
            "flac", rate=rate, layout=self._layout, format="s16"
        )
        self.spans = tuple(
            (start * rate // 1000, -(-end * rate // 1000)) for start, end in self._spans_ms
        )

    def finish(self) -> None:
        """End the file.  Raises RedactionError for a span that begins beyond the sound; the
        padding of one may end with it."""
        for (first, last), (start, end) in zip(self.spans, self._spans_ms, strict=True):
            if not 0 <= first < min(last, self._count):
                raise RedactionError(self._where, f"has no sound from {start} to {end} ms")
        self.spans = tuple((first, min(last, self._count)) for first, last in self.spans)
        if self._stream is not None:
            self._container.mux(self._stream.encode(None))

    def written(self) -> tuple[str, int, int]:
        """The hash of what was written, as ``pcm_sha256`` is one, its rate and its channels."""
        return self._sha256.hexdigest(), self._rate, self._channels


def look_at_copy(
    path: Path, spans: Sequence[SoundSpan], fill: Fill, progress: Progress = silent
) -> tuple[str, bool]:
    """The hash of the sound of a copy, and whether it is the fill wherever ``spans`` are.

    Raises MediaError for what can't be decoded.
    """
    at, is_filled = 0, True

    def compare(frames: Frames, rate: int) -> None:
        nonlocal at, is_filled
        is_filled &= np.array_equal(filled(at, frames, spans, rate, fill), frames)
        at += len(frames)

    with decode(path, take=compare, progress=progress) as pcm:
        return pcm.source.pcm_sha256, is_filled


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
