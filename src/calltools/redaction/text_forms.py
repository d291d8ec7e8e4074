"""Where a text stands that is to go: in either script, in pinyin, in figures or numerals.

The same forms find what is taken out and, afterwards, prove that it is gone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from calltools.language.normalise import (
    Normalised,
    Rewrite,
    Rule,
    TextSpan,
    casefold,
    drop_punctuation,
    nfkc,
    normalise,
    simplified,
)
from calltools.language.numerals import numerals_to_hanzi
from calltools.language.quantities.numerals_zh import DIGITS
from calltools.language.quantities.zh import PLAIN_NUMERALS
from calltools.language.sounds import ways_to_read
from calltools.speech.intervals import join

_DIGITS = {
    **{sign: str(value) for sign, value in DIGITS.items()},
    **dict(zip("○幺么洞拐勾壹贰叁肆伍陆柒捌玖", "011079123456789", strict=True)),
}
_ENGLISH_DIGITS = dict(
    zip(
        "zero oh o one two three four five six seven eight nine".split(),
        "000123456789",
        strict=True,
    )
)
_WORD = "|".join(_ENGLISH_DIGITS)
_READ_OUT = re.compile(rf"\b(?:{_WORD})(?:[\s,.-]+(?:{_WORD})){{2,}}\b", re.I)
"""Three digits and more in words: fewer are not a telephone number, and one stands everywhere."""

_LONG_NUMBER = 7
_LONG_SPELLING = 8
"""So many figures or Latin letters are not part of another number or word by chance: they are found
in longer runs, as what is dialled before a number varies, and as addresses have names."""
_MOST_READINGS = 32
"""Characters of several readings give many spellings: so many of them are sought."""
_LONGEST_FAMILY_NAME = 2  # characters, as 欧阳


def english_digits(text: str) -> Iterator[Rewrite]:
    """Figures for numbers that are read out in English, digit by digit."""
    at = 0
    for number in _READ_OUT.finditer(text):
        yield from ((i, i + 1, text[i]) for i in range(at, number.start()))
        for word in re.finditer(r"\w+", number[0]):
            start = number.start() + word.start()
            yield start, start + len(word[0]), _ENGLISH_DIGITS[word[0].lower()]
        at = number.end()
    yield from ((i, i + 1, text[i]) for i in range(at, len(text)))


def chinese_digits(text: str) -> str:
    """Figures for numerals, sign by sign: 一三八 is 138, as telephone numbers are read."""
    return "".join(_DIGITS.get(sign, sign) for sign in text)


def _everyday_numerals(text: str) -> str:
    """Numerals of every day for those of cheques: 叁拾伍万 is 三十五万."""
    return text.translate(PLAIN_NUMERALS)


def _unmarked(text: str) -> Iterator[Rewrite]:
    """Letters without what only changes their look: strokes over them, selectors of variants."""
    return ((i, i + 1, "" if unicodedata.category(c)[0] == "M" else c) for i, c in enumerate(text))


def _latin(text: str) -> Iterator[Rewrite]:
    """Latin letters alone, without marks, small: Duàn Chūn-huī is duanchunhui, and so is
    duan4 chun1 hui1."""
    for i, c in enumerate(text):
        plain = unicodedata.normalize("NFKD", c).casefold()
        yield i, i + 1, "".join(letter for letter in plain if "a" <= letter <= "z")


_FOLDED = (nfkc, _unmarked, casefold, simplified)
_WRITTEN = (*_FOLDED, english_digits, chinese_digits, drop_punctuation)
_COUNTED = (*_FOLDED, _everyday_numerals, numerals_to_hanzi, drop_punctuation)
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
            tuple(dict.fromkeys(_spellings(text))) if spelt or not _han(text) else (),
        )

    def may_stand(self, text: str) -> bool:
        """Whether its letters stand in ``text`` at all: quickly told of a long one."""
        return any(form in _folded(text, rules).text for rules, form in self._forms())

    def spans(self, text: str) -> list[TextSpan]:
        """Where it stands in ``text``, in order, none twice."""
        return join(
            span
            for rules, form in self._forms()
            for span in _whole(text, _folded(text, rules), form)
        )

    def _forms(self) -> Iterator[tuple[tuple[Rule, ...], str]]:
        """Each form with the rules by which texts are folded for it."""
        forms = ((_WRITTEN, self.written), (_COUNTED, self.counted))
        yield from ((rules, form) for rules, form in forms if form)
        yield from ((_SPELT, form) for form in self.spelt)


@lru_cache(16)
def _folded(text: str, rules: tuple[Rule, ...]) -> Normalised:
    return normalise(text, rules)


def _whole(text: str, folded: Normalised, form: str) -> Iterator[TextSpan]:
    """Where ``form`` stands in the folded text; of few Latin letters or figures, as words alone."""
    is_long = _is_long(form)
    at = folded.text.find(form)
    while at >= 0:
        start, end = folded.original(at, at + len(form))
        edges = (at, start), (at + len(form), end)
        if is_long or not any(_tears(folded, i) or _tears_word(text, j) for i, j in edges):
            yield start, end
        at = folded.text.find(form, at + 1)


def _is_long(form: str) -> bool:
    if form.isdecimal():
        return len(form) >= _LONG_NUMBER
    return form.isascii() and form.isalpha() and len(form) >= _LONG_SPELLING


def _tears(folded: Normalised, at: int) -> bool:
    """Whether what is on both sides of ``at`` comes from one piece of the original: 1234 is in
    91234, read as an amount."""
    return 0 < at < len(folded.text) and folded.starts[at - 1] == folded.starts[at]


def _tears_word(text: str, at: int) -> bool:
    """Whether a Latin word or a figure goes on over the offset ``at``."""
    if not 0 < at < len(text):
        return False
    sides = "".join(unicodedata.normalize("NFKD", side)[0] for side in text[at - 1 : at + 1])
    return sides.isascii() and (sides.isalpha() or sides.isdigit())


def _han(text: str) -> str:
    """The Chinese characters of a text."""
    return "".join(
        c for c in text if "\u3400" <= c <= "\u9fff" or "\U00020000" <= c <= "\U0003ffff"
    )


def _spellings(text: str) -> Iterator[str]:
    """In Latin letters: Chinese in pinyin, the family name first or last; a Latin name in either
    order of its words.  What holds figures is not a name: without them other words would be
    found."""
    if han := _han(text):
        readings = product(*ways_to_read(han)) if len(han) > 1 else ()
        for syllables in islice(readings, _MOST_READINGS):
            for family in range(min(len(syllables), _LONGEST_FAMILY_NAME + 1)):
                spelt = "".join(syllables[family:] + syllables[:family])
                yield spelt  # lü is lv here, and lu where its marks are taken off
                yield spelt.replace("v", "u")
        return
    words = [normalise(word, _SPELT).text for word in text.split()]
    if any(words) and not any(map(str.isdigit, text)):
        yield "".join(words)
        yield "".join(reversed(words))
