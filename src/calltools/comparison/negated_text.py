"""A text with what it denies: its negations, the clauses that they stand in, the words behind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from calltools.comparison.dictionary import Term, terms
from calltools.comparison.words import is_courtesy, is_light
from calltools.language.cues import hedges, negations, sure_negations
from calltools.language.lexicon import load
from calltools.language.normalise import FOLD, TextSpan, normalise
from calltools.language.sentences import Language

_CLAUSE = {
    "zh": re.compile(r"[^,，。.!！?？;；:：\s]+"),
    "en": re.compile(r"(?:(?! (?:but|and|so|without|unless) |, )[^.;:!?—])+"),
}
_PIECE = re.compile(r"[^,，。.!！?？;；:：\n]+")
_ANSWER = re.compile(r"(?:没有|不是?|不行|no)(?:的|啊|呀)?\s*[,，.。;；]", re.IGNORECASE)
_NUMERAL = re.compile(r"[\d零〇一二三四五六七八九十百千万亿两几半]+")
_BELONGS_TO_THE_NEGATION = frozenset(("ani", "anyth", "anybodi", "anyon", "ever", "yet"))
"""Stems of what only goes with a "not": "do not have any livers" denies livers."""
_POTENTIAL = frozenset("了到上下着完清起动成住开出进过得")


@dataclass(frozen=True, slots=True)
class NegatedText:
    """A text and where it denies; see :func:`read_negations`."""

    text: str
    language: Language
    denied: tuple[TextSpan, ...]

    def clauses(self) -> list[tuple[TextSpan, bool]]:
        """The clauses and whether each has a negation."""
        found = [match.span() for match in _CLAUSE[self.language].finditer(self.text)]
        return [((a, b), any(a <= n[0] < b for n in self.denied)) for a, b in found]

    def clause_of(self, place: TextSpan) -> TextSpan:
        """The clause that a negation stands in."""
        return next(((a, b) for (a, b), _ in self.clauses() if a <= place[0] < b), place)

    def without(self, place: TextSpan) -> str:
        """The text with one negation taken out."""
        start, end = place
        word = self.text[start:end].casefold().replace("’", "'")
        return re.sub("  +", " ", self.text[:start] + affirmed(word) + self.text[end:])


def read_negations(
    text: str, language: Language, other: str, other_language: Language
) -> NegatedText:
    """``text`` without the negations that only hedge, and the "no" that another one repeats.

    An English "can't promise" hedges where the ``other`` text does so too, and denies where that is
    sure.
    """
    sure = language == "en" and not hedges(other, other_language)
    denied = negations(text, language) if sure else sure_negations(text, language)
    polite = [match.span() for match in _PIECE.finditer(text) if is_courtesy(match[0], language)]
    denied = [n for n in denied if not any(a <= n[0] < b for a, b in polite)]
    if len(denied) > 1 and _ANSWER.match(text, denied[0][0]):
        denied = denied[1:]
    return NegatedText(text, language, tuple(denied))


def contradiction(
    said: str, language: Language, other: str, other_language: Language
) -> tuple[TextSpan, TextSpan] | None:
    """A word that one text only denies and the other only affirms, however many negations there
    are: places in ``said`` and ``other``.

    In one language it is the very word, in two any that may render it.
    """
    itself = language == other_language
    left = read_negations(said, language, other, other_language)
    right = read_negations(other, other_language, said, language)
    for one, another in ((left, right), (right, left)):
        denied, affirmed = _polarities(one, itself), _polarities(another, itself)
        for place, keys in denied[True]:
            if any(not keys.isdisjoint(k) for _, k in (*denied[False], *affirmed[True])):
                continue
            for at, others in affirmed[False]:
                if not keys.isdisjoint(others):
                    return (place, at) if one is left else (at, place)
    return None


def _polarities(
    side: NegatedText, itself: bool
) -> dict[bool, list[tuple[TextSpan, frozenset[str]]]]:
    """The words that are denied (True), and those of clauses without a negation (False), as their
    renderings or ``itself``."""
    clauses = [place for place, negated in side.clauses() if not negated]
    found = {
        True: [(place, word) for place in side.denied for word in denied_words(side, place)],
        False: [
            (place, word)
            for place in clauses
            for word in terms(side.text[slice(*place)], side.language)
        ],
    }
    return {
        denied: [(place, frozenset((word,)) if itself else keys) for place, (word, keys) in words]
        for denied, words in found.items()
    }


def denied_words(side: NegatedText, place: TextSpan) -> Sequence[Term]:
    """The first words of content behind a negation; what stands before it in 做不了."""
    start, end = place
    clause = side.clause_of(place)
    if side.language == "zh" and side.text[end : end + 1] in _POTENTIAL and start > clause[0]:
        return terms(side.text[clause[0] : start], "zh")[-1:]
    following = terms(side.text[end : clause[1]], side.language)
    told = [
        term
        for term in following
        if term[0] not in _BELONGS_TO_THE_NEGATION and not is_light(term[0], side.language)
    ][:1]
    return [term for term in told if not _NUMERAL.fullmatch(term[0])]  # 不能过十二小时 is a bound


def negative_sense(side: NegatedText) -> int:
    """How many words of a text are negative in sense."""
    return len(negative_words(side.text, side.language))


def negative_words(text: str, language: Language) -> list[str]:
    """The words that are negative in sense, as 少 and "few" are."""
    folded = normalise(text, FOLD).text
    pattern = load(language).tables["polarity"]["negative_word"]
    return [match[0] for match in pattern.finditer(folded)]


_AFFIRMED = {
    "don't": "", "doesn't": "", "didn't": "", "can't": "can", "won't": "will", "cannot": "can",
    "can not": "can", "shan't": "shall", "nobody": "somebody", "no one": "someone",
    "none": "some", "nothing": "something", "never": "always", "without": "with",
    "unless": "if", "neither": "both", "impossible": "possible", "unable": "able",
}  # fmt: skip


def affirmed(word: str) -> str:
    """What is left of a negation where it is taken away: "can" of "can't"."""
    if word in _AFFIRMED:
        return _AFFIRMED[word]
    if word.endswith("n't"):
        return word.removesuffix("n't")
    return {"没有": "有", "除非": "如果"}.get(
        word, word[2:] if word.startswith(("un", "in")) else ""
    )
