"""Fits the linear reader: one layer over sentence vectors, cues and kinds of quantity.

    python benchmarks/fit_linear_reader.py --sets FOLDER… --out src/calltools/reader/linear.npz

``--sets`` are folders as gold/statements; training/calls is always taught from.  Calls left out of
the fit by their names, fold by fold, give the calibration and the thresholds.  Some minutes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch import Tensor
from torch.nn import functional

from calltools.arrays import Floats
from calltools.reader.columns import of_vocabulary
from calltools.reader.fields import CATEGORIES, CHOICES, FLAGS
from calltools.reader.linear import clause_features
from calltools.reader.net import named
from calltools.statements.views import views_of
from calltools.transcripts.model import HOSPITAL
from reader_data import PART, UNKNOWN, LabelledCall, fields_of, fold_of, labelled_calls

SIX = len(CATEGORIES)
STEPS = 200
OF_CATEGORIES = {
    "availability": ("organ_availability",),
    "qualifier": ("wait_time",),
    "count_period": ("transplant_volume", "organ_availability"),
}
"""Fields that only some categories have."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn's clauses: features, labels by category, a mask, and the first row of each."""

    fold: int | None
    features: Floats
    labels: Floats
    mask: Floats
    rows: Sequence[dict[str, Any] | None]


def turns(call: LabelledCall, folds: int) -> Iterator[Turn]:
    """The hospital's turns of a call with their labels."""
    views = views_of(call.transcript)
    for view in views:
        if view.role != HOSPITAL or not view.clauses:
            continue
        if call.judged is not None and view.index not in call.judged:
            continue
        labels = np.zeros((len(view.clauses), SIX), np.float32)
        mask = np.ones_like(labels)
        first: list[dict[str, Any] | None] = [None] * len(view.clauses)
        for row in call.rows:
            if row["turn_index"] != view.index:
                continue
            for at, clause in enumerate(view.clauses):
                start, end = view.original_span(clause.start, clause.end)
                common = min(end, row["end"]) - max(start, row["start"])
                if common <= 0:
                    continue
                category = CATEGORIES.index(row["category"])
                for name in row.get("alt_categories") or ():
                    mask[at, CATEGORIES.index(name)] = 0
                share = max(common / (end - start), common / (row["end"] - row["start"]))
                if row.get("optional") or share < PART:
                    mask[at, category] = 0
                else:
                    labels[at, category] = 1
                    first[at] = first[at] or row
        yield Turn(
            fold_of(call, folds),
            clause_features(views, view.index, of_vocabulary()),
            labels,
            mask,
            first,
        )


def fitted(taught: Sequence[Turn], strength: float) -> tuple[Floats, Floats]:
    """Weights (6 + fields, features) and offsets of one linear layer, all of it fitted at once."""
    features = torch.from_numpy(np.vstack([t.features for t in taught]))
    labels = torch.from_numpy(np.vstack([t.labels for t in taught]))
    mask = torch.from_numpy(np.vstack([t.mask for t in taught]))
    rows = [row for t in taught for row in t.rows]
    said = torch.tensor([i for i, row in enumerate(rows) if row is not None])
    numbers, flags = (torch.tensor(x) for x in zip(*(fields_of(r) for r in rows if r), strict=True))
    categories = [row["category"] for row in rows if row]
    for number, name in enumerate(CHOICES):
        if name in OF_CATEGORIES:
            others = torch.tensor([c not in OF_CATEGORIES[name] for c in categories])
            numbers[others, number] = UNKNOWN
    width = SIX + sum(map(len, CHOICES.values())) + len(FLAGS)
    weights = torch.zeros(width, features.shape[1], requires_grad=True)
    offsets = torch.zeros(width, requires_grad=True)
    optimizer = torch.optim.LBFGS(
        [weights, offsets], max_iter=STEPS, history_size=10, line_search_fn="strong_wolfe"
    )

    def loss_of() -> Tensor:
        optimizer.zero_grad()
        logits = features @ weights.T + offsets
        each = functional.binary_cross_entropy_with_logits(
            logits[:, :SIX], labels, reduction="none"
        )
        loss = (each * mask).sum()
        at = SIX
        for number, values in enumerate(CHOICES.values()):
            loss = loss + functional.cross_entropy(
                logits[said, at : at + len(values)],
                numbers[:, number],
                ignore_index=UNKNOWN,
                reduction="sum",
                weight=rarity(numbers[:, number], len(values)),
            )
            at += len(values)
        loss = loss + functional.binary_cross_entropy_with_logits(
            logits[said, at:], flags, reduction="sum"
        )
        loss = loss + (weights**2).sum() / (2 * strength)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(loss_of)  # type: ignore[no-untyped-call]
    return weights.detach().numpy(), offsets.detach().numpy()


def rarity(numbers: Tensor, values: int) -> Tensor:
    """Weights of a field's values: rare ones count more, by the root of how rare they are."""
    known = numbers[numbers != UNKNOWN]
    counts = torch.bincount(known, minlength=values).clamp(min=1).float()
    return (len(known) / (values * counts)).sqrt()


def calibrate(every: Sequence[Turn], logits: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Slope and offset by category and the thresholds with the best F over clauses."""
    stacked = np.vstack(logits)
    labels, mask = (np.vstack([getattr(t, n) for t in every]) for n in ("labels", "mask"))
    slopes, offsets, least = [], [], []
    for number in range(SIX):
        use = mask[:, number] > 0
        clipped = np.clip(stacked[use, number : number + 1], -9.2, 9.2)
        model = LogisticRegression(C=100).fit(clipped, labels[use, number])
        likely = model.predict_proba(clipped)[:, 1]
        slopes.append(model.coef_[0, 0])
        offsets.append(model.intercept_[0])
        steps = np.arange(0.2, 0.6, 0.025)
        found = [f_of(likely >= step, labels[use, number] > 0) for step in steps]
        least.append(steps[int(np.argmax(found))])
    return np.array([slopes, offsets], np.float16), np.array(least, np.float16)


def f_of(taken: Any, labelled: Any) -> float:
    """F of taken against labelled."""
    return float(2 * (taken & labelled).sum() / max(1, taken.sum() + labelled.sum()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sets", type=Path, nargs="+", required=True)
    parser.add_argument("--add", type=Path, nargs="*", default=())
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("build/reader"))
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--strength", type=float, default=0.1, help="C of the regressions")
    args = parser.parse_args()
    every = [t for call in labelled_calls(args.sets, args.add) for t in turns(call, args.folds)]
    scored: list[Turn] = []
    logits: list[Floats] = []
    parts = []
    for fold in range(args.folds):
        weights, offsets = fitted([t for t in every if t.fold != fold], args.strength)
        own = [t for t in every if t.fold == fold]
        scored += own
        logits += [t.features @ weights[:SIX].T + offsets[:SIX] for t in own]
        parts.append((weights, offsets))
    calibration, threshold = calibrate(scored, logits)
    args.work.mkdir(parents=True, exist_ok=True)
    files = [args.work / f"linear-without-{fold}.npz" for fold in range(args.folds)]
    parts.append(fitted(every, args.strength))
    for file, (weights, offsets) in zip([*files, args.out], parts, strict=True):
        arrays = {"clause.weight": weights.astype(np.float16), "clause.bias": offsets}
        arrays |= {"calibration": calibration, "threshold": threshold}
        columns = named(of_vocabulary().names())
        np.savez_compressed(file, **arrays, **columns)  # type: ignore[arg-type]
    print(json.dumps({"threshold": dict(zip(CATEGORIES, map(float, threshold), strict=True))}))


if __name__ == "__main__":
    main()
