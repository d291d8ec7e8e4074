"""Which language a text is in: by its script, then by the small words that every text has."""

from __future__ import annotations

import re
from typing import Literal

from calltools.language.normalise import simplify

_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_HANGUL = re.compile(r"[\uac00-\ud7a3\u1100-\u11ff]")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LATIN_FOR_ONE = 3
"""Latin letters that take the room of one character of Chinese, Japanese or Korean."""
_OWN_SIGNS = 0.1
"""The share of kana or hangul from which a text with Chinese characters is not Chinese: of
Japanese talk more than half is kana, of Chinese with a Japanese name in it next to none."""
_TRADITIONAL = 0.04
"""The share of Chinese characters from which a text whose simplified form has others is in
traditional script: in that script a third has, in the other only what is quoted."""
_SMALL_WORDS = {
    "en": frozenset(
        "the and is are you we of to it that how have for not do my what with can this he".split()
    ),
    "de": frozenset(
        "der das und ich nicht ist sie wir ein eine einen mit für auf wie haben sind zu den".split()
    ),
    "fr": frozenset(
        "le les et je est pas vous nous des une pour que ne dans il elle qui sur avec ce".split()
    ),
}


def language_of(text: str) -> str:
    """``zh-Hans``, ``zh-Hant``, ``ja``, ``ko``, ``de``, ``fr`` or ``en``; ``zh`` for a text
    without letters.

    A text in Latin letters is English where no other language's small words are more.
    """
    han, kana, hangul, latin = (
        len(script.findall(text)) for script in (_HAN, _KANA, _HANGUL, _LATIN)
    )
    wide = han + kana + hangul
    if not wide or wide * _LATIN_FOR_ONE < latin:
        return _by_small_words(text) if latin else "zh"
    if max(kana, hangul) > _OWN_SIGNS * wide:
        return "ja" if kana > hangul else "ko"
    return chinese_script(text)


def chinese_script(text: str) -> Literal["zh-Hans", "zh-Hant"]:
    """The script that the Chinese characters of a text are in."""
    characters = "".join(_HAN.findall(text))
    changed = sum(a != b for a, b in zip(characters, simplify(characters), strict=False))
    return "zh-Hant" if changed > _TRADITIONAL * len(characters) else "zh-Hans"


def _by_small_words(text: str) -> str:
    words = _WORD.findall(text.lower())
    counts = {name: sum(map(small.__contains__, words)) for name, small in _SMALL_WORDS.items()}
    return max(counts, key=counts.__getitem__)
