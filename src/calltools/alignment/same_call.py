"""Which call of one file is which of another, and whether a Chinese and an English text are of one.

What is printed above two calls tells: numbers, dates, telephones.  So do the words, through three
measures (how many figures stand in both in the same order at about the same place, how many that
could have do not, how far the lengths are from usual): a logistic regression.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log

from calltools.errors import DifferentCallsError
from calltools.language.quantities import Quantity, agree, quantities
from calltools.logistic import logistic
from calltools.times import span
from calltools.transcripts.model import Call, Transcript, Turn

DIFFERENT = 0.95
"""From which probability the words alone say that the calls are different; below its complement
they say that it is one call, whatever is printed above."""
_BASE, _FOUND, _MISSING, _LENGTH = -1.16, -1.62, 1.68, 2.03
"""Log odds of two calls: for nothing, for each figure in both, for each that is missing, for the
distance of the lengths.  Fitted on the Chinese of each call of the five bilingual gold sets with
its own English and with that of each other call of its set; of sets left out 99% of the wrong
pairings are told, none of the right."""
_FEW = 3
"""Fewer figures than this say nothing."""

_USUAL = 0.16
"""Logarithm of the Chinese characters for each English word: 1.17."""
_FAR = log(2.5)
"""Between a translation and its call, nobody writes so much more or less."""
_SHORT = 100
"""Chinese characters or English words below which lengths say nothing."""
_NEAR = 0.15
"""How far apart, in lengths of the texts, a figure and its rendering may stand."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_]+(?:['’]\w+)?")
_PlacedFigure = tuple[float, Quantity]
"""A figure and its place in the text, 0 to 1."""


# ---- what is printed above


def _digits(call: Call) -> set[str]:
    digits = re.sub(r"\D", "", call.phone or "")
    return {digits[-7:]} if len(digits) >= 7 else set()


def _hospital_numbers(call: Call) -> set[str]:
    """All that two languages have in common of a name: the 309 of 解放军309医院."""
    numbers = re.findall(r"\d{2,}", call.hospital or "")
    return {" ".join(numbers)} if numbers else set()


_FACTS: dict[str, Callable[[Call], set[str]]] = {
    "recording_no": lambda call: {call.recording_no} if call.recording_no else set(),
    "date": lambda call: {date for date in (call.date, call.date_hospital) if date},
    "time": lambda call: {f"{call.time[:5]} {call.tz}"} if call.time and call.tz else set(),
    "phone": _digits,
    "hospital": _hospital_numbers,
}
"""The forms of a fact of which two calls must share one.

Telephone numbers agree by their last seven digits, as they are printed with and without codes;
dates by either place's; times to the minute, where their place is known.
"""


def _compared_facts(one: Call, other: Call) -> dict[str, bool]:
    """Whether the facts agree that are known of both calls, by the names of their fields."""
    return {
        name: bool(ours & theirs)
        for name, forms in _FACTS.items()
        if (ours := forms(one)) and (theirs := forms(other))
    }


def common_facts(one: Call, other: Call) -> int:
    """How many known facts agree; -1 if one of them differs."""
    known = _compared_facts(one, other).values()
    return sum(known) if all(known) else -1


def pair_calls(zh: Sequence[Call], en: Sequence[Call]) -> list[tuple[int, int]]:
    """Pairs of positions, in Chinese order, each call in one pair at most.

    One call on either side is a pair whatever stands above.  Else calls are paired by the facts
    they share, most facts first, and what is left by order where nothing speaks against it and
    both sides have as many.
    """
    if len(zh) == len(en) == 1:
        return [(0, 0)]
    facts = {
        (i, j): common_facts(ours, theirs)
        for i, ours in enumerate(zh)
        for j, theirs in enumerate(en)
    }
    pairs: dict[int, int] = {}
    for i, j in sorted((p for p in facts if facts[p] > 0), key=lambda pair: (-facts[pair], pair)):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    left = [i for i in range(len(zh)) if i not in pairs]
    right = [j for j in range(len(en)) if j not in pairs.values()]
    if len(left) == len(right):
        pairs |= {i: j for i, j in zip(left, right, strict=True) if facts[i, j] == 0}
    return sorted(pairs.items())


