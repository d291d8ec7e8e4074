"""The texts of two transcripts as letters that can be compared: characters, sounds, places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calltools.alignment.model import TurnSpan
from calltools.arrays import Flags, Ints
from calltools.language.normalise import CER, normalise
from calltools.language.sounds import loosely_alike, syllable


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of the turns ``texts``, scripts and numerals folded, one row each.

    Letter ``i`` stands in ``texts[turn[i]][start[i]:end[i]]``.  ``sounds`` are the character, its
    toneless syllable, and that with what recognisers confuse made one (language.sounds).
    ``first`` and ``last`` mark the edges of utterances.
    """

    texts: Sequence[str]
    sounds: Sequence[NDArray[np.str_]]
    turn: Ints
    start: Ints
    end: Ints
    first: Flags
    last: Flags

    def __len__(self) -> int:
        return len(self.turn)

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
    syllables = [syllable(c) for c in characters]
    near = [loosely_alike(sound) for sound in syllables]
    return Letters(
        texts=texts,
        sounds=[np.asarray(of, np.str_) for of in ([*characters], syllables, near)],
        turn=turn,
        start=np.asarray([at for t in folded for at in t.starts], np.int32),
        end=np.asarray([at for t in folded for at in t.ends], np.int32),
        first=np.diff(turn, prepend=-1) > 0,
        last=np.diff(turn, append=len(texts)) > 0,
    )
