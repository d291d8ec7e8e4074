"""Decoded sound: 16 kHz, per channel, in an anonymous temporary file instead of memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from calltools.errors import MediaError
from calltools.files import reading

RATE = 16_000
"""Samples per second of all decoded sound."""

_PER_MS = RATE // 1000
_FULL_SCALE = 32_768  # of 16-bit samples

Samples = NDArray[np.float32]
"""Sound from -1 to 1, mono as a rule: shape (n,)."""


@dataclass(frozen=True, slots=True)
class AudioSource:
    """What the file said and what was found while it was decoded.

    ``damage`` are readable remarks on what is wrong or missing.  ``clipping`` is the share of
    samples (0 to 1) that stand at full scale beside an equal one.
    """

    container: str
    codec: str
    sample_rate: int
    audio_sha256: str
    pcm_sha256: str
    clipping: float = 0.0
    damage: tuple[str, ...] = ()


class Pcm:
    """The sound of a recording; made by :func:`calltools.media.decode`.

    A context manager: closing gives the temporary file back.  Safe to read from several threads.
    """

    def __init__(self, file: BinaryIO, channels: int, source: AudioSource) -> None:
        """``file`` holds frames of ``channels`` little-endian 16-bit samples at 16 kHz."""
        self._file = file
        self._lock = threading.Lock()
        self._frames = file.seek(0, 2) // (2 * channels)
        self.channels = channels
        self.source = source

    def __enter__(self) -> Pcm:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the temporary file back to the system."""
        self._file.close()

    @property
    def duration_ms(self) -> int:
        """Length by the samples decoded, whatever the container says."""
        return round(self._frames / _PER_MS)

    @property
    def audio_sha256(self) -> str:
        """SHA-256 of the file's bytes."""
        return self.source.audio_sha256

    @property
    def pcm_sha256(self) -> str:
        """SHA-256 of the sound: interleaved 16-bit little-endian samples, rate and channels as
        in the file.  The same sound in WAV and FLAC has the same hash."""
        return self.source.pcm_sha256

    def read(
        self, start_ms: int = 0, end_ms: int | None = None, channel: int | None = None
    ) -> Samples:
        """Sound from ``start_ms`` to ``end_ms`` (the end if None), shape (n,), 16 kHz.

        ``channel`` counts from 0; None is the mean of all.  Times beyond the end give what is
        there.  Raises MediaError if the temporary file can't be read back.
        """
        first = min(max(start_ms, 0) * _PER_MS, self._frames)
        last = self._frames if end_ms is None else min(max(end_ms, 0) * _PER_MS, self._frames)
        frames = self._read_frames(first, max(last - first, 0))
        if self.channels == 1 or channel is not None:
            mono = frames[:, channel or 0].astype(np.float32)
        else:
            mono = frames.mean(axis=1, dtype=np.float32)
        mono /= _FULL_SCALE
        return mono

    def blocks(self, block_ms: int, channel: int | None = None) -> Iterator[tuple[int, Samples]]:
        """(start_ms, samples) of blocks one after another; the last may be shorter."""
        if block_ms < 1:
            raise ValueError(f"a block must be at least 1 ms long: {block_ms}")
        for start_ms in range(0, -(-self._frames // _PER_MS), block_ms):
            yield start_ms, self.read(start_ms, start_ms + block_ms, channel)

    def _read_frames(self, first: int, count: int) -> NDArray[np.int16]:
        width = 2 * self.channels
        with reading("temporary file", MediaError, "run again"), self._lock:
            self._file.seek(first * width)
            data = self._file.read(count * width)
        return np.frombuffer(data, "<i2").reshape(-1, self.channels)
