"""What turns or softens a statement: negations, hedges and fillers, as places in the text.

A negation is a word that denies.  Words that only look so are told apart by the vocabulary
(``[polarity]`` in language/lexicon): A-not-A questions (有没有, 能不能), set phrases (不错, 没问题,
不过; "no problem", "isn't it?"), bounds that belong to a figure (不到一百, "no more than ten") and
double negations that have become one word (不得不, 少不了; "not uncommon").  Free double negations
(不是不能讲, "it isn't that we can't") are two negations, so an even number affirms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from calltools.language.lexicon import load
from calltools.language.normalise import FOLD, TextSpan, normalise


def negations(text: str, language: str) -> list[TextSpan]:
    """The words of ``text`` that deny, left to right.

    ``text`` is in any script and case; ``language`` starts with ``zh`` or ``en``.
    """
    return list(_places(text, language, "negator", "no_negator"))


def sure_negations(text: str, language: str) -> list[TextSpan]:
    """Negations, without those that only hedge (说不好, "not sure")."""
    softened = {i for start, end in hedges(text, language) for i in range(start, end)}
    return [place for place in negations(text, language) if place[0] not in softened]


@dataclass(frozen=True, slots=True)
class Denial:
    """A word that denies, at ``place``.

    ``phrase`` is more than the word where this denies nothing by itself: what only makes less
    sure (不能保证, "not necessarily"), and set phrases (没问题, "no problem").  It does once the
    phrase is taken apart: 能保证, "a problem".
    """

    place: TextSpan
    phrase: TextSpan

    @property
    def is_plain(self) -> bool:
        """Whether it denies what stands beside it, whatever that is."""
        return self.place == self.phrase


def denials(text: str, language: str) -> list[Denial]:
    """All that denies in ``text``, left to right, each with the phrase that it is a part of."""
    sure = negations(text, language)
    other = [
        place
        for place in _places(text, language, "bare_negator", None)
        if not any(_overlap(place, known) for known in sure)
    ]
    hedging = hedges(text, language)
    set_phrases = _places(text, language, "no_negator", None)
    return [
        Denial(place, next((p for p in phrases if _overlap(p, place)), place))
        for place, phrases in sorted(
            [(place, hedging) for place in sure]
            + [(place, [*hedging, *set_phrases]) for place in other]
        )
    ]


def _overlap(one: TextSpan, other: TextSpan) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def hedges(text: str, language: str) -> list[TextSpan]:
    """The words of ``text`` that make what is said less than certain or exact.

    Averages and "usually" count: without them the rule becomes a promise.
    """
    return list(_places(text, language, "hedge", "no_hedge"))


def reports_doubt(text: str, language: str) -> bool:
    """Whether ``text`` tells of somebody's doubt, as an author does: "the usual wait", 她估计."""
    return bool(_places(text, language, "reported_doubt", None) or hedges(text, language))


def fillers(text: str, language: str) -> list[TextSpan]:
    """Sounds and phrases that say nothing: 呃, 怎么讲呢, "er", "you know,"."""
    return list(_places(text, language, "filler", None))


@cache
def _patterns(language: str, name: str) -> re.Pattern[str]:
    return load(language).tables["polarity"][name]


@lru_cache(maxsize=10_000)  # the checks of a call ask for the same sentences again
def _places(text: str, language: str, name: str, but: str | None) -> tuple[TextSpan, ...]:
    code = "en" if language.startswith("en") else "zh"
    folded = normalise(text, FOLD)
    found = folded.text
    if but:
        found = _patterns(code, but).sub(lambda match: "\0" * len(match[0]), found)
    return tuple(
        folded.original(*match.span())
        for match in _patterns(code, name).finditer(found)
        if match.end() > match.start()
    )
