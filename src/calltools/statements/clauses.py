"""Where the words of a turn are cut into clauses, the smallest stretches that make a claim."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from calltools.language.cues import hedges, negations
from calltools.language.lexicon import Lexicon
from calltools.language.normalise import TextSpan
from calltools.language.quantities import Quantity, find_quantities

_MARKS = {
    # Recognisers write a pause as a space.
    "zh": re.compile(r"(?<=[一-鿿])\s+(?=[一-鿿])|[,。！!？?；;：:]+|[—–]+|-{2,}|…+|\.{2,}"),
    "en": re.compile(
        r"(?<!\bdr)(?<!\bmr)(?<!\bmrs)[.?!;:]+(?=[\s'\"]|$)|,(?=\s|$)|\s*[—–]+\s*|\.{2,}|…+"
    ),
}
_ENDS_SENTENCE = frozenset("。！!？?；;.…")
_LEAST_SUM = 1000
"""A bare number from which on it is taken for a sum of money."""
_PARTICLES = re.compile(r"[吧啊呀呢嘛了]+")
_JOINT_EN = re.compile(r"\b(?:and|but|while|whereas|or)\b")
_OF_ITS_OWN = {
    "zh": re.compile(r"[^\W\d吧啊呀呢嘛了的也都也就到至和跟与或者是可能还]"),
    "en": re.compile(r"\b(?!(?:and|or|to|maybe|perhaps|even|sometimes|then|up)\b)[a-z]{3,}"),
}
"""A word between two figures that tells what the second is: without one they may be a range."""


@dataclass(frozen=True)
class Clause:
    """``view.text[start:end]``, the smallest stretch that makes a claim.

    ``sentence`` counts sentences within the turn; ``mark`` is the punctuation that follows.
    """

    index: int
    start: int
    end: int
    text: str
    sentence: int
    mark: str
    quantities: tuple[Quantity, ...]
    lexicon: Lexicon = field(repr=False)

    @cached_property
    def cues(self) -> dict[str, TextSpan]:
        """What it is about."""
        return self.lexicon.find("cue", self.text)

    @cached_property
    def other(self) -> dict[str, TextSpan]:
        """Topics that look like ours and are not."""
        return self.lexicon.find("other", self.text)

    @cached_property
    def manner(self) -> dict[str, TextSpan]:
        """How it is said."""
        return self.lexicon.find("manner", self.text)

    @cached_property
    def organs(self) -> frozenset[str]:
        """The organs named."""
        return frozenset(self.lexicon.find("organ", self.text))

    @cached_property
    def denials(self) -> tuple[TextSpan, ...]:
        """Where it denies."""
        return tuple(negations(self.text, self.lexicon.language))

    @property
    def begins_with_denial(self) -> bool:
        """Whether its first word denies."""
        return bool(self.denials) and self.denials[0][0] == 0

    @cached_property
    def is_hedged(self) -> bool:
        """Whether it has a word that makes less sure."""
        return bool(hedges(self.text, self.lexicon.language))

    @property
    def is_question(self) -> bool:
        """Whether it ends with a question mark."""
        return "?" in self.mark or "？" in self.mark


def clauses_of(text: str, lexicon: Lexicon) -> tuple[Clause, ...]:
    """The clauses of a turn, in order; without white space at their ends."""
    language = lexicon.language
    quantities = find_quantities(text, language)
    places = [q.core[0] for q in quantities]

    def own(start: int, end: int) -> Sequence[Quantity]:
        return quantities[bisect_left(places, start) : bisect_left(places, end)]

    inside = {i for q in quantities for i in range(q.start + 1, q.end)}
    clauses: list[Clause] = []
    sentence = 0
    for start, end, mark in _between_marks(text, language, inside):
        figures = _figure_cuts(text, own(start, end), language)
        for a, b in pairwise([start, *figures, end]):
            words = text[a:b].strip()
            if words:
                begin = text.index(words, a)
                last = mark if b == end else ""
                place = len(clauses), begin, begin + len(words)
                clauses.append(Clause(*place, words, sentence, last, tuple(own(a, b)), lexicon))
                sentence += any(each in _ENDS_SENTENCE for each in last)
    return tuple(clauses)


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
