"""How likely a rendering changed something, by kind of change: comparison/weights.toml.

Beside the labelled links of calls, changes that are made at random in faithful links of ``CHANGED``
are examples, which count less.  Links are weighed one by one, each by its likeliest clause; whole
calls are left out in turn.  ``python -m benchmarks ablation`` measures whole calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from calltools.comparison.changed_clauses import split_clauses
from calltools.comparison.common_words import other_language
from calltools.comparison.pair_reader import CHANGE_KINDS, MISSING, PairReader, pair_reader
from calltools.comparison.signs import Sign
from calltools.comparison.weighing import (
    KINDS,
    ClauseEvidence,
    LinkReading,
    Weighing,
    clause_evidence,
    read_links,
)
from calltools.evaluation.alignment import ASR_LIKE
from calltools.language.encoders import Encoder, load_encoder
from calltools.language.sentences import Language
from calltools.records import read_objects
from calltools.transcripts.model import Turn
from training import damage
from training.fitting import Fitted, Options, Tables
from training.learning import columns, print_thresholds, significant

WEIGHTS = "comparison/weights.toml"
CHANGED = ("bilingual-third", "bilingual-fourth")
"""Sets in whose faithful links changes are made (the links of ``bilingual`` tests damage)."""
UNLIKE = {"summary_instead_of_translation", "reordered", "speaker_swapped"}
"""Findings whose links are not weighed: one side has other words altogether."""
FOLDS = 10
ROUNDS = 3
"""A link is weighed by the clause that the weights of the round before find likeliest."""
STRENGTH = 0.1
"""Inverse strength of the regularisation: kinds have a dozen to fifty examples."""
MISSED = 2.0
"""What a change that was missed costs, beside a false alarm: of 63 in calls left out of the fit 46
are told, with 13 false ones; at 3 about four more, with twice the alarms in faithful calls."""
MADE = 0.03
"""What a change counts that was made, beside one that was labelled: there are few of these."""
CUT = 0.6
"""The share of links, and of either side, that a clause is taken from."""
COUNTERPART = 0.3
"""Likeness from which two clauses, each the other's likest, are taken to render one another."""

Row = Mapping[str, Any]
Pair = tuple[str, str]
Weighings = Mapping[Sign, Weighing]


@dataclass(frozen=True)
class Example:
    """A link: the evidence of its clauses for each kind, and the kinds that are labelled there."""

    call: str
    evidence: Mapping[Sign, Sequence[ClauseEvidence]]
    labels: frozenset[str]
    weight: float
    whole: Sequence[float]

    def likely(self, kind: Sign, weighing: Weighing) -> float:
        """How likely a change of the kind is in its likeliest clause."""
        return max(map(weighing.probability, self.evidence[kind]))


def fit(options: Options) -> Fitted:
    """The weighings of all kinds, and how well each ranks links of calls left out."""
    encoder, reader = load_encoder(), pair_reader()
    if reader is None:
        raise SystemExit(MISSING)
    examples = [
        example
        for name, folder in options.sets.items()
        for call in read_objects(folder / "calls.jsonl")
        for example in _examples(call, encoder, reader, made=name in CHANGED)
    ]
    calls = sorted({example.call for example in examples})
    without: dict[str, Weighings] = {}
    for fold in range(FOLDS):
        kept = [example for example in examples if example.call not in calls[fold::FOLDS]]
        weighings = {kind: _fitted(kind, kept) for kind in KINDS}
        without |= dict.fromkeys(calls[fold::FOLDS], weighings)
    labelled = [example for example in examples if example.weight != MADE]
    scores = {f"{kind}, precision": _precision(kind, labelled, without) for kind in KINDS}
    tables: dict[str, Tables] = {"usual": _usual(examples)}
    for kind in KINDS:
        weighing = _fitted(kind, examples)
        weights = {name: significant(weight) for name, weight in weighing.weights.items()}
        tables[kind] = {"intercept": significant(weighing.intercept), "weights": weights}
    return Fitted(scores, {WEIGHTS: tables})


