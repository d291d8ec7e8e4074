"""Uncertainty of the Chinese that its rendering leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from calltools.comparison.changes import Change
from calltools.comparison.signs import Sign
from calltools.language.cues import hedges
from calltools.language.normalise import TextSpan, simplify
from calltools.language.quantities import quantities
from calltools.language.sentences import Language

_CLAUSE = re.compile(r"[^。！!?？;；\n]+[。！!?？;；]?")
_ASKS = re.compile(r"[?？]|吗|呢[。]?$|(.)[不没]\1")
_DOUBTS = re.compile(
    r"\bI (?:don.t|do not) (?:think|believe|suppose|expect|imagine)\b"
    r"(?= (?:i|you|he|she|it|we|they|there|so|that|any|the|his|her)\b)",
    re.IGNORECASE,
)
"""A denial that is an opinion: "I don't think he'd mind"."""
WEAK = frozenset(
    "一般 通常 平均 往往 基本 基本上 大体 大体上 争取 尽量 吧 看来 看样子 我想 我看 我觉得 左右 "
    "上下 约".split()
)
"""Alone they prove something beside a figure only."""


def hedge_differences(zh: str, en: str) -> Iterator[Change[Sign]]:
    """The hedges of ``zh`` where ``en`` has none at all: any hedge may render any other.

    What is asked is uncertain anyway; a vague figure ("ten-odd") hedges too.
    """
    if is_softened(en, "en"):
        return
    printed = quantities(en, "en")
    found = [place for place in hedges(zh, "zh") if not _is_asked(zh, place)]
    strong = [place for place in found if simplify(zh[slice(*place)]) not in WEAK]
    if not strong:
        figured = [place for place in found if _beside_figure(zh, place)]
        vague = not printed or any(figure.vague for figure in printed)
        found = [] if vague or all(zh[slice(*place)] == "吧" for place in figured) else figured
    if found:
        start, end = found[0][0], _clause_end(zh, found[-1])
        said = "、".join(dict.fromkeys(zh[slice(*place)] for place in found))
        note = f"said with {said}, rendered as certain: “{en.strip()}”"
        en_place = (len(en) - len(en.lstrip()), len(en.rstrip()))
        confidence = 0.85 if strong else 0.6
        yield Change(Sign.HEDGE_DROPPED, (start, end), en_place, note, confidence)


def is_softened(text: str, language: Language) -> bool:
    """Whether a text has any hedge, or a denial that is an opinion."""
    return bool(hedges(text, language) or _DOUBTS.search(text))


def _is_asked(text: str, place: TextSpan) -> bool:
    return any(
        _ASKS.search(match[0]) is not None
        for match in _CLAUSE.finditer(text)
        if match.start() <= place[0] < match.end()
    )


def _beside_figure(text: str, place: TextSpan) -> bool:
    for match in re.finditer(r"[^，,。！!?？;；\n]+", text):
        if match.start() <= place[0] < match.end():
            return any(
                not figure.weak or figure.kind == "duration"
                for figure in quantities(match[0], "zh")
            )
    return False


def _clause_end(text: str, place: TextSpan) -> int:
    match = re.compile(r"[^，,。！!?？;；\n]*").match(text, place[0])
    return match.end() if match else place[1]
