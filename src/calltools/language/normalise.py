"""Text folded so that two spellings of one thing are equal, with a way back to the original.

A rule gives a text of as many characters, or pieces of the text with what each becomes; rules are
chained by :func:`normalise`.  Offsets are code points, everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from calltools.language.numerals import numerals_to_hanzi

TextSpan = tuple[int, int]
"""Code points ``start`` to ``end`` of a text."""

Rewrite = tuple[int, int, str]
"""``text[start:end]`` becomes the string.  The pieces of a text cover it in order."""

Rule = Callable[[str], str | Iterable[Rewrite]]


@dataclass(frozen=True, slots=True)
class Normalised:
    """A folded text.  Character ``i`` came from ``original[starts[i]:ends[i]]``."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> TextSpan:
        """Where in the original the characters ``text[start:end]`` (at least one) came from."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no such span of {len(self.text)} characters: {start} to {end}")
        return self.starts[start], self.ends[end - 1]


def normalise(text: str, rules: Iterable[Rule]) -> Normalised:
    """``text`` after all ``rules``, one after the other."""
    result = Normalised(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    for rule in rules:
        rewritten = rule(result.text)
        if isinstance(rewritten, str):
            result = Normalised(rewritten, result.starts, result.ends)
            continue
        characters: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for start, end, replacement in rewritten:
            if start < end and replacement:
                first, last = result.starts[start], result.ends[end - 1]
                characters.append(replacement)
                starts += [first] * len(replacement)
                ends += [last] * len(replacement)
        result = Normalised("".join(characters), tuple(starts), tuple(ends))
    return result


_PLAIN = re.compile(r"[\x00-\x7f\u4e00-\u9fff\uff01-\uff5e、。“”‘’—《》「」]*")
"""Characters that NFKC takes one by one, each for one."""


def nfkc(text: str) -> str | Iterator[Rewrite]:
    """Unicode's compatibility form (UAX 15): full width to half width, ligatures apart."""
    if _PLAIN.fullmatch(text):
        return unicodedata.normalize("NFKC", text)
    return _nfkc_pieces(text)


def _nfkc_pieces(text: str) -> Iterator[Rewrite]:
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or _may_part(text[start:end], text[end]):
            yield start, end, unicodedata.normalize("NFKC", text[start:end])
            start = end


def _may_part(before: str, character: str) -> bool:
    """Whether ``character`` stays itself after ``before``: it neither combines nor is reordered."""
    form = unicodedata.normalize
    return unicodedata.combining(form("NFKD", character)[0]) == 0 and form(
        "NFKC", before + character
    ) == form("NFKC", before) + form("NFKC", character)


def casefold(text: str) -> str | Iterator[Rewrite]:
    """Small letters for capitals."""
    return _by_character(text, str.casefold)


def _by_character(text: str, change: Callable[[str], str]) -> str | Iterator[Rewrite]:
    """``change`` of the text, or of each character where that gives another number of them."""
    changed = change(text)
    if len(changed) == len(text):
        return changed
    return ((i, i + 1, change(c)) for i, c in enumerate(text))


_PUNCTUATION = str.maketrans(
    {
        mark: plain
        for marks, plain in (
            ("。．｡", "."),
            ("，、､", ","),
            ("：", ":"),
            ("；", ";"),
            ("？", "?"),
            ("！", "!"),
            ("“”„‟″「」『』〝〞«»《》〈〉", '"'),
            ("‘’‚‛′", "'"),
            ("—–―−‐‑‒─", "-"),
            ("～〜", "~"),
            ("·‧・•", "·"),
            ("【〔〖", "["),
            ("】〕〗", "]"),
        )
        for mark in marks
    }
)


def fold_punctuation(text: str) -> str:
    """One mark for all that look or serve alike: Chinese stops, quotation marks, dashes."""
    return text.translate(_PUNCTUATION)


def drop_punctuation(text: str) -> Iterator[Rewrite]:
    """Letters, digits and the marks on them only: no punctuation, symbols, space or controls."""
    return (
        (i, i + 1, c if unicodedata.category(c)[0] in "LNM" else "") for i, c in enumerate(text)
    )


_VARIANTS = str.maketrans("著乾妳牠祂祇甚徵倆彆", "着干你它它只什征俩别")


def one_variant(text: str) -> str:
    """The usual character for those that stand for it in traditional texts and print."""
    return text.translate(_VARIANTS)


def simplified(text: str) -> str:
    """Simplified characters for traditional ones."""
    folded = simplify(text)
    if len(folded) != len(text):
        folded = "".join(one if len(one := simplify(c)) == 1 else c for c in text)
    return folded


FOLD: Sequence[Rule] = (nfkc, fold_punctuation, simplified, casefold)
"""For finding the same words in two texts: width, punctuation, script and case are nothing."""

CER: Sequence[Rule] = (nfkc, simplified, casefold, numerals_to_hanzi, drop_punctuation)
"""For character error rates: what was said, however it is written."""


def simplify(text: str) -> str:
    """``text`` in simplified characters (OpenCC's ``t2s``), as it is where it is already."""
    converted: str = _opencc("t2s").convert(text)
    return converted


def traditional(text: str) -> str:
    """``text`` in traditional characters (OpenCC's ``s2t``)."""
    converted: str = _opencc("s2t").convert(text)
    return converted


def taiwanese(text: str) -> str:
    """``text`` in the characters and words of Taiwan (OpenCC's ``s2twp``): 檔案 for 文件."""
    converted: str = _opencc("s2twp").convert(text)
    return converted


def simplify_words(words: Sequence[str]) -> list[str]:
    """``words`` that follow one another, each in simplified characters.

    They are converted together, for the right character may depend on its neighbours.
    """
    together = simplify("".join(words))
    if len(together) != sum(map(len, words)):
        return [simplify(word) for word in words]
    converted = []
    at = 0
    for word in words:
        converted.append(together[at : at + len(word)])
        at += len(word)
    return converted


@cache
def _opencc(direction: str) -> Any:
    import opencc

    return opencc.OpenCC(direction)


def is_chinese(text: str) -> bool:
    """Whether ``text`` is in Chinese, by its letters; English is what has more Latin ones."""
    han = sum("\u3400" <= c <= "\u9fff" for c in text)
    latin = sum(c.isascii() and c.isalpha() for c in text)
    return han * 3 >= latin and han > 0
