"""Misheard vocabulary: words that sound like a term are read as the term, none is added.

Recognisers write homophones (肾源 as 圣缘, 移植 as 疑只).  Terms of two syllables and more are
compared by toneless pinyin, with the pairs that recognisers confuse taken as equal (n and ng, z
and zh).  A term replaces as many characters as it has, so offsets stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

TERMS = (
    "肝移植", "肾移植", "心脏移植", "肺移植", "角膜移植", "器官移植", "移植", "供体", "供肝", "供肾", "肝源", "肾源",
    "心源", "器官", "换肝", "换肾", "配型", "血型", "角膜", "肝多", "肾多", "脑死亡", "死刑犯", "法轮功", "等肝", "等肾",
)  # fmt: skip
_COMMON = frozenset(
    "恭喜 工具 仪器 公开 新远 一直 欢迎 已知 关心 供给 公斤 心愿 身边 信源 深远 欢喜 心酸".split()
)


def reread(text: str) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """``text`` with misheard terms read right, and (start, end, term) for each."""
    longest = max(map(len, TERMS))
    sounds = [_sound(c) for c in text]
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(text):
        for length in range(min(longest, len(text) - at), 1, -1):
            heard = text[at : at + length]
            term = _terms().get(tuple(sounds[at : at + length]))
            if term and heard == term:
                at += length
                break
            if term and heard not in _COMMON and not _real_word(heard):
                found.append((at, at + length, term))
                at += length
                break
        else:
            at += 1
    characters = list(text)
    for start, end, term in found:
        characters[start:end] = term
    return "".join(characters), tuple(found)


def _real_word(heard: str) -> bool:
    """Whether what was heard shares all but tone with a term yet is itself in the vocabulary."""
    return heard in TERMS


@cache
def _terms() -> dict[tuple[str, ...], str]:
    return {tuple(_sound(c) for c in term): term for term in TERMS}


@cache
def _sound(character: str) -> str:
    """The toneless syllable of a character, with what recognisers confuse made equal."""
    if not "\u4e00" <= character <= "\u9fff":
        return character
    from pypinyin import Style, lazy_pinyin

    syllable = "".join(_syllables(lazy_pinyin(character, style=Style.NORMAL)))
    for confused, plain in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if syllable.startswith(confused):
            syllable = plain + syllable[2:]
    return syllable[:-1] if syllable.endswith("ng") and syllable[-3:-2] in "aei" else syllable


def _syllables(parts: Iterable[str]) -> list[str]:
    return list(parts)
