"""What a reader says about a call: words that may make a claim, of which kind and how put.

It never makes a number: values come from the quantity grammar, over the words it points at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, get_args

if TYPE_CHECKING:
    from calltools.statements.view import View

Category = Literal[
    "wait_time", "organ_availability", "transplant_volume", "price", "organ_source", "scheduling"
]
CATEGORIES: tuple[Category, ...] = get_args(Category)
BOUNDS: Mapping[Category, tuple[str, str]] = {
    "wait_time": ("wait_min_days", "wait_max_days"),
    "price": ("price_min", "price_max"),
    "transplant_volume": ("count_min", "count_max"),
    "organ_availability": ("count_min", "count_max"),
    "scheduling": ("count_min", "count_max"),
}
"""The fields that hold the figure of a category; a source has none."""
CHOICES: Mapping[str, tuple[str, ...]] = {
    "modality": ("asserted", "hedged", "conditional", "hypothetical", "denied"),
    "assent": ("none", "true", "false"),
    "availability": ("none", "available", "scarce", "unavailable"),
    "qualifier": ("none", "fastest", "slowest", "typical"),
    "count_period": ("none", "day", "week", "month", "year", "total"),
    "introduced_by": ("hospital", "investigator"),
    "historic": ("false", "true"),
    "about_other_place": ("false", "true"),
    "vague": ("false", "true"),
}
"""The fields that are judged, with their values, in the order of the heads."""
UNCLEAR = "unclear"
"""The modality of a claim that a person must read: no reader proposes it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Words of one turn that may make a claim: ``view.text[start:end]`` of ``views[turn]``.

    ``probability`` (0 to 1) is how often such proposals are right, calibrated on calls that the
    reader had not seen; those that are not ``accepted`` are kept to be looked at only.
    ``choices`` holds for each field of CHOICES its distribution, by value.
    """

    turn: int
    start: int
    end: int
    category: Category
    probability: float
    accepted: bool = True
    choices: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def best(self, name: str) -> str:
        """The likeliest value of a field of CHOICES; the first where it was not judged."""
        shares = self.choices.get(name, {})
        return max(shares, key=lambda value: shares[value], default=CHOICES[name][0])

    def chosen(self, name: str) -> str | bool | None:
        """The same as a record holds it: None for ``none``, truth values as such."""
        value = self.best(name)
        return {"none": None, "true": True, "false": False}.get(value, value)


class Reader(Protocol):
    """Judges the hospital's turns of a call."""

    def propose(self, views: Sequence[View]) -> list[Proposal]:
        """The proposals for all turns of the hospital side, in the order of turns and words."""
        ...
