"""The words that quotations are compared by, each with its place and what it does in the text.

English is compared by words (contractions written out), Chinese by characters; a figure in digits
is one word, and so are signs that belong to figures (%, $).  Width, script and case are nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from calltools.language.contractions import contractions
from calltools.language.cues import CueKind, cues
from calltools.language.lexicon import word_list
from calltools.language.normalise import FOLD, Rule, TextSpan, normalise, one_variant
from calltools.language.quantities import Quantity, find_quantities
from calltools.language.sentences import Language, spans

_DASH = re.compile(r"[—–―─]+|--+|(?<=\s)[-−‐‑‒]+(?=\s)")
_TOKEN = re.compile(
    r"[0-9]+(?:[.,:][0-9]+)*|[\u3400-\u9fff\U00020000-\U0003ffff]|[%$€£¥°+]|"
    r"(?<=[0-9])[-~/](?=[0-9])|[^\W\d_\u3400-\u9fff]+(?:'[^\W\d_\u3400-\u9fff]+)*|[^\W_]"
)
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_MARKS: tuple[CueKind, ...] = (
    "unit", "denial", "hedge", "condition", "share", "extreme", "time", "contrast",
    "consequence", "filler"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ComparedWord:
    """A word as it is compared; ``original[start:end]`` is what stands in the text.

    ``number_word`` may be a figure (一, one), ``numeral`` is one here.
    """

    text: str
    start: int
    end: int
    numeral: bool = False
    number_word: bool = False
    light: bool = False
    unit: bool = False
    denial: bool = False
    hedge: bool = False
    condition: bool = False
    share: bool = False
    extreme: bool = False
    time: bool = False
    contrast: bool = False
    consequence: bool = False
    filler: bool = False


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of ``original`` in order, its quantities and what denies as ranges of words.

    ``clauses`` and ``sentences`` are the words with which they begin, the last word's end too.
    """

    original: str
    language: Language
    items: tuple[ComparedWord, ...]
    quantities: tuple[QuantityWords, ...]
    denials: tuple[DenialWords, ...]
    clauses: tuple[int, ...]
    sentences: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.items)

    @property
    def words(self) -> list[str]:
        """The words alone."""
        return [token.text for token in self.items]

    def text(self, first: int, end: int) -> str:
        """The original from word ``first`` to before word ``end``, empty if there is none."""
        if first >= end:
            return ""
        return self.original[self.items[first].start : self.items[end - 1].end]

    def between(self, first: int) -> str:
        """What stands between word ``first - 1`` and word ``first``: marks, folded, no spaces.

        Dashes are "—" and hyphens "-".
        """
        start = self.items[first - 1].end if first > 0 else 0
        end = self.items[first].start if first < len(self.items) else len(self.original)
        marks = _DASH.sub("\0", self.original[start:end])
        return "".join(normalise(marks, FOLD).text.split()).replace("\0", "—")

    def clause_start(self, at: int) -> int:
        """The first word of the clause in which word ``at`` stands, or that ends before it."""
        return self.clauses[bisect_right(self.clauses, at) - 1]

    def clause_end(self, at: int) -> int:
        """The word after the last of the clause that goes on before word ``at``."""
        return self.clauses[bisect_left(self.clauses, at)]


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """A quantity as words ``first`` to ``end`` (exclusive), its figure ``core``."""

    first: int
    end: int
    core: tuple[int, int]
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class DenialWords:
    """What denies as words ``first`` to ``end`` (exclusive), and the ``phrase`` that it is part of
    (:class:`~calltools.language.cues.WordCue`)."""

    first: int
    end: int
    phrase: tuple[int, int]


