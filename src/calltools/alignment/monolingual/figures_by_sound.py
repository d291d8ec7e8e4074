"""Figures and denials that a text spells by sound alone: 时来天 is 十来天, 步用 is 不用."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from calltools.language.normalise import Rewrite
from calltools.language.sounds import syllable

_NUMERALS = "一二两三四五六七八九十百千万几半"
_ABOUT = "来多几"
_UNITS = (
    "天", "周", "年", "月", "个月", "个半月", "星期", "个星期", "礼拜", "个礼拜", "小时", "万",
    "台", "例", "岁", "块",
)  # fmt: skip
_DENIAL = "不"


def spelt_by_sound(text: str) -> Iterator[Rewrite]:
    """(start, end, reading) of stretches of Chinese ``text`` that sound like a figure with its
    unit, or like 不, and have other characters; readings have as many characters."""
    for match in _figure().finditer("".join(_as_numeral(character) for character in text)):
        start, end = match.span()
        unit = next(u for u in _UNITS if _in_sounds(u) == match["unit"])
        reading = match["figure"] + unit
        if reading != text[start:end] and not any(c.isdigit() for c in text[start:end]):
            yield start, end, reading
    for at, character in enumerate(text):
        if character != _DENIAL and syllable(character) == syllable(_DENIAL):
            yield at, at + 1, _DENIAL


@cache
def _as_numeral(character: str) -> str:
    """The numeral or word of measure with the sound of a character, else that itself."""
    sound = syllable(character)
    spelt = _NUMERALS + _ABOUT + "".join(_UNITS)
    return next((written for written in spelt if syllable(written) == sound), character)


def _in_sounds(written: str) -> str:
    return "".join(map(_as_numeral, written))


@cache
def _figure() -> re.Pattern[str]:
    units = "|".join(sorted(map(_in_sounds, _UNITS), key=len, reverse=True))
    about = _in_sounds(_ABOUT)
    return re.compile(f"(?P<figure>[{_NUMERALS}]+[{about}]?)(?P<unit>{units})")
