"""How a quotation is judged: quotations/judging/weights.toml, with worded.npz beside it.

Whether an answer stands under another question (``question``), whether what stands in quotation
marks is given as words of a call (``speech``), and whether a translation that is quoted lost the
sense (``rendering``, with the two thresholds of its ``verdict``).

For ``question`` an answer under its own question is an example; so is the same question before
another answer of the call, at a weight, since that is how an answer is moved; so are those labelled
``question_mismatch``.  For ``rendering`` only the transcripts that a report translates are at hand,
and the cases of tests/quotations/data are examples too.  Whole reports are left out in turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from calltools.arrays import Floats
from calltools.comparison.pair_reader import MISSING, PairReader, pair_reader
from calltools.comparison.signs import Sign
from calltools.comparison.weighing import KINDS
from calltools.language.encoders import Encoder, load_encoder
from calltools.quotations.brackets import without_brackets
from calltools.quotations.conditional_logit import likelihood
from calltools.quotations.corpus import Corpus, read_corpus
from calltools.quotations.judging import question, spoken_or_term
from calltools.quotations.judging.attribution_check import role_of
from calltools.quotations.judging.judge import choose
from calltools.quotations.judging.translated import judge_rendering
from calltools.quotations.locating.locate import locate
from calltools.quotations.locating.senses import Senses
from calltools.quotations.locating.text_index import build_index
from calltools.quotations.model import Location, Quotation
from calltools.quotations.naming.corpus_hospitals import KnownHospitals
from calltools.records import read_objects
from calltools.transcripts.model import HOSPITAL
from training.fitting import ROOT, Fitted, Options
from training.labelled_reports import LabelledReport, Row, labelled_reports
from training.learning import columns, left_out, print_thresholds, rounded

WEIGHTS = "quotations/judging/weights.toml"
VECTORS = "quotations/judging/worded.npz"
CASES = "tests/quotations/data"
"""The set of cases of the tests."""
TRAINING = "training/reports"
"""The set whose translations tell no threshold: many stand beside a changed twin."""
SCALE = 2.0
"""What a number of a vector counts beside a sign where weights are kept small."""
MOVED = 4
"""Other answers before which each question is put."""
FAR = 2
"""Turns away from the right answer at least: a question may be asked twice running."""
OF_MOVED, OF_SETS, OF_CASES = 0.3, 2.0, 0.5
"""What an answer under a moved question counts, a translation of a labelled set, and one of the
cases, beside one of training/reports."""
FOLDS = 6
LOOSENESS = {"question": 3.0, "speech": 3.0, "rendering": 1.0}
"""The inverse of what great weights cost."""
CASE_FILES = {
    "cases": "calls.jsonl",
    "more_cases": "more_calls.jsonl",
    **dict.fromkeys(
        "last_cases further_cases rendered_cases one_sided_cases other_sided_cases".split(),
        "../../gold/quotes/transcripts.jsonl",
    ),
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


@dataclass(frozen=True)
class Model:
    """The weights of a model, those of its vectors where it has some, and how likely each example
    is by the weights that were fitted without its report."""

    weights: dict[str, float]
    vectors: Mapping[str, Floats]
    likely: Floats


def fit(options: Options) -> Fitted:
    """The three models, and how well each ranks what was left out of its fit."""
    encoder, reader = load_encoder(), pair_reader()
    if reader is None:
        raise SystemExit(MISSING)
    folders = {name: folder for name, folder in options.sets.items() if name != CASES}
    reports = labelled_reports(folders)
    every = {
        "question": _questions(reports, encoder, options.seed),
        "speech": _quoted(reports, encoder),
        "rendering": _renderings(reports, encoder, reader) + _cases(encoder, reader),
    }
    models, scores = {}, {}
    for name, examples in every.items():
        print(f"  {name}: {len(examples)} examples")
        models[name] = _fitted(examples, LOOSENESS[name], options)
        truth = [example.holds for example in examples]
        scores[f"{name}, area under the curve"] = float(roc_auc_score(truth, models[name].likely))
    verdict = _verdict(every["rendering"], models["rendering"])
    tables = {name: model.weights for name, model in models.items()} | {"verdict": verdict}
    return Fitted(scores, {WEIGHTS: tables, VECTORS: models["speech"].vectors})


def _questions(reports: Sequence[LabelledReport], encoder: Encoder, seed: int) -> list[Example]:
    random = Random(seed)
    return [e for labelled in reports for e in _questions_of(labelled, encoder, random)]


def _questions_of(labelled: LabelledReport, encoder: Encoder, random: Random) -> Iterator[Example]:
    """The answers of a report under the questions that it tells of."""
    for quotation, row in labelled.quotations():
        asked = quotation.asked
        if asked is None or not row["transcript"] or "caller" in row["true_role"]:
            continue
        entry, (first, last) = labelled.corpus.by_id[row["transcript"]], row["turn_range"]
        changed, name = bool(row.get("question_mismatch")), f"{row['id']} {asked}"
        signs = question.evidence(asked, entry, first, last, encoder)
        yield Example(signs, changed, row["report"], name)
        if changed:
            continue
        others = [
            at
            for at, turn in enumerate(entry.turns)
            if at and turn.role == HOSPITAL and abs(at - first) > FAR
        ]
        for at in random.sample(others, min(MOVED, len(others))):
            signs = question.evidence(asked, entry, at, at, encoder)
            yield Example(signs, True, row["report"], name, made=True, weight=OF_MOVED)


def _quoted(reports: Sequence[LabelledReport], encoder: Encoder) -> list[Example]:
    corpora = {labelled.of: labelled.corpus for labelled in reports}
    senses = {name: Senses(build_index(corpus), encoder) for name, corpus in corpora.items()}
    return [e for labelled in reports for e in _quoted_in(labelled, senses[labelled.of])]


def _quoted_in(labelled: LabelledReport, senses: Senses) -> Iterator[Example]:
    """What a report has in quotation marks, and whether that is given as words of a call."""
    before: Sequence[Location] | None = None
    asked = [(q, row) for q, row in labelled.quotations() if q.signs]
    vectors = spoken_or_term.worded([q for q, _ in asked], senses.encoder)
    for (quotation, row), vector in zip(asked, vectors, strict=True):
        plain, _ = without_brackets(quotation.text)
        prefer = quotation.meant or spoken_or_term.likely_meant(quotation)
        places = locate(plain, senses.index, prefer=prefer, senses=senses)
        signs = spoken_or_term.evidence(spoken_or_term.following(quotation, before), places)
        before, name = places, f"{row['id']} {quotation.text}"
        yield Example(signs, row["frame"] is not None, row["report"], name, vector=vector)


def _renderings(
    reports: Sequence[LabelledReport], encoder: Encoder, reader: PairReader
) -> list[Example]:
    """The translations that reports quote, where they are found in what was translated."""
    examples: list[Example] = []
    for labelled in reports:
        rows = [(q, r) for q, r in labelled.quotations() if r["verdict"].startswith("translated")]
        kept = {row["transcript"] for _, row in rows}
        corpus = Corpus(tuple(entry for entry in labelled.corpus.entries if entry.id in kept))
        weight = 1.0 if labelled.of == TRAINING else OF_SETS
        examples += _rendered(rows, Senses(build_index(corpus), encoder, reader), weight)
    return examples


def _cases(encoder: Encoder, reader: PairReader) -> list[Example]:
    """The translations among the cases of the tests, and what nobody said that is like one."""
    examples: list[Example] = []
    for name, calls in CASE_FILES.items():
        rows: list[dict[str, Any]] = list(read_objects(ROOT / CASES / f"{name}.jsonl"))
        corpus = read_corpus([(ROOT / CASES / calls).resolve()])
        if "sided" in name:
            kept = {row["transcript"] for row in rows}
            corpus = Corpus(tuple(entry for entry in corpus.entries if entry.id in kept))
        asked = [
            (_as_quoted(row, corpus), {"report": f"{name} {row['transcript']}", **row})
            for row in rows
            if row["verdict"].startswith("translated") or row["verdict"] == "not_found"
        ]
        examples += _rendered(asked, Senses(build_index(corpus), encoder, reader), OF_CASES)
    return examples


def _as_quoted(row: Row, corpus: Corpus) -> Quotation:
    known, words = KnownHospitals(corpus), row["quote"]
    named = known.named(row["hospital"] or "")
    return Quotation(
        0,
        len(words),
        words,
        "“”",
        speaker=row["speaker"],
        hospital=row["hospital"],
        meant=frozenset[str]().union(*(known.by_key[key].ids for key in named)),
    )


def _rendered(
    rows: Sequence[tuple[Quotation, Row]], senses: Senses, weight: float
) -> Iterator[Example]:
    """The quotations that are found in what was translated, and whether the sense was lost."""
    corpus = senses.index.corpus
    for quotation, row in rows:
        plain, _ = without_brackets(quotation.text)
        role = role_of(quotation.speaker)
        places = locate(plain, senses.index, prefer=quotation.meant, role=role, senses=senses)
        lost, name = row["verdict"] != "translated_faithful", f"{row['id']} {quotation.text}"
        for place in choose(quotation, places, corpus)[:1] if places else ():
            if place.translated and place.transcript == (row["transcript"] or place.transcript):
                entry = corpus.by_id[place.transcript]
                judged = judge_rendering(plain, place, entry, senses.encoder, senses.reader)
                yield Example(judged.signs, lost, row["report"], name, weight=weight)


def _fitted(examples: Sequence[Example], looseness: float, options: Options) -> Model:
    """A logistic regression over signs, and vectors where the examples have some; prints what it
    is worth on reports left out."""
    names, x = columns([example.evidence for example in examples])
    vectors = np.array([example.vector for example in examples if example.vector is not None])
    if len(vectors):
        x = np.hstack([x, SCALE * (vectors - vectors.mean(axis=0))])
    truth = np.array([example.holds for example in examples])
    weight = np.array([example.weight for example in examples])
    reports = [example.report for example in examples]
    model = LogisticRegression(C=looseness, max_iter=5000)
    likely = left_out(model, x, truth, reports, FOLDS, sample_weight=weight)
    labelled = np.array([not example.made for example in examples])
    print_thresholds(likely[labelled], truth[labelled], (0.3, 0.4, 0.5, 0.6, 0.7, 0.8))
    for example, p in zip(examples, likely, strict=True):
        if options.verbose and not example.made and (p >= 0.5) != example.holds:
            print(f"    {p:.2f} {'missed' if example.holds else 'false'} {example.name}")
    model.fit(x, truth, sample_weight=weight)
    signs, rest = np.split(model.coef_[0], [len(names)])
    numbers = rounded([*model.intercept_, *signs])
    weights = dict(zip(["base", *names], numbers, strict=True))
    if not len(rest):
        return Model(weights, {}, likely)
    lead, text = np.split(SCALE * rest, 2)
    offset = -SCALE * rest @ vectors.mean(axis=0)
    arrays = {"lead": lead, "text": text, "offset": offset}
    halved = {name: np.asarray(array, np.float16) for name, array in arrays.items()}
    return Model(weights | {"worded": 1.0}, halved, likely)


def _verdict(examples: Sequence[Example], model: Model) -> dict[str, float]:
    """The thresholds of a verdict: ``faithful_below``, under which no translation of the labelled
    sets lost the sense but such as exact signs tell of, and ``unfaithful_from``, from which most
    are called right in reports left out."""
    likely = np.array([likelihood(example.evidence, model.weights) for example in examples])
    lost = np.array([example.holds for example in examples])
    exact = set(Sign) - set(KINDS)
    judged = np.array([e.weight == OF_SETS and not exact & e.evidence.keys() for e in examples])
    below = np.floor(1000 * likely[lost & judged].min()) / 1000
    sets = np.array([example.weight > OF_CASES for example in examples])
    steps = np.arange(below, 0.9, 0.05)
    above = next(p for p in steps if lost[sets & (model.likely >= p)].mean() >= RIGHT)
    for name, called in (("faithful", likely < below), ("unfaithful", likely >= above)):
        print(
            f"  called {name}: {(called & lost).sum()} that lost the sense, "
            f"{(called & ~lost).sum()} others"
        )
    return {"faithful_below": float(below), "unfaithful_from": round(float(above), 3)}
