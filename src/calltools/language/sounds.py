"""How Chinese characters sound: toneless pinyin, and which sounds recognisers take for one another.

Recognisers write homophones (供体 as 公体): anybody who looks for what was said compares sounds.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache


@cache
def syllable(character: str) -> str:
    """The toneless syllable of a character; anything else is itself."""
    return spoken(character) if "\u4e00" <= character <= "\u9fff" else character


def spoken(characters: str) -> str:
    """How Chinese characters are read together, in toneless pinyin."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(characters, style=Style.NORMAL))


def ways_to_read(characters: str) -> list[list[str]]:
    """All ways to read each of Chinese characters, in toneless pinyin."""
    from pypinyin import Style, pinyin

    return pinyin(characters, style=Style.NORMAL, heteronym=True)


def alike(sound: str) -> str:
    """A syllable with n and ng, z and zh taken as equal."""
    sound = re.sub(r"^([zcs])h", r"\1", sound)
    return sound[:-1] if sound.endswith("ng") and sound[-3:-2] in "aei" else sound


def loosely_alike(sound: str) -> str:
    """A syllable with all sibilants, l and n, f and h, ou and uo taken as equal too."""
    sound = re.sub(r"^[zc]", "s", alike(sound))
    sound = re.sub(r"^n(?=.)", "l", re.sub(r"^f", "h", sound))
    return re.sub(r"uo$", "ou", sound)


_PLACES = ("b p m f", "d t n l r", "g k h", "j q x z c s r")
"""Initials that are made in the same place of the mouth, as :func:`alike` leaves them."""


@lru_cache(65536)
def difference(one: str, other: str) -> float:
    """How far two syllables are apart: 0 for the same, 0.5 where only what is often taken for one
    another is other (:func:`loosely_alike`); else for initial and final each 1 where it is like the
    other's and 2 where it is not even that.

    Initials are like where they are made in the same place (g and k), finals where they differ in
    one letter (an and ai, ian and uan).
    """
    from pypinyin.contrib.tone_convert import to_finals, to_initials
    from rapidfuzz.distance import Levenshtein

    if one == other:
        return 0.0
    if loosely_alike(one) == loosely_alike(other):
        return 0.5
    initials = [to_initials(alike(sound)) for sound in (one, other)]
    finals = [to_finals(alike(sound), v_to_u=False) for sound in (one, other)]
    is_one_place = any(set(initials) <= set(place.split()) for place in _PLACES)
    of_initials = 0 if initials[0] == initials[1] else 1 if is_one_place else 2
    return of_initials + min(Levenshtein.distance(*finals), 2)
