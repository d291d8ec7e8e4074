"""How likely a rendering left something out, put it in, lost a doubt or a "not": a fitted model.

What the pair reader says about each clause is weighed with what it says about the whole link and of
the other links of the call: one that is translated freely has more of everything.  A logistic
regression for each kind; the weights stand in ``weights.toml`` as training/comparison.py writes
them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from calltools.arrays import Floats
from calltools.comparison.changed_clauses import split_clauses
from calltools.comparison.changes import Change
from calltools.comparison.pair_reader import CHANGE_KINDS, PairReader, PairReading, RenderedChange
from calltools.comparison.signs import Sign
from calltools.data import read_data
from calltools.language.cues import hedges, sure_negations
from calltools.language.normalise import TextSpan
from calltools.language.sentences import Language
from calltools.logistic import logistic
from calltools.messages import N_, Message

ClauseEvidence = Mapping[str, float]
"""What tells that a clause was changed in a way, by name."""

KINDS: Mapping[Sign, RenderedChange] = {
    Sign.OMISSION: "omission",
    Sign.ADDITION: "addition",
    Sign.NEGATION_CHANGED: "negation",
    Sign.HEDGE_DROPPED: "hedge",
}
"""What is weighed, and what the pair reader calls it."""
ONE_SIDED: Mapping[Sign, Language] = {Sign.OMISSION: "zh", Sign.ADDITION: "en"}
"""Changes that stand on one side alone."""
_NOTES: Mapping[Sign, str] = {
    Sign.OMISSION: N_("left out: {zh}"),
    Sign.ADDITION: N_("not in the Chinese: “{en}”"),
    Sign.NEGATION_CHANGED: N_("denied on one side, affirmed on the other: {zh} against “{en}”"),
    Sign.HEDGE_DROPPED: N_("said with doubt ({zh}), rendered as certain: “{en}”"),
}
LIKELY, PERHAPS = 0.5, 0.25
"""Probability from which a translator is told, and from which one who asks for doubtful ones."""
_FEW = 4
"""Links that those of an ordinary call count as, beside a call's own."""
_SURE = 0.0
"""Logit of a clause from which it is a change beside the likeliest."""
_UNREAD = -20.0  # logit where the reader saw nothing
_LONG = 100
"""Characters from which a Chinese text is no longer than long: of longer ones there are too few to
tell."""
_HEDGES = (-1, 2)
"""How many more doubts than the English the Chinese may have, at most: more tell no more."""


@dataclass(frozen=True, slots=True)
class LinkReading:
    """What was read of a link, and the mean of that of the other links of its call.

    ``length`` is how many characters of Chinese it counts as.
    """

    reading: PairReading
    usual: Floats
    length: int


@dataclass(frozen=True, slots=True)
class Weighing:
    """The weights of one kind of change."""

    intercept: float
    weights: ClauseEvidence

    def probability(self, evidence: ClauseEvidence) -> float:
        """0 to 1."""
        return logistic(
            self.intercept + sum(w * evidence[name] for name, w in self.weights.items())
        )


@cache
def weighings() -> Mapping[Sign, Weighing]:
    """The weighing of each kind that is weighed."""
    return {kind: Weighing(**_tables()[kind]) for kind in KINDS}


@cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(read_data("comparison/weights.toml"))


def read_links(
    texts: Sequence[tuple[str, str]], reader: PairReader, length: int | None = None
) -> list[LinkReading]:
    """What is read of the links of a call, each its Chinese and its English.

    Of few links little can be said about what is usual: those of the calls of the fit count too.
    Each counts as of ``length`` characters, by default as of those that it has.
    """
    read = reader.read(texts)
    usual = [_tables()["usual"][kind] for kind in CHANGE_KINDS]
    total = _FEW * np.array(usual, np.float64) + sum(one.whole for one in read)
    rest = _FEW + len(read) - 1
    return [
        LinkReading(one, (total - one.whole) / rest, len(zh) if length is None else length)
        for one, (zh, _) in zip(read, texts, strict=True)
    ]


