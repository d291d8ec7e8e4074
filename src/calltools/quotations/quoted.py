"""A quotation as it is looked for: its symbols, its marks of elision, its bracketed insertions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from calltools.language.sentences import Language
from calltools.quotations.symbols import Symbols, symbols

ELLIPSIS = re.compile(
    r"…+|⋯+|\.{3,}|(?:\.\s){2,}\.|。{3,}|．{3,}|·{3,}"
    r"|[\[［〔(（【]\s*(?:…+|⋯+|\.{2,}|[略省]|中略|下略|以下略|snip)\s*[\]］〕)）】]"
)
"""Marks of words left out."""

_INSERTED = re.compile(r"[\[［〔【][^\]］〕】]*[\]］〕】]|[(（][^)）]*[)）]")
_CLAUSE = re.compile(r"[,，.。;；:：?？!！、\n—]")
_BRACKETED = 0.25
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class _Prices:
    """What going on elsewhere costs: at an ellipsis, at a clause's end, anywhere else."""

    ellipsis: float
    clause: float
    anywhere: float


_PRICES: Mapping[Language, _Prices] = {"zh": _Prices(0.2, 1.5, 2.5), "en": _Prices(0.2, 1.2, 1.8)}


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation as symbols, with what going on elsewhere, or missing, costs at each."""

    text: str
    language: Language
    symbols: Symbols
    breaks: tuple[float, ...]
    missing: tuple[float, ...]

    @classmethod
    def of(cls, text: str, language: Language) -> Quoted:
        elided = [match.span() for match in ELLIPSIS.finditer(text)]
        inserted = [m.span() for m in _INSERTED.finditer(text) if m.span() not in elided]
        found = symbols(text, language)
        # The word in a mark such as （略） is no word of the quotation.
        kept = np.array([not _within(int(at), elided) for at in found.starts], dtype=bool)
        found = Symbols(found.codes[kept], found.starts[kept], found.ends[kept])
        prices = _PRICES[language]
        breaks = [prices.anywhere]
        for end, start in zip(found.ends[:-1], found.starts[1:], strict=True):
            if any(end <= at < start for at, _ in elided):
                breaks.append(prices.ellipsis)
            else:
                clause = _CLAUSE.search(text, int(end), int(start))
                breaks.append(prices.clause if clause else prices.anywhere)
        missing = [_BRACKETED if _within(int(at), inserted) else 1.0 for at in found.starts]
        return cls(text, language, found, tuple(breaks), tuple(missing))

    def elided_between(self, one: int, other: int) -> bool:
        """Whether an ellipsis stands between the symbols ``one`` and ``other``."""
        price = _PRICES[self.language].ellipsis
        return any(self.breaks[unit] == price for unit in range(one + 1, other + 1))

    def chunks(self) -> Iterator[tuple[int, int]]:
        """The whole, or spans of at most some hundred symbols that end where a clause does."""
        start, size = 0, len(self.symbols)
        anywhere = _PRICES[self.language].anywhere
        while size - start > _LONGEST:
            ends = range(start + _LONGEST, start + _LONGEST // 2, -1)
            end = next((e for e in ends if self.breaks[e] < anywhere), ends[0])
            yield start, end
            start = end
        yield start, size


def _within(at: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)
