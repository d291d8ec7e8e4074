"""Invented turns with words that can be quoted, and quotations of them that are not true."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import pairwise

import opencc

from calltools.reader.view import View, read_turn
from calltools.transcripts.model import HOSPITAL

TURNS = {
    "一般要等两个月左右，快的话二十天。": ("一般要等两个月左右", "快的话二十天"),
    "现在没有肝源，下周可能有一批。": ("现在没有肝源", "下周可能有一批"),
    "去年我们做了一百一十台，今年不到八十台。": ("去年我们做了一百一十台", "今年不到八十台"),
    "肝移植四十五万，押金先交10万块。": ("肝移植四十五万", "押金先交10万块"),
    "都是公民捐献的，不是你讲的那种。": ("都是公民捐献的", "不是你讲的那种"),
    "这个不用等，来了就可以做手术。": ("这个不用等", "来了就可以做手术"),
    "名单上有六十几个人，你排在第12位。": ("名单上有六十几个人", "你排在第12位"),
    "平均要等五到七年，不保證一定有。": ("平均要等五到七年", "不保證一定有"),
    "腎臟來源我們不清楚，要問協調師。": ("腎臟來源我們不清楚",),
    "O型的比较缺，至少半年以上。": ("O型的比较缺", "至少半年以上"),
    "You wait about 110 days here, never less than six weeks.": (
        "You wait about 110 days here",
        "never less than six weeks",
    ),
    "We don't have any livers this month. Two kidneys came in on Friday.": (
        "We don't have any livers this month",
        "Two kidneys came in on Friday",
    ),
    "It costs 380,000 yuan. You can't pay to go faster.": (
        "It costs 380,000 yuan",
        "You can't pay to go faster",
    ),
    "All of them come from brain-dead donors. It's not for the telephone.": (
        "All of them come from brain-dead donors",
        "It's not for the telephone",
    ),
    "We did ninety-six last year, sixty of them livers.": (
        "We did ninety-six last year",
        "sixty of them livers",
    ),
}  # fmt: skip

_NEGATION = re.compile(r"没有|不是|不|没|never |not |n't|can't |don't ")
_FIGURE = re.compile(r"[一二两三四五六七八九]|\d")
_FIGURES = "一二三四五六七八九"
_WIDE = {ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789,ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def view(turn: str) -> View:
    """A turn of the hospital, read."""
    return read_turn(0, HOSPITAL, turn, "en" if turn.isascii() else "zh")


def altered(turn: str, quote: str) -> Iterator[str]:
    """Quotations that are nearly ``quote`` and that nobody said."""
    words = re.findall(r"\S+" if turn.isascii() else r".", quote)
    space = " " if turn.isascii() else ""
    for i, (one, other) in enumerate(pairwise(words)):  # words swapped
        yield space.join([*words[:i], other, one, *words[i + 2 :]])
    for i in range(1, len(words) - 1):  # a word left out within, said twice, another in its place
        yield space.join([*words[:i], *words[i + 1 :]])
        yield space.join([*words[:i], words[i], *words[i:]])
        yield space.join([*words[:i], "any" if space else "很", *words[i + 1 :]])
    for i in range(len(words)):  # a negation added
        yield space.join([*words[:i], "not" if space else "不", *words[i:]])
    for match in _NEGATION.finditer(quote):  # a negation taken out, or its clause cut behind it
        yield quote[: match.start()] + quote[match.end() :]
        yield quote[match.end() :]
    for match in _FIGURE.finditer(quote):  # a figure changed, or cut within
        figures = _FIGURES if match[0] in _FIGURES + "两" else "123456789"
        other = figures[(figures.find(match[0]) + 4) % 9]
        yield quote[: match.start()] + other + quote[match.end() :]
    for cut in (
        "10 days here",
        "80,000 yuan",
        "six last year",
        "0万块",
        "十台",
        "十天",
        "2位",
        "七年",
    ):
        if cut in quote:
            yield cut
    for config in ("s2t", "t2s"):  # the script changed
        yield opencc.OpenCC(config).convert(quote)
    yield quote.translate(_WIDE)
    yield quote.swapcase()
    yield quote + ("!" if space else "！")
    yield quote[:2] + "…" + quote[-2:]


def altered_quotations(count: int, seed: int = 0) -> list[tuple[str, str]]:
    """``count`` turns, each with a quotation that is not true; the same for the same seed."""
    every = [
        (turn, words)
        for turn, quotes in TURNS.items()
        for quote in quotes
        for words in dict.fromkeys(altered(turn, quote))
        if words.strip() and words not in quotes
    ]
    return random.Random(seed).sample(every, count)
