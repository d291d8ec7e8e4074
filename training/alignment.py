"""What evidence for links counts, and how sure links are by their score: alignment/weights.toml.

The weights are those of ``GRID`` with the best F of links on all calls; each call is left out of
the choice in turn.  Confidence is a logistic curve through the scores of links of calls of whose
translations turns were taken out, put in and moved.  Calls with a recogniser's Chinese are left
out.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from calltools.alignment.align import link
from calltools.alignment.evidence import fitted_curve, fitted_weights
from calltools.alignment.exchange.contract import read_row
from calltools.evaluation.alignment import ASR_LIKE, LinkCounts, count_links
from calltools.language.encoders import Encoder, load_encoder
from calltools.records import read_objects
from training import damage
from training.fitting import Fitted, Options
from training.learning import left_out, print_thresholds, rounded

WEIGHTS = "alignment/weights.toml"
GRID = {
    "words": (0.2, 0.3, 0.5),
    "merge": (0.04, 0.06, 0.08),
    "edge": (0.12, 0.2, 0.3),
    "skip": (0.04, 0.08, 0.12),
}
FOLDS = 10
CHANGES = (damage.delete_turn, damage.insert_turn, damage.move_turn)

Row = dict[str, Any]
Choice = tuple[float, ...]


@dataclass(frozen=True)
class ScoredLink:
    """The score of a link of a damaged call, and whether it is right."""

    call: str
    score: float
    is_right: bool


def fit(options: Options) -> Fitted:
    """Weights and curve, and what they give on calls left out."""
    encoder = load_encoder()
    rows = [
        row
        for folder in options.sets.values()
        for row in read_objects(folder / "calls.jsonl")
        if row.get("zh_kind") != ASR_LIKE
    ]
    counts = {
        choice: _counts(rows, encoder, choice) for choice in itertools.product(*GRID.values())
    }
    without = [_best(counts, leave=k) for k in range(len(rows))]
    left = [counts[choice][k] for k, choice in enumerate(without)]
    chosen = dict(zip(GRID, _best(counts), strict=True))
    links, confidence, area = _confidence(rows, encoder, options.seed)
    print(f"  {links} links of damaged calls")
    scores = {"links, F": _strict(left), "confidence, area under the curve": area}
    return Fitted(scores, {WEIGHTS: {"links": chosen, "confidence": confidence}})


def _counts(rows: Sequence[Row], encoder: Encoder, choice: Choice) -> list[LinkCounts]:
    """The links of each call against its labels."""
    weights = replace(fitted_weights(), **dict(zip(GRID, choice, strict=True)))
    counts = []
    for row in rows:
        zh, en = (transcript.turns for transcript in read_row(row))
        links = link(zh, en, encoder, weights).links
        counts.append(count_links(row["links"], [(each.zh, each.en) for each in links]))
    return counts


def _best(counts: dict[Choice, list[LinkCounts]], leave: int | None = None) -> Choice:
    """The choice with the best F, without a call; of several the one in their middle."""
    f = {
        choice: _strict(count for k, count in enumerate(own) if k != leave)
        for choice, own in counts.items()
    }
    best = sorted(choice for choice in f if f[choice] == max(f.values()))
    return best[len(best) // 2]


def _strict(counts: Iterable[LinkCounts]) -> float:
    value: float = sum(counts, LinkCounts()).to_json()["strict"]["f"]
    return value


def _confidence(
    rows: Sequence[Row], encoder: Encoder, seed: int
) -> tuple[int, dict[str, float], float]:
    """How many links the curve is fitted on, the curve, and how well it ranks those of calls left
    out."""
    random = Random(seed)
    links = [scored for row in rows for scored in _damaged_links(row, encoder, random)]
    x = np.array([[scored.score] for scored in links])
    right = np.array([scored.is_right for scored in links])
    model = LogisticRegression(C=100)
    sure = left_out(model, x, right, [scored.call for scored in links], FOLDS)
    print_thresholds(sure, right, (0.5, 0.7, 0.8, 0.9, 0.95, 0.98))
    model.fit(x, right)
    curve = zip(("intercept", "slope"), rounded([*model.intercept_, *model.coef_[0]]), strict=True)
    return len(links), dict(curve), float(roc_auc_score(right, sure))


def _damaged_links(row: Row, encoder: Encoder, random: Random) -> Iterator[ScoredLink]:
    """The links of a call of which turns are taken out, put in and moved."""
    zh, en = (transcript.turns for transcript in read_row(row))
    labels = {
        id(turn): number
        for number, labelled in enumerate(row["links"])
        for turn in (*(zh[i] for i in labelled[0]), *(en[j] for j in labelled[1]))
    }
    turns = en
    for change in CHANGES * 2:
        tried = (change(turns, random.randrange(len(turns)), "en", random) for _ in range(10))
        turns = next((damaged.turns for damaged in tried if damaged), turns)
    aligned = link(zh, turns, encoder)
    for each in aligned.sentence_links:
        if each.zh and each.en and 0 < each.confidence < 1:
            beside = [zh[aligned.zh_sentences[i].turn] for i in each.zh]
            beside += [turns[aligned.en_sentences[j].turn] for j in each.en]
            known = {labels.get(id(turn), -1) for turn in beside}
            odds = float(np.log(each.confidence / (1 - each.confidence)))
            curve = fitted_curve()
            score = (odds - curve["intercept"]) / curve["slope"]
            yield ScoredLink(row["id"], score, len(known) == 1 and -1 not in known)
