"""Which words of a turn a rendering is of: those from the first to the last clause that it has."""

from __future__ import annotations

from collections.abc import Sequence

from calltools.comparison.dictionary import Term, terms
from calltools.comparison.figures import matched_figures
from calltools.comparison.words import other_language
from calltools.language.encoders import Encoder
from calltools.language.normalise import TextSpan, simplify
from calltools.language.sentences import Language, spans

_LEAST_LIKENESS = 0.15
"""Likeness, with words in common, from which a clause of the turn is one that is rendered."""
_COMMON = 0.5
"""What the share of common words counts beside a cosine."""


def covered(
    turn: str, place: TextSpan, rendering: str, language: Language, encoder: Encoder
) -> TextSpan:
    """The words of ``turn``, which is in ``language``, from the first to the last clause that the
    rendering is of.

    ``place`` is where it was found, which its likest clauses may go beyond.
    """
    clauses = spans(turn, language, "clause")
    parts = [rendering[a:b] for a, b in spans(rendering, other_language(language), "clause")]
    if len(clauses) < 2 or not parts:
        return place
    if len(parts) >= len(clauses):
        return clauses[0][0], clauses[-1][1]
    texts = [simplify(turn[a:b]) for a, b in clauses]
    likeness = encoder.encode([simplify(part) for part in parts]) @ encoder.encode(texts).T
    known = [terms(text, language) for text in texts]
    figures = [figure.span for figure, _ in matched_figures(turn, rendering, language)]
    told = [place, *(c for c in clauses if any(c[0] <= at < c[1] for at, _ in figures))]
    for row, part in zip(likeness, parts, strict=True):
        asked = terms(part, other_language(language))
        scores = [
            float(value) + _COMMON * _common(asked, words)
            for value, words in zip(row, known, strict=True)
        ]
        best = max(range(len(scores)), key=scores.__getitem__)
        if scores[best] >= _LEAST_LIKENESS:
            told.append(clauses[best])
    return min(start for start, _ in told), max(end for _, end in told)


def _common(terms_of_one: Sequence[Term], terms_of_other: Sequence[Term]) -> float:
    """The share of the words of the shorter side that the other has."""
    keys = frozenset[str]().union(*(k for _, k in terms_of_other))
    common = sum(not k.isdisjoint(keys) for _, k in terms_of_one)
    return common / max(min(len(terms_of_one), len(terms_of_other)), 1)
