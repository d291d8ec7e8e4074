"""How often records of a rule are right, measured on the labelled calls.

``confidence.toml`` holds for every rule the share of its records that match a labelled one, drawn
towards the share of all records where the rule has few; ``benchmarks/fit_confidence.py`` makes it.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache

from calltools.data import read_data

DRAWN = 8
"""As many records as draw a rule's share towards that of all; chosen by the cross-check."""
UNMEASURED = 0.5
"""For a rule that the labelled set never used."""


def confidence_of(rule: str) -> float:
    """The confidence of a record that ``rule`` decided, 0 to 1."""
    return _table().get(rule, UNMEASURED)


@cache
def _table() -> dict[str, float]:
    table: dict[str, float] = tomllib.loads(read_data("statements/confidence.toml"))["rules"]
    return table


def calibrated(records: Iterable[tuple[str, bool]]) -> dict[str, float]:
    """Rule to confidence from (rule, whether the record was right)."""
    right: Counter[str] = Counter()
    made: Counter[str] = Counter()
    for rule, was_right in records:
        made[rule] += 1
        right[rule] += was_right
    mean = right.total() / made.total() if made else UNMEASURED
    return {
        rule: round((right[rule] + DRAWN * mean) / (made[rule] + DRAWN), 3) for rule in sorted(made)
    }
