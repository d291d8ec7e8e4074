"""Turns of one transcript, running on, with the way back to their code points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from calltools.language.sentences import Language
from calltools.quotations.corpus import Entry
from calltools.quotations.symbols import Numbers, Symbols, symbols


@dataclass(frozen=True, slots=True)
class TurnWindow:
    """The symbols of ``text``, some turns of ``entry`` in lines, with the turn of each and where
    that turn begins in the text."""

    entry: Entry
    text: str
    symbols: Symbols
    turns: Numbers
    begins: Numbers

    @classmethod
    def of(cls, entry: Entry, numbers: Sequence[int], language: Language) -> TurnWindow:
        """The turns ``numbers`` of ``entry``, in order."""
        texts = [entry.turns[number].text for number in numbers]
        sizes = np.array([len(text) + 1 for text in texts])
        begins = np.cumsum(sizes) - sizes
        text = "\n".join(texts)
        found = symbols(text, language)
        which = np.searchsorted(begins, found.starts, side="right") - 1
        return cls(entry, text, found, np.array(numbers)[which], begins[which])

    def span(self, low: int, high: int) -> tuple[int, int, int]:
        """The turn of the symbols ``low`` to ``high``, and the code points they cover in it."""
        begin = int(self.begins[low])
        start, end = int(self.symbols.starts[low]), int(self.symbols.ends[high - 1])
        return int(self.turns[low]), start - begin, end - begin

    def words(self, which: Numbers) -> list[str]:
        """The words at ``which`` places of the window, in small letters."""
        places = zip(self.symbols.starts[which], self.symbols.ends[which], strict=True)
        return [self.text[start:end].casefold() for start, end in places]
