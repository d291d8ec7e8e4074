"""Misheard vocabulary: words that sound like a term are proposed to be the term, none is added.

Recognisers write homophones (肾源 as 圣缘, 移植 as 疑只).  What is looked for is compared by
toneless pinyin: the longer it is, the more sounds that recognisers confuse count as equal, and
figures must sound exactly the same.  A term replaces as many characters as it has, so offsets
stay.  A denial is never put in nor taken away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import pairwise

from calltools.language.lexicon import heard_words
from calltools.language.normalise import Rewrite
from calltools.language.quantities import find_quantities
from calltools.language.sounds import alike, loosely_alike, syllable

_SOUNDS: Mapping[str, Callable[[str], str]] = {
    "terms": alike, "pieces": alike, "phrases": loosely_alike, "figures": str,
}  # fmt: skip
"""How the words of each list are compared."""
_UNITS_BY_SOUND = {"zhou": "周", "tian": "天", "nian": "年"}
"""Units that stand behind a numeral with no classifier between."""
_DENIALS = "不没未无别"
_TO = "到"
"""What joins the two figures of a range."""


def reread(text: str) -> tuple[str, tuple[Rewrite, ...]]:
    """``text`` with misheard terms read right, and (start, end, term) for each."""
    readings = sorted([*_terms_heard(text), *_ranges(text), *_units(text)])
    characters = list(text)
    for start, end, term in readings:
        characters[start:end] = term
    return "".join(characters), tuple(readings)


def _terms_heard(text: str) -> Iterator[Rewrite]:
    """The longest term that the characters from each place on sound like, where they are not it and
    are not a word that is meant as it stands."""
    sounds = {name: [_sound(name, c) for c in text] for name in _SOUNDS}
    meant = {i for word in _words().finditer(text) for i in range(*word.span())}
    at = 0
    while at < len(text):
        terms = [
            term
            for name, heard in sounds.items()
            for syllables, term in _terms(name).get(heard[at], ())
            if heard[at : at + len(term)] == syllables
        ]
        term = max(terms, key=len, default=text[at])
        end = at + len(term)
        is_misheard = text[at:end] != term
        if _denials(text[at:end]) != _denials(term):
            term, end, is_misheard = text[at], at + 1, False
        if is_misheard and not meant.isdisjoint(range(at, end)):
            end = at + 1
        elif is_misheard:
            yield at, end, term
        at = end


def _denials(text: str) -> list[str]:
    return [character for character in text if character in _DENIALS]


def _units(text: str) -> Iterator[Rewrite]:
    """A unit of time behind a numeral, misheard as another character of its sound: 五六粥."""
    for q in find_quantities(text, "zh"):
        heard = text[q.core[1] : q.core[1] + 1]
        unit = _UNITS_BY_SOUND.get(syllable(heard)) if heard else None
        is_bare = q.kind == "count" and not q.unit and (q.low, q.high) != (1, 1)
        if is_bare and unit and heard != unit:
            yield q.core[1], q.core[1] + 1, unit


def _ranges(text: str) -> Iterator[Rewrite]:
    """到 between two figures, misheard as another character of its sound: 六十万岛八十万."""
    for first, second in pairwise(find_quantities(text, "zh")):
        between = text[first.end : second.start]
        is_alike = first.kind == second.kind or (first.kind == "count" and not first.unit)
        is_to = len(between) == 1 and between != _TO and syllable(between) == syllable(_TO)
        if is_alike and is_to:
            yield first.end, second.start, _TO


@cache
def _words() -> re.Pattern[str]:
    """Words that are meant as they stand, whatever they sound like."""
    return re.compile("|".join(sorted(heard_words("words"), key=len, reverse=True)))


@cache
def _terms(name: str) -> dict[str, list[tuple[list[str], str]]]:
    """First syllable to (all syllables, term)."""
    terms: dict[str, list[tuple[list[str], str]]] = {}
    for term in sorted(heard_words(name)):
        syllables = [_sound(name, c) for c in term]
        terms.setdefault(syllables[0], []).append((syllables, term))
    return terms


@cache
def _sound(name: str, character: str) -> str:
    """How the list ``name`` hears a character."""
    return _SOUNDS[name](syllable(character))
