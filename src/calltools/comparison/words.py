"""Words that are too common to tell whether one text renders another, and turns of nothing else."""

from __future__ import annotations

import re

from calltools.language.contractions import written_out
from calltools.language.cues import fillers
from calltools.language.lexicon import load
from calltools.language.normalise import FOLD, normalise
from calltools.language.sentences import Language


def is_light(word: str, language: Language) -> bool:
    """Whether ``word`` says little by itself (是, 可以, "get"): ``turn.light`` in the lexicon."""
    return load(language).tables["turn"]["light"].fullmatch(word) is not None


_COURTESY = {
    "zh": re.compile(
        "(?:您|你|这|那)?(?:没事|没关系|没什么|不要紧|不碍事|别客气|不(?:用|必)?客气|不(?:用|必)?谢|"
        "哪里(?:哪里)?|应该的|不打扰|打扰(?:您|你)?了|麻烦(?:您|你)了|不好意思|辛苦(?:您|你)?了|"
        "不麻烦|甭客气|说哪儿的话)[的啊呀哈了吧儿]*"
    ),
    "en": re.compile(
        "(?:oh,? )?(?:not at all|(?:you are|you're) (?:very )?welcome|(?:please )?don't mention it|"
        "(?:it's|that's|that is|it is) (?:quite |perfectly )?(?:all right|alright|fine|ok|okay|"
        "nothing|no trouble)|no (?:trouble|problem|bother|matter)(?: at all)?|never mind|"
        "(?:it|that) doesn't matter|think nothing of it|(?:i'm |i am )?(?:so |very )?sorry"
        "(?: (?:to|for) (?:trouble|bother|disturb|disturbing|troubling|bothering) you)?|"
        "that's what (?:i'm|we're) here for|don't worry)"
    ),
}
"""Clauses of politeness, which either language words with a "not" or without."""


def is_courtesy(text: str, language: Language) -> bool:
    """Whether a clause is a formula of politeness and nothing else (没事, "not at all")."""
    folded = normalise(text, FOLD).text.replace("’", "'")
    return _COURTESY[language].fullmatch(folded.strip(" ,.!?;:\n…~—、")) is not None


def is_backchannel(text: str, language: Language) -> bool:
    """Whether nothing but listening, greeting, thanks and fillers is in ``text``."""
    rest = list(text)
    for start, end in fillers(text, language):
        rest[start:end] = " " * (end - start)
    folded = normalise("".join(rest), FOLD).text
    if language == "en":
        folded = written_out(folded)
    left = load(language).tables["turn"]["backchannel"].sub(" ", folded)
    return not re.search(r"\w", left)
