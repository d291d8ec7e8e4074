"""Which words of a quotation the words of its place account for, in the same language or another.

A word is accounted for by a word that the dictionary gives for it, or by one that is near to it
in meaning (sentence embeddings of single words and pairs of them).  Among about 1,300 words of
content in faithful renderings one in 500 has nothing nearer than 0.35 on the other side.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from calltools.comparison.changed_names import people
from calltools.comparison.common_words import is_light
from calltools.comparison.dictionary import terms
from calltools.data import read_data
from calltools.language.cues import fillers, hedges, negations
from calltools.language.encoders import Encoder
from calltools.language.normalise import simplify
from calltools.language.quantities import quantities
from calltools.language.sentences import Language

_ENGLISH = re.compile(r"[^\W\d_\u3400-\u9fff]+(?:['’-][^\W\d_\u3400-\u9fff]+)*")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_COUNTED = frozenset(
    "一二两三四五六七八九十百千万亿零半几多来余例台个位次回趟件名号第每点些种年月日天"
)
_GREETING = re.compile(r"\bgood (?:morning|day|afternoon|evening)\b|[您你]好")
_TITLE = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|No)\.$")
_NOTHING: Mapping[Language, float] = {"en": 0.36, "zh": 0.32}
_WHOLLY = 0.5
_NOTHING_OF_ITS_OWN, _WHOLLY_OF_ITS_OWN = 0.45, 0.75
"""Likeness up to which nothing, and from which all of a word is there: in the other language, and
in its own, where unrelated words are more alike."""
_LITTLE = 0.1
"""What at least counts of a single character, which the dictionary may have cut out of a word."""


@dataclass(frozen=True, slots=True)
class ContentWord:
    """A word of content, ``text[start:end]``; ``share`` (0 to 1) tells how far the other text has
    it."""

    text: str
    start: int
    end: int
    share: float


@dataclass(frozen=True, slots=True)
class ContentAccount:
    """The words of content of a text with what another one has of them."""

    words: tuple[ContentWord, ...]

    @property
    def share(self) -> float:
        """How much of the whole is accounted for, 1 where there is nothing to account for."""
        return sum(word.share for word in self.words) / len(self.words) if self.words else 1.0

    @property
    def missing(self) -> tuple[ContentWord, ...]:
        """The words that the other text has nothing of."""
        return tuple(word for word in self.words if word.share <= 0)

    def within(self, start: int, end: int) -> ContentAccount:
        """The words that stand in ``text[start:end]``."""
        return ContentAccount(tuple(w for w in self.words if start <= w.start < end))


def account(
    text: str, language: Language, other: str, other_language: Language, encoder: Encoder
) -> ContentAccount:
    """What ``other`` has of the words of ``text``; figures, names, negations, hedges and fillers
    are left to their own checks."""
    words = list(_content(text, language))
    if not words:
        return ContentAccount(())
    known = frozenset[str]().union(*(keys for _, keys in terms(other, other_language)))
    glossed: list[tuple[int, int]] = []
    own = language == other_language
    if not own:
        known |= _glossed(other) if language == "en" else frozenset()
        glossed = list(_rendered(text, known)) if language == "zh" else []
    has = [
        not _keys(word, language).isdisjoint(known)
        or any(a < end and start < b for a, b in glossed)
        for word, start, end in words
    ]
    units = _units(other, other_language)
    nearest = [0.0] * len(words)
    if units and not all(has):
        likeness = encoder.encode([word for word, _, _ in words]) @ encoder.encode(units).T
        nearest = [float(value) for value in likeness.max(axis=1)]
    return ContentAccount(
        tuple(
            ContentWord(word, start, end, 1.0 if had else _share(word, language, cosine, own=own))
            for (word, start, end), had, cosine in zip(words, has, nearest, strict=True)
        )
    )


def _share(word: str, language: Language, cosine: float, *, own: bool) -> float:
    nothing = _NOTHING_OF_ITS_OWN if own else _NOTHING[language]
    wholly = _WHOLLY_OF_ITS_OWN if own else _WHOLLY
    least = _LITTLE if language == "zh" and len(word) == 1 else 0.0
    return min(max((cosine - nothing) / (wholly - nothing), least), 1.0)


@cache
def _glosses() -> Mapping[str, frozenset[str]]:
    """Words of calls that the dictionary lacks, and the stems of what translations have."""
    table = tomllib.loads(read_data("comparison/glosses.toml"))["zh"]
    return {
        word: frozenset[str]().union(*(keys for _, keys in terms(english, "en")))
        for word, english in table.items()
    }


def _glossed(text: str) -> frozenset[str]:
    """Stems of what the words of a Chinese text may be in English."""
    folded = simplify(text)
    found = (stems for word, stems in _glosses().items() if word in folded)
    return frozenset[str]().union(*found)


def _rendered(text: str, known: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Places of Chinese words for which an English text with the stems ``known`` has one."""
    folded = simplify(text)
    for word, stems in _glosses().items():
        if not stems.isdisjoint(known):
            for match in re.finditer(re.escape(word), folded):
                yield match.span()


def _keys(word: str, language: Language) -> frozenset[str]:
    return frozenset[str]().union(*(keys for _, keys in terms(word, language)))


def _content(text: str, language: Language) -> Iterator[tuple[str, int, int]]:
    """The words of content and where they stand; those of Chinese in simplified characters."""
    folded = simplify(text)
    apart = [figure.span for figure in quantities(text, language)]
    apart += [match.span() for match in _GREETING.finditer(folded.casefold())]
    apart += [*negations(text, language), *hedges(text, language), *fillers(text, language)]
    if language == "zh":
        apart += [person.place for person in people(text)]
    for word, start, end in _words(folded, language):
        if any(a < end and start < b for a, b in apart) or set(word) <= _COUNTED:
            continue
        if language == "en" and (_is_name(folded, start) or not terms(word, "en")):
            continue
        stem = terms(word, language)[0][0] if language == "en" else word
        if not (is_light(word, language) or is_light(stem, language)):
            yield word, start, end


def _is_name(text: str, start: int) -> bool:
    """Whether an English word has a capital that no sentence begins with."""
    before = text[:start].rstrip(" \"'“‘")
    begins = not before or (before[-1] in ".?!:…—" and not _TITLE.search(before))
    return text[start].isupper() and not begins


def _words(text: str, language: Language) -> Iterator[tuple[str, int, int]]:
    """Words of simplified Chinese, or of English in small letters, and where they stand."""
    if language == "en":
        for match in _ENGLISH.finditer(text):
            yield match[0].casefold().replace("’", "'"), *match.span()
        return
    for run in _HAN.finditer(text):
        at = run.start()
        for word, _ in terms(run[0], "zh"):
            yield word, at, at + len(word)
            at += len(word)


def _units(text: str, language: Language) -> list[str]:
    """What a word may be compared with: the words of ``text``, and each with the next."""
    folded = simplify(text)
    words = list(_words(folded, language))
    single = [w for w, _, _ in words if language == "zh" or terms(w, "en")]
    return list(dict.fromkeys([*single, *_pairs(folded, words)]))


def _pairs(text: str, words: Sequence[tuple[str, int, int]]) -> Iterator[str]:
    for (_, start, end), (_, following, last) in pairwise(words):
        if following - end <= 1 and not {text[end - 1], text[following]} & _COUNTED:
            yield text[start:last].casefold().replace("’", "'")
