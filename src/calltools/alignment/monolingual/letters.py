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
from calltools.language.sounds import loosely_alike

FILLERS = frozenset("嗯啊呃额哦噢喔唉哎诶欸呀哟嘛呢吧哈呵喂")
"""Characters that editors leave out and recognisers miss; they cost little to skip."""

_SYLLABLE = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of turns, scripts and numerals folded, one row each.

    Letter ``i`` stands in ``turns[turn[i]].text[start[i]:end[i]]``.  ``char`` is its code point;
    ``initial`` (0: none) and ``final`` number the parts of its toneless syllable, ``near_initial``
    and ``near_final`` with what recognisers confuse made one (language.sounds).
    ``first`` and ``last`` mark the edges of utterances.
    """

    char: Ints
    initial: Ints
    final: Ints
    near_initial: Ints
    near_final: Ints
    turn: Ints
    start: Ints
    end: Ints
    first: Flags
    last: Flags
    filler: Flags

    def __len__(self) -> int:
        return len(self.char)


@dataclass(frozen=True, slots=True)
class LetterSide:
    """The turns of one side and their letters."""

    texts: Sequence[str]
    letters: Letters

    def span(self, letters: Sequence[int]) -> TurnSpan | None:
        """Where ``letters``, all of one turn, stand."""
        if not letters:
            return None
        of, first, last = self.letters, letters[0], letters[-1]
        return TurnSpan(int(of.turn[first]), int(of.start[first]), int(of.end[last]))

    def text(self, letters: Sequence[int]) -> str:
        """The characters from the first to the last of ``letters``."""
        span = self.span(letters)
        return "" if span is None else self.texts[span.turn][span.start : span.end]

    def turn(self, letter: int | None) -> int | None:
        """The turn in which a letter stands."""
        return None if letter is None else int(self.letters.turn[letter])


def letters(texts: Sequence[str]) -> Letters:
    """The letters of the turns ``texts``."""
    folded = [normalise(text, CER) for text in texts]
    text = "".join(turn.text for turn in folded)
    lengths = [len(turn.text) for turn in folded]
    first = np.zeros(len(text), np.bool_)
    last = np.zeros(len(text), np.bool_)
    ends = np.cumsum(lengths, dtype=np.int32)
    spoken = np.asarray(lengths, np.int32) > 0
    first[(ends - np.asarray(lengths, np.int32))[spoken]] = True
    last[ends[spoken] - 1] = True
    sounds = [_sound(syllable) for syllable in _syllables(text)]
    initial, final, near_initial, near_final = np.asarray(sounds, np.int32).reshape(-1, 4).T
    return Letters(
        char=np.asarray([ord(c) for c in text], np.int32),
        initial=initial,
        final=final,
        near_initial=near_initial,
        near_final=near_final,
        turn=np.repeat(np.arange(len(texts), dtype=np.int32), lengths),
        start=np.asarray([at for turn in folded for at in turn.starts], np.int32),
        end=np.asarray([at for turn in folded for at in turn.ends], np.int32),
        first=first,
        last=last,
        filler=np.asarray([c in FILLERS for c in text], np.bool_),
    )


def _syllables(text: str) -> list[str]:
    """The toneless syllable of each character as it reads here; of others the character."""
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(text, errors=list)  # type: ignore[arg-type] # one entry a character
    if len(syllables) != len(text):  # a phrase read as fewer syllables than it has characters
        syllables = [(lazy_pinyin(c) or [c])[0] for c in text]
    return syllables


@cache
def _sound(syllable: str) -> tuple[int, int, int, int]:
    return *_parts(syllable), *_parts(loosely_alike(syllable))


def _parts(syllable: str) -> tuple[int, int]:
    match = _SYLLABLE.fullmatch(syllable)
    if len(syllable) == 1 or match is None:  # a vowel, or a character that is no hanzi
        return 0, _number(syllable)
    initial, final = match.groups()
    return _number(initial), _number(final)


def _number(part: str) -> int:
    return zlib.crc32(part.encode()) >> 1  # 0 for no initial
