"""What turns or softens a statement: negations, hedges and fillers, as places in the text.

A negation is a word that denies.  Words that only look so are told apart by the vocabulary
(``[polarity]`` in language/lexicon): A-not-A questions (有没有, 能不能), set phrases (不错, 没问题,
不过; "no problem", "isn't it?"), bounds that belong to a figure (不到一百, "no more than ten") and
double negations that have become one word (不得不, 少不了; "not uncommon").  Free double negations
(不是不能讲, "it isn't that we can't") are two negations, so an even number affirms.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from calltools.language.lexicon import load
from calltools.language.normalise import FOLD, TextSpan, normalise


def negations(text: str, language: str) -> list[TextSpan]:
    """The words of ``text`` that deny, left to right.

    ``text`` is in any script and case; ``language`` starts with ``zh`` or ``en``.
    """
    return list(_places(text, language, "negator", "no_negator"))


def hedges(text: str, language: str) -> list[TextSpan]:
    """The words of ``text`` that make what is said less than certain or exact.

    Averages and "usually" count: without them the rule becomes a promise.
    """
    return list(_places(text, language, "hedge", "no_hedge"))


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
