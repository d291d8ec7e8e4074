"""The likeliest of several readings, by weights over named evidence (a conditional logit).

The weights are fitted by benchmarks/fit_attribution.py.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from math import exp

from calltools.data import read_data

Signs = Mapping[str, float]
"""What speaks for a reading, by name; what is not named is 0."""


@cache
def weights(model: str) -> Mapping[str, float]:
    """The weights of ``who`` (speakers), ``where`` (hospitals) or ``which`` (short names)."""
    table: dict[str, dict[str, float]] = tomllib.loads(read_data("quotations/finding/weights.toml"))
    return table[model]


def shares(readings: Sequence[Signs], weighed: Mapping[str, float]) -> list[float]:
    """How likely each of the ``readings`` is; together they are 1."""
    raw = [sum(weighed.get(name, 0.0) * value for name, value in one.items()) for one in readings]
    most = max(raw, default=0.0)
    odds = [exp(value - most) for value in raw]
    return [one / sum(odds) for one in odds]
