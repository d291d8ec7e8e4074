"""The weights of the evidence for links, chosen with each call left out in turn.

``python benchmarks/fit_alignment.py [CALLS.jsonl]`` prints one JSON object: F of links with the
weights as they are, F when the weights that are best on all other calls are used for each call,
and the F of every value of a weight, averaged over those of the others, which shows how flat the
choice is.  Calls with a recogniser's Chinese are left out.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from statistics import fmean
from typing import Any

from calltools.alignment.align import link
from calltools.alignment.evidence import Weights
from calltools.alignment.exchange.contract import read_row
from calltools.evaluation.alignment import ASR_LIKE, LinkCounts, count_links
from calltools.language.encoders import Encoder, load_encoder

GOLD = Path(__file__).parents[1] / "tests" / "gold" / "bilingual" / "calls.jsonl"
GRID = {
    "words": (0.2, 0.3, 0.5),
    "merge": (0.03, 0.05, 0.07),
    "edge": (0.12, 0.2, 0.3),
    "skip": (0.0, 0.03, 0.06, 0.1),
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


def main() -> None:
    """Fit and print."""
    gold = Path(sys.argv[1]) if len(sys.argv) > 1 else GOLD
    rows = [json.loads(line) for line in gold.read_text("utf-8").splitlines()]
    rows = [row for row in rows if row.get("zh_kind") != ASR_LIKE]
    encoder = load_encoder()
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
