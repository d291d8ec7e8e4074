"""How likely a rendering left something out, put it in, lost a doubt or a "not": a fitted model.

Alone, what the rules find (``coverage``, ``hedges``, ``negation``) proves little where a call is
translated freely.  It is weighed with what the pair reader says of the link and of the other links
of the call: one that is translated freely has more of everything.  A logistic regression for each
kind; the weights stand in ``weights.toml`` as benchmarks/fit_comparison.py writes them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp

import numpy as np

from calltools.arrays import Floats
from calltools.comparison.changes import Change
from calltools.comparison.coverage import split_clauses
from calltools.comparison.pair_reader import CHANGE_KINDS, PairReader, PairReading, RenderedChange
from calltools.comparison.signs import Sign
from calltools.data import read_data
from calltools.language.normalise import TextSpan
from calltools.language.sentences import Language

LinkEvidence = Mapping[str, float]
"""Of a kind of change in a link, by name."""

KINDS: Mapping[Sign, RenderedChange] = {
    Sign.OMISSION: "omission",
    Sign.ADDITION: "addition",
    Sign.NEGATION_CHANGED: "negation",
    Sign.HEDGE_DROPPED: "hedge",
}
"""What is weighed, and what the pair reader calls it."""
_SIDES: Mapping[Sign, tuple[Language, ...]] = {
    Sign.OMISSION: ("zh",),
    Sign.ADDITION: ("en",),
}
_BOTH: tuple[Language, ...] = ("zh", "en")
_NOTES: Mapping[Sign, str] = {
    Sign.OMISSION: "left out: {zh}",
    Sign.ADDITION: "not in the Chinese: “{en}”",
    Sign.NEGATION_CHANGED: "denied on one side, affirmed on the other: {zh} against “{en}”",
    Sign.HEDGE_DROPPED: "said with doubt ({zh}), rendered as certain: “{en}”",
}
LIKELY, PERHAPS = 0.5, 0.25
"""Probability from which a translator is told, and from which one who asks for doubtful ones."""
_USUAL = (-8.0, -9.9, -3.8, -10.2, -4.8)
"""The mean of what is read of links of calls that are rendered near to their words: for want of
others, where there are few links."""
_FEW = 4
_AS_SURE = 0.0
"""Logit from which a clause beside the surest one is of the same change."""


@dataclass(frozen=True, slots=True)
class LinkReading:
    """What was read of a link, and the mean of that of the other links of its call.

    ``machine`` where the Chinese is a recogniser's.
    """

    reading: PairReading
    usual: Floats
    machine: bool = False


@dataclass(frozen=True, slots=True)
class Weighing:
    """The weights of one kind of difference."""

    intercept: float
    weights: LinkEvidence

    def probability(self, evidence: LinkEvidence) -> float:
        """0 to 1."""
        score = self.intercept + sum(w * evidence[name] for name, w in self.weights.items())
        return 1 / (1 + exp(-max(min(score, 30.0), -30.0)))


@cache
def weighings() -> Mapping[Sign, Weighing]:
    """The weighing of each kind that is weighed."""
    tables = tomllib.loads(read_data("comparison/weights.toml"))
    return {Sign(kind): Weighing(**table) for kind, table in tables.items()}


def read_links(
    texts: Sequence[tuple[str, str]], reader: PairReader, *, machine: bool = False
) -> list[LinkReading]:
    """What is read of the links of a call, each its Chinese and its English.

    ``machine`` where the Chinese is a recogniser's.
    """
    read = reader.read(texts)
    total = _FEW * np.array(_USUAL) + sum(one.whole for one in read)
    rest = _FEW + len(read) - 1
    return [LinkReading(one, (total - one.whole) / rest, machine) for one in read]


def evidence(kind: Sign, link: LinkReading, ruled: Sequence[Change[Sign]]) -> LinkEvidence:
    """What tells whether a link was changed so: the logits of all kinds for the whole of it, that
    of its likeliest token on either side (``zh``, ``en``), that of the rest of the call
    (``usual``), the confidence of the rules (``ruled``)."""
    number = CHANGE_KINDS.index(KINDS[kind])
    read = link.reading
    return {
        **{name: float(logit) for name, logit in zip(CHANGE_KINDS, read.whole, strict=True)},
        **{
            language: float(read.side(language).logits[:, number].max(initial=-20.0))
            for language in _SIDES.get(kind, _BOTH)
        },
        "usual": float(link.usual[number]),
        "ruled": max((one.probability for one in ruled if one.kind == kind), default=0.0),
        "machine": float(link.machine),
    }


def weighed(
    zh: str, en: str, link: LinkReading, ruled: Sequence[Change[Sign]], least: float = LIKELY
) -> Iterator[Change[Sign]]:
    """What was changed in a link at least as likely as ``least``, at most one of each kind.

    It stands where the rules found it (``ruled``), else at the clauses the reader is surest of.
    """
    for kind, weighing in weighings().items():
        likely = weighing.probability(evidence(kind, link, ruled))
        if likely < least:
            continue
        found = [one for one in ruled if one.kind == kind]
        found = found or [_surest(kind, zh, en, link.reading)]
        likeliest = max(found, key=lambda one: _logit(one, link.reading))
        yield replace(likeliest, probability=round(likely, 2))


def _logit(one: Change[Sign], read: PairReading) -> float:
    """What the reader says of the place of a difference."""
    number = CHANGE_KINDS.index(KINDS[one.kind])
    places = {"zh": one.left, "en": one.right}
    sides = _SIDES.get(one.kind, _BOTH)
    logits = (read.side(x).of(place)[number] for x in sides if (place := places[x]))
    return max(map(float, logits), default=-1.0)


def _surest(kind: Sign, zh: str, en: str, read: PairReading) -> Change[Sign]:
    texts: dict[Language, str] = {"zh": zh, "en": en}
    number = CHANGE_KINDS.index(KINDS[kind])
    places = {
        language: _surest_clauses(texts[language], read, language, number)
        for language in _SIDES.get(kind, _BOTH)
    }
    words = {language: texts[language][slice(*place)].strip() for language, place in places.items()}
    return Change(kind, places.get("zh"), places.get("en"), _NOTES[kind].format(**words), 0.0)


def _surest_clauses(text: str, read: PairReading, language: Language, number: int) -> TextSpan:
    """The likeliest clause of a side with those beside it that are likely too."""
    clauses = split_clauses(text, language) or [(0, len(text))]
    logits = [float(read.side(language).of(place)[number]) for place in clauses]
    first = last = max(range(len(clauses)), key=logits.__getitem__)
    while first > 0 and logits[first - 1] >= _AS_SURE:
        first -= 1
    while last + 1 < len(clauses) and logits[last + 1] >= _AS_SURE:
        last += 1
    return clauses[first][0], clauses[last][1]
