"""Fits ``quotations/judging/weights.toml``: whether an answer stands under another question
(``question``), whether what stands in quotation marks is given as words of a call (``speech``, with
``worded.npz`` beside it), and whether a translation that is quoted lost the sense (``rendering``,
with the two thresholds of its ``verdict``).

    python benchmarks/fit_judging.py FOLDER… [--only=NAME,NAME] [--write] [-v]

``--only`` fits these models and leaves the weights of the others as they are.  Each FOLDER is a
labelled set as ``fit_attribution.py`` takes them.  For ``question`` an answer under its own
question is an example; so is the same question before another answer of the call, at a weight,
since that is how an answer is moved; so are those labelled ``question_mismatch``.  Prints what
whole reports left out of the fit give.  For ``rendering`` only the transcripts that a report
translates are at hand, and the cases of tests/quotations/data are examples too.  Needs scikit-learn
and the model of the pair reader.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from calltools.arrays import Floats
from calltools.comparison.pair_reader import PairReader, pair_reader
from calltools.comparison.signs import Sign
from calltools.comparison.weighing import KINDS
from calltools.language.encoders import Encoder, load_encoder
from calltools.quotations import judging
from calltools.quotations.brackets import without_brackets
from calltools.quotations.corpus import Corpus, read_corpus
from calltools.quotations.finding.find import find_quotations
from calltools.quotations.judging import question, speech
from calltools.quotations.judging.attributed import role_of
from calltools.quotations.judging.judge import choose
from calltools.quotations.judging.translated import judge_rendering
from calltools.quotations.locating.index import build_index
from calltools.quotations.locating.locate import locate
from calltools.quotations.locating.senses import Senses
from calltools.quotations.model import Location, Quotation
from calltools.quotations.weighing import likelihood
from calltools.transcripts.model import HOSPITAL
from fit_attribution import Folder, LabelledReport

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / part) for part in ("tests", "tests/quotations")]
import judging as tests  # type: ignore[import-not-found]  # noqa: E402

MODELS = ("question", "speech", "rendering")
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
LOOSENESS = {"question": 3.0, "speech": 3.0, "rendering": 1.0}
"""The inverse of what great weights cost."""
TRAINING = "reports"
SETS, CASES = 2.0, 0.5
"""The folder whose translations tell no threshold, since many stand beside a changed twin, and
what one of a labelled set, and one of the cases of the tests, counts beside one of these."""
CASE_FILES = {
    "cases": tests.DATA / "calls.jsonl",
    "more_cases": tests.DATA / "more_calls.jsonl",
    "last_cases": tests.GOLD / "transcripts.jsonl",
    "further_cases": tests.GOLD / "transcripts.jsonl",
    "rendered_cases": tests.GOLD / "transcripts.jsonl",
    "one_sided_cases": tests.GOLD / "transcripts.jsonl",
    "other_sided_cases": tests.GOLD / "transcripts.jsonl",
}
"""The files of cases, and the calls that they are of."""
RIGHT = 0.65
"""The share of those called unfaithful, in reports left out of the fit, that is right."""


@dataclass(frozen=True, slots=True)
class Example:
    """Evidence, and whether it is so; ``made`` by moving a question; ``weight`` is what it counts.
    ``vector`` is evidence too, weighed number by number."""

    evidence: Mapping[str, float]
    holds: bool
    report: str
    name: str
    made: bool = False
    vector: Floats | None = None
    weight: float = 1.0


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
            yield Example(moved, True, row["report"], name, made=True, weight=WEIGHT)


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
    weight = 1.0 if labelled.folder.path.name == TRAINING else SETS
    yield from rendered(rows, Senses(build_index(corpus), encoder, reader), weight)


def cases(encoder: Encoder, reader: PairReader) -> Iterator[Example]:
    """The translations among the cases of the tests, and what nobody said that is like one."""
    for name, calls in CASE_FILES.items():
        rows = tests.rows(tests.DATA / f"{name}.jsonl")
        corpus = read_corpus([calls])
        if "sided" in name:
            kept = {row["transcript"] for row in rows}
            corpus = Corpus(tuple(entry for entry in corpus.entries if entry.id in kept))
        asked = [
            (
                Quotation(
                    0,
                    len(row["quote"]),
                    row["quote"],
                    "“”",
                    speaker=row["speaker"],
                    hospital=row["hospital"],
                    meant=tests.ids_named(corpus, row["hospital"]),
                ),
                {"report": f"{name} {row['transcript']}", **row},
            )
            for row in rows
            if row["verdict"].startswith("translated") or row["verdict"] == "not_found"
        ]
        yield from rendered(asked, Senses(build_index(corpus), encoder, reader), CASES)


def rendered(
    rows: Sequence[tuple[Quotation, Mapping[str, Any]]], senses: Senses, weight: float
) -> Iterator[Example]:
    """The quotations that are found in what was translated, and whether the sense was lost."""
    corpus = senses.index.corpus
    for q, row in rows:
        plain, _ = without_brackets(q.text)
        places = locate(plain, senses.index, prefer=q.meant, role=role_of(q.speaker), senses=senses)
        lost, name = row["verdict"] != "translated_faithful", f"{row['id']} {q.text}"
        for place in choose(q, places, corpus)[:1] if places else ():
            if place.translated and place.transcript == (row["transcript"] or place.transcript):
                entry = corpus.by_id[place.transcript]
                judged = judge_rendering(plain, place, entry, senses.encoder, senses.reader)
                yield Example(judged.signs, lost, row["report"], name, weight=weight)


def verdict(
    found: Sequence[Example], weights: Mapping[str, float], left_out: Floats
) -> dict[str, float]:
    """The thresholds of a verdict: ``faithful_below``, under which no translation of the labelled
    sets lost the sense but such as exact signs tell of, and ``unfaithful_from``, from which most
    are called right; ``left_out`` is how likely each is by weights fitted without its report."""
    written = {name: round(weight, 2) for name, weight in weights.items()}
    likely = np.array([likelihood(one.evidence, written) for one in found])
    lost = np.array([one.holds for one in found])
    exact = set(Sign) - set(KINDS)
    judged = np.array([one.weight == SETS and not exact & one.evidence.keys() for one in found])
    below = np.floor(1000 * likely[lost & judged].min()) / 1000
    steps = np.arange(below, 0.9, 0.05)
    sets = np.array([one.weight > CASES for one in found])
    above = next(p for p in steps if lost[sets & (left_out >= p)].mean() >= RIGHT)
    for name, told in (("faithful", likely < below), ("unfaithful", likely >= above)):
        print(f"called {name}: {(told & lost).sum()} that lost it, {(told & ~lost).sum()} others")
    return {"faithful_below": float(below), "unfaithful_from": float(above)}


def rows_of(labelled: LabelledReport) -> Iterator[tuple[Quotation, Mapping[str, Any]]]:
    """The quotations that are labelled, with their labels."""
    rows = {row["start"]: row for row in labelled.rows}
    folder = labelled.folder
    for q in find_quotations(labelled.report, folder.corpus, folder.forms.known):
        if q.start in rows:
            yield q, rows[q.start]


def fit(
    found: Sequence[Example], looseness: float
) -> tuple[dict[str, float], dict[str, Floats], Floats]:
    """The weights of the signs, those of the vectors where examples have some (arrays as
    ``speech.vector_weights`` gives them), and how likely each is by weights that were fitted
    without its report; after printing what they are worth."""
    names = list(dict.fromkeys(name for one in found for name in one.evidence))
    x = np.array([[one.evidence.get(name, 0.0) for name in names] for one in found])
    vectors = np.array([one.vector for one in found if one.vector is not None])
    if len(vectors):
        x = np.hstack([x, SCALE * (vectors - vectors.mean(axis=0))])
    y = np.array([one.holds for one in found])
    weight = np.array([one.weight for one in found])
    model = LogisticRegression(C=looseness, max_iter=5000)
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
        return weights, {}, likely
    halves = np.split(SCALE * rest, 2)
    offset = -SCALE * rest @ vectors.mean(axis=0)
    vector_weights = {"lead": halves[0], "text": halves[1], "offset": offset}
    return weights | {"worded": 1.0}, vector_weights, likely


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
    if "rendering" in asked:
        found["rendering"] = [e for one in reports for e in renderings(one, encoder, reader)]
        found["rendering"] += cases(encoder, reader)
    return {name: found[name] for name in asked}


def commit() -> str:
    """The commit on which the fit was made."""
    asked = ("git", "rev-parse", "--short", "HEAD")
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return f"commit {told.strip()}"


def _told(found: Sequence[Example], left_out: Floats, paths: Sequence[Path]) -> str:
    """What a model was fitted on, and how well it ranks what was left out."""
    score = roc_auc_score([one.holds for one in found], left_out)
    sets = ", ".join("/".join(path.parts[-2:]) for path in paths)
    sets += ", cases of tests/quotations/data" * any(one.weight == CASES for one in found)
    told = f"{len(found)} of {sets}; seed 1; {commit()}"
    return f"{told}; area under the curve, reports left out: {score:.2f}"


def main() -> None:
    """Fits, prints, and with --write writes."""
    paths = [Path(arg) for arg in sys.argv[1:] if not arg.startswith("-")]
    only = next((arg.partition("=")[2] for arg in sys.argv if arg.startswith("--only=")), "")
    encoder, reader = load_encoder(), pair_reader()
    if reader is None:
        sys.exit("the model of the pair reader is not installed: calltools models install e5-small")
    reports = [one for path in paths for one in Folder(path).reports()]
    tables = tomllib.loads(WEIGHTS.read_text("utf-8"))
    tables.setdefault("fitted", {})
    for name, found in examples_of(
        reports, only.split(",") if only else MODELS, encoder, reader
    ).items():
        print(name)
        tables[name], arrays, left_out = fit(found, LOOSENESS[name])
        tables["fitted"][name] = _told(found, left_out, paths)
        if name == "rendering":
            tables["verdict"] = verdict(found, tables[name], left_out)
        if arrays and "--write" in sys.argv:
            with VECTORS.open("wb") as file:
                np.savez(file, **{n: np.asarray(a, np.float16) for n, a in arrays.items()})  # type: ignore[arg-type]
    lines = ["# Written by benchmarks/fit_judging.py: what evidence weighs, in log odds."]
    for name, weights in tables.items():
        lines += ["", f"[{name}]"]
        digits = 3 if name == "verdict" else 2
        lines += [
            f'{sign} = "{value}"' if isinstance(value, str) else f"{sign} = {value:.{digits}f}"
            for sign, value in weights.items()
        ]
    print("\n".join(lines))
    if "--write" in sys.argv:
        WEIGHTS.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
