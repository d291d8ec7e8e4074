"""How likely a clause of a call was left out, put in, lost its doubt or its "not": a fitted model.

Alone, what the rules find (``coverage``, ``negation``) proves little where a call is translated
freely.  In a call it is weighed with what stands around: what else is lost on either side, whether
something of the other text is of this clause alone, how freely the rest of the call is rendered,
conditions and hedges (here), polarity of both sides (``denied_clauses``).  A logistic regression
for each kind; the weights stand in ``weights.toml`` as benchmarks/fit_comparison.py writes them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp, log

import numpy as np

from calltools.comparison.coverage import (
    is_free_rendering,
    lost_figures,
    measures,
    probability,
    split_clauses,
    stretches,
)
from calltools.comparison.denied_clauses import denied_clauses
from calltools.comparison.figures import figures
from calltools.comparison.hedges import WEAK, is_softened
from calltools.comparison.model import Difference, DifferenceType
from calltools.comparison.surroundings import CONDITION
from calltools.comparison.unfaithful import other as other_language
from calltools.data import read_data
from calltools.language.encoders import Encoder
from calltools.language.normalise import TextSpan, simplify
from calltools.language.polarity import hedges
from calltools.language.sentences import Language

ClauseEvidence = Mapping[str, float]
"""Of a clause, by name."""

_LOST = 0.5
_LEAST = 0.5
"""Probability from which a translator is told of a clause that the rules found."""
_DOUBT: DifferenceType = "hedge_dropped"


@dataclass(frozen=True, slots=True)
class Weighing:
    """The weights of one kind of difference."""

    intercept: float
    weights: ClauseEvidence

    def probability(self, evidence: ClauseEvidence) -> float:
        """0 to 1."""
        score = self.intercept + sum(w * evidence[name] for name, w in self.weights.items())
        return 1 / (1 + exp(-max(min(score, 30.0), -30.0)))


@cache
def weighings() -> Mapping[DifferenceType, Weighing]:
    """The weighing of each kind that is weighed."""
    tables = tomllib.loads(read_data("comparison/weights.toml"))
    return {kind: Weighing(**table) for kind, table in tables.items()}  # type: ignore[misc]


def clause_evidence(
    text: str, other: str, language: Language, encoder: Encoder, likeness: float
) -> Iterator[tuple[TextSpan, ClauseEvidence]]:
    """The clauses of ``text`` and what tells for each whether ``other`` lacks it, or its doubt.

    ``likeness`` is the mean (cosine) of the links of the call.
    """
    there = other_language(language)
    clauses, pieces = split_clauses(text, language), split_clauses(other, there)
    if not clauses:
        return
    measured = measures(text, other, language, encoder)
    lost = [probability(m, language) for m in measured]
    theirs = (
        [probability(m, there) for m in measures(other, text, there, encoder)] if pieces else []
    )
    widths = stretches(other, there)
    vectors = encoder.encode([text[slice(*c)] for c in clauses])
    nearest = (vectors @ encoder.encode(widths).T).argmax(axis=1)
    mutual = (
        vectors @ encoder.encode([other[slice(*p)] for p in pieces]).T
        if pieces
        else np.zeros((len(clauses), 0))
    )
    both = encoder.encode([text, other])
    zh, en = (text, other) if language == "zh" else (other, text)
    figured = lost_figures(text, other, language) if len(clauses) > 1 else []
    common = {
        "lost_here": float(sum(p > _LOST for p in lost)),
        "lost_there": float(sum(p > _LOST for p in theirs)),
        "likeness": float(both[0] @ both[1]),
        "length": log((1.3 * len(en.split()) + 3) / (len(zh) + 3)),
        "hedged": min(len(hedges(text, language)), 4) / 4,
    }
    softened = is_softened(other, there)
    for k, (start, end) in enumerate(clauses):
        p = lost[k]
        clause = text[start:end]
        condition = float(bool(CONDITION[language].search(simplify(clause).casefold())))
        freely = p > _LOST and is_free_rendering(text, (start, end), other, language, encoder)
        yield (
            (start, end),
            {
                **common,
                "lost": p,
                "lost_own": p * _own(mutual, k),
                "lost_before": lost[k - 1] if k else 0.0,
                "lost_behind": lost[k + 1] if k + 1 < len(clauses) else 0.0,
                "lost_short": p * measured[k][3],
                "lost_freely": p * freely,
                "lost_manner": p * likeness,
                "condition": condition,
                "lost_condition": p * condition,
                "share": measured[k][0],
                "figure": float(any(start <= place[0] < end for place in figured)),
                **_doubt(clause, widths[int(nearest[k])], language, measured[k][1], softened),
            },
        )


def _own(mutual: np.ndarray, k: int) -> float:
    """By how much a clause of the other side is more like this clause than like its neighbours."""
    if not mutual.shape[1]:
        return -1.0
    rest = np.delete(mutual, k, axis=0)
    return float((mutual[k] - (rest.max(axis=0) if len(rest) else 0.0)).max())


def _doubt(
    clause: str, stretch: str, language: Language, nearest: float, softened: bool
) -> dict[str, float]:
    """What tells whether the hedge of a clause is there on the other side."""
    said = [simplify(clause[slice(*place)]) for place in hedges(clause, language)]
    strong = float(any(word not in WEAK for word in said))
    weak = float(bool(said)) - strong
    there = other_language(language)
    figure = any(not one.weak for one in figures(clause, language))
    exact = figure and not any(one.vague for one in figures(stretch, there))
    return {
        "hedge": float(bool(said)) * (not softened),
        "strong_hedge": strong * (not softened),
        "strong_hedge_near": strong * (not softened) * nearest,
        "weak_hedge_of_figure": weak * exact * (not softened),
        "more_hedges": max(len(said) - len(hedges(stretch, there)), 0) / 3,
    }


def weighed(
    parts: Sequence[Difference], zh: str, en: str, encoder: Encoder, likeness: float
) -> list[Difference]:
    """Of the parts that were found left out or put in within a link of a call, what is likely.

    A part left out that is likelier a doubt is a dropped hedge.
    """
    kept: list[Difference] = []
    clauses = {
        language: list(clause_evidence(*texts, language, encoder, likeness))
        for language, texts in _compared(parts, zh, en)
    }
    for one in parts:
        language, place = _clauses_of(one)
        inside = [e for (start, end), e in clauses[language] if start < place[1] and place[0] < end]
        likely = _likeliest(one.type, inside)
        if one.type == "omission" and (doubt := _likeliest(_DOUBT, inside)) > max(likely, _LEAST):
            kept.append(replace(_doubt_of(zh, place, en), confidence=round(doubt, 2)))
            continue
        if likely >= _LEAST:
            kept.append(replace(one, confidence=round(likely, 2)))
    return kept


def _likeliest(kind: DifferenceType, clauses: Sequence[ClauseEvidence]) -> float:
    return max((weighings()[kind].probability(e) for e in clauses), default=0.0)


def _compared(
    found: Sequence[Difference], zh: str, en: str
) -> Iterator[tuple[Language, tuple[str, str]]]:
    """The languages whose clauses are weighed, and both texts, that language first."""
    languages = {_clauses_of(one)[0] for one in found}
    if "zh" in languages:
        yield "zh", (zh, en)
    if "en" in languages:
        yield "en", (en, zh)


def _clauses_of(one: Difference) -> tuple[Language, TextSpan]:
    """The language and the place of the clauses that a difference is about."""
    return ("en", one.en or (0, 0)) if one.type == "addition" else ("zh", one.zh or (0, 0))


def _doubt_of(zh: str, place: TextSpan, en: str) -> Difference:
    """The doubt that the words at ``place`` raise, dropped in all of ``en``."""
    note = f"said with doubt ({zh[slice(*place)].strip()}), rendered as certain: “{en.strip()}”"
    rendered = len(en) - len(en.lstrip()), len(en.rstrip())
    return Difference(_DOUBT, place, rendered, note, 0.0)


def weighed_negation(zh: str, en: str, encoder: Encoder) -> Iterator[Difference]:
    """At most one difference: the clause whose negation likeliest changed, among others that the
    rules count."""
    likely = [
        (weighings()["negation_changed"].probability(evidence), clause, place)
        for clause, place, evidence in denied_clauses(zh, en, encoder)
    ]
    best, clause, place = max(likely, default=(0.0, (0, 0), (0, 0)))
    if best >= _LEAST:
        said, printed = zh[slice(*clause)].strip(), en[slice(*place)].strip()
        note = f"denied on one side, affirmed on the other: {said} against “{printed}”"
        yield Difference("negation_changed", clause, place, note, round(best, 2))
