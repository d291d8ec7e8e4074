"""Sound small enough to embed in a page: mono MP3 of constant bit rate, and its envelope.

MP3, because every browser plays it and PyAV's wheels bring an encoder (LAME).  Constant bit rate
without a Xing header, because then players find a place by arithmetic: a table of contents has
a hundred entries and is off by seconds in an hour.  At 16 kHz and 32 kbit/s all frames are
of 144 bytes and 36 ms.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from calltools.errors import MissingPartError
from calltools.files import atomic_write, bytes_of
from calltools.progress import Progress, silent
from calltools.records import dumps, parse_as

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from calltools.media import Pcm
    from calltools.store.recordings import Registered
    from calltools.store.workspace import Workspace

_FOLDER = ".calltools/sound"
BIT_RATE = 32_000
"""Bits per second: 14.4 MB an hour."""

MIME_TYPE = "audio/mpeg"
PEAKS = 2000  # points of the envelope, more than a screen has columns

_RATE = 16_000
_BLOCK_MS = 10_000
_DELAY = 1105
"""Samples by which encoder (576) and decoder (529) delay the sound.  As many are left out at the
start, so that a time in the page is the same time in the recording."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A sound file for a page: its bytes, MIME type, and the envelope from 0 to 1."""

    data: bytes
    mime_type: str
    peaks: tuple[float, ...]


def encode(pcm: Pcm, *, progress: Progress = silent) -> Encoded:
    """The whole of ``pcm`` (the mean of its channels) for embedding, read block by block.

    Raises MissingPartError where PyAV was built without an MP3 encoder.
    """

    def blocks() -> Iterator[NDArray[np.float32]]:
        for start_ms, block in pcm.blocks(_BLOCK_MS):
            yield block
            progress(min(1.0, (start_ms + _BLOCK_MS) / max(1, pcm.duration_ms)))

    return Encoded(_mp3(blocks()), MIME_TYPE, waveform(pcm))


def clip(pcm: Pcm, start_ms: int, end_ms: int) -> bytes:
    """The MP3 of ``start_ms`` to ``end_ms`` of ``pcm``, the mean of its channels.

    A time in the clip is ``start_ms`` earlier than in the recording; its first 69 ms are silent.
    Raises MissingPartError where PyAV was built without an MP3 encoder.
    """
    return _mp3(iter((pcm.read(start_ms, end_ms),)))


def _mp3(blocks: Iterator[NDArray[np.float32]]) -> bytes:
    import av
    import numpy as np

    target = io.BytesIO()
    with av.open(
        target, "w", format="mp3", options={"write_xing": "0", "id3v2_version": "0"}
    ) as container:
        try:
            stream = container.add_stream("libmp3lame", rate=_RATE, layout="mono")
        except (av.codec.codec.UnknownCodecError, ValueError) as error:
            raise MissingPartError(
                "PyAV", "has no MP3 encoder", "install the wheel of `av` from the package index"
            ) from error
        stream.bit_rate = BIT_RATE
        skip = _DELAY
        for block in blocks:
            samples = np.clip(block[skip:] * 32767, -32768, 32767).astype(np.int16)
            skip = max(0, skip - len(block))
            if len(samples):
                frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
                frame.sample_rate = _RATE
                container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


def waveform(pcm: Pcm, points: int = PEAKS) -> tuple[float, ...]:
    """The envelope of ``pcm``: at most ``points`` peaks, evenly spaced, the loudest at 1.

    Silence gives zeros; a peak is the largest absolute sample of its stretch.
    """
    import numpy as np

    width_ms = max(1, -(-pcm.duration_ms // points))
    block_ms = width_ms * max(1, _BLOCK_MS // width_ms)
    peaks: list[float] = []
    for _, block in pcm.blocks(block_ms):
        width = width_ms * _RATE // 1000
        starts = np.arange(0, len(block), width)
        if len(starts):
            peaks.extend(np.maximum.reduceat(np.abs(block), starts).tolist())
    loudest = max(peaks, default=0.0)
    return tuple(round(peak / loudest, 3) if loudest else 0.0 for peak in peaks)


@dataclass(frozen=True, slots=True)
class KeptSound:
    """Where the encoded sound of a recording is kept: as MP3, and its envelope as JSON."""

    sound: Path
    envelope: Path

    @property
    def data(self) -> bytes:
        """The bytes of the MP3."""
        return bytes_of(self.sound)

    @property
    def peaks(self) -> tuple[float, ...]:
        """The envelope, 0 to 1, evenly spaced."""
        return parse_as(bytes_of(self.envelope), tuple[float, ...])


def kept_sound(
    workspace: Workspace,
    recording: Registered,
    pcm: Pcm | None = None,
    progress: Progress = silent,
) -> KeptSound:
    """The encoded sound of ``recording``; it is made where it is not there yet, from ``pcm`` where
    that is decoded already.

    Raises IntegrityError for an original that was changed, and what decoding and encoding do.
    """
    from calltools.media.decoding import decode

    stem = workspace.root / _FOLDER / recording.pcm_sha256
    kept = KeptSound(stem.with_suffix(".mp3"), stem.with_suffix(".json"))
    if not kept.envelope.exists():
        if pcm is None:
            recording.check()
            with decode(recording.path) as decoded:
                encoded = encode(decoded, progress=progress)
        else:
            encoded = encode(pcm, progress=progress)
        atomic_write(kept.sound, encoded.data)
        atomic_write(kept.envelope, dumps(encoded.peaks))
    return kept
