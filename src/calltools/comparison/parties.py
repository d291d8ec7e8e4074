"""Who and when: words for parties, times and order in both languages, as places in a text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache

from calltools.data import read_data
from calltools.language.normalise import TextSpan, simplify
from calltools.language.sentences import Language

_Patterns = Mapping[str, re.Pattern[str]]


@cache
def _tables() -> Mapping[str, Mapping[str, _Patterns]]:
    """``["who"]["zh"]["family"]``: what names the family in Chinese."""
    return {
        kind: {
            language: {
                name: re.compile(rf"\b(?:{words})\b" if language == "en" else words)
                for name, words in named.items()
            }
            for language, named in languages.items()
        }
        for kind, languages in tomllib.loads(read_data("comparison/parties.toml")).items()
    }


def parties(text: str, language: Language) -> Iterator[tuple[str, TextSpan]]:
    """The parties that ``text`` names, each with every place."""
    yield from _found(_tables()["who"][language], text)


def times(text: str, language: Language) -> Iterator[tuple[str, TextSpan]]:
    """The words of ``text`` for when, in which order and of which kind, with their places."""
    yield from _found(_tables()["when"][language], text)


def _found(table: _Patterns, text: str) -> Iterator[tuple[str, TextSpan]]:
    folded = simplify(text).casefold().replace("’", "'")
    for name, pattern in table.items():
        for match in pattern.finditer(folded):
            yield name, match.span()