# ---- what the words tell


@dataclass(frozen=True, slots=True)
class SameCall:
    """What the words tell: ``found`` of ``figures`` that one side has stand in the other as well,
    ``length`` is Chinese characters for each English word."""

    found: int
    figures: int
    length: float

    @property
    def distance(self) -> float:
        """How far the lengths are from usual: by logarithms."""
        return abs(log(self.length) - _USUAL)

    @property
    def different(self) -> float:
        """The probability, 0 to 1, that the two are different calls."""
        figures = _FOUND * self.found + _MISSING * (self.figures - self.found)
        return logistic(_BASE + (figures + _LENGTH * self.distance))


def weigh_words(zh: Sequence[Turn], en: Sequence[Turn]) -> SameCall:
    """What the words of two transcripts tell of whether they are one call."""
    ours, theirs = _figures(zh, "zh"), _figures(en, "en")
    characters = sum(len(_HAN.findall(turn.text)) for turn in zh)
    words = sum(len(_WORD.findall(turn.text)) for turn in en)
    tells = characters and words and max(characters, words) >= _SHORT
    length = characters / words if tells else exp(_USUAL)
    return SameCall(_in_order(ours, theirs), min(len(ours), len(theirs)), length)


def check_same_call(name: str, zh: Transcript | None, en: Transcript | None) -> str:
    """Raises DifferentCallsError where two transcripts, both there, are not of one call.

    Gives a remark where the facts printed above them differ and the words are the same, else "".
    """
    if not (zh and en):
        return ""
    words, facts = weigh_words(zh.turns, en.turns), _facts_that_differ(zh, en)
    far = words.distance > _FAR and words.different > 0.5
    if not far and (words.different < DIFFERENT or words.figures < _FEW):
        if facts and words.different <= 1 - DIFFERENT:
            return f"{name}: {facts}, though the words are of one call"
        if not facts:
            return ""
        reason = facts
    else:
        lengths = f"{words.length:.1f} Chinese characters for an English word where 1.2 are usual"
        reason = f"{words.found} of {words.figures} figures stand in both, {lengths}"
        reason = f"{facts}; {reason}" if facts else reason
    raise DifferentCallsError(
        name,
        f"expected two sides of one call, found what looks like different calls ({reason})",
        "check the files, or go on with --anyway",
    )


def _facts_that_differ(zh: Transcript, en: Transcript) -> str:
    """What is printed above the two and can't be of one call, in words."""
    differing = [
        f"{name.replace('_', ' ')} {getattr(zh.call, name)} and {getattr(en.call, name)}"
        for name, agrees in _compared_facts(zh.call, en.call).items()
        if not agrees
    ]
    if zh.duration_ms and en.duration_ms:
        longer, shorter = sorted((zh.duration_ms, en.duration_ms), reverse=True)
        if longer - shorter > max(10_000, longer // 20):
            differing.append(f"length {span(zh.duration_ms)} and {span(en.duration_ms)}")
    return ", ".join(differing)


def _figures(turns: Sequence[Turn], language: str) -> list[_PlacedFigure]:
    """The figures of a text; a mere "one" is none."""
    return [
        (number / len(turns), figure)
        for number, turn in enumerate(turns)
        for figure in quantities(turn.text, language)
        if not figure.weak
    ]


def _in_order(ours: Sequence[_PlacedFigure], theirs: Sequence[_PlacedFigure]) -> int:
    """How many figures of two texts are the same in the same order, at about the same place."""
    best = [0] * (len(theirs) + 1)
    for place, figure in ours:
        row = [0]
        for j, (other_place, other) in enumerate(theirs):
            same = abs(place - other_place) <= _NEAR and agree(figure, other) == "same"
            row.append(max(row[j], best[j + 1], best[j] + same))
        best = row
    return best[-1]
