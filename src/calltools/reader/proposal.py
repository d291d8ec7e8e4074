"""What a reader says of a call: proposals, which code turns into statements or lets go.

A reader finds words that make a claim and judges what kind of claim it is and how it is put.  It
never makes a number: values come from the quantity grammar, over the words it points at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from calltools.reader.fields import CHOICES, Category
from calltools.reader.view import View


@dataclass(frozen=True, slots=True)
class Proposal:
    """Words of one turn that may make a claim: ``view.text[start:end]`` of ``views[turn]``.

    ``probability`` (0 to 1) is how often such proposals are right, calibrated on calls that the
    reader had not seen; those that are not ``accepted`` are kept to be looked at only.
    ``choices`` holds for each field of CHOICES its distribution, by value; ``flags`` the
    probability of each of FLAGS.
    """

    turn: int
    start: int
    end: int
    category: Category
    probability: float
    accepted: bool = True
    choices: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    flags: Mapping[str, float] = field(default_factory=dict)

    def best(self, name: str) -> tuple[str, float]:
        """The likeliest value of a field of CHOICES and its probability; the first value and 0
        where the reader did not judge it."""
        given = self.choices.get(name)
        if not given:
            return CHOICES[name][0], 0.0
        value = max(given, key=lambda v: given[v])
        return value, given[value]


class Reader(Protocol):
    """Judges the hospital's turns of a call."""

    name: str

    def read(self, views: Sequence[View]) -> list[Proposal]:
        """The proposals for all turns of the hospital side, in the order of turns and words."""
        ...

    def report(self) -> str:
        """What a person should know of the reading, in a line or more; empty for nothing."""
        ...
