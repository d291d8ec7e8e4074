"""Which words of a turn a rendering is of: those from the first to the last clause that it has."""

from __future__ import annotations

from calltools.comparison.changed_figures import matched_figures
from calltools.comparison.common_words import other_language
from calltools.language.encoders import Encoder
from calltools.language.normalise import TextSpan
from calltools.language.sentences import Language, spans
from calltools.quotations.locating.senses import SensedTexts

_LEAST_LIKENESS = 0.1
"""Likeness from which a clause of the turn is one that is rendered."""


def covered(
    turn: str, place: TextSpan, rendering: str, language: Language, encoder: Encoder
) -> TextSpan:
    """The words of ``turn``, which is in ``language``, from the first to the last clause that the
    rendering is of.

    ``place`` is where it was found, which its likest clauses may go beyond.
    """
    other = other_language(language)
    clauses = spans(turn, language, "clause")
    parts = [rendering[a:b] for a, b in spans(rendering, other, "clause")]
    if len(clauses) < 2 or not parts:
        return place
    if len(parts) >= len(clauses):
        return clauses[0][0], clauses[-1][1]
    said = SensedTexts.of((turn[a:b] for a, b in clauses), language, encoder)
    likeness = SensedTexts.of(parts, other, encoder).likeness(said)
    likest = [clauses[row.argmax()] for row in likeness if row.max() >= _LEAST_LIKENESS]
    figures = [figure.span[0] for figure, _ in matched_figures(turn, rendering, language)]
    told = [c for c in clauses if any(c[0] <= at < c[1] for at in figures)]
    return (
        min(start for start, _ in (place, *likest, *told)),
        max(end for _, end in (place, *likest, *told)),
    )
