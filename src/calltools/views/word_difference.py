"""What was said and what is quoted, word by word, for a reader to see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from calltools.language.normalise import FOLD, normalise

# A word or sign with the space behind it, so that two changed words are one change.
_WORDS = re.compile(r"(?:[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*|.)\s*", re.S)
_CHINESE = re.compile(r"(?:\d+(?:[.,]\d+)*|[A-Za-z]+|.)\s*", re.S)


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A stretch that is the same on both sides, left out of the quotation, or put into it.

    ``said`` is the call's own spelling of a stretch that is the same.
    """

    kind: Literal["same", "left_out", "put_in"]
    text: str
    said: str = ""


def difference(said: str, quoted: str, language: str) -> tuple[DiffPart, ...]:
    """The pieces that make ``quoted`` out of ``said``: words of English, characters of Chinese.

    What differs only in script, width, case or kind of punctuation is the same, and is given as
    quoted: the pieces that are not ``left_out`` join to ``quoted``.
    """
    from rapidfuzz.distance import LCSseq

    pattern = _WORDS if language.startswith("en") else _CHINESE
    before, after = pattern.findall(said), pattern.findall(quoted)
    pieces: list[DiffPart] = []
    left_out = put_in = ""
    for step in LCSseq.opcodes([_fold(w) for w in before], [_fold(w) for w in after]):
        if step.tag == "equal":
            pieces += _change(left_out, put_in)
            left_out = put_in = ""
            own = "".join(before[step.src_start : step.src_end])
            pieces.append(DiffPart("same", "".join(after[step.dest_start : step.dest_end]), own))
        else:
            left_out += "".join(before[step.src_start : step.src_end])
            put_in += "".join(after[step.dest_start : step.dest_end])
    return (*pieces, *_change(left_out, put_in))


def _change(left_out: str, put_in: str) -> list[DiffPart]:
    """A change as readers expect it: first what was there, then what stands instead."""
    both = (DiffPart("left_out", left_out), DiffPart("put_in", put_in))
    return [piece for piece in both if piece.text]


def _fold(word: str) -> str:
    return normalise(word, FOLD).text.strip() or word
