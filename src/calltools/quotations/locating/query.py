"""A quotation as it is looked for: its symbols and its marks of elision."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from calltools.language.sentences import Language
from calltools.quotations.locating.cover import Prices
from calltools.quotations.symbols import Symbols, symbols

ELLIPSIS = re.compile(
    r"…+|⋯+|\.{3,}|(?:\.\s){2,}\.|。{3,}|．{3,}|·{3,}"
    r"|[\[［〔(（【]\s*(?:…+|⋯+|\.{2,}|[略省]|中略|下略|以下略|snip)\s*[\]］〕)）】]"
)
"""Marks of words left out."""

_CLAUSE = re.compile(r"[,，.。;；:：?？!！、\n—]")
_LONGEST = 400  # symbols laid at once, to bound memory

Break = Literal["", "clause", "ellipsis"]
"""What stands before a symbol of a quotation."""

_ELSEWHERE: Mapping[Language, Mapping[Break, float]] = {
    "zh": {"": 2.5, "clause": 1.5, "ellipsis": 0.2},
    "en": {"": 1.8, "clause": 1.2, "ellipsis": 0.2},
}
_CROSSING: Mapping[Break, float] = {"": 1.2, "clause": 0.5, "ellipsis": 0.2}


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation as symbols, with what stands before each, and what laying it out costs."""

    text: str
    language: Language
    symbols: Symbols
    breaks: tuple[Break, ...]
    prices: Prices

    @classmethod
    def of(cls, text: str, language: Language) -> Quoted:
        """``text`` as it is looked for among transcripts of ``language``."""
        elided = [match.span() for match in ELLIPSIS.finditer(text)]
        every = symbols(text, language)
        # The word in a mark such as （略） is not a word of the quotation.
        places = every.starts.tolist()
        kept = np.array([not any(a <= at < b for a, b in elided) for at in places], dtype=bool)
        words = Symbols(every.codes[kept], every.starts[kept], every.ends[kept])
        edges = zip(words.ends[:-1].tolist(), words.starts[1:].tolist(), strict=True)
        breaks: tuple[Break, ...] = ("", *(_break(text[end:start]) for end, start in edges))
        prices = Prices(
            elsewhere=[_ELSEWHERE[language][kind] for kind in breaks],
            crossing=[_CROSSING[kind] for kind in breaks],
        )
        return cls(text, language, words, breaks, prices)

    @property
    def one_symbol(self) -> float:
        """The share that one symbol has in the quotation."""
        return 1 / len(self.symbols)

    def elided_between(self, one: int, other: int) -> bool:
        """Whether an ellipsis stands between the symbols ``one`` and ``other``."""
        return "ellipsis" in self.breaks[one + 1 : other + 1]

    def chunks(self) -> list[tuple[int, int]]:
        """Its symbols, of which no more than some hundred are laid at once."""
        size = len(self.symbols)
        return [(start, min(start + _LONGEST, size)) for start in range(0, size, _LONGEST)]


def _break(between: str) -> Break:
    """What stands between two symbols."""
    if ELLIPSIS.search(between):
        return "ellipsis"
    return "clause" if _CLAUSE.search(between) else ""
