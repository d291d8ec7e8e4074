"""A hospital's name as it may be written: which stretches of a text are it, or a short form of it.

A Chinese short form takes characters of the full name in their order (若大一附院 of
若川大学附属第一医院), an English one its words (``the Railway Hospital``, ``No. 2``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from calltools.language.quoting.scene import fold
from calltools.language.sounds import spoken
from calltools.quotations.symbols import is_chinese

_DIGITS = str.maketrans(
    "0123456789０１２３４５６７８９零○", "〇一二三四五六七八九〇一二三四五六七八九〇〇"
)
_NUMERALS = frozenset("〇一二三四五六七八九十百千")
_KINDS_ZH = re.compile(
    r"中国人民解放军|自治[区州县]|人民|中心|大学|学院|附属|医科|医学院?|中医药?|研究所|医院|分院|总队"
    r"|[省市县区州镇总院军]"
)
_SWAPPED = re.compile(r"(附属)第?([〇一二三四五六七八九十]{1,3})(?=医院)")
_OTHERWISE = re.compile(
    r"[（(【]\s*(?:原|前身?|旧称|又[名称]|也[叫称]|亦称|即|现|简称|formerly|now|also|or)?\s*:?：?"
)
_ASIDE = re.compile(r"[（(【]([^）)】]*)[）)】]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*['’]?")
_SMALL = frozenset("of the at in for and s no with to formerly now also".split())
KINDS = frozenset(
    "hospital hospitals hosp university universities medical college institute clinic"
    " chinese".split()
)
"""Words that only tell that something is a hospital."""
_ORDINALS = {
    word: str(number)
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1
    )
} | {"one": "1", "two": "2", "three": "3"}
_NUMBER = re.compile(r"(\d+)(?:st|nd|rd|th)?$")
_SKIPPED = frozenset("第省市县区镇")
"""What a name may have or leave out between its words."""
_BIG = 3  # numerals: a number with so many is a name by itself
_ALIKE, _ENDING = 3, 3
"""Letters that two words must share at their beginning (navy, naval), and that may differ after."""


def word_key(word: str) -> str:
    """A word of an English name by which it is compared: small, without 's, numbers in digits."""
    plain = re.sub(r"['’]s?$", "", word.casefold().rstrip("."))
    number = _NUMBER.match(plain)
    return number[1] if number else _ORDINALS.get(plain, plain)


def fold_name(text: str) -> str:
    """Simplified characters, numerals for digits; each character where it was."""
    return fold(text).translate(_DIGITS)


def kinds_left_out(name: str) -> str:
    """What a name has beside words that only tell the kind of hospital."""
    if is_chinese(name):
        return re.sub(r"[\W_第]", "", _KINDS_ZH.sub("", fold_name(name)))
    keys = map(word_key, _WORD.findall(name))
    return " ".join(key for key in keys if key not in KINDS and key not in _SMALL)


@dataclass(frozen=True, slots=True)
class NameStretch:
    """``text[start:end]`` may be the name; ``whole`` where it is all of it."""

    start: int
    end: int
    whole: bool


@dataclass(frozen=True)
class WrittenName:
    """One way in which a hospital's name is written."""

    text: str

    @cached_property
    def is_chinese(self) -> bool:
        """Whether it is in Chinese."""
        return is_chinese(self.text)

    @cached_property
    def characters(self) -> str:
        """Of a Chinese name what is compared."""
        return re.sub(r"[\W_第]", "", fold_name(self.text))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Of an English name the words that tell it from others."""
        keys = (word_key(word) for word in _WORD.findall(self.text))
        return tuple(key for key in keys if key not in _SMALL and key not in KINDS)

    @cached_property
    def _kinds(self) -> frozenset[int]:
        """Places of characters that only tell what kind of hospital it is."""
        return frozenset(
            i for m in _KINDS_ZH.finditer(self.characters) for i in range(m.start(), m.end())
        )

    def stretches(self, folded: str) -> Iterator[NameStretch]:
        """Where a folded Chinese text may have the name, longest from each place."""
        for start, character in enumerate(folded):
            if character in _SKIPPED or character not in self.characters:
                continue
            taken: list[int] = []
            places: list[int] = []
            at = start
            while at < len(folded):
                place = self.characters.find(folded[at], taken[-1] + 1 if taken else 0)
                if place >= 0:
                    taken.append(place)
                    places.append(at)
                elif folded[at] not in _SKIPPED:
                    break
                at += 1
            if size := self._size(taken):
                whole = len(taken) == len(self.characters)
                yield NameStretch(start, places[size - 1] + 1, whole)

    def _size(self, taken: Sequence[int]) -> int:
        """How many of the characters ``taken`` in a text are the name; 0 where they are too few."""
        telling = [place for place in taken if place not in self._kinds]
        if not telling or len(taken) < 2 or self._cuts_number(taken):
            return 0
        if self.characters[taken[-1]] in f"院总心{self.characters[-1]}":
            return len(taken)
        # Without its last word only a name of its own is one: a place, a whole number.
        run = 1
        while run < len(taken) and taken[run] == taken[0] + run and taken[run] not in self._kinds:
            run += 1
        number = {self.characters[place] for place in taken[:run]} <= _NUMERALS
        return 0 if taken[0] in self._kinds or run < (_BIG if number else 2) else run

    def _cuts_number(self, taken: Sequence[int]) -> bool:
        """Whether only a part of a number is taken."""
        return any(
            self.characters[place] in _NUMERALS
            and any(
                0 <= beside < len(self.characters)
                and self.characters[beside] in _NUMERALS
                and beside not in taken
                for beside in (place - 1, place + 1)
            )
            for place in taken
        )

    @cached_property
    def sound(self) -> str:
        """How a Chinese name is read."""
        return spoken(self.characters) if self.is_chinese else ""

    def has(self, keys: Iterable[str], *, loosely: bool = False) -> bool:
        """Whether all of an English text's ``keys`` are words of the name."""
        return all(
            any(same_word(key, word, loosely=loosely) for word in self.words) for key in keys
        )


def same_word(one: str, other: str, *, loosely: bool = False) -> bool:
    """Whether two keys are one word; ``loosely`` also by its beginning (navy, naval)."""
    if one == other or not loosely or one.isdigit() or other.isdigit():
        return one == other
    common = 0
    while common < min(len(one), len(other)) and one[common] == other[common]:
        common += 1
    return common >= _ALIKE and max(len(one), len(other)) - common <= _ENDING


def written_names(name: str) -> list[WrittenName]:
    """The ways to write a hospital that is printed as ``name``: as it stands, without what is in
    brackets, what is in brackets (formerly, 原), the number before 附属 and after it."""
    opened = [re.sub(_OTHERWISE, "", m[0]).rstrip("）)】") for m in _ASIDE.finditer(name)]
    plain = _ASIDE.sub("", name).strip()
    found = [plain, *(one.strip() for one in opened)]
    found += [_SWAPPED.sub(r"第\2\1", fold_name(one)) for one in found if is_chinese(one)]
    return [WrittenName(one) for one in dict.fromkeys(found) if len(one) > 1]
