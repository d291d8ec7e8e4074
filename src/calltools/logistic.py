"""Evidence weighed: how likely something is by the log odds of a fitted logistic regression."""

from __future__ import annotations

from math import exp

_SUREST = 30.0
"""Log odds beyond which more makes nothing likelier; the power of e stays a number."""


def logistic(log_odds: float) -> float:
    """The probability, 0 to 1, that has these log odds."""
    return 1 / (1 + exp(-max(min(log_odds, _SUREST), -_SUREST)))
