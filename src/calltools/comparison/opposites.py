"""Words of contrary sense: "the quickest" where the slowest was said."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache

from calltools.comparison.changes import Change
from calltools.comparison.signs import Sign
from calltools.data import read_data
from calltools.language.cues import negations
from calltools.language.normalise import TextSpan, simplify
from calltools.language.sentences import Language, spans
from calltools.messages import Message

_ASKED = re.compile(r"(.)[不没]\1")


def contraries(zh: str, en: str) -> Iterator[Change[Sign]]:
    """One side has only the one of a pair, the other only the other.

    What stands in a clause with a negation may be its contrary: "not dear" is cheap.
    """
    said = _ASKED.sub(lambda match: f"{match[1]}\0\0", simplify(zh))
    printed = en.casefold().replace("’", "'")
    for pair in _opposites():
        here = [pattern.search(said) for pattern in pair["zh"]]
        there = [pattern.search(printed) for pattern in pair["en"]]
        left, right = ([match for match in side if match] for side in (here, there))
        if len(left) != 1 or len(right) != 1 or bool(here[0]) == bool(there[0]):
            continue
        places = left[0].span(), right[0].span()
        if _is_denied(said, places[0], "zh") == _is_denied(printed, places[1], "en"):
            words = Message("{zh} against “{en}”", zh=left[0][0], en=right[0][0])
            yield Change(Sign.CONTRARY, *places, words)
            return


@cache
def _opposites() -> Sequence[dict[str, list[re.Pattern[str]]]]:
    """Pairs: a word and its contrary, in ``zh`` and in ``en``."""
    return [
        {language: [*map(re.compile, words)] for language, words in pair.items()}
        for pair in tomllib.loads(read_data("comparison/opposites.toml"))["pair"]
    ]


def _is_denied(text: str, word: TextSpan, language: Language) -> bool:
    """Whether the clause of ``word`` has a negation, or three, beside the word itself."""
    start, end = next(
        ((a, b) for a, b in spans(text, language, "clause") if a <= word[0] < b), (0, len(text))
    )
    beside = [
        place
        for place in negations(text, language)
        if start <= place[0] < end and not (place[0] < word[1] and word[0] < place[1])
    ]
    return len(beside) % 2 == 1
