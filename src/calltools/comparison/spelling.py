"""How Chinese characters sound and how their sounds are spelled in Latin letters."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from itertools import product

from calltools.data import read_data
from calltools.language.normalise import simplify
from calltools.language.sounds import ways_to_read

_MOST_SPELLINGS = 2000  # bound on time for long names; not measured

_INITIALS = "zh ch sh b p m f d t n l g k h j q x r z c s y w".split()
_WADE_INITIALS = {
    "zh": "ch", "j": "ch", "q": "ch", "x": "hs", "z": "ts", "c": "ts", "b": "p", "d": "t",
    "g": "k", "r": "j",
}  # fmt: skip
_WADE_FINALS = {
    "ong": "ung", "ian": "ien", "ie": "ieh", "iong": "iung", "ve": "ueh", "ue": "ueh", "v": "u",
}  # fmt: skip
_WADE_WHOLE = {
    "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu",
    "si": "ssu", "ge": "ko", "ke": "ko", "he": "ho", "e": "o", "yan": "yen", "ye": "yeh",
    "you": "yu", "yi": "i", "duo": "to", "tuo": "to", "luo": "lo", "zuo": "tso", "cuo": "tso",
    "suo": "so", "ruo": "jo", "nuo": "no", "gui": "kuei", "kui": "kuei", "yong": "yung",
    "yue": "yueh", "xue": "hsueh", "er": "erh",
}  # fmt: skip


@lru_cache(maxsize=20_000)
def readings(character: str) -> frozenset[str]:
    """The readings of a Chinese character in pinyin without tones; none for other characters."""
    if not "\u3400" <= character <= "\u9fff":
        return frozenset()
    return frozenset(way.replace("ü", "v") for way in ways_to_read(simplify(character))[0])


@lru_cache(maxsize=20_000)
def spellings(characters: str, *, surname: bool = False) -> frozenset[str]:
    """How ``characters`` may be spelled, in small letters without hyphens and spaces.

    With ``surname`` the usual spellings of Hong Kong and Taiwan count too.
    """
    plain = simplify(characters)
    kinds = [sorted({s for reading in readings(c) for s in _ways(reading)}) for c in plain]
    found = set[str]()
    if all(kinds):
        for way in product(*kinds):
            found.add("".join(way))
            if len(found) >= _MOST_SPELLINGS:
                break
    if surname:
        found.update(_usual().get(plain, ()))
    return frozenset(found)


def _ways(pinyin: str) -> set[str]:
    """A syllable in Hanyu Pinyin, with the ways to write ü, and in Wade-Giles (no apostrophes)."""
    ways = {pinyin}
    if "v" in pinyin:
        ways |= {pinyin.replace("v", "u"), pinyin.replace("v", "yu"), pinyin.replace("v", "ü")}
    initial = next((i for i in _INITIALS if pinyin.startswith(i)), "")
    final = pinyin.removeprefix(initial)
    wade = _WADE_INITIALS.get(initial, initial) + _WADE_FINALS.get(final, final)
    return ways | {_WADE_WHOLE.get(pinyin, wade)}


@lru_cache(maxsize=20_000)
def syllables(word: str) -> tuple[tuple[str, ...], ...]:
    """The ways to cut a word in Latin letters into syllables of pinyin, shortest first."""
    if not word:
        return ((),)
    found: list[tuple[str, ...]] = []
    for length in range(1, min(6, len(word)) + 1):
        if word[:length] in _syllables():
            found += [(word[:length], *rest) for rest in syllables(word[length:])]
    return tuple(sorted(found, key=len))


@cache
def _syllables() -> frozenset[str]:
    import pypinyin.constants

    tones = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeiiiioooouuuuvvvvvnnnm")
    found: set[str] = set()
    for said in pypinyin.constants.PINYIN_DICT.values():
        for reading in said.split(","):
            plain = reading.translate(tones)
            if re.fullmatch("[a-z]+", plain) and re.search("[aeiouv]", plain):
                found |= {plain, plain.replace("v", "u")}
    return frozenset(found)


@cache
def _usual() -> dict[str, list[str]]:
    names = tomllib.loads(read_data("comparison/names.toml"))
    spelling: dict[str, list[str]] = names["spelling"]
    return spelling
