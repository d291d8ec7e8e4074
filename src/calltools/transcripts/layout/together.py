"""Answers of yes or no, one after another, that lean on their neighbours: a chain of two states."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log1p


def probabilities(own: Sequence[float], alike: Sequence[tuple[float, float]]) -> list[float]:
    """How likely each answer is yes.

    ``own[i]`` is what speaks for yes by itself, in log-odds; ``alike[i]`` what speaks for two
    times no and for two times yes, of the answers before ``i`` and ``i`` (of the first: nothing).
    """
    ahead = [(0.0, own[0])] if own else []
    for i in range(1, len(own)):
        no, yes = ahead[-1]
        both_no, both_yes = alike[i]
        ahead.append((_either(no + both_no, yes), _either(no, yes + both_yes) + own[i]))
    behind = (0.0, 0.0)
    found = []
    for i in range(len(own) - 1, -1, -1):
        odds = ahead[i][1] + behind[1] - ahead[i][0] - behind[0]
        found.append(1 / (1 + exp(-max(min(odds, 500.0), -500.0))))
        both_no, both_yes = alike[i]
        no, yes = behind[0], behind[1] + own[i]
        behind = (_either(no + both_no, yes), _either(no, yes + both_yes))
    return found[::-1]


def _either(one: float, other: float) -> float:
    """The log of the sum of what the two are logs of."""
    high, low = max(one, other), min(one, other)
    return high + log1p(exp(low - high))
