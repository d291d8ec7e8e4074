"""Where the words of a turn are cut into clauses, the smallest stretches that make a claim."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from calltools.language.quantities import Quantity, find_quantities

_MARKS = {
    # Recognisers write a pause as a space.
    "zh": re.compile(r"(?<=[一-鿿])\s+(?=[一-鿿])|[,。！!？?；;：:]+|[—–]+|-{2,}|…+|\.{2,}"),
    "en": re.compile(
        r"(?<!\bdr)(?<!\bmr)(?<!\bmrs)[.?!;:]+(?=[\s'\"]|$)|,(?=\s|$)|\s*[—–]+\s*|\.{2,}|…+"
    ),
}
_LEAST_SUM = 1000
"""A bare number from which on it is taken for a sum of money."""
_PARTICLES = re.compile(r"[吧啊呀呢嘛了]+")
_JOINT_EN = re.compile(r"\b(?:and|but|while|whereas|or)\b")
_OF_ITS_OWN = {
    "zh": re.compile(r"[^\W\d吧啊呀呢嘛了的也都也就到至和跟与或者是可能还]"),
    "en": re.compile(r"\b(?!(?:and|or|to|maybe|perhaps|even|sometimes|then|up)\b)[a-z]{3,}"),
}
"""A word between two figures that tells what the second is: without one they may be a range."""


@dataclass(frozen=True, slots=True)
class ClausePlace:
    """``text[start:end]``, the punctuation that follows, and the quantities that begin in it."""

    start: int
    end: int
    mark: str
    quantities: tuple[Quantity, ...]


def pieces(text: str, language: str) -> Iterator[ClausePlace]:
    """The clauses of a turn, in order; without white space at their ends."""
    quantities = find_quantities(text, language)
    places = [q.core[0] for q in quantities]

    def own(start: int, end: int) -> Sequence[Quantity]:
        return quantities[bisect_left(places, start) : bisect_left(places, end)]

    inside = {i for q in quantities for i in range(q.start + 1, q.end)}
    for start, end, mark in _between_marks(text, language, inside):
        figures = _figure_cuts(text, own(start, end), language)
        for a, b in pairwise([start, *figures, end]):
            words = text[a:b]
            if words.strip():
                begin = a + len(words) - len(words.lstrip())
                stop = begin + len(words.strip())
                yield ClausePlace(begin, stop, mark if b == end else "", tuple(own(a, b)))


def _between_marks(text: str, language: str, inside: set[int]) -> Iterator[tuple[int, int, str]]:
    at = 0
    for match in _MARKS[language].finditer(text):
        if match.start() not in inside or match.end() not in inside:
            yield at, match.start(), match[0].strip()
            at = match.end()
    yield at, len(text), ""


def _figure_cuts(text: str, quantities: Sequence[Quantity], language: str) -> Iterator[int]:
    """Cuts between two periods or two sums that no word joins to a range: 一般五天急的两天 is two
    claims, 材料费一万二手术费六千 too."""
    for first, second in pairwise(filter(_is_claimed, quantities)):
        between = text[first.end : second.start]
        if _is_sum(first) != _is_sum(second) or not _OF_ITS_OWN[language].search(between):
            continue
        if language == "en":  # what a figure is for follows it
            joint = _JOINT_EN.search(between)
            yield first.end + joint.start() if joint else second.start
        else:
            particle = _PARTICLES.match(between)
            yield first.end + (particle.end() if particle else 0)


def _is_sum(q: Quantity) -> bool:
    return q.kind == "money" or (q.kind == "count" and not q.unit and (q.high or 0) >= _LEAST_SUM)


def _is_claimed(q: Quantity) -> bool:
    return _is_sum(q) or (q.kind == "duration" and not q.period)
