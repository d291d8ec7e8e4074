"""Where a text stands that is to go: in either script, in pinyin, in figures or numerals.

The same forms find what is taken out and, afterwards, prove that it is gone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from calltools.language.normalise import (
    Rewrite,
    TextSpan,
    casefold,
    drop_punctuation,
    nfkc,
    normalise,
    simplified,
)
from calltools.language.numerals import numerals_to_hanzi
from calltools.language.quantities.numerals_zh import DIGITS

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_DIGITS = {
    **{sign: str(value) for sign, value in DIGITS.items()},
    **dict(zip("○幺么洞拐勾壹贰叁肆伍陆柒捌玖", "011079123456789", strict=True)),
}
_PLAIN_NUMERALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_ENGLISH_DIGITS = dict(
    zip(
        "zero oh o one two three four five six seven eight nine".split(),
        "000123456789",
        strict=True,
    )
)
_WORD = "|".join(_ENGLISH_DIGITS)
_ENGLISH_NUMBER = re.compile(rf"\b(?:{_WORD})(?:[\s,.-]+(?:{_WORD})){{2,}}\b", re.I)
"""Three digits and more in words: fewer are no telephone number, and one stands everywhere."""

_LONG_NUMBER = 7
_LONG_SPELLING = 8
"""So many Latin letters are no part of another word by chance: they are found in longer runs, as
addresses have them."""
_MOST_READINGS = 32
"""Characters of several readings give many spellings: so many of them are sought."""


def _digits(text: str) -> Iterator[Rewrite]:
    """Figures for numerals, sign by sign: 一三八 is 138, as telephone numbers are read."""
    return ((i, i + 1, _DIGITS.get(c, c)) for i, c in enumerate(text))


def _unmarked(text: str) -> Iterator[Rewrite]:
    """Letters without what only changes their look: strokes over them, selectors of variants."""
    return ((i, i + 1, "" if unicodedata.category(c)[0] == "M" else c) for i, c in enumerate(text))


def _english_digits(text: str) -> Iterator[Rewrite]:
    """Figures for numbers that are read out in English, digit by digit."""
    at = 0
    for number in _ENGLISH_NUMBER.finditer(text):
        yield from ((i, i + 1, text[i]) for i in range(at, number.start()))
        for word in re.finditer(r"\w+", number[0]):
            start = number.start() + word.start()
            yield start, start + len(word[0]), _ENGLISH_DIGITS[word[0].lower()]
        at = number.end()
    yield from ((i, i + 1, text[i]) for i in range(at, len(text)))


def _plain_numerals(text: str) -> Iterator[Rewrite]:
    """Numerals of every day for those of cheques: 叁拾伍万 is 三十五万."""
    return ((i, i + 1, c) for i, c in enumerate(text.translate(_PLAIN_NUMERALS)))


def _latin(text: str) -> Iterator[Rewrite]:
    """Latin letters alone, without marks, small: Duàn Chūn-huī is duanchunhui, and so is
    duan4 chun1 hui1."""
    for i, c in enumerate(text):
        plain = unicodedata.normalize("NFKD", c).casefold()
        yield i, i + 1, "".join(one for one in plain if "a" <= one <= "z")


_FOLDED = (nfkc, _unmarked, casefold, simplified)
_WRITTEN = (*_FOLDED, _english_digits, _digits, drop_punctuation)
_COUNTED = (*_FOLDED, _plain_numerals, numerals_to_hanzi, drop_punctuation)
_SPELT = (_latin,)


@dataclass(frozen=True, slots=True)
class Sought:
    """A text in the forms under which it is looked for.

    ``written`` and ``counted`` are its letters with figures and numerals made one, sign by sign
    and as amounts; ``spelt`` are its spellings in Latin letters.
    """

    text: str
    written: str
    counted: str
    spelt: tuple[str, ...]

    @classmethod
    def of(cls, text: str, *, spelt: bool = True) -> Sought:
        """The forms of ``text``, which holds letters or digits; none in Latin letters of a Chinese
        one unless ``spelt``."""
        return cls(
            text,
            normalise(text, _WRITTEN).text,
            normalise(text, _COUNTED).text,
            tuple(dict.fromkeys(_spellings(text))) if spelt or not _HAN.search(text) else (),
        )

    def may_stand(self, text: str) -> bool:
        """Whether its letters stand in ``text`` at all: quickly told of a long one."""
        return any(
            form in _folded(text, kind).text
            for kind, forms in (
                ("written", (self.written,)),
                ("counted", (self.counted,)),
                ("spelt", self.spelt),
            )
            for form in forms
            if form
        )

    def spans(self, text: str) -> list[TextSpan]:
        """Where it stands in ``text``, in order, none twice."""
        if not text:
            return []
        found = [
            *_whole(text, _folded(text, "written"), self.written),
            *_whole(text, _folded(text, "counted"), self.counted),
        ]
        if self.spelt:
            spelt = _folded(text, "spelt")
            found += [span for form in self.spelt for span in _whole(text, spelt, form)]
        return merged(found)


def merged(spans: Iterable[TextSpan]) -> list[TextSpan]:
    """The spans in order; those that touch or overlap are one."""
    found: list[TextSpan] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


@dataclass(frozen=True, slots=True)
class _Folded:
    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def tears(self, at: int) -> bool:
        """Whether the characters on both sides of ``at`` come from one piece of the original."""
        return 0 < at < len(self.text) and self.starts[at - 1] == self.starts[at]


@lru_cache(16)
def _folded(text: str, form: str) -> _Folded:
    rules = {"written": _WRITTEN, "counted": _COUNTED, "spelt": _SPELT}[form]
    one = normalise(text, rules)
    return _Folded(one.text, one.starts, one.ends)


def _whole(text: str, folded: _Folded, form: str) -> Iterator[TextSpan]:
    """Where ``form`` stands in the folded text; of Latin letters or few figures, as words alone.

    A long number is found within a longer one, too: what is dialled before it varies; so are many
    Latin letters.
    """
    is_long = form.isdecimal() and len(form) >= _LONG_NUMBER
    is_long |= form.isascii() and form.isalpha() and len(form) >= _LONG_SPELLING
    at = folded.text.find(form) if form else -1
    while at >= 0:
        last = at + len(form) - 1
        start, end = folded.starts[at], folded.ends[last]
        torn = folded.tears(at) or folded.tears(last + 1)  # 1234 is in 91234, read as an amount
        if is_long or not (torn or _joined(text, start) or _joined(text, end)):
            yield start, end
        at = folded.text.find(form, at + 1)


def _joined(text: str, at: int) -> bool:
    """Whether a word or a figure goes on over the offset ``at``."""
    before, after = text[at - 1 : at], text[at : at + 1]
    return _side(before) != "" and _side(before) == _side(after)


def _side(char: str) -> str:
    plain = unicodedata.normalize("NFKD", char)[:1]
    if plain.isascii() and plain.isalpha():
        return "letter"
    return "digit" if plain.isascii() and plain.isdigit() else ""


def _spellings(text: str) -> Iterator[str]:
    """In Latin letters: Chinese in pinyin, the family name first or last; a Latin name in either
    order of its words.  What holds figures is no name: without them other words would be found."""
    if han := "".join(_HAN.findall(text)):
        from pypinyin import Style, pinyin

        if len(han) < 2:
            return
        readings = pinyin(han, style=Style.NORMAL, heteronym=True)
        for syllables in islice(product(*readings), _MOST_READINGS):
            for family in range(min(len(syllables), 3)):
                spelt = "".join(syllables[family:] + syllables[:family])
                yield spelt  # lü is lv here, and lu where its marks are taken off
                yield spelt.replace("v", "u")
        return
    words = [normalise(word, _SPELT).text for word in text.split()]
    if "".join(words) and not any(map(str.isdigit, text)):
        yield "".join(words)
        yield "".join(reversed(words))
