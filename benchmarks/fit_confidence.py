"""Fit ``statements/confidence.toml`` and say how far a record's confidence can be believed.

    python benchmarks/fit_confidence.py ../shared/gold/statements \\
        [--write] [--picture docs/pictures/confidence.svg]

The confidence of a record is how often records of its rule match a labelled one.  It is learnt
from the labelled dialogues and from the written calls under tests/statements/data, which were
labelled before the rules were tried on them.  Five-fold cross-check, whole calls left out: every
record gets the confidence that the other calls give its rule.  Prints Brier score, expected
calibration error (ten equal steps; Naeini et al. 2015) and the table as one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from calltools.evaluation.statements import reliability, score_statements
from calltools.publish.picture import draw
from calltools.statements import extract
from calltools.statements.confidence import UNMEASURED, calibrated
from calltools.statements.dialogues import read_dialogues
from calltools.transcripts.model import Transcript

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "statements"))
from written import DATA, read_calls

FOLDS = 5
STEPS = 10

Record = tuple[str, bool]
"""Rule that decided, whether the record matches a labelled one."""
Judged = tuple[float, bool]
"""Confidence, whether the record matches a labelled one."""

HEAD = """\
# Made by benchmarks/fit_confidence.py; see docs/statements.md.
[rules]
"""


def records(transcript: Transcript, name: str, labelled: Iterable[Any]) -> list[Record]:
    """What was found in a call, each judged by the labels."""
    found = extract(transcript, name)
    order = [{**s.to_json(), "confidence": float(i)} for i, s in enumerate(found)]
    judged = dict(score_statements(labelled, order).reliability)
    return [(s.evidence[0].rule, judged[float(i)]) for i, s in enumerate(found)]


def labelled_calls(gold: Path) -> Iterator[list[Record]]:
    """The records of each labelled dialogue."""
    lines = (gold / "statements.jsonl").read_text("utf-8").splitlines()
    rows: dict[str, list[Any]] = {}
    for row in map(json.loads, lines):
        rows.setdefault(row["dialogue_id"], []).append(row)
    text = (gold / "dialogues.jsonl").read_text("utf-8")
    for name, transcript in read_dialogues(text, "dialogues.jsonl"):
        yield records(transcript, name, rows.get(name, []))


def written_calls() -> Iterator[list[Record]]:
    """The records of each written call."""
    for file in sorted(DATA.glob("*.txt")):
        for name, transcript, rows in read_calls(file):
            yield records(transcript, name, rows)


def cross_check(calls: Sequence[list[Record]]) -> list[Judged]:
    """Every record with the confidence that the calls of the other folds give its rule."""
    order = list(range(len(calls)))
    random.Random(0).shuffle(order)
    judged: list[Judged] = []
    for fold in range(FOLDS):
        left_out = set(order[fold::FOLDS])
        table = calibrated(r for i in order if i not in left_out for r in calls[i])
        judged += [
            (table.get(rule, UNMEASURED), right)
            for i in sorted(left_out)
            for rule, right in calls[i]
        ]
    return judged


def brier(judged: Sequence[Judged]) -> float:
    """The mean squared distance of confidence and outcome; 0 is best."""
    return sum((confidence - right) ** 2 for confidence, right in judged) / len(judged)


def calibration_error(judged: Sequence[Judged]) -> float:
    """How far confidence and the share of right records are apart, in the mean over the steps."""
    table = reliability(judged, STEPS)
    apart = (row["count"] * abs(row["confidence"] - row["right"]) for row in table)
    return sum(apart) / len(judged)


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


def picture(judged: Sequence[Judged]) -> str:
    """The reliability diagram as SVG: a disc a step, as large as the records are many."""
    side, margin = 320, 48
    return draw(
        PICTURE,
        width=side + 2 * margin,
        height=side + 2 * margin,
        side=side,
        margin=margin,
        title="Reliability diagram of the confidence",
        steps=reliability(judged, STEPS),
        total=len(judged),
    )


def main() -> None:
    """Cross-check, print, and write what is asked for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("gold", type=Path)
    arguments.add_argument("--write", action="store_true", help="replace confidence.toml")
    arguments.add_argument("--picture", type=Path)
    options = arguments.parse_args()
    calls = [*labelled_calls(options.gold), *written_calls()]
    judged = cross_check(calls)
    table = calibrated(record for call in calls for record in call)
    share = sum(right for _, right in judged) / len(judged)
    figures = {
        "calls": len(calls),
        "records": len(judged),
        "right": round(share, 3),
        "brier": round(brier(judged), 4),
        "brier_of_the_mean": round(share * (1 - share), 4),
        "expected_calibration_error": round(calibration_error(judged), 4),
        "reliability": reliability(judged, STEPS),
    }
    print(json.dumps(figures, indent=1))
    if options.picture:
        options.picture.write_text(picture(judged), "utf-8")
    if options.write:
        rules = "".join(f'"{rule}" = {confidence}\n' for rule, confidence in table.items())
        file = resources.files("calltools.statements") / "confidence.toml"
        Path(str(file)).write_text(HEAD + rules, "utf-8")


if __name__ == "__main__":
    main()
