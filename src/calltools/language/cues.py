"""What turns, softens, conditions or only fills a statement, as places in the text.

A denial is a word that denies.  Words that only look so are told apart by the vocabulary
(``[polarity]`` in language/lexicon): A-not-A questions (有没有, 能不能), set phrases (不错, 没问题,
不过; "no problem", "isn't it?"), bounds that belong to a figure (不到一百, "no more than ten") and
double negations that have become one word (不得不, 少不了; "not uncommon").  Free double negations
(不是不能讲, "it isn't that we can't") are two denials, so an even number affirms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

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
    "doubt",  # what an author says about somebody's doubt: 她猜, "reckoned"
    "filler",  # 呃, "you know,"
]

_TABLES: dict[CueKind, str] = {
    "denial": "negator", "set_denial": "bare_negator", "doubt": "reported_doubt",
}  # fmt: skip
"""The words of the vocabulary, where they have another name than the cue."""


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
    every = (cue for kind in kinds or get_args(CueKind) for cue in _cues(text, language, kind))
    return tuple(sorted(every, key=lambda cue: (cue.span, cue.phrase, cue.kind)))


def negations(text: str, language: str) -> list[TextSpan]:
    """The places of denials."""
    return list(_places(text, language, "negator"))


def hedges(text: str, language: str) -> list[TextSpan]:
    """The places of hedges; averages and "usually" count: without them the rule is a promise."""
    return list(_places(text, language, "hedge"))


def fillers(text: str, language: str) -> list[TextSpan]:
    """The places of sounds and phrases that say nothing."""
    return list(_places(text, language, "filler"))


def sure_negations(text: str, language: str) -> list[TextSpan]:
    """The places of denials that do not only hedge (说不好, "not sure")."""
    softened = hedges(text, language)
    return [p for p in negations(text, language) if not any(a <= p[0] < b for a, b in softened)]


def _cues(text: str, language: str, kind: CueKind) -> Iterator[WordCue]:
    denials, phrases = negations(text, language), hedges(text, language)
    for place in _places(text, language, _TABLES.get(kind, kind)):
        phrase = place
        if kind == "denial":
            phrase = _around(place, phrases)
        elif kind == "set_denial":
            if _around(place, denials) != place or place in denials:
                continue
            phrase = _around(place, [*phrases, *_places(text, language, "no_negator")])
        yield WordCue(kind, place, phrase)


def _around(place: TextSpan, phrases: list[TextSpan]) -> TextSpan:
    """The first of ``phrases`` that overlaps ``place``, or that itself."""
    return next((p for p in phrases if p[0] < place[1] and place[0] < p[1]), place)


@lru_cache(maxsize=10_000)  # the checks of a call ask for the same sentences again
def _places(text: str, language: str, name: str) -> tuple[TextSpan, ...]:
    """The words of that name, without those in words that only look so (``no_`` and the name)."""
    words = load("en" if language.startswith("en") else "zh").tables["polarity"]
    folded = normalise(text, FOLD)
    read = folded.text
    if but := words.get(f"no_{name}"):
        read = but.sub(lambda match: "\0" * len(match[0]), read)
    matches = words[name].finditer(read)
    return tuple(folded.original(*match.span()) for match in matches if match[0])
