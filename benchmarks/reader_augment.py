"""More calls out of labelled ones, for the fit of the trained reader.

A copy talks of another organ and says other figures; every second one is written as a recogniser
writes: without punctuation and, in Chinese, with some characters replaced by ones that sound alike.
Labels move with their words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from random import Random

from pypinyin import lazy_pinyin

from reader_data import LabelledCall

Edit = tuple[int, int, str]

_MARKS = re.compile(r"[，。？！、,.?!;:；：—…～~“”\"「」]+")
_WORD = re.compile(r"[A-Za-z]+")
_DIGITS = "二三四五六七八九"
_UNITS = "个天周年万十百例台月号岁"
_NO_ORGAN = "炎内功病脏胆"
_ONES = "two three four five six seven eight nine".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORGANS_ZH = ({"肾": "肝", "肝": "肾", "腎": "肝"},)
_ORGANS_EN = (
    {"kidney": "liver", "kidneys": "livers", "liver": "kidney", "livers": "kidneys"},
    {"kidney": "heart", "kidneys": "hearts", "liver": "lung", "livers": "lungs"},
    {"heart": "kidney", "hearts": "kidneys", "liver": "heart", "livers": "hearts"},
)
_HEARD_ALIKE = (0.0, 0.03, 0.08)
"""Shares of characters that are replaced in what is written as a recogniser writes it."""
_COMMON = 12


def alike(texts: Iterable[str]) -> dict[str, list[str]]:
    """For each common Chinese character of ``texts`` those with the same toneless pinyin."""
    by_sound: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for character in text:
            if "\u4e00" <= character <= "\u9fff":
                by_sound[lazy_pinyin(character)[0]][character] += 1
    found = {}
    for counted in by_sound.values():
        common = [c for c, _ in counted.most_common(_COMMON)]
        found.update({c: [other for other in common if other != c] for c in common})
    return found


def copied(
    call: LabelledCall, number: int, sounds: Mapping[str, list[str]], random: Random
) -> LabelledCall:
    """Copy ``number`` (from 1) of ``call``, other in its words and the same in its labels."""
    chinese = call.transcript.language.startswith("zh")
    heard = random.random() < 0.5
    organs = random.choice(_ORGANS_ZH if chinese else _ORGANS_EN) if random.random() < 0.6 else {}
    share = random.choice(_HEARD_ALIKE) if heard else 0.0
    turns, moved = [], []
    for turn in call.transcript.turns:
        edits = [*_marks(turn.text, chinese)] if heard else []
        if chinese:
            edits += _chinese(turn.text, organs, sounds, share, random)
        else:
            edits += _english(turn.text, organs, random)
        text, move = applied(turn.text, sorted(edits))
        turns.append(replace(turn, text=text, words=()))
        moved.append(move)
    rows = []
    for row in call.rows:
        move = moved[row["turn_index"]]
        start, end = move(row["start"]), move(row["end"])
        if start < end:
            rows.append(row | {"start": start, "end": end})
    origin = "machine" if heard else call.transcript.origin
    transcript = replace(call.transcript, turns=tuple(turns), origin=origin)
    return replace(call, transcript=transcript, rows=rows, copy=number)


def applied(text: str, edits: Iterable[Edit]) -> tuple[str, Callable[[int], int]]:
    """``text`` with ``edits`` done (sorted; those that overlap an earlier one are left out), and
    where an offset of the old text stands in the new one."""
    pieces: list[str] = []
    done: list[tuple[int, int, int]] = []
    at = 0
    for start, end, new in edits:
        if start < at:
            continue
        pieces += [text[at:start], new]
        done.append((start, end, len(new)))
        at = end
    pieces.append(text[at:])

    def move(offset: int) -> int:
        shift = 0
        for start, end, length in done:
            if offset >= end:
                shift += length - (end - start)
            elif offset > start:
                return start + shift + min(length, offset - start)
        return offset + shift

    return "".join(pieces), move


def _marks(text: str, chinese: bool) -> Iterator[Edit]:
    for mark in _MARKS.finditer(text):
        joined = chinese or text[mark.end() : mark.end() + 1] in ("", " ")
        yield (*mark.span(), "" if joined else " ")


def _chinese(
    text: str, organs: Mapping[str, str], sounds: Mapping[str, list[str]], share: float,
    random: Random,
) -> Iterator[Edit]:  # fmt: skip
    for i, character in enumerate(text):
        before, after = text[i - 1 : i], text[i + 1 : i + 2]
        figure = (after and after in _UNITS) or (before and before in "十百千万")
        if character in organs and after not in _NO_ORGAN:
            yield i, i + 1, organs[character]
        elif character in _DIGITS and figure and before not in "第期拜" and random.random() < 0.5:
            yield i, i + 1, random.choice(_DIGITS)
        elif random.random() < share and sounds.get(character):
            yield i, i + 1, random.choice(sounds[character])


def _english(text: str, organs: Mapping[str, str], random: Random) -> Iterator[Edit]:
    for word in _WORD.finditer(text):
        lower = word[0].lower()
        if lower in organs:
            yield (*word.span(), organs[lower])
        for numbers in (_ONES, _TENS):
            if lower in numbers and random.random() < 0.5:
                yield (*word.span(), random.choice(numbers))
