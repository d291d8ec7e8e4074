"""Edits of faithful quotations, for tests: grave ones that must be seen, harmless ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from calltools.comparison.tokens import read
from calltools.language.cues import fillers, hedges, negations

Mutant = tuple[str, str]
"""The kind of edit and the text after it."""

_OTHER_NUMERAL = {
    "zh": dict(
        zip("一二两三四五六七八九十百千万半", "三五四六九八二一七四百千万百两", strict=True)
    ),
    "en": {
        "two": "seven", "three": "thirteen", "four": "nine", "five": "fifteen", "six": "eight",
        "seven": "eleven", "eight": "three", "nine": "ninety", "ten": "twenty", "eleven": "twelve",
        "twelve": "twenty", "thirty": "thirteen", "forty": "fourteen", "fifty": "fifteen",
        "sixty": "sixteen", "seventy": "seventeen", "eighty": "eighteen", "ninety": "nineteen",
        "twenty": "thirty", "hundred": "thousand", "thousand": "hundred", "sixteen": "sixty",
        "first": "third", "second": "fourth", "third": "fourth", "fourth": "fifth", "half": "third",
    },
}  # fmt: skip
_OTHER_UNIT = {
    "zh": {"星期": "月", "礼拜": "月", "月": "星期", "天": "周", "年": "个月", "分钟": "小时",
           "小时": "天", "周": "年", "禮拜": "月", "小時": "分鐘"},
    "en": {"days": "weeks", "day": "week", "weeks": "months", "week": "month", "months": "weeks",
           "month": "year", "years": "months", "year": "month", "hour": "day", "hours": "days",
           "yuan": "dollars", "dollars": "yuan", "minutes": "hours"},
}  # fmt: skip
_AFFIRMED = {
    "can't": "can", "cannot": "can", "won't": "will", "don't": "do", "doesn't": "does",
    "isn't": "is", "aren't": "are", "wouldn't": "would", "couldn't": "could", "didn't": "did",
    "hasn't": "has", "haven't": "have", "not": "", "no": "a", "never": "always",
    "nobody": "everybody", "nothing": "everything", "unless": "if", "none": "all",
    "impossible": "possible", "without": "with", "没有": "有", "沒有": "有", "没": "有", "沒": "有",
    "不": "", "无": "有", "除非": "如果", "別": "", "别": "",
}  # fmt: skip
_DENIED = {
    "zh": re.compile(r"是(?!不)|能(?![不力])|会(?!不)|會(?!不)|可以|要(?!不)|够|夠|做"),
    "en": re.compile(
        r"\b(?:is|are|was|were|can|could|will|would|do|does|did|have|has|may|must)\b(?!['’])"
    ),
}


def grave(text: str, language: str) -> Iterator[Mutant]:
    """One mutant for each figure, unit, negation, hedge and place for a negation."""
    for token in read(text, language).items:
        word = text[token.start : token.end]
        if token.numeral and word.isascii() and word[0].isdigit():
            yield "number", _put(text, token.start, token.end, _digits(word))
            yield "number", _put(text, token.end, token.end, "0")
        elif token.numeral and (other := _OTHER_NUMERAL[language].get(token.text)):
            yield "number", _put(text, token.start, token.end, other)
    for unit, other in _OTHER_UNIT[language].items():
        edge = r"\b" if language == "en" else ""
        for match in re.finditer(f"{edge}{unit}{edge}", text):
            if language == "en" or _after_figure(text, match.start()):
                yield "unit", _put(text, *match.span(), other)
    for start, end in negations(text, language):
        word = text[start:end].casefold().replace("’", "'")
        if (other := _AFFIRMED.get(word)) is not None:
            yield "negation", re.sub("  +", " ", _put(text, start, end, other)).strip()
    for match in _DENIED[language].finditer(text):
        if language == "zh":
            yield "negation", _put(text, match.start(), match.start(), "不")
        else:
            yield "negation", _put(text, match.end(), match.end(), " not")
    for start, end in hedges(text, language):
        if not any(start <= a < end for a, _ in negations(text, language)):
            yield "hedge", re.sub("  +", " ", _put(text, start, end, "")).strip(" ,，")


def harmless(text: str, language: str) -> Iterator[Mutant]:
    """Width, script, punctuation, fillers and quotation marks changed."""
    yield "punctuation", text.rstrip(".。") if text[-1] in ".。" else text + "."
    if language == "zh":
        yield "width", text.translate(str.maketrans("，。？；：", ",.?;:"))
        yield "script", _traditional(text)
        yield "punctuation", text.replace("，", "；", 1)
        for start, end in fillers(text, "zh"):
            yield "filler", _put(text, start, end, "").strip("，")
    else:
        yield "width", text.translate({c: c + 0xFEE0 for c in range(0x30, 0x3A)})
        yield "punctuation", text.replace(", ", "; ", 1)
        yield "punctuation", text.replace(". ", " — ", 1)
        yield "marks", text.replace("'", "’")
        yield "capitals", text[0].swapcase() + text[1:]
        for start, end in fillers(text, "en"):
            yield "filler", re.sub(r"^[ ,]+|(?<= ) +|,(?= ?,)", "", _put(text, start, end, ""))


def _put(text: str, start: int, end: int, other: str) -> str:
    return text[:start] + other + text[end:]


def _digits(word: str) -> str:
    """A figure with its first two different digits swapped, or one more."""
    digits = list(word)
    for i, j in zip(range(len(word)), range(1, len(word)), strict=False):
        if digits[i].isdigit() and digits[j].isdigit() and digits[i] != digits[j]:
            digits[i], digits[j] = digits[j], digits[i]
            return "".join(digits)
    return str(int(word[0]) % 9 + 1) + word[1:]


def _after_figure(text: str, at: int) -> bool:
    return bool(re.search(r"[零一二两兩三四五六七八九十百千半几幾\d多来來]個?个?$", text[:at]))


@cache
def _converter() -> object:
    import opencc

    return opencc.OpenCC("s2t")


def _traditional(text: str) -> str:
    converted: str = _converter().convert(text)  # type: ignore[attr-defined]
    return converted
