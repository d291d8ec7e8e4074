"""Recall and false alarms of ``calltools check`` on an invented register.

python benchmarks/checks.py tests/gold/register/worked-on [--show]
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from calltools.checks.check import check
from calltools.checks.finding import CallFinding
from calltools.checks.register import quotations_of_rows, read_register
from calltools.records import read_objects


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


def main(stem: Path, show: bool) -> None:
    """Print the scores."""
    expected = read_objects(f"{stem}-expected.jsonl", "kind", "calls", "why")
    found, count = findings_of(stem)
    missed, false = score(expected, found)
    print(f"{stem.name}: {len(expected) - len(missed)} of {len(expected)} found, "
          f"{100 * len(false) / count:.1f} false alarms a hundred calls")  # fmt: skip
    kinds = Counter(one["kind"] for one in expected)
    lost, wrong = Counter(o["kind"] for o in missed), Counter(f.kind for f in false)
    for kind in sorted(kinds | wrong):
        print(f"  {kind:26} {kinds[kind] - lost[kind]}/{kinds[kind]}  false {wrong[kind]}")
    if show:
        for one in missed:
            print("missed", dict(one))
        for finding in false:
            print("false", finding.kind, finding.calls, finding.note)


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--show" in sys.argv)
