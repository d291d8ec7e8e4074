"""Text folded so that two spellings of one thing are equal, with a way back to the original.

Each rule replaces pieces of the text and says from where each piece came; rules are chained by
:func:`normalise`.  Offsets are code points, everywhere.
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

Rule = Callable[[str], Iterable[Rewrite]]


@dataclass(frozen=True, slots=True)
class Normalised:
    """A folded text.  Character ``i`` came from ``original[starts[i]:ends[i]]``."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original the characters ``text[start:end]`` (at least one) came from."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no such span of {len(self.text)} characters: {start} to {end}")
        return min(self.starts[start:end]), max(self.ends[start:end])


def normalise(text: str, rules: Iterable[Rule]) -> Normalised:
    """``text`` after all ``rules``, one after the other."""
    result = Normalised(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))
    for rule in rules:
        if (whole := _AT_ONCE.get(rule)) and (folded := whole(result.text)) is not None:
            result = Normalised(folded, result.starts, result.ends)
            continue
        characters: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for start, end, replacement in rule(result.text):
            if start < end and replacement:
                if end - start == 1:
                    first, last = result.starts[start], result.ends[start]
                else:
                    first, last = result.original(start, end)
                characters.append(replacement)
                starts += [first] * len(replacement)
                ends += [last] * len(replacement)
        result = Normalised("".join(characters), tuple(starts), tuple(ends))
    return result


def nfkc(text: str) -> Iterator[Rewrite]:
    """Unicode's compatibility form (UAX 15): full width to half width, ligatures apart."""
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or _may_part(text[start:end], text[end]):
            yield start, end, unicodedata.normalize("NFKC", text[start:end])
            start = end


def _may_part(before: str, character: str) -> bool:
    """Whether ``character`` stays itself after ``before``: it neither combines nor is reordered."""
    if character.isascii() or "\u4e00" <= character <= "\u9fff":
        return True
    form = unicodedata.normalize
    after = form("NFKC", character)
    return (
        unicodedata.combining(form("NFKD", character)[0]) == 0
        and form("NFKC", before + character) == form("NFKC", before) + after
    )


def casefold(text: str) -> Iterator[Rewrite]:
    """Small letters for capitals."""
    return ((i, i + 1, c.casefold()) for i, c in enumerate(text))


_PUNCTUATION = {
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


def fold_punctuation(text: str) -> Iterator[Rewrite]:
    """One mark for all that look or serve alike: Chinese stops, quotation marks, dashes."""
    return ((i, i + 1, _PUNCTUATION.get(c, c)) for i, c in enumerate(text))


def drop_punctuation(text: str) -> Iterator[Rewrite]:
    """Letters, digits and the marks on them only: no punctuation, symbols, space or controls."""
    return (
        (i, i + 1, c if unicodedata.category(c)[0] in "LNM" else "") for i, c in enumerate(text)
    )


_VARIANTS = str.maketrans("著乾妳牠祂祇甚徵倆彆", "着干你它它只什征俩别")


def one_variant(text: str) -> Iterator[Rewrite]:
    """The usual character for those that stand for it in traditional texts and print."""
    return ((i, i + 1, c) for i, c in enumerate(text.translate(_VARIANTS)))


def simplified(text: str) -> Iterator[Rewrite]:
    """Simplified characters for traditional ones."""
    folded = simplify(text)
    if len(folded) != len(text):
        folded = "".join(one if len(one := simplify(c)) == 1 else c for c in text)
    return ((i, i + 1, c) for i, c in enumerate(folded))


_PLAIN = re.compile(r"[\x00-\x7f\u4e00-\u9fff\uff01-\uff5e、。“”‘’—《》「」]*")
"""Characters that NFKC takes one by one, each for one."""


def _nfkc_at_once(text: str) -> str | None:
    return unicodedata.normalize("NFKC", text) if _PLAIN.fullmatch(text) else None


def _casefold_at_once(text: str) -> str | None:
    folded = text.casefold()
    return folded if len(folded) == len(text) else None


def _simplified_at_once(text: str) -> str | None:
    folded = simplify(text)
    return folded if len(folded) == len(text) else None


_AT_ONCE: dict[Rule, Callable[[str], str | None]] = {
    nfkc: _nfkc_at_once, casefold: _casefold_at_once, simplified: _simplified_at_once,
}  # fmt: skip
"""Rules that mostly put one character for each: the whole text then, None where they do not."""

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
