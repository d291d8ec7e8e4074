"""Quantities in speech: durations, counts, money, percentages, ordinals and dates, as intervals."""

import re
from collections.abc import Iterator
from dataclasses import replace

from calltools.language.quantities.model import DAYS, Quantity

__all__ = ["DAYS", "Quantity", "find_quantities"]

_LONGEST = 1000
"""Characters that are read at once: no figure takes so many, and the time to read them grows with
their square."""
_ENDS = re.compile(r"[。？！；，,.?!;\s]")
_ENDLESS = re.compile(r"[0-9]{25,}|[零〇一二两三四五六七八九十百千万亿]{40,}")
"""Runs that are no number anybody says; of numbers dialled and those of records none has half."""


def find_quantities(text: str, language: str) -> list[Quantity]:
    """The quantities in ``text``, left to right, none overlapping.

    ``text`` is Chinese in simplified script and half-width digits, or lower-case English
    (``language.script.fold`` makes both); ``language`` starts with ``zh`` or ``en``.
    """
    from calltools.language.quantities import en, zh

    grammar = en if language.startswith("en") else zh
    plain = _ENDLESS.sub(lambda run: "\0" * len(run[0]), text)
    return [
        _moved(found, start) if start else found
        for start, end in _stretches(plain)
        for found in grammar.find(plain[start:end])
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
