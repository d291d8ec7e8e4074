"""Words that are too common to tell whether one text renders another, and turns of nothing else."""

from __future__ import annotations

import re

from calltools.language.contractions import written_out
from calltools.language.cues import fillers
from calltools.language.lexicon import load
from calltools.language.normalise import FOLD, normalise
from calltools.language.sentences import Language


def other_language(language: Language) -> Language:
    """The language of the rendering of words of ``language``."""
    return "en" if language == "zh" else "zh"


def is_light(word: str, language: Language) -> bool:
    """Whether ``word`` says little by itself (是, 可以, "get"): ``turn.light`` in the lexicon."""
    return load(language).tables["turn"]["light"].fullmatch(word) is not None


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
