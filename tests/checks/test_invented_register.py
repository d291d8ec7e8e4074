"""The checks on the invented register: what was planted is found, what only looks so is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import checks as benchmark
from calltools.records import read_objects

GOLD = Path(__file__).parents[1] / "gold" / "register"


@pytest.mark.parametrize(("half", "least", "most"), [("worked-on", 1.0, 0.7), ("held", 0.93, 1.4)])
def test_recall_and_false_alarms(
    half: str,
    least: float,
    most: float,
    figure: Callable[..., None],
) -> None:
    expected = read_objects(GOLD / f"{half}-expected.jsonl", "kind", "calls", "why")
    found, count = benchmark.findings_of(GOLD / half)
    missed, false = benchmark.score(expected, found)
    figure(f"{half}: contradictions found", 1 - len(missed) / len(expected), least=least)
    figure(f"{half}: false alarms a hundred calls", 100 * len(false) / count, most=most)
