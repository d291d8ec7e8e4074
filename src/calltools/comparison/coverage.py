"""Whether words have no counterpart on the other side: how likely a clause was left out, put in.

Each clause is judged by four measures: the share of its words, figures and names that the other
text has (dictionary), its likeness to the nearest stretch of it, how much more alike the two
texts are without the clause (embeddings), and how much of its length the other text is short of.
The weights come from a logistic regression on faithful renderings from which clauses were taken
(benchmarks/fit_coverage.py); left out whole calls at a time they find nine of ten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from calltools.comparison.dictionary import terms
from calltools.comparison.names import name_is_said, spelled_names
from calltools.comparison.words import is_light, other_language
from calltools.language.encoders import Encoder
from calltools.language.normalise import TextSpan
from calltools.language.quantities import agree, quantities
from calltools.language.sentences import Language, spans
from calltools.logistic import logistic

Measures = tuple[float, float, float, float]
"""Share of words had, likeness of the nearest stretch, gain without, length missing."""

_WEIGHTS: dict[Language, tuple[Measures, float]] = {
    "zh": ((-3.48, -4.59, 3.28, 2.44), 2.06),
    "en": ((-3.46, -3.58, 3.40, 2.36), 0.77),
}
"""By the language of the clause: weights and intercept."""

_WORDS_PER_CHARACTER = 0.78
_WIDEST = 3
"""Clauses of the other side that may render one."""
_SHORTEST = {"zh": 4, "en": 3}
"""Characters, or words, of a clause that stands alone."""
_ENDS = ".?!。？！"


def loss(text: str, place: TextSpan, other: str, language: Language, encoder: Encoder) -> float:
    """How likely it is that ``other`` leaves out ``text[place]``, 0 to 1: its surest clause."""
    inside = [
        probability(measured, language)
        for (start, end), measured in zip(
            split_clauses(text, language), measures(text, other, language, encoder), strict=True
        )
        if start < place[1] and place[0] < end
    ]
    return max(inside, default=0.0)


def probability(measured: Measures, language: Language) -> float:
    """How likely it is, 0 to 1, that a clause of ``language`` is not rendered."""
    weights, intercept = _WEIGHTS[language]
    return logistic(intercept + sum(w * m for w, m in zip(weights, measured, strict=True)))


def split_clauses(text: str, language: Language) -> list[TextSpan]:
    """The clauses; very short ones go with the clause before them in their sentence, else with the
    one behind."""
    clauses: list[TextSpan] = []
    joined = False  # the clause before was too short to stand alone
    for place in spans(text, language, "clause"):
        short = _size(text, place, language) < _SHORTEST[language]
        back = bool(clauses) and short and text[clauses[-1][1] - 1] not in _ENDS
        if joined or back:
            clauses[-1] = (clauses[-1][0], place[1])
        else:
            clauses.append(place)
        joined = _size(text, clauses[-1], language) < _SHORTEST[language]
    if joined and len(clauses) > 1:
        last = clauses.pop()
        clauses[-1] = (clauses[-1][0], last[1])
    return clauses


def _size(text: str, place: TextSpan, language: Language) -> int:
    """Characters of Chinese, words of English."""
    return len(re.findall(r"\w" if language == "zh" else r"[\w'’]+", text[slice(*place)]))


def measures(text: str, other: str, language: Language, encoder: Encoder) -> list[Measures]:
    """The measures of each clause of ``text``."""
    clauses = split_clauses(text, language)
    if not clauses:
        return []
    n = len(clauses)
    said = [text[a:b] for a, b in clauses]
    without = [text[:a] + text[b:] for a, b in clauses]
    vectors = encoder.encode([*said, *without, text])
    nearest = (vectors[:n] @ encoder.encode(_stretches(other, language)).T).max(axis=1)
    likeness = vectors[n:] @ encoder.encode([other])[0]
    gains = likeness[:n] - likeness[n]
    shares = [_share_had(clause, other, language) for clause in said]
    missing = _missing(text, other, clauses, language)
    return [
        (float(s), float(m), float(g), float(x))
        for s, m, g, x in zip(shares, nearest, gains, missing, strict=True)
    ]


def _stretches(other: str, language: Language) -> list[str]:
    """What of ``other`` may render a clause: one to three clauses that follow one another."""
    pieces = split_clauses(other, other_language(language))
    return [
        other[pieces[i][0] : pieces[j][1]]
        for i in range(len(pieces))
        for j in range(i, min(i + _WIDEST, len(pieces)))
    ] or [other]


def _share_had(clause: str, other: str, language: Language) -> float:
    """The share of what can be looked up that ``other`` has: words, figures, names."""
    known = frozenset[str]().union(*(keys for _, keys in terms(other, other_language(language))))
    words = [keys for word, keys in terms(clause, language) if not is_light(word, language)]
    had = sum(not keys.isdisjoint(known) for keys in words)
    there = quantities(other, other_language(language))
    here = [figure for figure in quantities(clause, language) if not figure.weak]
    had_figures = sum(any(agree(figure, one) == "same" for one in there) for figure in here)
    zh, en = (clause, other) if language == "zh" else (other, clause)
    names = sum(name_is_said(name, zh) for name in spelled_names(en))
    return (had + 2 * had_figures + 2 * names + 0.5) / (
        max(len(words), had) + 2 * len(here) + 2 * names + 1
    )


def _missing(
    text: str, other: str, clauses: Sequence[TextSpan], language: Language
) -> Iterator[float]:
    """What ``other`` is short of, in lengths of each clause, from -2 to 2."""
    rate = _WORDS_PER_CHARACTER if language == "zh" else 1 / _WORDS_PER_CHARACTER
    expected = rate * _size(text, (0, len(text)), language)
    short = expected - _size(other, (0, len(other)), other_language(language))
    for clause in clauses:
        yield float(np.clip(short / max(rate * _size(text, clause, language), 1.0), -2, 2))
