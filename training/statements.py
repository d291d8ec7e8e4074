"""The reader of statements: src/calltools/statements/reader.npz.

1. Low-rank updates of e5-small's upper layers, and heads (``statements_net.py``).
2. Linear layers over the signs of words: whether a clause is a statement, whether two in a row are
   one, and how a claim is put.
Both learn from whole calls, and how a claim is put from the clauses of training/clauses, too.
3. Both verdicts on a clause as one probability, and the thresholds, on the third of the calls that
   another fit of 1 and 2 leaves out.

Each net is kept in the folder of the fit until the fit is finished, so that one that was broken off
goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from calltools.arrays import Floats
from calltools.evaluation.statements import pair_statements, score_statements
from calltools.language.net import Net, named, sigmoid
from calltools.language.token_encoder import TokenEncoder, tokenizer
from calltools.settings import load
from calltools.statements.encoder_input import KINDS
from calltools.statements.extraction import extract
from calltools.statements.proposal import CATEGORIES, CHOICES, Reader
from calltools.statements.reader import (
    ENTRY,
    FIELDS,
    MODEL,
    TrainedReader,
    joins_of,
    marks_of,
    runs,
    scores_of,
)
from calltools.statements.signs import (
    PIECE,
    seam_names,
    seam_signs,
    sign_names,
    sign_rows,
    signs_of,
    topic_names,
)
from training.fitting import Fitted, Options, Scores
from training.labelled_statements import (
    UNKNOWN,
    Example,
    LabelledCall,
    examples,
    is_left_out,
    labelled_calls,
)
from training.statements_net import Arrays, fitted_net, lower_states

WEIGHTS = "statements/reader.npz"
TIDY = "statements"
"""The set of calls that are tidier than life."""
SURE = 0.9
"""The confidence of records that a person may mostly trust."""
LEAST = 0.3
"""What is less likely is no record, though F might gain: it is wrong more than twice as often."""
_OFTEN = 8
"""Clauses that a piece of words is in at least, to be a sign: 4 and 20 were no better."""
_OF_PIECES = 0.5
"""How much less a piece may weigh than a sign where statements are found: with 1 two unseen sets of
three lose .01 F; how a claim is put gains by 1."""
_STRENGTHS = {"vocabulary": 0.5, "fields": 0.25, "seam": 0.3}
"""The inverse of what weights cost (C), chosen on calls left out."""


@dataclass(frozen=True)
class Read:
    """An example as a net that never saw its call reads it: the scores of heads and vocabulary
    (clauses, 6), and how likely each seam between clauses is none, by category (seams, 6)."""

    example: Example
    heads: Floats
    vocabulary: Floats
    joins: Floats


def fit(options: Options) -> Fitted:
    """The weights, and the scores of a fit without a third of the calls on that third."""
    folder = load().models_dir / MODEL
    tokens = tokenizer(folder)
    calls = list(labelled_calls(options.sets.values()))
    every = [example for call in calls for example in examples(call, tokens)]
    lower = lower_states(folder, every)
    rest = [at for at, example in enumerate(every) if not is_left_out(example.call)]
    nets = []
    for name, numbers in (("without-a-third", rest), ("all", range(len(every)))):
        taught = [every[at] for at in numbers]
        kept = options.work / f"{name}.npz"
        arrays = fitted_net(folder, kept, taught, [lower[at] for at in numbers], options.seed)
        nets.append(with_layers(arrays, taught))
    told = calibrated(list(read_by(folder, nets[0], [e for e in every if is_left_out(e.call)])))
    of_rest, of_all = (Net({**net.arrays, **told}, net.names) for net in nets)
    scores = scores_of_calls(
        [call for call in calls if is_left_out(call)], TrainedReader(folder, of_rest)
    )
    for kept in options.work.glob("*.npz"):
        kept.unlink()
    return Fitted(scores, {WEIGHTS: file_arrays(of_all)})


def file_arrays(net: Net) -> Arrays:
    """A net as its file holds it: in half precision."""
    arrays = {name: array.astype(np.float16) for name, array in net.arrays.items()}
    return {**arrays, **named(net.names)}


def with_layers(arrays: Arrays, taught: Sequence[Example]) -> Net:
    """The net of ``arrays`` with the layers over signs, fitted on ``taught``."""
    columns = columns_of(taught)
    layers = vocabulary_layer(columns, taught) | field_layers(columns, taught) | seam_layer(taught)
    names = {
        "topics": topic_names(), "signs": columns, "seams": seam_names(), "kinds": KINDS,
        "fields": FIELDS,
    }  # fmt: skip
    return Net({n: a.astype(np.float32) for n, a in (arrays | layers).items()}, names)


def columns_of(taught: Sequence[Example]) -> tuple[str, ...]:
    """All signs, and the pieces of words that many clauses have."""
    often = Counter(
        sign
        for example in taught
        for signs in _signs(example)
        for sign in signs
        if sign.startswith(PIECE)
    )
    return (*sign_names(), *sorted(piece for piece, count in often.items() if count >= _OFTEN))


def _signs(example: Example) -> list[frozenset[str]]:
    """The signs of each clause."""
    turn = example.passage.view.index
    numbers = [clause.index for clause, _, _ in example.passage.clauses]
    return [signs_of(example.views, turn, number, number) for number in numbers]


def vocabulary_layer(columns: tuple[str, ...], taught: Sequence[Example]) -> Arrays:
    """The layer that tells by signs whether a clause is a statement."""
    scale = np.array([_OF_PIECES if name.startswith(PIECE) else 1 for name in columns], np.float32)
    rows = csr_matrix(sign_rows(columns, (s for e in taught for s in _signs(e))) * scale)
    labels = np.vstack([example.clause_labels for example in taught])
    masks = np.vstack([example.clause_mask for example in taught]) > 0
    weights, biases = [], []
    for number in range(len(CATEGORIES)):
        mask = masks[:, number]
        model = LogisticRegression(C=_STRENGTHS["vocabulary"], max_iter=300)
        model.fit(rows[mask], labels[mask, number])
        weights.append(model.coef_[0] * scale)
        biases.append(model.intercept_[0])
    return {"vocabulary.weight": np.array(weights), "vocabulary.bias": np.array(biases)}


def seam_layer(taught: Sequence[Example]) -> Arrays:
    """The layer that tells whether two clauses in a row, each labelled as a statement of one
    category, are one statement."""
    signs, labels = [], []
    for example in taught:
        labelled = example.clause_labels * example.clause_mask
        spans = [span for span in example.spans if not span.optional]
        for (at, (first, *_)), (_, (second, *_)) in pairwise(enumerate(example.passage.clauses)):
            for number, category in enumerate(CATEGORIES):
                if labelled[at : at + 2, number].all():
                    signs.append(seam_signs(first, second, category))
                    labels.append(
                        any(
                            span.category == number and span.clauses[0] <= at < span.clauses[1]
                            for span in spans
                        )
                    )
    model = LogisticRegression(C=_STRENGTHS["seam"], max_iter=300)
    model.fit(csr_matrix(sign_rows(seam_names(), signs)), labels)
    return {"seam.weight": model.coef_, "seam.bias": model.intercept_}


def field_layers(columns: tuple[str, ...], taught: Sequence[Example]) -> Arrays:
    """The layers of the fields, on labelled spans."""
    signs, labels = [], []
    for example in taught:
        clauses = example.passage.clauses
        for span in example.spans:
            first, last = (clauses[at][0].index for at in span.clauses)
            own = signs_of(example.views, example.passage.view.index, first, last)
            signs.append(own | {CATEGORIES[span.category]})
            labels.append(span.fields)
    rows, known = csr_matrix(sign_rows(columns, signs)), np.array(labels)
    layers: Arrays = {}
    for number, (name, values) in enumerate(CHOICES.items()):
        mask = known[:, number] != UNKNOWN
        model = LogisticRegression(C=_STRENGTHS["fields"], max_iter=300)
        model.fit(rows[mask], known[mask, number])
        is_binary = len(model.coef_) == 1
        weight = np.zeros((len(values), len(columns)), np.float32)
        bias = np.full(len(values), -9.0, np.float32)  # of a value that nothing was labelled with
        weight[model.classes_] = (
            np.vstack([-model.coef_, model.coef_]) / 2 if is_binary else model.coef_
        )
        bias[model.classes_] = (
            np.hstack([-model.intercept_, model.intercept_]) / 2 if is_binary else model.intercept_
        )
        layers |= {f"{name}.weight": weight, f"{name}.bias": bias}
    return layers


def read_by(folder: Path, net: Net, some: Sequence[Example]) -> Iterator[Read]:
    """Examples as a net reads them."""
    encoder = TokenEncoder.open(folder).with_updates(net.updates)
    for example in some:
        passage, views = example.passage, example.views
        (states,) = encoder.states([passage.ids], [marks_of(passage, net)], ENTRY)
        clauses = [clause for clause, _, _ in passage.clauses]
        joins = np.stack([joins_of(clauses, category, net) for category in CATEGORIES], axis=1)
        yield Read(example, *scores_of(views, passage, states, net), joins)


def calibrated(read: Sequence[Read]) -> Arrays:
    """Weights of both scores with an offset, by category, and the thresholds with the best F."""
    labels = np.concatenate([one.example.clause_labels for one in read])
    masks = np.concatenate([one.example.clause_mask for one in read]) > 0
    heads = np.concatenate([one.heads for one in read])
    vocabulary = np.concatenate([one.vocabulary for one in read])
    weights, least = [], []
    for number in range(len(CATEGORIES)):
        mask = masks[:, number]
        both = np.stack([heads[:, number], vocabulary[:, number]], axis=1)
        model = LogisticRegression(C=10).fit(both[mask], labels[mask, number])
        weights.append([*model.coef_[0], *model.intercept_])
        least.append(_threshold(read, weights[-1], number))
    return {"calibration": np.array(weights).T, "threshold": np.array(least)}


def _threshold(read: Sequence[Read], weights: Sequence[float], number: int) -> float:
    """The threshold that gives most F over statements of the category, by overlap."""
    parts = []
    for one in read:
        own = weights[0] * one.heads[:, number] + weights[1] * one.vocabulary[:, number]
        spans = [s for s in one.example.spans if s.category == number and not s.optional]
        mask = one.example.clause_mask[:, number]
        gold = [span.clauses for span in spans]
        parts.append((sigmoid(own + weights[2]), one.joins[:, number], gold, mask))

    def f_of(threshold: float) -> float:
        right = made = labelled = 0
        for likely, joins, gold, mask in parts:
            taken = [
                (first, last)
                for first, last, _ in runs(likely, threshold, joins)
                if likely[first] >= threshold and mask[first : last + 1].any()
            ]
            hits = sum(any(a <= y and x <= b for x, y in taken) for a, b in gold)
            right += min(hits, len(taken))
            made, labelled = made + len(taken), labelled + len(gold)
        return 2 * right / max(1, made + labelled)

    return max((float(least) for least in np.arange(LEAST, 0.66, 0.025)), key=f_of)


def scores_of_calls(calls: Iterable[LabelledCall], reader: Reader) -> Scores:
    """The scores of calls that the reader never saw, of sets like life and of tidy ones."""
    rows: dict[str, tuple[list[Any], list[Any]]] = {"lifelike": ([], []), "tidy": ([], [])}
    for call in calls:
        labelled, found = rows["tidy" if call.source == TIDY else "lifelike"]
        labelled += call.rows
        found += [s.to_json() for s in extract(call.transcript, call.identity, reader)]
    scores: dict[str, float] = {}
    for name, both in rows.items():
        figures = score_statements(*both)
        availability = figures["categories"].get("organ_availability", {"f1": None})
        sure = [
            row is not None
            for row, answer in pair_statements(*both)
            if answer and (answer.get("confidence") or 0) >= SURE
        ]
        scores |= {
            f"{name}: F": figures["all"]["f1"] or 0.0,
            f"{name}: F of availability": availability["f1"] or 0.0,
            f"{name}: modality right": figures["fields"].get("modality") or 0.0,
            f"{name}: denied not claimed": 1
            - figures["denied_as_claim"] / max(1, figures["denied"]),
            f"{name}: right from {SURE} on": sum(sure) / max(1, len(sure)),
        }
    return scores
