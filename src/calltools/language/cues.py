"""What turns, softens, conditions or only fills a statement, as places in the text.

A denial is a word that denies.  Words that only look so are told apart by the vocabulary
(``[polarity]`` in language/lexicon): A-not-A questions (有没有, 能不能), set phrases (不错, 没问题,
不过; "no problem", "isn't it?"), bounds that belong to a figure (不到一百, "no more than ten") and
double negations that have become one word (不得不, 少不了; "not uncommon").  Free double negations
(不是不能讲, "it isn't that we can't") are two denials, so an even number affirms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from calltools.language.lexicon import load
from calltools.language.normalise import FOLD, TextSpan, normalise

CueKind = Literal[
    "denial",  # 没有, "not"
    "set_denial",  # the same in a phrase that denies nothing until it is taken apart: 没问题
    "hedge",  # 大概, "usually"
    "condition",  # 如果, "unless"
    "share",  # of a part, or at times: 多数, "sometimes"
    "extreme",  # of the quickest or most
    "time",  # when: 去年, "before"
    "contrast",  # that takes back something: 但是, "but"
    "consequence",  # that follows from the words before: 才, "then"
    "unit",  # a word of measure, with a figure or without: 上个月, "a day"
    "doubt",  # what an author says of somebody's doubt: 她猜, "reckoned"
    "filler",  # 呃, "you know,"
]

_TABLES: dict[CueKind, tuple[str, str | None]] = {
    "denial": ("negator", "no_negator"),
    "set_denial": ("bare_negator", None),
    "hedge": ("hedge", "no_hedge"),
    "condition": ("condition", None),
    "share": ("share", None),
    "extreme": ("extreme", None),
    "time": ("time", None),
    "contrast": ("contrast", None),
    "consequence": ("consequence", None),
    "unit": ("unit", None),
    "doubt": ("reported_doubt", None),
    "filler": ("filler", None),
}
"""The names of the vocabulary's words, and of those that only look like them."""


@dataclass(frozen=True, slots=True)
class WordCue:
    """A word or turn of phrase of ``kind`` at ``span``.

    ``phrase`` is more than it where a denial only makes less sure (不能保证, "not necessarily"), or
    is part of a set phrase: such a phrase denies nothing by itself.
    """

    kind: CueKind
    span: TextSpan
    phrase: TextSpan


def cues(text: str, language: str, *kinds: CueKind) -> tuple[WordCue, ...]:
    """What of ``kinds`` is in ``text``, left to right; of all kinds where none is named.

    ``text`` is in any script and case; ``language`` starts with ``zh`` or ``en``.
    """
    return tuple(
        WordCue(kind, span, phrase)
        for span, phrase, kind in sorted(
            (*entry, kind) for kind in kinds or _TABLES for entry in _found(text, language, kind)
        )
    )


def negations(text: str, language: str) -> list[TextSpan]:
    """The places of denials."""
    return list(_places(text, language, *_TABLES["denial"]))


def hedges(text: str, language: str) -> list[TextSpan]:
    """The places of hedges; averages and "usually" count: without them the rule is a promise."""
    return list(_places(text, language, *_TABLES["hedge"]))


def fillers(text: str, language: str) -> list[TextSpan]:
    """The places of sounds and phrases that say nothing."""
    return list(_places(text, language, *_TABLES["filler"]))


def sure_negations(text: str, language: str) -> list[TextSpan]:
    """The places of denials that do not only hedge (说不好, "not sure")."""
    softened = {i for start, end in hedges(text, language) for i in range(start, end)}
    return [place for place in negations(text, language) if place[0] not in softened]


def _found(text: str, language: str, kind: CueKind) -> list[tuple[TextSpan, TextSpan]]:
    """Each cue of ``kind`` with its phrase."""
    places = _places(text, language, *_TABLES[kind])
    if kind == "denial":
        return [(place, _around(place, hedges(text, language))) for place in places]
    if kind == "set_denial":
        sure = negations(text, language)
        phrases = [*hedges(text, language), *_places(text, language, "no_negator", None)]
        bare = (place for place in places if _around(place, sure) == place and place not in sure)
        return [(place, _around(place, phrases)) for place in bare]
    return [(place, place) for place in places]


def _around(place: TextSpan, phrases: list[TextSpan]) -> TextSpan:
    """The first of ``phrases`` that overlaps ``place``, or that itself."""
    return next((p for p in phrases if p[0] < place[1] and place[0] < p[1]), place)


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
