"""Originals changed in their sound, or beside it: bits within the frames, tags alone.

Of test_sound_damage.py, which has a few, and many with ``--times``.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

import sounds
from calltools.store.recordings import register
from calltools.store.workspace import Workspace

SUFFIXES = (".wav", ".flac", ".mp3")
_FRAMES_BEGIN = {".wav": 44, ".flac": 4096, ".mp3": 1000}
_COMMENT = b"\0\0\0\0\1\0\0\0\7\0\0\0TITLE=x"


def add_originals(workspace: Workspace) -> Mapping[str, Path]:
    """A recording in each format, registered; by suffix."""
    noise = sounds.pink_noise(4)
    found = {suffix: workspace.recordings / f"sound{suffix[1:]}{suffix}" for suffix in SUFFIXES}
    sounds.write_wav(found[".wav"], noise)
    sounds.encode(found[".flac"], noise, codec="flac")
    sounds.encode(found[".mp3"], noise, codec="libmp3lame")
    for path in found.values():
        register(workspace, path)
    return found


def bits_of_frames(path: Path, chosen: random.Random) -> None:
    """Flip a bit in one to eight bytes of the frames."""
    data = bytearray(path.read_bytes())
    for _ in range(chosen.randint(1, 8)):
        place = chosen.randrange(_FRAMES_BEGIN[path.suffix], len(data))
        data[place] ^= 1 << chosen.randrange(8)
    path.write_bytes(data)


def tags_alone(path: Path, chosen: random.Random) -> None:
    """Put in what players show and nobody hears: a chunk, a comment, a tag."""
    data = path.read_bytes()
    said = bytes(chosen.choices(b"abcdefgh", k=20))
    if path.suffix == ".wav":
        data += b"note" + len(said).to_bytes(4, "little") + said
    elif path.suffix == ".mp3":
        data += b"TAG" + said.ljust(125, b"\0")
    else:  # a block behind the first, which says what the stream is and is 38 bytes long
        kept = bytearray(data[:42])
        last = kept[4] & 0x80
        kept[4] &= 0x7F
        comment = _COMMENT[:-1] + said[:1]
        header = bytes([last | 4]) + len(comment).to_bytes(3, "big")
        data = bytes(kept) + header + comment + data[42:]
    path.write_bytes(data)


WAYS: Mapping[str, Callable[[Path, random.Random], None]] = {
    "bits of frames": bits_of_frames,
    "tags alone": tags_alone,
}
