"""The texts of two transcripts as letters that can be compared: characters, sounds, places."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from calltools.alignment.model import TurnSpan
from calltools.arrays import Flags, Ints
from calltools.language.normalise import CER, normalise
from calltools.language.sounds import loosely_alike, syllable

FILLERS = frozenset("嗯啊呃额哦噢喔唉哎诶欸呀哟嘛呢吧哈呵喂")
"""Characters that editors leave out and recognisers miss; they cost little to skip."""

_SYLLABLE = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of the turns ``texts``, scripts and numerals folded, one row each.

    Letter ``i`` stands in ``texts[turn[i]][start[i]:end[i]]``.  ``char`` is its code point;
    ``sound`` numbers the two parts of its toneless syllable, the initial (0: none) and the final,
    ``near`` the same with what recognisers confuse made one (language.sounds).
    ``first`` and ``last`` mark the edges of utterances.
    """

    texts: Sequence[str]
    char: Ints
    sound: Ints
    near: Ints
    turn: Ints
    start: Ints
    end: Ints
    first: Flags
    last: Flags
    filler: Flags

    def __len__(self) -> int:
        return len(self.char)

    def span(self, letters: Sequence[int]) -> TurnSpan | None:
        """Where ``letters``, all of one turn, stand."""
        if not letters:
            return None
        first, last = letters[0], letters[-1]
        return TurnSpan(int(self.turn[first]), int(self.start[first]), int(self.end[last]))

    def text(self, letters: Sequence[int]) -> str:
        """The characters from the first to the last of ``letters``."""
        span = self.span(letters)
        return "" if span is None else self.texts[span.turn][span.start : span.end]


def letters_of(texts: Sequence[str]) -> Letters:
    """The letters of turns with these ``texts``."""
    folded = [normalise(text, CER) for text in texts]
    characters = "".join(turn.text for turn in folded)
    turn = np.repeat(np.arange(len(texts), dtype=np.int32), [len(t.text) for t in folded])
    sounds = np.asarray([_sounds(c) for c in characters], np.int32).reshape(-1, 4)
    return Letters(
        texts=texts,
        char=np.asarray([ord(c) for c in characters], np.int32),
        sound=sounds[:, :2],
        near=sounds[:, 2:],
        turn=turn,
        start=np.asarray([at for t in folded for at in t.starts], np.int32),
        end=np.asarray([at for t in folded for at in t.ends], np.int32),
        first=np.diff(turn, prepend=-1) > 0,
        last=np.diff(turn, append=len(texts)) > 0,
        filler=np.asarray([c in FILLERS for c in characters], np.bool_),
    )


@cache
def _sounds(character: str) -> tuple[int, int, int, int]:
    sound = syllable(character)
    return *_parts(sound), *_parts(loosely_alike(sound))


def _parts(sound: str) -> tuple[int, int]:
    match = _SYLLABLE.fullmatch(sound)
    if len(sound) == 1 or match is None:  # a vowel, or a character that is no hanzi
        return 0, _number(sound)
    initial, final = match.groups()
    return _number(initial), _number(final)


def _number(part: str) -> int:
    return zlib.crc32(part.encode()) >> 1  # 0 for no initial
