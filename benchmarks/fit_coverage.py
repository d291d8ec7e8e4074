"""Fits the weights of comparison/coverage.py on faithful renderings with clauses taken out.

    python benchmarks/fit_coverage.py CALLS.jsonl [PAIRS.tsv]

CALLS.jsonl has rows like gold/bilingual/calls.jsonl, PAIRS.tsv lines "-<tab>Chinese<tab>English".
A clause of one side whose counterpart on the other was taken out is a loss, every clause of a
faithful pair is none.  Prints weights and what calls left out of the fit give.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from calltools.comparison.coverage import Measures, measures, split_clauses
from calltools.language.encoders import Encoder, load_encoder
from calltools.language.sentences import Language

Pair = tuple[str, str, str]
"""A name of the call, Chinese, English."""


def faithful(calls: Path, pairs: Path | None) -> Iterator[Pair]:
    """The linked turns of edited calls that have no finding."""
    for line in calls.read_text("utf-8").splitlines():
        call = json.loads(line)
        if call["zh_kind"] != "edited":
            continue
        for zh, en in call["links"]:
            marked = any({*zh} & {*f["zh_turns"]} for f in call["findings"])
            if zh and en and not marked:
                yield (
                    call["id"],
                    "\n".join(call["zh_turns"][i]["text"] for i in zh),
                    " ".join(call["en_turns"][j]["text"] for j in en),
                )
    for line in pairs.read_text("utf-8").splitlines() if pairs else ():
        if line.startswith("-\t"):
            _, zh_text, en_text = line.split("\t")
            yield "pairs", zh_text, en_text


def examples(
    found: list[Pair], language: Language, encoder: Encoder
) -> Iterator[tuple[Measures, int, str]]:
    """Measures of clauses of ``language``, whether they are lost, and their call."""
    other_language: Language = "en" if language == "zh" else "zh"
    for call, zh, en in found:
        text, other = (zh, en) if language == "zh" else (en, zh)
        clauses, pieces = split_clauses(text, language), split_clauses(other, other_language)
        if len(clauses) < 2:
            continue
        for measured in measures(text, other, language, encoder):
            yield measured, 0, call
        left = encoder.encode([text[a:b] for a, b in clauses])
        likeness = left @ encoder.encode([other[a:b] for a, b in pieces]).T
        for k, (start, end) in enumerate(pieces if len(pieces) > 1 else ()):
            nearest = int(likeness[:, k].argmax())
            if int(likeness[nearest].argmax()) == k and likeness[nearest, k] >= 0.3:
                rest = (other[:start] + other[end:]).strip()
                yield measures(text, rest, language, encoder)[nearest], 1, call


def main() -> None:
    """Fits and prints."""
    calls = Path(sys.argv[1])
    found = list(faithful(calls, Path(sys.argv[2]) if len(sys.argv) > 2 else None))
    encoder = load_encoder()
    languages: tuple[Language, Language] = ("zh", "en")
    for language in languages:
        measured, lost, groups = zip(*examples(found, language, encoder), strict=True)
        x, y = np.array(measured), np.array(lost)
        model = LogisticRegression(max_iter=5000)
        folds = GroupKFold(len(set(groups)))
        p = cross_val_predict(model, x, y, groups=groups, cv=folds, method="predict_proba")[:, 1]
        model.fit(x, y)
        print(language, np.round(model.coef_[0], 2).tolist(), round(float(model.intercept_[0]), 2))
        print(f"  {len(y)} clauses, {y.sum()} lost; AUC {roc_auc_score(y, p):.3f}")
        for least in (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95):
            share, alarms = (p[y == 1] >= least).mean(), int((p[y == 0] >= least).sum())
            print(f"  from {least}: {share:.2f} found, {alarms} false alarms")


if __name__ == "__main__":
    main()
