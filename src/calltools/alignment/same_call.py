"""Whether a Chinese transcript and an English one are of one call: told before they are aligned.

Three measures of the words (how many figures stand in both in the same order at about the same
place, how many that could have do not, how far the lengths are from usual) make a probability that
the calls are different: a logistic regression on pairs that belong together and on the same calls
paired otherwise (benchmarks/fit_same_call.py).  Beside them stand the facts that are printed above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

from calltools.alignment.calls import Parts
from calltools.alignment.pairing import compared_facts
from calltools.errors import DifferentCallsError
from calltools.language.quantities import Quantity, agree, quantities
from calltools.times import span
from calltools.transcripts.model import Transcript, Turn

SameCallMeasures = tuple[float, float, float]
"""Figures in both, figures missing, distance of the lengths (natural logarithm of their ratio)."""

_WEIGHTS: SameCallMeasures = (-2.71, 1.65, 2.11)
_INTERCEPT = -0.03
_DIFFERENT = 0.95
"""From which probability the words alone say that the calls are different; below its complement
they say that it is one call, whatever is printed above."""
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
_Placed = tuple[float, Quantity]
"""A figure and its place in the text, 0 to 1."""


@dataclass(frozen=True, slots=True)
class SameCall:
    """What the words tell: ``found`` of ``figures`` that one side has stand in the other as well,
    ``length`` is Chinese characters for each English word, ``different`` the probability, 0 to 1,
    that the two are different calls."""

    found: int
    figures: int
    length: float
    different: float


def compare_words(zh: Sequence[Turn], en: Sequence[Turn]) -> SameCall:
    """What the words of two transcripts tell of whether they are one call."""
    found, figures, length = counts = _counts(zh, en)
    score = _INTERCEPT + sum(w * m for w, m in zip(_WEIGHTS, _measures(*counts), strict=True))
    return SameCall(found, figures, length, 1 / (1 + exp(-score)))


def measures(zh: Sequence[Turn], en: Sequence[Turn]) -> SameCallMeasures:
    """The measures that the weights are for."""
    return _measures(*_counts(zh, en))


def _measures(found: int, figures: int, length: float) -> SameCallMeasures:
    return float(found), float(figures - found), abs(log(length) - _USUAL)


def check_same_call(name: str, zh: Transcript, en: Transcript) -> str:
    """Raises DifferentCallsError where two transcripts are not of one call.

    Gives a remark where the facts printed above them differ and the words are the same, else "".
    """
    words = compare_words(zh.turns, en.turns)
    facts = _facts_that_differ(zh, en)
    told = (
        f"{words.found} of {words.figures} figures stand in both,"
        f" {words.length:.1f} Chinese characters for an English word where 1.2 are usual"
    )
    far = abs(log(words.length) - _USUAL) > _FAR and words.different > 0.5
    if far or (words.different >= _DIFFERENT and words.figures >= _FEW):
        told = "; ".join(filter(None, (facts, told)))
    elif facts and words.different > 1 - _DIFFERENT:
        told = facts
    else:
        return f"{name}: {facts}, though the words are of one call" if facts else ""
    raise DifferentCallsError(
        name,
        f"expected two sides of one call, found what looks like different calls ({told})",
        "check the files, or go on with --anyway",
    )


def check_parts(parts: Parts) -> str:
    """:func:`check_same_call` of the parts of a call, where both languages are there."""
    zh = parts.zh or parts.heard
    return check_same_call(parts.name, zh, parts.en) if zh and parts.en else ""


def _facts_that_differ(zh: Transcript, en: Transcript) -> str:
    """What is printed above the two and can't be of one call, in words."""
    found = [
        f"{name.replace('_', ' ')} {getattr(zh.call, name)} and {getattr(en.call, name)}"
        for name, agree in compared_facts(zh.call, en.call).items()
        if not agree
    ]
    if zh.duration_ms and en.duration_ms:
        longer, shorter = sorted((zh.duration_ms, en.duration_ms), reverse=True)
        if longer - shorter > max(10_000, longer // 20):
            found.append(f"length {span(zh.duration_ms)} and {span(en.duration_ms)}")
    return ", ".join(found)


def _counts(zh: Sequence[Turn], en: Sequence[Turn]) -> tuple[int, int, float]:
    """Figures in both, figures of the side that has fewer, Chinese characters an English word."""
    ours, theirs = _figures(zh, "zh"), _figures(en, "en")
    characters = sum(len(_HAN.findall(turn.text)) for turn in zh)
    words = sum(len(_WORD.findall(turn.text)) for turn in en)
    told = characters and words and max(characters, words) >= _SHORT
    length = characters / words if told else exp(_USUAL)
    return _in_order(ours, theirs), min(len(ours), len(theirs)), length


def _figures(turns: Sequence[Turn], language: str) -> list[_Placed]:
    """The figures of a text that prove something."""
    return [
        (number / len(turns), figure)
        for number, turn in enumerate(turns)
        for figure in quantities(turn.text, language)
        if not figure.weak
    ]


def _in_order(ours: Sequence[_Placed], theirs: Sequence[_Placed]) -> int:
    """How many figures of two texts are the same in the same order, at about the same place."""
    best = [0] * (len(theirs) + 1)
    for place, figure in ours:
        row = [0]
        for j, (other_place, other) in enumerate(theirs):
            same = abs(place - other_place) <= _NEAR and agree(figure, other) == "same"
            row.append(max(row[j], best[j + 1], best[j] + same))
        best = row
    return best[-1]
