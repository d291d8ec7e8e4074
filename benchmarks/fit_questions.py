"""Fits ``quotations/judging/weights.toml``: whether an answer stands under another question.

    python benchmarks/fit_questions.py FOLDER… [--write] [-v]

Each FOLDER is a labelled set as ``fit_attribution.py`` takes them.  An answer under its own
question is an example; so is the same question before another answer of the call, at a weight,
since that is how an answer is moved; so are those labelled ``question_mismatch``.  Prints what
whole reports left out of the fit give.  Needs scikit-learn.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from calltools.language.encoders import Encoder, load_encoder
from calltools.quotations import judging
from calltools.quotations.finding.find import find_quotations
from calltools.quotations.judging.question import evidence
from calltools.transcripts.model import HOSPITAL
from fit_attribution import Folder, LabelledReport

WEIGHTS = Path(judging.__file__).with_name("weights.toml")
MOVED = 4
"""Other answers before which each question is put."""
FAR = 2
"""Turns away from the right answer at least: a question may be asked twice running."""
WEIGHT = 0.3
FOLDS = 6


@dataclass(frozen=True, slots=True)
class Example:
    """A question and an answer; ``made`` by moving it."""

    evidence: Mapping[str, float]
    changed: bool
    made: bool
    report: str
    name: str


def examples(labelled: LabelledReport, encoder: Encoder, random: Random) -> Iterator[Example]:
    """The answers of a report under the questions that it tells of."""
    corpus = labelled.folder.corpus
    rows = {row["start"]: row for row in labelled.rows}
    for q in find_quotations(labelled.report, corpus, labelled.folder.forms.known):
        row = rows.get(q.start)
        if row is None or q.asked is None or not row["transcript"]:
            continue
        if "caller" in row["true_role"]:
            continue
        entry, (first, last) = corpus.by_id[row["transcript"]], row["turn_range"]
        changed, name = bool(row.get("question_mismatch")), f"{row['id']} {q.asked}"
        found = evidence(q.asked, entry, first, last, encoder)
        yield Example(found, changed, False, labelled.report.name, name)
        if changed:
            continue
        others = [
            at
            for at, turn in enumerate(entry.turns)
            if at and turn.role == HOSPITAL and abs(at - first) > FAR
        ]
        for at in random.sample(others, min(MOVED, len(others))):
            moved = evidence(q.asked, entry, at, at, encoder)
            yield Example(moved, True, True, labelled.report.name, name)


def main() -> None:
    """Fits, prints, and with --write writes."""
    folders = [Path(arg) for arg in sys.argv[1:] if not arg.startswith("-")]
    encoder, random = load_encoder(), Random(1)
    found = [
        one
        for path in folders
        for labelled in Folder(path).reports()
        for one in examples(labelled, encoder, random)
    ]
    names = list(found[0].evidence)
    x = np.array([[one.evidence[name] for name in names] for one in found])
    y = np.array([one.changed for one in found])
    weight = np.array([WEIGHT if one.made else 1.0 for one in found])
    model = LogisticRegression(C=3, max_iter=5000)
    likely = cross_val_predict(
        model,
        x,
        y,
        groups=[one.report for one in found],
        cv=GroupKFold(FOLDS),
        params={"sample_weight": weight},
        method="predict_proba",
    )[:, 1]
    labelled = np.array([not one.made for one in found])
    for least in (0.5, 0.6, 0.7, 0.8, 0.9):
        told = labelled & (likely >= least)
        print(
            f"from {least}: {(told & y).sum()} of {(labelled & y).sum()} labelled ones found, "
            f"{(told & ~y).sum()} false of {(~y).sum()}; "
            f"{(likely[~labelled] >= least).mean():.2f} of those moved"
        )
    for one, p in zip(found, likely, strict=True):
        if "-v" in sys.argv and not one.made and (p >= 0.5) != one.changed:
            print(f"  {p:.2f} {'missed' if one.changed else 'false'} {one.name}")
    model.fit(x, y, sample_weight=weight)
    fitted = {"base": model.intercept_[0], **dict(zip(names, model.coef_[0], strict=True))}
    lines = [f"{name} = {value:.2f}" for name, value in fitted.items()]
    print("\n".join(lines))
    if "--write" in sys.argv:
        head = "# Written by benchmarks/fit_questions.py: what evidence weighs, in log odds."
        WEIGHTS.write_text("\n".join([head, "", "[question]", *lines]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
