"""Fits ``quotations/judging/weights.toml``: whether an answer stands under another question
(``question``), whether what stands in quotation marks is given as words of a call (``speech``, with
``worded.npz`` beside it), and whether a translation that is quoted lost the sense (``rendering``;
without the pair reader's model ``rendering_by_rules``).

    python benchmarks/fit_judging.py FOLDER… [--only=NAME,NAME] [--new] [--write] [-v]

``--only`` fits these models and leaves the weights of the others as they are; ``--new`` fits the
weights of signs that have none and holds those that stand.  Each FOLDER is a labelled set as
``fit_attribution.py`` takes them.  For ``question`` an answer under its own
question is an example; so is the same question before another answer of the call, at a weight,
since that is how an answer is moved; so are those labelled ``question_mismatch``.  Prints what
whole reports left out of the fit give.  For ``rendering`` only the transcripts that a report
translates are at hand.  Needs scipy, scikit-learn, and the model of the pair reader.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from calltools.arrays import Floats
from calltools.comparison.pair_reader import PairReader, pair_reader
from calltools.language.encoders import Encoder, load_encoder
from calltools.quotations import judging
from calltools.quotations.brackets import without_brackets
from calltools.quotations.corpus import Corpus
from calltools.quotations.finding.find import find_quotations
from calltools.quotations.judging import question, speech
from calltools.quotations.judging.attribution_check import role_of
from calltools.quotations.judging.judge import choose
from calltools.quotations.judging.translated import judge_rendering
from calltools.quotations.locating.index import build_index
from calltools.quotations.locating.locate import locate
from calltools.quotations.locating.senses import Senses
from calltools.quotations.model import Location, Quotation
from calltools.quotations.weighing import log_odds
from calltools.transcripts.model import HOSPITAL
from fit_attribution import Folder, LabelledReport

MODELS = ("question", "speech", "rendering", "rendering_by_rules")
WEIGHTS = Path(judging.__file__).with_name("weights.toml")
VECTORS = WEIGHTS.with_name("worded.npz")
SCALE = 2.0
"""What a number of a vector counts beside a sign where weights are kept small."""
MOVED = 4
"""Other answers before which each question is put."""
FAR = 2
"""Turns away from the right answer at least: a question may be asked twice running."""
WEIGHT = 0.3
FOLDS = 6
LOOSENESS = 3.0
"""The inverse of what great weights cost."""


@dataclass(frozen=True, slots=True)
class Example:
    """Evidence, and whether it is so; ``made`` by moving a question.  ``vector`` is evidence too,
    weighed number by number."""

    evidence: Mapping[str, float]
    holds: bool
    report: str
    name: str
    made: bool = False
    vector: Floats | None = None


def questions(labelled: LabelledReport, encoder: Encoder, random: Random) -> Iterator[Example]:
    """The answers of a report under the questions that it tells of."""
    corpus = labelled.folder.corpus
    for q, row in rows_of(labelled):
        if q.asked is None or not row["transcript"] or "caller" in row["true_role"]:
            continue
        entry, (first, last) = corpus.by_id[row["transcript"]], row["turn_range"]
        changed, name = bool(row.get("question_mismatch")), f"{row['id']} {q.asked}"
        found = question.evidence(q.asked, entry, first, last, encoder)
        yield Example(found, changed, row["report"], name)
        if changed:
            continue
        others = [
            at
            for at, turn in enumerate(entry.turns)
            if at and turn.role == HOSPITAL and abs(at - first) > FAR
        ]
        for at in random.sample(others, min(MOVED, len(others))):
            moved = question.evidence(q.asked, entry, at, at, encoder)
            yield Example(moved, True, row["report"], name, made=True)


def quoted(labelled: LabelledReport, senses: Senses) -> Iterator[Example]:
    """What a report has in quotation marks, and whether that is given as words of a call."""
    before: Sequence[Location] | None = None
    asked = [(q, row) for q, row in rows_of(labelled) if q.signs]
    vectors = speech.worded([q for q, _ in asked], senses.encoder)
    for (q, row), vector in zip(asked, vectors, strict=True):
        plain, _ = without_brackets(q.text)
        prefer = q.meant or speech.likely_meant(q)
        places = locate(plain, senses.index, prefer=prefer, senses=senses)
        found = speech.evidence(speech.following(q, before), places)
        before, name = places, f"{row['id']} {q.text}"
        yield Example(found, row["frame"] is not None, row["report"], name, vector=vector)


def renderings(labelled: LabelledReport, encoder: Encoder, reader: PairReader) -> Iterator[Example]:
    """The translations that a report quotes, where they are found in what was translated."""
    rows = [(q, r) for q, r in rows_of(labelled) if r["verdict"].startswith("translated")]
    kept = {row["transcript"] for _, row in rows}
    corpus = Corpus(tuple(e for e in labelled.folder.corpus.entries if e.id in kept))
    senses = Senses(build_index(corpus), encoder, reader)
    for q, row in rows:
        plain, _ = without_brackets(q.text)
        places = locate(plain, senses.index, prefer=q.meant, role=role_of(q.speaker), senses=senses)
        lost, name = row["verdict"] == "translated_unfaithful", f"{row['id']} {q.text}"
        for place in choose(q, places, corpus, q.meant)[:1] if places else ():
            if place.translated and place.transcript == row["transcript"]:
                yield rendered(plain, place, corpus, senses, lost, row["report"], name)


def rendered(
    text: str, place: Location, corpus: Corpus, senses: Senses, lost: bool, report: str, name: str
) -> Example:
    """A translation as an example."""
    entry = corpus.by_id[place.transcript]
    judged = judge_rendering(text, place, entry, senses.encoder, senses.reader)
    return Example(judged.signs, lost, report, name)


def rows_of(labelled: LabelledReport) -> Iterator[tuple[Quotation, Mapping[str, Any]]]:
    """The quotations that are labelled, with their labels."""
    rows = {row["start"]: row for row in labelled.rows}
    folder = labelled.folder
    for q in find_quotations(labelled.report, folder.corpus, folder.forms.known):
        if q.start in rows:
            yield q, rows[q.start]


def fit(found: Sequence[Example]) -> tuple[dict[str, float], dict[str, Floats]]:
    """The weights of the signs, and those of the vectors where examples have some (arrays as
    ``speech.vector_weights`` gives them), after printing what they are worth."""
    names = list(dict.fromkeys(name for one in found for name in one.evidence))
    x = np.array([[one.evidence.get(name, 0.0) for name in names] for one in found])
    vectors = np.array([one.vector for one in found if one.vector is not None])
    if len(vectors):
        x = np.hstack([x, SCALE * (vectors - vectors.mean(axis=0))])
    y = np.array([one.holds for one in found])
    weight = np.array([WEIGHT if one.made else 1.0 for one in found])
    model = LogisticRegression(C=LOOSENESS, max_iter=5000)
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
    for least in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        told = labelled & (likely >= least)
        print(
            f"from {least}: {(told & y).sum()} of {(labelled & y).sum()} found, "
            f"{(told & ~y).sum()} false of {(labelled & ~y).sum()}"
        )
    for one, p in zip(found, likely, strict=True):
        if "-v" in sys.argv and not one.made and (p >= 0.5) != one.holds:
            print(f"  {p:.2f} {'missed' if one.holds else 'false'} {one.name}")
    model.fit(x, y, sample_weight=weight)
    signs, rest = np.split(model.coef_[0], [len(names)])
    weights = {"base": model.intercept_[0], **dict(zip(names, signs, strict=True))}
    if not len(rest):
        return weights, {}
    halves = np.split(SCALE * rest, 2)
    offset = -SCALE * rest @ vectors.mean(axis=0)
    vector_weights = {"lead": halves[0], "text": halves[1], "offset": offset}
    return weights | {"worded": 1.0}, vector_weights


def fit_new(found: Sequence[Example], held: Mapping[str, float]) -> dict[str, float]:
    """``held`` with weights for the signs that it lacks, after printing how often these are found
    where the sense was lost and where it was kept."""
    names = sorted({name for one in found for name in one.evidence} - held.keys())
    x = np.array([[one.evidence.get(name, 0.0) for name in names] for one in found])
    y = np.array([one.holds for one in found])
    known = np.array([held["base"] + log_odds(one.evidence, held) for one in found])

    def loss(w: Floats) -> float:
        z = known + x @ w
        return float(np.sum(np.logaddexp(0, z) - y * z) + w @ w / (2 * LOOSENESS))

    for name, column in zip(names, x.T, strict=True):
        print(f"{name}: {(column > 0)[y].sum()} lost, {(column > 0)[~y].sum()} kept")
    return {**held, **dict(zip(names, minimize(loss, np.zeros(len(names))).x, strict=True))}


def examples_of(
    reports: Sequence[LabelledReport], asked: Collection[str], encoder: Encoder, reader: PairReader
) -> dict[str, list[Example]]:
    """The examples of each model that is ``asked`` for."""
    found: dict[str, list[Example]] = {}
    if "question" in asked:
        random = Random(1)
        found["question"] = [e for one in reports for e in questions(one, encoder, random)]
    if "speech" in asked:
        folders = {one.folder.path: one.folder for one in reports}
        senses = {
            path: Senses(build_index(folder.corpus), encoder) for path, folder in folders.items()
        }
        found["speech"] = [e for one in reports for e in quoted(one, senses[one.folder.path])]
    if not {"rendering", "rendering_by_rules"}.isdisjoint(asked):
        both = [e for one in reports for e in renderings(one, encoder, reader)]
        ruled = [
            replace(e, evidence={n: v for n, v in e.evidence.items() if not n.startswith("read_")})
            for e in both
        ]
        found |= {"rendering": both, "rendering_by_rules": ruled}
    return {name: found[name] for name in asked}


def main() -> None:
    """Fits, prints, and with --write writes."""
    paths = [Path(arg) for arg in sys.argv[1:] if not arg.startswith("-")]
    only = next((arg.partition("=")[2] for arg in sys.argv if arg.startswith("--only=")), "")
    encoder, reader = load_encoder(), pair_reader()
    if reader is None:
        sys.exit("the model of the pair reader is not installed: calltools models install e5-small")
    reports = [one for path in paths for one in Folder(path).reports()]
    tables = tomllib.loads(WEIGHTS.read_text("utf-8"))
    for name, found in examples_of(
        reports, only.split(",") if only else MODELS, encoder, reader
    ).items():
        print(name)
        if "--new" in sys.argv:
            tables[name] = fit_new(found, tables[name])
            continue
        tables[name], arrays = fit(found)
        if arrays and "--write" in sys.argv:
            with VECTORS.open("wb") as file:
                np.savez(file, **{n: np.asarray(a, np.float16) for n, a in arrays.items()})  # type: ignore[arg-type]
    lines = ["# Written by benchmarks/fit_judging.py: what evidence weighs, in log odds."]
    for name, weights in tables.items():
        lines += ["", f"[{name}]"]
        lines += [f"{sign} = {value:.2f}" for sign, value in weights.items()]
    print("\n".join(lines))
    if "--write" in sys.argv:
        WEIGHTS.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
