"""What quotations are compared by: characters in Chinese, words in English, folded to numbers.

Width, case, punctuation, spaces, accents, and simplified or traditional make no difference.  The
folding takes one character at a time (:data:`calltools.language.normalise.FOLD` of each), so that
it is a table and millions of turns are folded by array operations.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from calltools.language.normalise import FOLD, drop_punctuation, normalise, one_variant
from calltools.language.normalise import is_chinese as is_chinese
from calltools.language.sentences import Language

BITS = 21
"""Symbols are below 2 ** BITS: code points are, and words are hashed to it."""

_UNSEEN, _WITHIN, _BREAK = -2, -1, 0
_WITHIN_WORDS = frozenset("'’‘ʼ＇´`\u00ad\u200b\u200c\u200d\ufeff")
_BASE = 1_000_003  # a prime, of the hash of a word
_LONGEST = 64  # letters of a word that its hash sees

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Symbols:
    """A folded text: ``codes[i]`` (1 to 2 ** BITS - 1) stands for ``text[starts[i]:ends[i]]``."""

    codes: Numbers
    starts: Numbers
    ends: Numbers

    def __len__(self) -> int:
        return len(self.codes)


def symbols(text: str, language: Language) -> Symbols:
    """The characters of ``text`` (``language`` zh) or its words (en)."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes = _codes(points)
    at = np.arange(len(points), dtype=np.int64)
    if language == "zh":
        kept = codes > 0
        return Symbols(codes[kept], at[kept], at[kept] + 1)
    return _words(codes[codes != _WITHIN], at[codes != _WITHIN])


def _words(codes: Numbers, at: Numbers) -> Symbols:
    """Runs of letters and digits, each hashed to one symbol."""
    inside = np.concatenate(([False], codes > 0, [False]))
    begins = inside[1:-1] & ~inside[:-2]
    first, last = np.flatnonzero(begins), np.flatnonzero(inside[1:-1] & ~inside[2:])
    if not len(first):
        return Symbols(codes[:0], at[:0], at[:0])
    word = np.maximum(np.cumsum(begins) - 1, 0)
    place = np.clip(np.arange(len(codes)) - first[word], 0, _LONGEST - 1)
    terms = np.maximum(codes, 0).astype(np.uint64) * _powers()[place]
    hashes = np.add.reduceat(terms, first)
    hashes = (hashes ^ (hashes >> np.uint64(29))) * np.uint64(0x9E3779B97F4A7C15)
    hashed = (hashes >> np.uint64(64 - BITS)).astype(np.int64)
    return Symbols(np.maximum(hashed, 1), at[first], at[last] + 1)


@cache
def _powers() -> NDArray[np.uint64]:
    powers = np.full(_LONGEST, _BASE, dtype=np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


def _codes(points: NDArray[np.uint32]) -> Numbers:
    """A code for each character: 0 for what parts words, less for what stands within one."""
    table = _table()
    codes = table[points]
    if (codes == _UNSEEN).any():
        for point in np.unique(points[codes == _UNSEEN]):
            table[point] = _code(chr(point))
        codes = table[points]
    return codes.astype(np.int64)


@cache
def _table() -> NDArray[np.int32]:
    return np.full(0x110000, _UNSEEN, dtype=np.int32)


def _code(character: str) -> int:
    """The code point of ``character`` folded; of what folds to several the first (ﬁ, ㎏)."""
    if "\ud800" <= character <= "\udfff":
        return _BREAK
    folded = normalise(character, (one_variant, *FOLD, drop_punctuation)).text
    for part in unicodedata.normalize("NFKD", folded):
        if unicodedata.category(part)[0] in "LN":
            return ord(part)
    within = character in _WITHIN_WORDS or unicodedata.category(character)[0] == "M"
    return _WITHIN if within else _BREAK
