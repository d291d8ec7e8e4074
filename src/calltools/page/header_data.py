"""What is known of headers, as data: the fitted weights and the words."""

from __future__ import annotations

import re
import tomllib
from functools import cache

from calltools.data import read_data


@cache
def fact_models() -> dict[str, dict[str, float]]:
    """The models of ``header.toml``, each the weights of its named features."""
    return tomllib.loads(read_data("page/header.toml"))


@cache
def header_words(name: str) -> frozenset[str]:
    """The words ``name`` of ``header_words.toml``."""
    return frozenset(tomllib.loads(read_data("page/header_words.toml"))[name])


@cache
def header_pattern(name: str) -> re.Pattern[str]:
    """Any of those words; in Latin letters as a whole word, case ignored."""
    words = sorted(header_words(name), key=len, reverse=True)
    return re.compile(
        "|".join(rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w) for w in words), re.I
    )