def clause_evidence(
    kind: Sign, zh: str, en: str, link: LinkReading
) -> list[tuple[TextSpan, ClauseEvidence]]:
    """The clauses that may have been changed so, of the Chinese unless ``kind`` stands in the
    English alone, each with what tells of it.

    Of the link: the logits of all kinds for the whole and what is ``usual`` in the rest of the
    call; for denials and doubts its ``length`` (of a long turn one clause counts less in the
    whole), the likeliest token of the English, and how the words for them are shared out.
    """
    number = CHANGE_KINDS.index(KINDS[kind])
    read = link.reading
    language = ONE_SIDED.get(kind, "zh")
    text = zh if language == "zh" else en
    clauses = split_clauses(text, language) or [(0, len(text))]
    known: dict[str, float] = dict(zip(CHANGE_KINDS, map(float, read.whole), strict=True))
    known["usual"] = float(link.usual[number])
    if kind not in ONE_SIDED:
        known["length"] = min(link.length / _LONG, 1.0)
        known["english"] = float(read.en.logits[:, number].max(initial=_UNREAD))
    if kind is Sign.NEGATION_CHANGED:
        more = len(sure_negations(zh, "zh")) - len(sure_negations(en, "en"))
        known["words"] = more % 2 / len(clauses)
    elif kind is Sign.HEDGE_DROPPED:
        more = len(hedges(zh, "zh")) - len(hedges(en, "en"))
        known["words"] = float(np.clip(more, *_HEDGES))
    side = read.side(language)
    return [(clause, known | {"clause": float(side.of(clause)[number])}) for clause in clauses]


def likely_changes(
    zh: str, en: str, link: LinkReading, least: float = LIKELY
) -> Iterator[Change[Sign]]:
    """What was changed in a link at least as likely as ``least``, or likely enough to be told.

    The likeliest clause of a kind is told, and others that are likely where the reader is sure of
    them too; those that follow one another are one change, at the turn of the likeliest.
    """
    for kind, weighing in weighings().items():
        clauses, known = zip(*clause_evidence(kind, zh, en, link), strict=True)
        likely = [weighing.probability(one) for one in known]
        best = max(range(len(clauses)), key=likely.__getitem__)
        told = [
            at
            for at, probability in enumerate(likely)
            if probability >= LIKELY and known[at]["clause"] >= _SURE
        ]
        if likely[best] >= least:
            told = sorted({*told, best})
        text = zh if ONE_SIDED.get(kind, "zh") == "zh" else en
        for first, last in _runs(told):
            peak = max(range(first, last + 1), key=likely.__getitem__)
            line = text.rfind("\n", 0, clauses[peak][1] - 1) + 1, text.find("\n", clauses[peak][0])
            inside = [
                place
                for place in clauses[first : last + 1]
                if line[0] <= place[0] and (line[1] < 0 or place[1] <= line[1])
            ]
            place = (inside[0][0], inside[-1][1]) if inside else clauses[peak]
            yield _change(kind, place, zh, en, link.reading, max(likely[first : last + 1]))


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last of those that follow one another."""
    starts = [at for at in numbers if at - 1 not in numbers]
    ends = [at for at in numbers if at + 1 not in numbers]
    return zip(starts, ends, strict=True)


def _change(
    kind: Sign, place: TextSpan, zh: str, en: str, read: PairReading, probability: float
) -> Change[Sign]:
    """A change at ``place``; what has two sides stands at the surest clause of the English too."""
    left: TextSpan | None = place
    right: TextSpan | None = place
    if kind is Sign.OMISSION:
        right = None
    elif kind is Sign.ADDITION:
        left = None
    else:
        number = CHANGE_KINDS.index(KINDS[kind])
        clauses = split_clauses(en, "en") or [(0, len(en))]
        right = max(clauses, key=lambda clause: float(read.en.of(clause)[number]))
    words = {"zh": zh[slice(*left)] if left else "", "en": en[slice(*right)] if right else ""}
    note = Message(_NOTES[kind], **{name: text.strip() for name, text in words.items()})
    return Change(kind, left, right, note, probability)