def _examples(call: Row, encoder: Encoder, reader: PairReader, *, made: bool) -> Iterator[Example]:
    """The links of a call that have both sides."""
    machine = call.get("zh_kind") == ASR_LIKE
    links = [(zh, en) for zh, en in call["links"] if zh and en]
    texts = [
        (
            ("" if machine else "\n").join(call["zh_turns"][i]["text"] for i in zh),
            "\n".join(call["en_turns"][j]["text"] for j in en),
        )
        for zh, en in links
    ]
    read = read_links(texts, reader)
    for (zh, en), pair, link in zip(links, texts, read, strict=True):
        labels = frozenset(
            f["type"]
            for f in call["findings"]
            if {*zh} & {*f["zh_turns"]} or {*en} & {*f["en_turns"]}
        )
        if labels & UNLIKE:
            continue
        yield _example(call["id"], pair, link, labels)
        if made and not labels and not machine:
            for kind, other in (*_turned(pair), *_shortened(pair, encoder)):
                again = replace(link, reading=reader.read([other])[0])
                yield _example(call["id"], other, again, frozenset([kind]), MADE)


def _example(
    call: str, pair: Pair, link: LinkReading, labels: frozenset[str], weight: float = 1.0
) -> Example:
    measured = {kind: [known for _, known in clause_evidence(kind, *pair, link)] for kind in KINDS}
    return Example(call, measured, labels, weight, [float(x) for x in link.reading.whole])


def _turned(pair: Pair) -> Iterator[tuple[Sign, Pair]]:
    """A faithful pair with a "not" lost, and with one added, at random."""
    chance = Random(pair[0])
    for change in (damage.lose_negation, damage.add_negation):
        side = chance.randrange(2)
        changed = change((Turn(pair[side]),), 0, ("zh", "en")[side], chance)
        if changed is not None:
            text = changed.turns[0].text
            yield Sign.NEGATION_CHANGED, (text, pair[1]) if side == 0 else (pair[0], text)


def _shortened(pair: Pair, encoder: Encoder) -> Iterator[tuple[Sign, Pair]]:
    """A faithful pair without a clause of the English, and without one of the Chinese, at random:
    such as have a counterpart."""
    chance = Random(pair[0])
    cut: tuple[tuple[Sign, Language], ...] = ((Sign.OMISSION, "en"), (Sign.ADDITION, "zh"))
    for kind, language in cut:
        text, other = (pair[1], pair[0]) if language == "en" else pair
        pieces = split_clauses(text, language)
        clauses = split_clauses(other, other_language(language))
        if len(pieces) < 2 or len(clauses) < 2:
            continue
        ours = encoder.encode([other[a:b] for a, b in clauses])
        likeness = ours @ encoder.encode([text[a:b] for a, b in pieces]).T
        rendered = [
            k
            for k in range(len(pieces))
            if likeness[likeness[:, k].argmax()].argmax() == k
            and likeness[:, k].max() >= COUNTERPART
        ]
        if rendered and chance.random() < CUT:
            start, end = pieces[chance.choice(rendered)]
            rest = (text[:start] + text[end:]).strip()
            yield kind, (pair[0], rest) if language == "en" else (rest, pair[1])


def _fitted(kind: Sign, examples: Sequence[Example]) -> Weighing:
    """The weighing of a kind; at first a link is weighed by its clause of the greatest logit."""
    labels = np.array([kind in example.labels for example in examples])
    costs = np.where(labels, MISSED, 1.0) * [example.weight for example in examples]
    weighing = Weighing(0.0, {"clause": 0.1})
    for _ in range(ROUNDS):
        likeliest = [max(e.evidence[kind], key=weighing.probability) for e in examples]
        names, x = columns(likeliest)
        model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=3000, C=STRENGTH))
        scaler, regression = model.fit(x, labels, logisticregression__sample_weight=costs)
        weights = regression.coef_[0] / scaler.scale_
        intercept = float(regression.intercept_[0] - weights @ scaler.mean_)
        weighing = Weighing(intercept, dict(sorted(zip(names, map(float, weights), strict=True))))
    return weighing


def _usual(examples: Sequence[Example]) -> dict[str, float]:
    """What is usually read of a link: the mean of those without a finding, a number a kind."""
    mean = np.mean([example.whole for example in examples if not example.labels], axis=0)
    return {kind: significant(x, 3) for kind, x in zip(CHANGE_KINDS, mean, strict=True)}


def _precision(kind: Sign, examples: Sequence[Example], without: Mapping[str, Weighings]) -> float:
    """The average precision of a kind over links; ``without`` has by call the weighings that were
    fitted without it."""
    likely = np.array([example.likely(kind, without[example.call][kind]) for example in examples])
    labelled = np.array([kind in example.labels for example in examples])
    print(f"  {kind}: {labelled.sum()} links of {len(labelled)}")
    print_thresholds(likely, labelled, (0.1, 0.3, 0.5, 0.7, 0.9))
    return float(average_precision_score(labelled, likely))
