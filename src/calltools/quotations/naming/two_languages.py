"""Whether an English and a Chinese name are one hospital's: by the sound of its place, its numbers,
and the words that a dictionary knows."""

from __future__ import annotations

import re

from calltools.comparison.dictionary import terms
from calltools.language.sounds import ways_to_read
from calltools.quotations.naming.written_names import KINDS, WrittenName, fold_name
from calltools.quotations.symbols import is_chinese

_NUMBER = re.compile(r"(?<!红)[〇一二三四五六七八九十]+")  # 红十字: a cross
_DIVISIONS = "省市县区州镇"
_PLACE = 2
"""Characters of a place."""
_USUAL = frozenset(
    key for word in (*KINDS, "city county municipal district provincial central center general")
    for key, _ in terms(word, "en")
)  # fmt: skip
"""Dictionary keys of words that one language may have and the other leave out."""


def are_one_hospital(one: str, other: str) -> bool:
    """Whether names in two languages may be one hospital's; False for names in one language.

    A word of the English name must be what the Chinese one begins with, by its sound; the numbers
    must be the same; and where both go on with words that a dictionary knows (Children's, 铁路),
    one at least must be the same.
    """
    if is_chinese(one) == is_chinese(other):
        return False
    english, chinese = (one, other) if is_chinese(other) else (other, one)
    spelt, read = WrittenName(english), WrittenName(chinese)
    numbers = {fold_name(word) for word in spelt.words if word.isdigit()}
    if numbers != {*_NUMBER.findall(read.characters)}:
        return False
    told = [word for word in spelt.words if not word.isdigit()]
    sizes = {word: _read_as(word, read.characters) for word in told}
    place = max(told, key=lambda word: sizes[word], default="")
    if sizes.get(place, 0) < _PLACE:
        return False
    rest, asked = read.characters[sizes[place] :], frozenset[str]()
    for word in told:
        if word == place:
            continue
        rest = rest.lstrip(_DIVISIONS)
        size = _read_as(word, rest)  # a name of its own behind the place: Zhengzhou Yunze
        rest = rest[size:]
        asked |= frozenset(key for key, _ in terms(word, "en") if not size)
    known = [keys - {word} for word, keys in terms(rest, "zh") if not _NUMBER.search(word)]
    answered = frozenset[str]().union(*(keys for keys in known if not keys & _USUAL))
    return not (asked - _USUAL and answered) or bool(asked & answered)


def _read_as(word: str, characters: str) -> int:
    """How many of the first ``characters`` are read as ``word``, by any of their readings; 0 for
    none."""
    spelt = re.sub(r"[^a-z]", "", word)
    ends = {0}  # in ``spelt``, after so many characters
    for number, ways in enumerate(ways_to_read(characters), 1):
        ends = {at + len(one) for at in ends for one in ways if spelt.startswith(one, at)}
        if len(spelt) in ends:
            return number
    return 0
