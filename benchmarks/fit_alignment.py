"""The weights of the evidence for links, chosen with each call left out in turn.

``python benchmarks/fit_alignment.py [CALLS.jsonl…]`` prints one JSON object: F of links with the
weights as they are, F when the weights that are best on all other calls are used for each call,
and the F of every value of a weight, averaged over those of the others, which shows how flat the
choice is.  Calls with a recogniser's Chinese are left out.

``--curve`` prints instead how sure links are by their score, where turns of the translations were
taken out, put in and moved: the logistic curve of ``evidence.confidence``, and of calls left out of
its fit how many links were right for each confidence.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "alignment"))

import damage  # type: ignore[import-not-found]  # noqa: E402

from calltools.alignment.align import link  # noqa: E402
from calltools.alignment.evidence import INTERCEPT, SLOPE, Weights  # noqa: E402
from calltools.alignment.exchange.contract import read_row  # noqa: E402
from calltools.evaluation.alignment import ASR_LIKE, LinkCounts, count_links  # noqa: E402
from calltools.language.encoders import Encoder, load_encoder  # noqa: E402

GOLD = ROOT / "tests" / "gold" / "bilingual" / "calls.jsonl"
GRID = {
    "words": (0.2, 0.3, 0.5),
    "merge": (0.04, 0.06, 0.08),
    "edge": (0.12, 0.2, 0.3),
    "skip": (0.04, 0.08, 0.12),
}


def counts(row: dict[str, Any], encoder: Encoder, weights: Weights) -> LinkCounts:
    """The links of one call against its labels."""
    zh, en = (transcript.turns for transcript in read_row(row))
    found = link(zh, en, encoder, weights).links
    return count_links(row["links"], [(one.zh, one.en) for one in found])


def strict(all_counts: Iterable[LinkCounts]) -> float:
    """Strict F of calls together."""
    value: float = sum(all_counts, LinkCounts()).to_json()["strict"]["f"]
    return value


def damaged_links(
    row: dict[str, Any], encoder: Encoder, rng: Random
) -> Iterator[tuple[float, bool]]:
    """The scores of the links of a call of which turns are taken out, put in and moved, and
    whether they are right."""
    zh, en = (transcript.turns for transcript in read_row(row))
    labels = {
        id(turn): number
        for number, link in enumerate(row["links"])
        for turn in (*(zh[i] for i in link[0]), *(en[j] for j in link[1]))
    }
    turns = en
    for change in (damage.delete_turn, damage.insert_turn, damage.move_turn) * 2:
        tried = (change(turns, rng.randrange(len(turns)), "en", rng) for _ in range(10))
        turns = next((one.turns for one in tried if one), turns)
    found = link(zh, turns, encoder)
    for one in found.sentence_links:
        if one.zh and one.en and 0 < one.confidence < 1:
            beside = [zh[found.zh_sentences[i].turn] for i in one.zh]
            beside += [turns[found.en_sentences[j].turn] for j in one.en]
            known = {labels.get(id(turn), -1) for turn in beside}
            odds = float(np.log(one.confidence / (1 - one.confidence)))
            yield (odds - INTERCEPT) / SLOPE, len(known) == 1 and -1 not in known


def curve(rows: list[dict[str, Any]], encoder: Encoder) -> None:
    """Prints the curve, and how reliable it is on calls left out."""
    rng = Random(20)
    found = [(k, *one) for k, row in enumerate(rows) for one in damaged_links(row, encoder, rng)]
    groups, scores, right = (np.array(column) for column in zip(*found, strict=True))
    x = scores[:, None]
    model = LogisticRegression(C=100)
    sure = cross_val_predict(
        model, x, right, groups=groups, cv=GroupKFold(10), method="predict_proba"
    )
    model.fit(x, right)
    print(f"intercept {model.intercept_[0]:.2f}, slope {model.coef_[0][0]:.2f}, {len(x)} links")
    for low, high in itertools.pairwise((0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)):
        inside = (sure[:, 1] >= low) & (sure[:, 1] < high)
        print(f"  {low:.2f} to {high:.2f}: {right[inside].sum()} of {inside.sum()} right")


def main() -> None:
    """Fit and print."""
    named = [Path(name) for name in sys.argv[1:] if name != "--curve"]
    texts = [file.read_text("utf-8") for file in named or [GOLD]]
    rows = [json.loads(line) for text in texts for line in text.splitlines()]
    rows = [row for row in rows if row.get("zh_kind") != ASR_LIKE]
    encoder = load_encoder()
    if "--curve" in sys.argv:
        curve(rows, encoder)
        return
    table = {
        choice: [
            counts(row, encoder, Weights(**dict(zip(GRID, choice, strict=True)))) for row in rows
        ]
        for choice in itertools.product(*GRID.values())
    }
    left_out = []
    for k in range(len(rows)):
        rest = {choice: strict(c[:k] + c[k + 1 :]) for choice, c in table.items()}
        best = max(rest.values())
        # Of weights that do as well, those in the middle of them.
        chosen = sorted(choice for choice, f in rest.items() if f == best)
        left_out.append(table[chosen[len(chosen) // 2]][k])
    marginal = {
        name: {
            value: round(fmean(strict(c) for w, c in table.items() if w[at] == value), 4)
            for value in values
        }
        for at, (name, values) in enumerate(GRID.items())
    }
    figures = {
        "weights": asdict(Weights()),
        "strict_f": strict(counts(row, encoder, Weights()) for row in rows),
        "strict_f_left_out": strict(left_out),
        "strict_f_by_value": marginal,
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
