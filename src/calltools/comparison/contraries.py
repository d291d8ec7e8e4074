"""Words of contrary sense: "the quickest" where the slowest was said."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache

from calltools.comparison.signs import Sign
from calltools.comparison.unfaithful import Unfaithful
from calltools.data import read_data
from calltools.language.normalise import simplify
from calltools.language.sentences import Language

_CLAUSE = re.compile(r"(?:[^,，.。;；:：?？!！\n—…]|(?<=\d)[.,](?=\d))+")
_NOT = {
    "zh": re.compile(r"没有?|[不无未非别](?!过|错|同|常|法)"),
    "en": re.compile(r"\b(?:(?<!than )not?|never|none|nor|nobody|nothing|cannot|without)\b|n't"),
}
_ASKED = re.compile(r"(.)[不没]\1")


def contraries(said: str, rendering: str, language: Language) -> Iterator[Unfaithful]:
    """One side has only the one of a pair, the other only the other.

    What stands in a clause with a negation may be its contrary: "not dear" is cheap.
    """
    zh, en = (said, rendering) if language == "zh" else (rendering, said)
    texts = {"zh": _ASKED.sub(r"\1", simplify(zh)), "en": en.casefold().replace("’", "'")}
    for pair in _opposites():
        here = [pattern.search(texts["zh"]) for pattern in pair["zh"]]
        there = [pattern.search(texts["en"]) for pattern in pair["en"]]
        if [bool(h) for h in here] == [bool(t) for t in there] or not _is_one(here, there):
            continue
        word = next(match for match in here if match)
        rendered = next(match for match in there if match)
        turned = _is_denied(texts["zh"], word, "zh") != _is_denied(texts["en"], rendered, "en")
        if not turned:
            yield Unfaithful(Sign.CONTRARY, said, rendering)
            return


@cache
def _opposites() -> Sequence[dict[str, list[re.Pattern[str]]]]:
    """Pairs: a word and its contrary, in ``zh`` and in ``en``."""
    return [
        {language: [*map(re.compile, words)] for language, words in pair.items()}
        for pair in tomllib.loads(read_data("comparison/opposites.toml"))["pair"]
    ]


def _is_one(*sides: list[re.Match[str] | None]) -> bool:
    return all(sum(match is not None for match in side) == 1 for side in sides)


def _is_denied(text: str, word: re.Match[str], language: Language) -> bool:
    """Whether the clause of ``word`` has a negation, or three, that is not in the word itself."""
    for match in _CLAUSE.finditer(text):
        if match.start() <= word.start() < match.end():
            rest = text[match.start() : word.start()] + "  " + text[word.end() : match.end()]
            return len(_NOT[language].findall(rest)) % 2 == 1
    return False
