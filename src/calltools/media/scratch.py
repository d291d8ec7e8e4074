"""From decoded frames to a file of 16 kHz sound: hashed, measured and resampled on the way."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from calltools.errors import MediaError, os_error_reason
from calltools.media.pcm import RATE, AudioSource, Pcm, Samples
from calltools.messages import Message

if TYPE_CHECKING:
    from av import AudioFrame

Take = Callable[[NDArray[np.int16], int], None]
"""Takes a piece of sound as it is hashed, shape (n, channels), and its samples per second."""

_NEAR_FULL_SCALE = 31_700
"""16-bit level from which equal neighbours are clipped; mu-law's loudest code is 32 124."""


class Scratch:
    """Takes decoded sound in pieces; :meth:`finish` gives it back as :class:`Pcm`.

    The first piece decides the number of channels.  Pieces are gathered to about a second
    before they are worked on, since frames of telephone codecs hold only 20 ms.
    """

    def __init__(self, folder: Path | None, where: Path, take: Take | None = None) -> None:
        """``folder`` for the temporary file (None: the system's); errors name ``where``."""
        self._take = take
        self._folder = folder
        self._where = where
        self._pieces: list[Samples] = []
        self._gathered = 0
        self._resampler: _Resampler | None = None
        self._sha256 = hashlib.sha256()
        self._samples = 0
        self._clipped = 0
        self.channels = 0
        self.rate = 0
        self.seconds = 0.0
        self.not_numbers = 0
        with self._writing():
            self._file = tempfile.TemporaryFile(prefix="calltools-", dir=folder)  # noqa: SIM115

    def close(self) -> None:
        """Throw everything away."""
        self._file.close()

    def add(self, samples: Samples, rate: int) -> None:
        """Take ``samples``, shape (channels, n), at ``rate`` samples per second.

        A piece with another number of channels than the first is brought to that number by way
        of its mean; a change of the rate is followed.
        """
        if self._resampler is None:
            self.channels, self.rate = len(samples), rate
            self._resampler = _Resampler(self.channels, rate)
        if rate != self._resampler.rate:
            self._work()
            self._write(self._resampler.flush())
            self._resampler = _Resampler(self.channels, rate)
        if len(samples) != self.channels:
            samples = np.repeat(samples.mean(axis=0, keepdims=True), self.channels, axis=0)
        self._pieces.append(samples)
        self._gathered += samples.shape[1]
        self.seconds += samples.shape[1] / rate
        if self._gathered >= rate:
            self._work()

    def finish(self, container: str, codec: str, audio_sha256: str, damage: tuple[str, ...]) -> Pcm:
        """All that was taken, as Pcm.  Raises MediaError if there was no sound at all."""
        self._work()
        if self._resampler is not None:
            self._write(self._resampler.flush())
        if self._samples == 0 or self.seconds < 0.001:
            raise MediaError(
                self._where, "expected sound, found no samples", "ask for the file to be sent again"
            )
        if self.not_numbers == self._samples:
            raise MediaError(
                self._where,
                "expected sound, found no sample that is a number (all NaN or infinite)",
                "export the recording again, as 16-bit PCM",
            )
        source = AudioSource(
            container=container,
            codec=codec,
            sample_rate=self.rate,
            audio_sha256=audio_sha256,
            pcm_sha256=self._sha256.hexdigest(),
            clipping=self._clipped / self._samples,
            damage=damage,
        )
        with self._writing():
            self._file.flush()
        return Pcm(self._file, self.channels, source)

    def _work(self) -> None:
        if not self._pieces or self._resampler is None:
            return
        samples = np.concatenate(self._pieces, axis=1)
        self._pieces.clear()
        self._gathered = 0
        finite = np.isfinite(samples)
        self.not_numbers += samples.size - int(np.count_nonzero(finite))
        samples = np.clip(np.where(finite, samples, 0), -1, 1)
        pcm = _to_int16(samples)
        self._sha256.update(pcm.T.tobytes())
        if self._take is not None:
            self._take(pcm.T, self._resampler.rate)
        self._samples += pcm.size
        self._clipped += _count_clipped(pcm)
        self._write(self._resampler.push(samples))

    def _write(self, samples: Samples) -> None:
        with self._writing():
            self._file.write(_to_int16(samples).T.tobytes())

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            folder = self._folder or Path(tempfile.gettempdir())
            raise MediaError(
                self._where,
                Message(
                    "can't be decoded into the temporary folder {folder}: {error}",
                    folder=folder,
                    error=os_error_reason(error),
                ),
                "free space there (115 MB an hour and channel) or set TMPDIR to another folder",
            ) from error


def _to_int16(samples: Samples) -> NDArray[np.int16]:
    return np.clip(np.rint(samples * 32_768), -32_768, 32_767).astype("<i2")


def _count_clipped(pcm: NDArray[np.int16]) -> int:
    loud = (pcm >= _NEAR_FULL_SCALE) | (pcm <= -_NEAR_FULL_SCALE)
    if not loud.any():
        return 0
    pair = np.pad(loud[:, 1:] & (pcm[:, 1:] == pcm[:, :-1]), ((0, 0), (1, 1)))
    return int(np.count_nonzero(pair[:, 1:] | pair[:, :-1]))


class _Resampler:
    """libswresample to 16 kHz, by a number of channels alone so that no layout is guessed.

    What comes out in all is exactly ``round(n * 16000 / rate)`` samples long.
    """

    def __init__(self, channels: int, rate: int) -> None:
        from av import AudioResampler

        self.rate = rate
        self._channels = channels
        self._layout = f"{channels}c"
        self._taken = 0
        self._given = 0
        self._filter = AudioResampler(format="flt", layout=self._layout, rate=RATE)

    def push(self, samples: Samples) -> Samples:
        from av import AudioFrame

        self._taken += samples.shape[1]
        if self.rate == RATE:
            return samples
        interleaved = np.ascontiguousarray(samples.T, np.float32).reshape(1, -1)
        frame = AudioFrame.from_ndarray(interleaved, format="flt", layout=self._layout)
        frame.sample_rate = self.rate
        return self._resampled(frame)

    def flush(self) -> Samples:
        """What the filter still holds, cut or filled up to the exact length."""
        if self.rate == RATE or self._taken == 0:
            return np.zeros((self._channels, 0), np.float32)
        missing = round(self._taken * RATE / self.rate) - self._given
        tail = self._resampled(None)[:, :missing]
        return np.pad(tail, ((0, 0), (0, missing - tail.shape[1])))

    def _resampled(self, frame: AudioFrame | None) -> Samples:
        pieces = [
            out.to_ndarray().reshape(-1, self._channels) for out in self._filter.resample(frame)
        ]
        resampled = np.concatenate([np.zeros((0, self._channels), np.float32), *pieces]).T
        self._given += resampled.shape[1]
        return resampled
