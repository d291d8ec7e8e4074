"""Quantities in speech: durations, counts, money, dates, measures, as intervals.

:func:`quantities` reads any text for comparison; :func:`find_quantities` a folded one for records.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from calltools.language.normalise import FOLD, Normalised, normalise
from calltools.language.quantities.matching import (
    FigureAgreement,
    Matching,
    QuantityPair,
    agree,
    match,
)
from calltools.language.quantities.model import DAYS, Quantity

__all__ = [
    "DAYS",
    "FigureAgreement",
    "Matching",
    "Quantity",
    "QuantityPair",
    "agree",
    "find_quantities",
    "match",
    "quantities",
]  # fmt: skip

_LONGEST = 1000
"""Characters that are read at once: no figure takes so many, and the time to read them grows with
their square."""
_ENDS = re.compile(r"[。？！；，,.?!;\s]")
_ENDLESS = re.compile(r"[0-9]{25,}|[零〇一二两三四五六七八九十百千万亿]{40,}")
"""Runs that are not a number anybody says; of numbers dialled and those of records none has
half."""


_SPACES = str.maketrans("\t\n\r‐", "   -")


@lru_cache(maxsize=10_000)  # clauses are compared with the same text one after the other
def quantities(text: str, language: str) -> tuple[Quantity, ...]:
    """The quantities of ``text`` (any script and case), left to right, none overlapping.

    Beside those of :func:`find_quantities` there are clocks, days and months, measures and parts
    of a whole, all with their value; dates without one are none.
    """
    from calltools.language.quantities.rules import ruled
    from calltools.language.quantities.scales import on_scales
    from calltools.language.quantities.vocabulary import words

    of = words("zh" if language.startswith("zh") else "en")
    folded = normalise(text, FOLD)
    read = list(ruled(folded.text, of))
    masked = folded.text
    for start, end in (quantity.span for quantity in read):
        masked = masked[:start] + ";" * (end - start) + masked[end:]
    for quantity in find_quantities(masked, language):
        read += on_scales(masked, quantity, of)
    read.sort(key=lambda quantity: quantity.span)
    return tuple(_in_original(quantity, folded, text) for quantity in read)


def _in_original(quantity: Quantity, folded: Normalised, text: str) -> Quantity:
    start, end = folded.original(*quantity.span)
    core = folded.original(*quantity.core) if quantity.core[0] < quantity.core[1] else (start, end)
    said = quantity.said if quantity.kind == "period" else text[start:end].strip(" ,，")
    return replace(quantity, start=start, end=end, core=core, said=said)


def find_quantities(text: str, language: str) -> list[Quantity]:
    """The quantities in ``text``, left to right, none overlapping.

    ``text`` is Chinese in simplified script and half-width digits, or lower-case English
    (``language.normalise`` makes both); ``language`` starts with ``zh`` or ``en``.
    """
    from calltools.language.quantities import en, zh

    grammar = en if language.startswith("en") else zh
    plain = _ENDLESS.sub(lambda run: "\0" * len(run[0]), text.translate(_SPACES))
    return [
        _moved(found, start) if start else found
        for start, end in _stretches(plain)
        for found in grammar.find_quantities(plain[start:end])
    ]


def _moved(found: Quantity, by: int) -> Quantity:
    core = found.core[0] + by, found.core[1] + by
    return replace(found, start=found.start + by, end=found.end + by, core=core)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of what is read at once: the text, or parts of a long one, cut at its marks."""
    start = 0
    while len(text) - start > _LONGEST:
        end = start + _LONGEST
        for mark in _ENDS.finditer(text, start + _LONGEST // 2, end):
            end = mark.end()
        yield start, end
        start = end
    yield start, len(text)
