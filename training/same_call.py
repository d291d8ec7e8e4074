"""Whether a Chinese and an English text are of one call: src/calltools/alignment/same_call.toml.

The Chinese of every labelled call is paired with its own English and with that of each other call
of its set.  A logistic regression in which both answers weigh the same; each set is left out in
turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from calltools.alignment.exchange.contract import read_row
from calltools.alignment.same_call import DIFFERENT, weigh_words
from calltools.records import read_line, read_lines
from training.fitting import Fitted, Options
from training.learning import columns, left_out, print_thresholds, rounded

WEIGHTS = "alignment/same_call.toml"


@dataclass(frozen=True)
class Pairing:
    """A Chinese and an English text of a set: what tells, and whether they are of two calls."""

    measures: Mapping[str, float]
    different: bool
    group: str


def fit(options: Options) -> Fitted:
    """The weights, and how many pairings of sets left out are told for what they are."""
    pairings = [one for name, folder in options.sets.items() for one in pairings_of(folder, name)]
    names, x = columns([one.measures for one in pairings])
    different = np.array([one.different for one in pairings])
    model = LogisticRegression(class_weight="balanced", max_iter=5000)
    likely = left_out(model, x, different, [one.group for one in pairings])
    print_thresholds(likely, different, (0.5, 0.8, 0.9, DIFFERENT, 0.99))
    model.fit(x, different)
    weights = dict(
        zip(["base", *names], rounded([*model.intercept_, *model.coef_[0]]), strict=True)
    )
    told = likely >= DIFFERENT
    scores = {
        "calls with their own translation left alone": float((~told[~different]).mean()),
        "calls with another translation told": float(told[different].mean()),
    }
    return Fitted(scores, {WEIGHTS: {"different": weights}})


def pairings_of(folder: Path, name: str) -> Sequence[Pairing]:
    """Every Chinese of a set with every English of it."""
    path = folder / "calls.jsonl"
    calls = [
        read_line(line, where, read_row, "a call")
        for where, line in read_lines(path.read_bytes(), path)
    ]
    return [
        Pairing(weigh_words(zh.turns, en.turns).measures, i != j, name)
        for i, (zh, _) in enumerate(calls)
        for j, (_, en) in enumerate(calls)
    ]
