"""Evidence weighed: how likely each of several readings is (a conditional logit), and how likely
one thing is (a logistic regression).

Weights are data beside the code that notes the evidence, in log odds, fitted by
training/attribution.py and training/judging.py.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from math import exp
from typing import Literal

from calltools.data import read_data
from calltools.logistic import logistic

Signs = Mapping[str, float]
"""What speaks for a reading, by name; what is not named is 0."""

Room = Literal["finding", "judging"]


@cache
def weights(model: str, room: Room = "finding") -> Mapping[str, float]:
    """The weights of a model: ``who`` (speakers) and ``where`` (hospitals) of finding, ``question``
    and ``speech`` of judging."""
    text = {
        "finding": lambda: read_data("quotations/finding/weights.toml"),
        "judging": lambda: read_data("quotations/judging/weights.toml"),
    }[room]()
    table: dict[str, dict[str, float]] = tomllib.loads(text)
    return table[model]


def log_odds(signs: Signs, weighed: Mapping[str, float]) -> float:
    """What the evidence comes to."""
    return sum(weighed.get(name, 0.0) * value for name, value in signs.items())


def likelihood(signs: Signs, weighed: Mapping[str, float]) -> float:
    """How likely it is, with what ``base`` weighs for no evidence at all."""
    return logistic(weighed["base"] + log_odds(signs, weighed))


def shares(readings: Sequence[Signs], weighed: Mapping[str, float]) -> list[float]:
    """How likely each of the ``readings`` is; together they are 1."""
    raw = [log_odds(one, weighed) for one in readings]
    most = max(raw, default=0.0)
    odds = [exp(value - most) for value in raw]
    return [one / sum(odds) for one in odds]
