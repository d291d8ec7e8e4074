"""What a file's own header says about its length, and what a file that is not sound looks like.

The length of a recording is never taken from here: it is counted.  But where a header is exact
and promises more than is there, the file was cut short, and that must be told.
"""

from __future__ import annotations

import struct
from io import BufferedReader
from typing import TYPE_CHECKING, Any

from calltools.messages import Message
from calltools.times import to_ms

if TYPE_CHECKING:
    import av

# Formats whose header or index tells how much sound there must be.  WAV is looked at by bytes.
_EXACT_LENGTH = {"w64", "aiff", "au", "caf", "flac", "mov", "matroska"}
_RIFF_UNKNOWN = {0, 0xFFFF_FFFF}
"""Sizes that programs write which do not know the length beforehand."""

_OGG_PAGE = b"OggS"
_LONGEST_OGG_PAGE = 65_307  # bytes (RFC 3533)

_MAGIC = {
    b"%PDF": Message("a PDF"),
    b"PK\x03\x04": Message("a ZIP archive or office document"),
    b"\x89PNG": Message("a picture"),
    b"\xff\xd8\xff": Message("a picture"),
    b"GIF8": Message("a picture"),
    b"Rar!": Message("a RAR archive"),
    b"\x1f\x8b": Message("a gzip archive"),
    b"7z\xbc\xaf": Message("a 7z archive"),
    b"\xd0\xcf\x11\xe0": Message("an old office document"),
}


def promised_ms(file: BufferedReader, container: av.container.InputContainer, stream: Any) -> int:
    """The length the header claims in ms, 0 where that would only be libav's guess."""
    name = container.format.name.split(",")[0]
    if name not in _EXACT_LENGTH and not (name == "mp3" and _counts_frames(file)):
        return 0
    if stream.duration is not None and stream.time_base is not None:
        return to_ms(float(stream.duration * stream.time_base))
    if container.duration is not None and len(container.streams) == 1:
        return round(container.duration / 1000)
    return 0


def missing_bytes(file: BufferedReader, size: int) -> int:
    """How many bytes a WAV file's header promises beyond its ``size``; 0 for other files."""
    head = _peek(file, 0, 12)
    if head[:4] != b"RIFF" or head[8:] != b"WAVE":
        return 0
    promised = int.from_bytes(head[4:8], "little")
    return 0 if promised in _RIFF_UNKNOWN else max(promised + 8 - size, 0)


def lacks_last_page(file: BufferedReader, size: int) -> bool:
    """Whether an Ogg file's last page is not the one marked as the end (RFC 3533, section 6)."""
    if _peek(file, 0, 4) != _OGG_PAGE:
        return False
    tail = _peek(file, max(size - _LONGEST_OGG_PAGE, 0), _LONGEST_OGG_PAGE)
    flags = tail[tail.rfind(_OGG_PAGE) + 5 :][:1]
    return not flags or not flags[0] & 4


def describe(file: BufferedReader) -> str:
    """What the first bytes of a file that is not sound look like."""
    head = _peek(file, 0, 4096)
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:16] == b"WAVEfmt ":
        channels, rate = struct.unpack_from("<HI", head.ljust(28, b"\0"), 22)
        return Message(
            "a damaged WAV header ({channels} channels, {rate} samples a second)",
            channels=channels,
            rate=rate,
        )
    if head[4:8] == b"ftyp":
        return Message(
            "an MP4 or 3GP file whose index is missing (it stands at the end) or damaged"
        )
    if _is_text(head.removeprefix(b"\xef\xbb\xbf")):
        return Message("text")
    return Message("bytes of no sound format known here, or damaged")


def _counts_frames(file: BufferedReader) -> bool:
    """Whether an MP3 file's first frame, after an ID3 tag if any, tells the number of frames."""
    head = _peek(file, 0, 10)
    start = 0
    if head[:3] == b"ID3" and len(head) == 10:
        start = 10 + sum(
            (byte & 0x7F) << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True)
        )
    frame = _peek(file, start, 200)
    return b"Xing" in frame or b"Info" in frame


def _peek(file: BufferedReader, offset: int, count: int) -> bytes:
    """Bytes from ``offset``, leaving the position as it was."""
    position = file.tell()
    file.seek(offset)
    data = file.read(count)
    file.seek(position)
    return data


def _is_text(head: bytes) -> bool:
    if not head or any(byte < 9 or 13 < byte < 32 for byte in head):
        return False
    for encoding in ("utf-8", "gb18030"):
        kept = head.decode(encoding, "ignore").encode(encoding)
        if len(kept) >= len(head) - 3:  # the last character may be cut
            return True
    return False
