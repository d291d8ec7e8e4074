"""Any recording to sound: libav through PyAV, confined to sound formats and to this one file.

Originals are opened read-only.  The bytes that are hashed are the bytes that are decoded: both
come from one open file.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from calltools.errors import MediaError
from calltools.files import reading
from calltools.media.headers import describe, lacks_last_page, missing_bytes, promised_ms
from calltools.media.pcm import Pcm, Samples
from calltools.media.scratch import Scratch, Take
from calltools.messages import Message
from calltools.progress import Progress, part, silent
from calltools.times import clock, span, to_ms

if TYPE_CHECKING:
    import av

MAX_CHANNELS = 8  # a telephone call has two, surround sound eight
MIN_RATE, MAX_RATE = 4_000, 384_000  # samples a second: half of telephony's, twice of studios'

# Demuxers that may be used.  Playlists and the like are left out: they open other files and hosts.
_FORMATS = (
    "wav,w64,aiff,au,caf,mp3,aac,ac3,amr,amrnb,amrwb,ogg,flac,gsm,"
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,asf,rm,flv,mpeg,mpegts"
)
_OPTIONS = {"format_whitelist": _FORMATS, "protocol_whitelist": "none"}

_CUT_MS = 250  # missing from the promised length: told as cut short; not measured
_GAP_S = 0.25  # between time stamps: told as a gap; not measured
_MAX_REMARKS = 5  # a damaged file would give thousands


def decode(
    path: Path,
    *,
    scratch: Path | None = None,
    take: Take | None = None,
    progress: Progress = silent,
) -> Pcm:
    """The sound of ``path`` at 16 kHz per channel, in a temporary file in ``scratch``.

    What is damaged is decoded as far as it goes and told in ``Pcm.source.damage``.  Times count
    samples: where the clock of a container jumps nothing is filled in, and the jump is told.
    ``take`` is given the sound, piece by piece, as ``pcm_sha256`` names it.

    Raises MediaError (one line) for whatever holds no sound that can be decoded.
    """
    with _open(path) as file:
        with _reading(path):
            audio_sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
        sound = Scratch(scratch, path, take)
        try:
            decoding = _Decoding(path, file, sound, part(progress, 0.02, 1.0))
            decoding.run()
            pcm = sound.finish(
                decoding.container, decoding.codec, audio_sha256, tuple(decoding.damage())
            )
        except BaseException:
            sound.close()
            raise
    progress(1.0)
    return pcm


def told_ms(path: Path) -> int:
    """How long the sound of ``path`` is by its header, or by what libav guesses from it; 0 where
    nothing tells.  Raises MediaError, as :func:`decode` does, for what is not sound at first sight.
    """
    with _open(path) as file, _container(path, file, _LibavFile(file)) as container:
        _stream(path, file, container)
        return round((container.duration or 0) / 1000)


def _open(path: Path) -> BufferedReader:
    """``path`` open for reading: a regular file with something in it."""
    with _reading(path):
        if "\0" in str(path) or not path.exists():
            raise MediaError(path, "not found", "check the name and the folder")
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise MediaError(path, "expected a sound file, found a folder", "name the files in it")
        if not stat.S_ISREG(status.st_mode):
            raise MediaError(path, "expected a sound file, found a device or pipe", "copy it first")
        if status.st_size == 0:
            raise MediaError(
                path, "expected sound, found an empty file", "copy it again from its source"
            )
        return path.open("rb")


def _reading(path: Path) -> contextlib.AbstractContextManager[None]:
    return reading(path, MediaError, "mend its permissions or the disk")


class _LibavFile:
    """The file as libav reads it.  It must not raise: PyAV would print a traceback.

    ``error`` is why reading failed, if it did.
    """

    def __init__(self, file: BufferedReader) -> None:
        self._file = file
        self.name = Path(file.name).name  # stands in what libav says about it, and so on pages
        self.error: OSError | None = None

    def read(self, count: int) -> bytes:
        try:
            return self._file.read(count)
        except OSError as error:
            self.error = error
            return b""

    def seek(self, offset: int, whence: int) -> int:
        try:
            return self._file.seek(offset, whence)
        except (OSError, ValueError, OverflowError):  # where a damaged header points
            return -errno.EINVAL

    def tell(self) -> int:
        return self._file.tell()


def _errors() -> tuple[type[Exception], ...]:
    """What libav raises at damaged files."""
    import av

    return (av.FFmpegError, OSError, ValueError, EOFError, MemoryError)


def _container(path: Path, file: BufferedReader, reader: _LibavFile) -> av.container.InputContainer:
    import av

    try:
        return av.open(reader, "r", options=dict(_OPTIONS), metadata_errors="replace")
    except _errors() as error:
        raise _no_sound(path, file) from error


def _stream(path: Path, file: BufferedReader, container: av.container.InputContainer) -> Any:
    """The sound track to be decoded."""
    stream = container.streams.best("audio")
    if stream is None:
        if not container.streams.video:
            raise _no_sound(path, file)
        raise MediaError(
            path,
            "expected sound, found a video without a sound track",
            "ask for the version with sound",
        )
    if stream.codec_context is None:
        raise MediaError(
            path,
            "expected sound in a known coding, found another",
            "export it as WAV with the program that recorded it",
        )
    return stream


def _no_sound(path: Path, file: BufferedReader) -> MediaError:
    return MediaError(
        path,
        Message("expected sound, found {file}", file=describe(file)),
        "check that the right file was copied, and copied whole",
    )


class _Decoding:
    """One run over one file: counts what goes wrong while frames pass into the scratch file."""

    def __init__(
        self, path: Path, file: BufferedReader, sound: Scratch, progress: Progress
    ) -> None:
        self._errors = _errors()
        self._path = path
        self._file = file
        self._reader = _LibavFile(file)
        self._sound = sound
        self._progress = progress
        self._size = os.fstat(file.fileno()).st_size
        self._remarks: list[str] = []
        self._packets = 0
        self._bad_packets = 0
        self._shape: tuple[int, int] | None = None
        self._clock: float | None = None
        self._promised_ms = 0
        self.container = ""
        self.codec = ""

    def run(self) -> None:
        with _container(self._path, self._file, self._reader) as container:
            stream = _stream(self._path, self._file, container)
            if others := len(container.streams.audio) - 1:
                self._remark(f"has {others} more sound track(s), which were not used")
            self.container = container.format.name
            self.codec = stream.codec_context.name
            self._promised_ms = promised_ms(self._file, container, stream)
            packets = container.demux(stream)
            while (packet := self._next(packets)) is not None:
                self._packets += 1
                self._decode(stream, packet)
                self._progress(min(self._file.tell() / self._size, 1.0))
            self._decode(stream, None)
        if self._reader.error is not None:
            with _reading(self._path):
                raise self._reader.error

    def damage(self) -> list[str]:
        """Remarks on what is wrong, for people."""
        remarks = list(self._remarks)
        found_ms = to_ms(self._sound.seconds)
        if self._promised_ms > found_ms + _CUT_MS:
            remarks.insert(
                0,
                f"cut short: its header promises {span(self._promised_ms)}, "
                f"{span(found_ms)} are there",
            )
        if missing := missing_bytes(self._file, self._size):
            remarks.insert(0, f"cut short: its header promises {missing:,} more bytes")
        if lacks_last_page(self._file, self._size):
            remarks.insert(0, "cut short: its last page is missing")
        if self._bad_packets:
            remarks.append(f"{self._bad_packets} of {self._packets} packets can't be decoded")
        if self._sound.not_numbers:
            remarks.append(
                f"{self._sound.not_numbers} samples are not numbers (NaN or infinite); "
                "they were replaced by silence"
            )
        return remarks

    def _next(self, packets: Iterator[Any]) -> Any:
        """The next packet; None at the end, or where the file can't be read on."""
        try:
            # PyAV ends with an empty packet; empty ones elsewhere hold nothing either.
            return next((packet for packet in packets if packet.size), None)
        except self._errors as error:
            self._remark(f"can't be read beyond {self._now()}: {error}")
            return None

    def _decode(self, stream: Any, packet: Any) -> None:
        """Take what a packet holds (None: what the decoder still has); a bad one is counted."""
        try:
            frames = stream.codec_context.decode(packet)
        except self._errors:
            self._bad_packets += 1
            return
        for frame in frames:
            self._take(frame)

    def _take(self, frame: av.AudioFrame) -> None:
        channels, rate = frame.layout.nb_channels, frame.sample_rate
        if channels > MAX_CHANNELS or channels < 1:
            raise MediaError(
                self._path,
                Message(
                    "expected at most {most} channels, found {channels}",
                    most=MAX_CHANNELS,
                    channels=channels,
                ),
                "export the two channels of the call",
            )
        if not MIN_RATE <= rate <= MAX_RATE:
            raise MediaError(
                self._path,
                Message(
                    "expected {least} to {most} samples a second, found {rate}",
                    least=MIN_RATE,
                    most=MAX_RATE,
                    rate=rate,
                ),
                "its header is damaged: ask for the file to be sent again",
            )
        if self._shape not in (None, (channels, rate)):
            self._remark(f"changes to {channels} channel(s) at {rate} Hz at {self._now()}")
        self._shape = (channels, rate)
        self._watch_clock(frame)
        try:
            samples = _samples(frame)
        except ValueError as error:  # 64-bit integers, which nobody records
            raise MediaError(
                self._path,
                Message(
                    "expected samples of 8 to 32 bits or floats, found {name}",
                    name=frame.format.name,
                ),
                "export it as 16-bit PCM",
            ) from error
        self._sound.add(samples, rate)

    def _watch_clock(self, frame: av.AudioFrame) -> None:
        if frame.pts is None or frame.time_base is None:
            return
        now = float(frame.pts * frame.time_base)
        if self._clock is not None and now - self._clock > _GAP_S:
            self._remark(
                f"its clock jumps by {now - self._clock:.1f} s "
                f"at {self._now()}: sound is missing there"
            )
        self._clock = now + frame.samples / frame.sample_rate

    def _now(self) -> str:
        return clock(to_ms(self._sound.seconds))

    def _remark(self, remark: str) -> None:
        if len(self._remarks) < _MAX_REMARKS:
            self._remarks.append(remark)


def _samples(frame: av.AudioFrame) -> Samples:
    """The samples of a frame, shape (channels, n), -1 to 1."""
    raw = frame.to_ndarray()
    if not frame.format.is_planar:
        raw = raw.reshape(-1, frame.layout.nb_channels).T
    with np.errstate(over="ignore"):  # a double beyond single precision becomes infinite: told
        samples = np.asarray(raw, np.float32)
    if raw.dtype == np.uint8:
        samples = (samples - np.float32(128)) / np.float32(128)
    elif raw.dtype.kind == "i":
        samples = samples / np.float32(2 ** (8 * raw.dtype.itemsize - 1))
    return samples
