"""Words that are too common to tell whether one text renders another."""

from __future__ import annotations

from calltools.language.lexicon import load
from calltools.language.sentences import Language


def is_light(word: str, language: Language) -> bool:
    """Whether ``word`` says little by itself (是, 可以, "get"): ``turn.light`` in the lexicon."""
    return load(language).tables["turn"]["light"].fullmatch(word) is not None
