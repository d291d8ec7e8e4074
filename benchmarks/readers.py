"""One table of what the readers find: each call by the fit that never saw it.

    python benchmarks/readers.py --encoder FOLDER --work build/reader --sets FOLDER… [--rows FOLDER]

``--work`` is that of the fits, which hold the weights of each fold.  ``--rows`` is a folder with
SET.jsonl, rows of another extractor (``calltools extract`` of an earlier release), scored beside.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from calltools.evaluation.statements import StatementScores, reliability, score_statements
from calltools.publish.picture import draw
from calltools.reader.fields import CATEGORIES
from calltools.reader.linear import LinearLayer, LinearReader
from calltools.reader.proposal import Reader
from calltools.reader.trained import TrainedReader
from calltools.records import read_objects
from calltools.statements.extraction import extract
from reader_data import LabelledCall, fold_of, labelled_calls

Row = dict[str, Any]


def left_out(
    calls: Sequence[LabelledCall], folds: int, open_fold: Callable[[int], Reader]
) -> Iterator[Row]:
    """Rows of every call by the reader of its fold."""
    for fold in range(folds):
        own = [call for call in calls if fold_of(call, folds) == fold]
        reader = open_fold(fold) if own else None
        for call in own:
            for found in extract(call.transcript, call.identity, reader):
                yield found.to_json()


def scored(folder: Path, rows: Sequence[Row], identities: set[str]) -> StatementScores:
    """Scores of ``rows`` against the labels of ``folder``, over the calls ``identities``."""

    def of(name: str) -> list[Row]:
        file = folder / name
        found = read_objects(file, "dialogue_id") if file.exists() else []
        return [row for row in found if row["dialogue_id"] in identities]

    mine = [row for row in rows if row["dialogue_id"] in identities]
    return score_statements(of("statements.jsonl"), mine, of("negatives.jsonl"))


def line(name: str, scores: StatementScores) -> str:
    """A reader's figures on a set."""
    figures = scores.to_json()
    rates, fields = figures["all"], figures["fields"]
    by_category = [figures["categories"].get(c, {}).get("f1") for c in CATEGORIES]
    sure = [right for confidence, right in scores.reliability if confidence >= 0.9]
    brier = sum((c - right) ** 2 for c, right in scores.reliability) / max(
        1, len(scores.reliability)
    )
    parts = [
        f"{name:14s}",
        *(f"{rates[x] or 0:.3f}" for x in ("precision", "recall", "f1")),
        *(f"{f or 0:.2f}" for f in by_category),
        f"neg {figures['negatives_taken_rate'] or 0:.3f}",
        f"denied {figures['denied_as_claim']}/{figures['denied']}",
        f"mod {fields.get('modality') or 0:.2f}",
        f"wait {figures['values'].get('wait_time') or 0:.2f}",
        f">=.9 {sum(sure) / max(1, len(sure)):.2f} of {len(sure)}",
        f"brier {brier:.3f}",
    ]
    return "  ".join(parts)


PICTURE = """\
{% extends "picture.svg" %}
{% block style %}
text { font-size: 12px; } .x { text-anchor: middle; } .y { text-anchor: end; }
.grid { {{ paint("line", "stroke") }}}
.even { {{ paint("quiet", "stroke") }}stroke-dasharray: 4 4; }
circle { {{ paint("investigator", "fill") }}fill-opacity: 0.65; }
{% endblock %}
{% block body %}
{% set end = margin + side %}
<line class="even" x1="{{ margin }}" y1="{{ end }}" x2="{{ end }}" y2="{{ margin }}"/>
{% for tenth in range(0, 11, 2) %}
{% set x, y = margin + side * tenth // 10, end - side * tenth // 10 %}
<line class="grid" x1="{{ x }}" y1="{{ margin }}" x2="{{ x }}" y2="{{ end }}"/>
<line class="grid" x1="{{ margin }}" y1="{{ y }}" x2="{{ end }}" y2="{{ y }}"/>
<text x="{{ x }}" y="{{ end + 16 }}" class="x">{{ "%g" | format(tenth / 10) }}</text>
<text x="{{ margin - 6 }}" y="{{ y + 4 }}" class="y">{{ "%g" | format(tenth / 10) }}</text>
{% endfor %}
{% for step in steps %}
{% set x, y = margin + side * step.confidence, end - side * step.right %}
<circle cx="{{ x | round(1) }}" cy="{{ y | round(1) }}" r="{{ (3 + 22 * (step.count / total) ** 0.5) | round(1) }}"><title>{{ step.count }} records, confidence {{ "%.2f" | format(step.confidence) }}, right {{ "%.2f" | format(step.right) }}</title></circle>
{% endfor %}
<text x="{{ width / 2 }}" y="{{ height - 10 }}" class="x">confidence</text>
<text transform="translate(14 {{ height / 2 }}) rotate(-90)" class="x">share that matches a labelled record</text>
{% endblock %}
"""  # noqa: E501


def picture(judged: Sequence[tuple[float, bool]]) -> str:
    """The reliability diagram as SVG: a disc a step, as large as the records are many."""
    side, margin = 320, 48
    return draw(
        PICTURE,
        width=side + 2 * margin,
        height=side + 2 * margin,
        side=side,
        margin=margin,
        title="Reliability diagram of the confidence",
        steps=reliability(judged),
        total=len(judged),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("build/reader"))
    parser.add_argument("--sets", type=Path, nargs="+", required=True)
    parser.add_argument("--rows", type=Path)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--only", type=int, nargs="*", help="these folds alone")
    parser.add_argument("--readers", nargs="+", default=("trained", "linear"))
    parser.add_argument("--json", type=Path, help="write the rows here")
    parser.add_argument("--picture", type=Path, help="write the trained reader's reliability here")
    args = parser.parse_args()

    def layer(fold: int) -> LinearLayer:
        return LinearLayer((args.work / f"linear-without-{fold}.npz").read_bytes())

    makers: Mapping[str, Callable[[int], Reader]] = {
        "trained": lambda fold: TrainedReader(
            args.encoder, (args.work / f"reader-without-{fold}.npz").read_bytes(), layer(fold)
        ),
        "linear": lambda fold: LinearReader(layer(fold)),
    }
    kept: dict[str, list[Row]] = {}
    judged: list[tuple[float, bool]] = []
    print("set, reader, P R F, " + " ".join(CATEGORIES))
    for folder in args.sets:
        calls = [c for c in labelled_calls([folder]) if c.source == folder.name]
        wanted = args.only if args.only else range(args.folds)
        calls = [c for c in calls if fold_of(c, args.folds) in wanted]
        identities = {c.identity for c in calls}
        print(folder.name, len(calls), "calls")
        if args.rows:
            rows = read_objects(args.rows / f"{folder.name}.jsonl", "dialogue_id")
            print(line("rules", scored(folder, rows, identities)))
        for name in args.readers:
            began = time.monotonic()
            rows = list(left_out(calls, args.folds, makers[name]))
            took = time.monotonic() - began
            kept[f"{folder.name}/{name}"] = rows
            scores = scored(folder, rows, identities)
            print(line(name, scores), f"{took:.0f} s", flush=True)
            judged += scores.reliability if name == "trained" else []
    if args.picture:
        args.picture.write_text(picture(judged), "utf-8")
    if args.json:
        args.json.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
