"""Figures that changed places: 四成是亲属，六成是外人 printed as "sixty are family, forty others".

Both figures are on both sides, so nothing is missing; what tells is the words beside them.  Of the
clauses that have the figures, those that are alike without them (embeddings) should have the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from calltools.comparison.changes import Change
from calltools.comparison.dictionary import terms
from calltools.comparison.figures import Figure, figures
from calltools.comparison.quantities import same
from calltools.comparison.signs import Sign
from calltools.comparison.words import is_light
from calltools.language.encoders import Encoder
from calltools.language.sentences import Language

_LEAST = 0.25
"""By how much the clauses must be more alike in pairs whose figures differ (sum of two cosines): of
31 faithful renderings where two figures stand in another order none has more, of 34 with figures
exchanged 30 have.  Where the dictionary says the same, any gain will do."""
_CLAUSE = {
    "zh": re.compile(r"(?:[^，,。.！!?？;；\n]|(?<=\d)[.,](?=\d))+"),
    "en": re.compile(r"(?:(?! and | but )[^.,;:?!—\n]|(?<=\d)[.,](?=\d))+"),
}

_Told = tuple[Figure, str]
"""A figure and the words of its clause beside it."""


def exchanged_figures(zh: str, en: str, encoder: Encoder) -> Iterator[Change[Sign]]:
    """Two figures of ``zh`` that ``en`` gives to each other's words; at most one difference."""
    left, right = _told(zh, "zh"), _told(en, "en")
    crossed = [
        (one, other, first, second)
        for one, other in combinations(left, 2)
        if one[0].dimension == other[0].dimension and not same(one[0], other[0])
        for first, second in combinations(right, 2)
        if _only(one[0], second[0], first[0]) and _only(other[0], first[0], second[0])
    ]
    best: tuple[float, _Told, _Told] | None = None
    for one, other, first, second in crossed:
        a, b, c, d = encoder.encode([one[1], other[1], first[1], second[1]])
        gain = float(a @ c + b @ d - a @ d - b @ c)
        sure = gain >= _LEAST or (gain > 0 and _words_agree(one[1], other[1], first[1], second[1]))
        if sure and (best is None or gain > best[0]):
            best = gain, one, first
    if best:
        gain, (figure, words), (printed, _) = best
        said = f"{figure.said} is said of {words.strip()}"
        note = f"figures exchanged: {said}, “{printed.said}” printed"
        confidence = round(min(0.85, 0.5 + gain / 2), 2)
        yield Change(Sign.NUMBER_CHANGED, figure.place, printed.place, note, confidence)


def _words_agree(one: str, other: str, first: str, second: str) -> bool:
    """Whether the words beside the figures render one another in order and not across."""
    a, b = _keys(one, "zh"), _keys(other, "zh")
    c, d = _keys(first, "en"), _keys(second, "en")
    return bool(a & c and b & d) and not (a & d or b & c)


def _keys(text: str, language: Language) -> frozenset[str]:
    known = (keys for word, keys in terms(text, language) if not is_light(word, language))
    return frozenset[str]().union(*known)


def _only(figure: Figure, equal: Figure, unlike: Figure) -> bool:
    return same(figure, equal) and not same(figure, unlike)


def _told(text: str, language: Language) -> list[_Told]:
    """The clauses with one figure each."""
    told = []
    for match in _CLAUSE[language].finditer(text):
        inside = [
            figure
            for figure in figures(text, language)
            if match.start() <= figure.place[0] < match.end()
            and not (figure.weak or figure.dimension.startswith("which"))
        ]
        if len(inside) == 1:
            start, end = inside[0].place
            told.append((inside[0], f"{text[match.start() : start]} {text[end : match.end()]}"))
    return told
