"""How Chinese characters sound: toneless pinyin, and which sounds recognisers take for one another.

Recognisers write homophones (供体 as 公体): anybody who looks for what was said compares sounds.
"""

from __future__ import annotations

import re
from functools import cache


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
