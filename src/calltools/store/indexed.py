"""Text as the index of calls has it: Chinese in single characters, and each by its sound."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calltools.language.normalise import TextSpan

_HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")
_SOUND = "\ue000"
"""Marks a sound apart from words of other languages, which hold none for private use."""
_NUMERALS = frozenset("零一二两三四五六七八九十百千万亿半几")


def folded(text: str) -> str:
    """``text`` as the index has it: one script, width and case, Chinese in single characters."""
    from calltools.language.normalise import FOLD, normalise

    return " ".join(_TOKEN.findall(normalise(text, FOLD).text))


def sounded(phrase: str) -> str:
    """A :func:`folded` text by its sound, as recognisers confuse it: 公体 is 供体, 心 is 兴.

    Numerals stay themselves: 四 is never 十.
    """
    return " ".join(map(_sound, phrase.split()))


@cache
def _sound(token: str) -> str:
    from calltools.language.sounds import alike, syllable

    return f"{alike(syllable(token))}{_SOUND}" if is_by_sound(token) else token


def is_by_sound(token: str) -> bool:
    """Whether a token of a :func:`folded` text is found by its sound: a character, no numeral."""
    return len(token) == 1 and "\u4e00" <= token <= "\u9fff" and token not in _NUMERALS


def places(text: str, phrase: str) -> list[TextSpan]:
    """Where in ``text`` a :func:`folded` phrase stands, in code points."""
    from calltools.language.normalise import FOLD, normalise

    normal = normalise(text, FOLD)
    tokens = list(_TOKEN.finditer(normal.text))
    sought = phrase.split()
    return [
        normal.original(run[0].start(), run[-1].end())
        for run in (tokens[n : n + len(sought)] for n in range(len(tokens) - len(sought) + 1))
        if sought and [token[0] for token in run] == sought
    ]
