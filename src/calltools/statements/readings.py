"""Misheard vocabulary: words that sound like a term are read as the term, none is added.

Recognisers write homophones (肾源 as 圣缘, 移植 as 疑只).  Terms of two syllables and more are
compared by toneless pinyin, with the pairs that recognisers confuse taken as equal (n and ng, z
and zh).  A term replaces as many characters as it has, so offsets stay.
"""

from __future__ import annotations

from functools import cache

from calltools.language.lexicon import heard_words


def reread(text: str) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """``text`` with misheard terms read right, and (start, end, term) for each."""
    longest = max(map(len, heard_words("terms")))
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
            if term and heard not in heard_words("words"):
                found.append((at, at + length, term))
                at += length
                break
        else:
            at += 1
    characters = list(text)
    for start, end, term in found:
        characters[start:end] = term
    return "".join(characters), tuple(found)


@cache
def _terms() -> dict[tuple[str, ...], str]:
    return {tuple(_sound(c) for c in term): term for term in heard_words("terms")}


@cache
def _sound(character: str) -> str:
    """The toneless syllable of a character, with what recognisers confuse made equal."""
    if not "\u4e00" <= character <= "\u9fff":
        return character
    from pypinyin import Style, lazy_pinyin

    syllable = "".join(lazy_pinyin(character, style=Style.NORMAL))
    for confused, plain in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if syllable.startswith(confused):
            syllable = plain + syllable[2:]
    return syllable[:-1] if syllable.endswith("ng") and syllable[-3:-2] in "aei" else syllable