@lru_cache(4096)
def read(text: str, language: str) -> Tokens:
    """The words of ``text``; ``language`` is zh or en."""
    code: Language = "zh" if language == "zh" else "en"
    bare = list(_words(text, code))
    amounts = tuple(_amounts(bare, text, code))
    return Tokens(
        text,
        code,
        tuple(_described(bare, text, amounts, code)),
        amounts,
        tuple(_denials(bare, text, code)),
        _begins(bare, spans(text, code, "clause")),
        _begins(bare, spans(text, code)),
    )


def _words(text: str, language: Language) -> Iterator[ComparedWord]:
    rules: Sequence[Rule] = (*FOLD, one_variant, *([contractions] if language == "en" else []))
    folded = normalise(text, rules)
    for match in _TOKEN.finditer(folded.text):
        yield ComparedWord(_THOUSANDS.sub("", match[0]), *folded.original(*match.span()))


def _begins(items: Sequence[ComparedWord], places: Sequence[TextSpan]) -> tuple[int, ...]:
    starts = [token.start for token in items]
    return tuple(sorted({0, len(items), *(bisect_left(starts, start) for start, _ in places)}))


def _described(
    items: Sequence[ComparedWord],
    text: str,
    amounts: Sequence[QuantityWords],
    language: Language,
) -> Iterator[ComparedWord]:
    """``items`` with what they do in the text.

    Digits are numerals anywhere, English number words but "one" wherever they stand, others within
    a quantity.  What modifies a figure (快, 上下, "under") hedges it.
    """
    marked: dict[str, set[int]] = {
        kind: {i for cue in cues(text, language, kind) for i in range(*_range(items, cue.span))}
        for kind in _MARKS
    }
    inside = {i for amount in amounts for i in range(amount.first, amount.end)}
    modifiers = inside - {i for amount in amounts for i in range(*amount.core)}
    for i, token in enumerate(items):
        digits = token.text[0].isdigit()
        word = token.text in word_list(language, "numeral")
        sure = language == "en" and token.text not in ("one", "something")
        numeral = digits or (word and (sure or i in inside))
        marks: dict[str, Any] = {kind: i in places for kind, places in marked.items()}
        if i in modifiers and not (numeral or marks["unit"]):
            marks["hedge"] = True
        yield replace(
            token,
            numeral=numeral,
            number_word=digits or (word and token.text not in word_list(language, "approximator")),
            light=token.text in word_list(language, "light") and not numeral,
            **marks,
        )


def _denials(items: Sequence[ComparedWord], text: str, language: Language) -> Iterator[DenialWords]:
    for denial in cues(text, language, "denial", "set_denial"):
        first, end = _range(items, denial.span)
        if first < end and items[end - 1].text == "not":
            first = end - 1  # of "don't"
        if first < end:
            is_plain = denial.phrase == denial.span
            phrase = (first, end) if is_plain else _range(items, denial.phrase)
            yield DenialWords(first, end, phrase)


def _amounts(items: Sequence[ComparedWord], text: str, language: str) -> Iterator[QuantityWords]:
    folded = normalise(text, FOLD)
    for quantity in find_quantities(folded.text, language):
        words = _range(items, folded.original(*quantity.span))
        low, high = quantity.core
        core = _range(items, folded.original(low, high)) if low < high else words
        if words[0] < words[1]:
            yield QuantityWords(*words, core if core[0] < core[1] else words, quantity)


def _range(items: Sequence[ComparedWord], place: TextSpan) -> tuple[int, int]:
    inside = [i for i, t in enumerate(items) if t.start < place[1] and place[0] < t.end]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


_FEW = {"zh": 2, "en": 1}
"""Words of content with which a clause says something of its own."""


def only_hedges(source: Tokens, first: int, end: int) -> bool:
    """Whether a clause says hardly more than that what is said with it is uncertain.

    One with a figure of its own says that.
    """
    items = source.items[first:end]
    if any(token.numeral for token in items):
        return False
    content = [t for t in items if not (t.hedge or t.light or t.filler or t.denial)]
    return any(token.hedge for token in items) and len(content) <= _FEW[source.language]
