"""Fits src/calltools/comparison/weights.toml on labelled calls, and tells how reliable it is.

    python benchmarks/fit_comparison.py FOLDER… [--out src/calltools/comparison/weights.toml]

FOLDER holds a ``calls.jsonl`` like that of tests/gold/bilingual; the calls of ``KNOWN`` are taken
besides, and changes that are made at random in faithful links of them (but not of ``bilingual``,
whose links are damaged by tests), which count less.  The labelled links are weighed one by one,
each by its likeliest clause.  What is printed is of calls that were left out of the fit: of the
links with a likely change, how many are labelled from which probability.
``benchmarks/ablation.py`` measures whole calls.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from calltools.comparison.clauses import split_clauses
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
from calltools.comparison.words import other_language
from calltools.evaluation.alignment import ASR_LIKE
from calltools.language.encoders import Encoder, load_encoder
from calltools.language.sentences import Language
from calltools.transcripts.model import Turn
from fit_judging import commit

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "alignment"))
import damage  # type: ignore[import-not-found]  # noqa: E402

KNOWN = ("bilingual", "bilingual-third", "bilingual-fourth")

Row = dict[str, Any]
Pair = tuple[str, str]
Tables = dict[Sign, Weighing]
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


@dataclass(frozen=True)
class Example:
    """A link: the evidence of its clauses for each kind, and the kinds that are labelled there."""

    call: str
    evidence: Mapping[Sign, Sequence[ClauseEvidence]]
    labels: frozenset[str]
    weight: float
    whole: Sequence[float]


def examples(call: Row, encoder: Encoder, reader: PairReader, *, made: bool) -> Iterator[Example]:
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
        yield example(call["id"], pair, link, labels)
        if made and not labels and not machine:
            for kind, other in (*turned(pair), *shortened(pair, encoder)):
                again = replace(link, reading=reader.read([other])[0])
                yield example(call["id"], other, again, frozenset([kind]), MADE)


def example(
    call: str, pair: Pair, link: LinkReading, labels: frozenset[str], weight: float = 1.0
) -> Example:
    """A pair of texts as an example."""
    measured = {kind: [known for _, known in clause_evidence(kind, *pair, link)] for kind in KINDS}
    return Example(call, measured, labels, weight, [float(x) for x in link.reading.whole])


def turned(pair: Pair) -> Iterator[tuple[Sign, Pair]]:
    """A faithful pair with a "not" lost, and with one added, at random."""
    chance = Random(pair[0])
    for change in (damage.lose_negation, damage.add_negation):
        side = chance.randrange(2)
        changed = change((Turn(pair[side]),), 0, ("zh", "en")[side], chance)
        if changed is not None:
            text = changed.turns[0].text
            yield Sign.NEGATION_CHANGED, (text, pair[1]) if side == 0 else (pair[0], text)


def shortened(pair: Pair, encoder: Encoder) -> Iterator[tuple[Sign, Pair]]:
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


def fit(kind: Sign, found: Sequence[Example]) -> Weighing:
    """The weighing of a kind; at first a link is weighed by its clause of the greatest logit."""
    names = sorted(found[0].evidence[kind][0])
    labels = np.array([kind in e.labels for e in found])
    costs = np.where(labels, MISSED, 1.0) * [e.weight for e in found]
    weighing = Weighing(0.0, {"clause": 0.1})
    for _ in range(ROUNDS):
        likeliest = [max(e.evidence[kind], key=weighing.probability) for e in found]
        x = np.array([[clause[name] for name in names] for clause in likeliest])
        model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=3000, C=STRENGTH))
        scaler, regression = model.fit(x, labels, logisticregression__sample_weight=costs)
        weights = regression.coef_[0] / scaler.scale_
        intercept = float(regression.intercept_[0] - weights @ scaler.mean_)
        weighing = Weighing(intercept, dict(zip(names, map(float, weights), strict=True)))
    return weighing


def table(kind: Sign, one: Weighing) -> str:
    """The lines of a kind in weights.toml."""
    lines = [f"{name} = {weight:.4g}" for name, weight in one.weights.items()]
    head = [f"[{kind}]", f"intercept = {one.intercept:.4g}", f"[{kind}.weights]"]
    return "\n".join([*head, *lines])


def usual(found: Sequence[Example]) -> str:
    """What is usually read of a link: the mean of those without a finding, a number a kind."""
    mean = np.mean([e.whole for e in found if not e.labels], axis=0)
    numbers = zip(CHANGE_KINDS, mean, strict=True)
    return "\n".join(["[usual]", *(f"{kind} = {logit:.3g}" for kind, logit in numbers)])


def reliability(
    kind: Sign, found: Sequence[Example], left_out: Mapping[str, Tables]
) -> tuple[int, float]:
    """How many links are labelled, and the average precision, after printing the links found and
    the alarms by probability; ``left_out`` has by call the weighings fitted without it."""
    found = [example for example in found if example.weight != MADE]
    likely = np.array(
        [max(map(left_out[e.call][kind].probability, e.evidence[kind])) for e in found]
    )
    known = np.array([kind in e.labels for e in found])
    precision = float(average_precision_score(known, likely))
    print(f"{kind}: {known.sum()} links of {len(known)}, average precision {precision:.2f}")
    for low in np.arange(0.1, 1.0, 0.2):
        inside = known[(likely >= low) & (likely < low + 0.2)]
        print(f"  likely {low:.1f} to {low + 0.2:.1f}: {inside.sum()} of {len(inside)}")
    return int(known.sum()), precision


def main() -> None:
    """Fits all kinds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    folders = [*chosen.folders, *(ROOT / "tests" / "gold" / name for name in KNOWN)]
    encoder, reader = load_encoder(), pair_reader()
    if reader is None:
        raise SystemExit(MISSING)
    found = [
        one
        for folder in folders
        for line in (folder / "calls.jsonl").read_text("utf-8").splitlines()
        for one in examples(json.loads(line), encoder, reader, made=folder.name in KNOWN[1:])
    ]
    names = sorted({example.call for example in found})
    left_out: dict[str, Tables] = {}
    for k in range(FOLDS):
        rest = [example for example in found if example.call not in names[k::FOLDS]]
        tables = {kind: fit(kind, rest) for kind in KINDS}
        left_out |= dict.fromkeys(names[k::FOLDS], tables)
    scores = {kind: reliability(kind, found, left_out) for kind in KINDS}
    if chosen.out:
        told = "; ".join(f"{kind} {p:.2f} ({n} links)" for kind, (n, p) in scores.items())
        head = [
            "# Written by benchmarks/fit_comparison.py (each link's text is its seed).",
            f"# Fitted on {', '.join(folder.name for folder in folders)}; {commit()}.",
            f"# Average precision on calls left out: {told}.",
        ]
        whole = ["\n".join(head), usual(found), *(table(kind, fit(kind, found)) for kind in KINDS)]
        chosen.out.write_text("\n\n".join(whole) + "\n", "utf-8")


if __name__ == "__main__":
    main()
