"""Contradictions between calls that ``calltools check`` finds, and false alarms, by kind.

    python -m benchmarks checks [--half worked-on]

Beside: what was planted.
Takes: ten seconds.

The register (tests/gold/register) is invented, in two halves: a check is written with
``worked-on`` in view; ``held`` is for a check that is finished.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT, options_of, show
from calltools.checks.check import check
from calltools.checks.finding import CallFinding
from calltools.checks.register import quotations_of_rows, read_register
from calltools.records import read_objects

GOLD = ROOT / "tests" / "gold" / "register"
HALVES = ("worked-on", "held")


def is_met(expected: Mapping[str, Any], finding: CallFinding) -> bool:
    """Whether a finding is the contradiction that was planted."""
    if expected["kind"] != finding.kind:
        return False
    if not expected["calls"]:
        return expected["why"] in finding.note
    return set(expected["calls"]) <= set(finding.calls)


def score(
    expected: Sequence[Mapping[str, Any]], found: Sequence[CallFinding]
) -> tuple[list[Mapping[str, Any]], list[CallFinding]]:
    """The contradictions that were missed, and the findings that are none of them."""
    missed = [one for one in expected if not any(is_met(one, finding) for finding in found)]
    false = [
        finding
        for finding in found
        if finding.weight != "gap" and not any(is_met(one, finding) for one in expected)
    ]
    return missed, false


def findings_of(stem: Path) -> tuple[list[CallFinding], int]:
    """The findings on the register whose files begin with ``stem``, and how many calls it has."""
    calls = read_register(Path(f"{stem}-calls.jsonl"))
    published = read_register(Path(f"{stem}-published.jsonl"))
    quoted = quotations_of_rows(read_objects(f"{stem}-quotations.jsonl", "report", "quote"))
    return check(calls, published, quoted), len(calls)


def figures_of(half: str) -> dict[str, Any]:
    """How many contradictions of a half are found, false alarms, and which."""
    stem = GOLD / half
    expected = read_objects(f"{stem}-expected.jsonl", "kind", "calls", "why")
    found, count = findings_of(stem)
    missed, false = score(expected, found)
    kinds, lost = (Counter(one["kind"] for one in rows) for rows in (expected, missed))
    return {
        "planted": len(expected),
        "found": len(expected) - len(missed),
        "false_alarms_a_call": round(len(false) / count, 4),
        "kinds": {kind: [n - lost[kind], n] for kind, n in sorted(kinds.items())},
        "missed": [dict(one) for one in missed],
        "false": [[finding.kind, *finding.calls, finding.note] for finding in false],
    }


def main(arguments: Sequence[str]) -> None:
    """Print the figures of both halves, or of one."""
    parser = options_of(__name__)
    parser.add_argument("--half", action="append", choices=HALVES, help="[default: both]")
    options = parser.parse_args(arguments)
    show({half: figures_of(half) for half in options.half or HALVES})
