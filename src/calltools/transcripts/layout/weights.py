"""Fitted weights, as data of the package, and what they come to."""

from __future__ import annotations

import math
import tomllib
from functools import cache

from calltools.data import read_data

_MOST = 30.0
"""Log-odds further from even than this are as good as certain."""


@cache
def fitted_tables(name: str) -> dict[str, dict[str, float]]:
    """The models of the data file ``name`` (``header``), each the weights of its named features."""
    return tomllib.loads(read_data(f"transcripts/layout/{name}.toml"))


def likelihood(log_odds: float) -> float:
    """The probability that log-odds stand for (logistic function)."""
    return 1 / (1 + math.exp(-max(-_MOST, min(_MOST, log_odds))))
