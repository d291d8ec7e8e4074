"""How often records of a rule are right, measured on the labelled set.

``confidence.toml`` holds for every rule the share of its records that match a labelled one,
drawn towards one half by one record right and one wrong; ``calibrated`` makes it.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib import resources

UNMEASURED = 0.5
"""For a rule that the labelled set never used."""


def confidence_of(rule: str) -> float:
    """The confidence of a record that ``rule`` decided, 0 to 1."""
    return _table().get(rule, UNMEASURED)


@cache
def _table() -> dict[str, float]:
    file = resources.files("calltools.statements") / "confidence.toml"
    table: dict[str, float] = tomllib.loads(file.read_text("utf-8"))["rules"]
    return table


def calibrated(records: Iterable[tuple[str, bool]]) -> dict[str, float]:
    """Rule to confidence from (rule, whether the record was right)."""
    right: Counter[str] = Counter()
    made: Counter[str] = Counter()
    for rule, was_right in records:
        made[rule] += 1
        right[rule] += was_right
    return {rule: round((right[rule] + 1) / (made[rule] + 2), 3) for rule in sorted(made)}
