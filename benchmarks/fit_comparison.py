"""Fits src/calltools/comparison/weights.toml on labelled calls, and tells how reliable it is.

    python benchmarks/fit_comparison.py FOLDER… [--out src/calltools/comparison/weights.toml]

FOLDER holds a ``calls.jsonl`` like that of tests/gold/bilingual; the calls that the rules were made
with are taken besides, and count less, as do negations that are made at random in faithful links of
them (but not of ``bilingual``, whose links are damaged by tests).  The labelled links are weighed
one by one.  What is printed is of calls that were left out of the fit: of the links with a likely
change, how many are labelled from which probability; and the findings of whole calls, of all kinds.
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

from calltools.alignment.align import align
from calltools.alignment.exchange.contract import read_row, to_row
from calltools.comparison import weighing
from calltools.comparison.pair_reader import MISSING, PairReader, pair_reader
from calltools.comparison.signs import Sign
from calltools.comparison.translation import differences
from calltools.comparison.weighing import KINDS, LinkEvidence, Weighing, evidence, read_links
from calltools.evaluation.alignment import ASR_LIKE, score_alignments
from calltools.language.encoders import Encoder, load_encoder
from calltools.transcripts.model import Turn

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "alignment"))
import damage  # type: ignore[import-not-found]  # noqa: E402

KNOWN = ("bilingual", "bilingual-unseen", "bilingual-third", "bilingual-fourth")

Row = dict[str, Any]
Tables = dict[Sign, Weighing]
UNLIKE = {"summary_instead_of_translation", "reordered", "speaker_swapped"}
"""Findings whose links are not weighed: one side has other words altogether."""
FOLDS = 10
STRENGTH = 0.1
"""Inverse strength of the regularisation: kinds have a dozen to fifty examples."""
MISSED = 2.0
"""What a change that was missed costs, beside a false alarm."""
NEGATION = Sign.NEGATION_CHANGED
MADE = 0.03
"""What a negation counts that was made, beside one that was labelled: there are few of these."""
RULED = 0.3
"""What a link counts of the calls that the rules were made with, beside one of other calls."""


@dataclass(frozen=True)
class Example:
    """A link: its evidence for each kind, and the kinds that are labelled there."""

    call: str
    evidence: Mapping[Sign, LinkEvidence]
    labels: frozenset[str]
    weight: float


def examples(
    call: Row, weight: float, encoder: Encoder, reader: PairReader, *, made: bool
) -> Iterator[Example]:
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
    read = read_links(texts, reader, machine=machine)
    for (zh, en), pair, link in zip(links, texts, read, strict=True):
        labels = frozenset(
            f["type"]
            for f in call["findings"]
            if {*zh} & {*f["zh_turns"]} or {*en} & {*f["en_turns"]}
        )
        if labels & UNLIKE:
            continue
        ruled = differences(*pair, encoder, machine=machine)
        measured = {kind: evidence(kind, link, ruled) for kind in KINDS}
        yield Example(call["id"], measured, labels, weight)
        if made and not labels and not machine:
            for other in turned(pair):
                again = replace(link, reading=reader.read([other])[0])
                ruled = differences(*other, encoder)
                measured = {kind: evidence(kind, again, ruled) for kind in KINDS}
                yield Example(call["id"], measured, frozenset([NEGATION]), MADE)


def turned(pair: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """A faithful pair with a "not" lost, and with one added, at random."""
    chance = Random(pair[0])
    for change in (damage.lose_negation, damage.add_negation):
        side = chance.randrange(2)
        changed = change((Turn(pair[side]),), 0, ("zh", "en")[side], chance)
        if changed is not None:
            text = changed.turns[0].text
            yield (text, pair[1]) if side == 0 else (pair[0], text)


def fit(kind: Sign, found: Sequence[Example]) -> Weighing:
    """The weighing of a kind."""
    names = sorted(found[0].evidence[kind])
    x = np.array([[e.evidence[kind][name] for name in names] for e in found])
    labels = np.array([kind in e.labels for e in found])
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=3000, C=STRENGTH))
    costs = np.where(labels, MISSED, 1.0) * [e.weight for e in found]
    scaler, regression = model.fit(x, labels, logisticregression__sample_weight=costs)
    weights = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - weights @ scaler.mean_)
    return Weighing(intercept, dict(zip(names, map(float, weights), strict=True)))


def table(kind: str, one: Weighing) -> str:
    """The lines of a kind in weights.toml."""
    lines = [f"{name} = {weight:.4g}" for name, weight in one.weights.items()]
    head = [f"[{kind}]", f"intercept = {one.intercept:.4g}", f"[{kind}.weights]"]
    return "\n".join([*head, *lines])


def reliability(kind: Sign, found: Sequence[Example], left_out: Mapping[str, Tables]) -> None:
    """Prints the links found and the alarms by probability; ``left_out`` has by call the weighings
    that were fitted without it."""
    found = [example for example in found if example.weight != MADE]
    likely = np.array([left_out[e.call][kind].probability(e.evidence[kind]) for e in found])
    known = np.array([kind in e.labels for e in found])
    print(f"{kind}: {known.sum()} links of {len(known)}, average precision "
          f"{average_precision_score(known, likely):.2f}")  # fmt: skip
    for low in np.arange(0.1, 1.0, 0.2):
        inside = known[(likely >= low) & (likely < low + 0.2)]
        print(f"  likely {low:.1f} to {low + 0.2:.1f}: {inside.sum()} of {len(inside)}")


def whole_calls(
    name: str,
    calls: Sequence[Row],
    left_out: Mapping[str, Tables],
    encoder: Encoder,
    reader: PairReader,
) -> None:
    """Prints what is found in calls with the weighings that were fitted without them."""
    rows = []
    for call in calls:
        zh, en = read_row(call)
        setattr(weighing, "weighings", lambda tables=left_out[call["id"]]: tables)  # noqa: B010
        aligned = align(zh.turns, en.turns, encoder, reader)
        rows.append(to_row(call["id"], zh.turns, en.turns, aligned))
    scored = score_alignments(calls, rows)
    figures = scored.get("all", scored["edited"])
    told = figures["findings"]["all"]
    each = " ".join(
        f"{kind} {rates['matched']}/{rates['predicted']} of {rates['labelled']}"
        for kind, rates in figures["findings"]["types"].items()
    )
    print(f"{name}: P {told['precision']} R {told['recall']}, "
          f"{figures['findings_per_faithful_call']} false a faithful call; {each}")  # fmt: skip


def main() -> None:
    """Fits all kinds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    folders = [*chosen.folders, *(ROOT / "tests" / "gold" / name for name in KNOWN)]
    sets = {
        folder.name: [
            json.loads(line) for line in (folder / "calls.jsonl").read_text("utf-8").splitlines()
        ]
        for folder in folders
    }
    encoder, reader = load_encoder(), pair_reader()
    if reader is None:
        raise SystemExit(MISSING)
    found = [
        example
        for name, calls in sets.items()
        for call in calls
        for example in examples(
            call, RULED if name in KNOWN else 1.0, encoder, reader, made=name in KNOWN[1:]
        )
    ]
    names = sorted({example.call for example in found})
    left_out: dict[str, Tables] = {}
    for k in range(FOLDS):
        rest = [example for example in found if example.call not in names[k::FOLDS]]
        tables = {kind: fit(kind, rest) for kind in KINDS}
        left_out |= dict.fromkeys(names[k::FOLDS], tables)
    for kind in KINDS:
        reliability(kind, found, left_out)
    for name, some in sets.items():
        whole_calls(name, some, left_out, encoder, reader)
    if chosen.out:
        whole = [table(kind, fit(kind, found)) for kind in KINDS]
        text = "# Written by benchmarks/fit_comparison.py.\n\n" + "\n\n".join(whole) + "\n"
        chosen.out.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
