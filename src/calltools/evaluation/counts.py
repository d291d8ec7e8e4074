"""What every score is made of: counts that add up over files and check their own sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any, ClassVar, Self, TypeVar

_Key = TypeVar("_Key", bound=Hashable)


class CountsError(ValueError):
    """Counts that can't be; the message names what does not add up.  A defect of the program."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of one file, call or turn.  Those of several are their sum, field by field.

    ``PARTS`` names fields of which each is at most the next, ``SUMS`` fields of which the first is
    the sum of the others.  Raises CountsError where that does not hold, or a count is negative.
    """

    PARTS: ClassVar[tuple[tuple[str, ...], ...]] = ()
    SUMS: ClassVar[tuple[tuple[str, ...], ...]] = ()

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, int) and value < 0:
                raise CountsError(f"{self}: {field.name} is less than nothing")
        for names in self.PARTS:
            for part, whole in pairwise(names):
                if getattr(self, part) > getattr(self, whole):
                    raise CountsError(f"{self}: {part} is more than {whole}")
        for whole, *parts in self.SUMS:
            if getattr(self, whole) != sum(getattr(self, part) for part in parts):
                raise CountsError(f"{self}: {whole} is not the sum of {', '.join(parts)}")

    def __add__(self, other: Self) -> Self:
        names = [field.name for field in fields(self)]
        return type(self)(*(getattr(self, name) + getattr(other, name) for name in names))


@dataclass(frozen=True, slots=True)
class Accuracy(Counts):
    """So many right of so many compared."""

    PARTS = (("right", "compared"),)

    right: int = 0
    compared: int = 0

    @property
    def rate(self) -> float | None:
        """To four decimals; None where nothing was compared."""
        return rounded(rate(self.right, self.compared))


@dataclass(frozen=True, slots=True)
class Matches(Counts):
    """Predicted and labelled items and how many of them match one to one; rates over nothing are
    None."""

    PARTS = (("matched", "predicted"), ("matched", "labelled"))

    matched: int = 0
    predicted: int = 0
    labelled: int = 0

    @property
    def precision(self) -> float | None:
        """Matched of predicted."""
        return rate(self.matched, self.predicted)

    @property
    def recall(self) -> float | None:
        """Matched of labelled."""
        return rate(self.matched, self.labelled)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        return rate(2 * self.matched, self.predicted + self.labelled)

    def to_json(self) -> dict[str, Any]:
        """The rates, to four decimals, and the counts."""
        return {
            "precision": rounded(self.precision),
            "recall": rounded(self.recall),
            "f1": rounded(self.f1),
            "matched": self.matched,
            "predicted": self.predicted,
            "labelled": self.labelled,
        }


def matches_by(
    matched: Iterable[_Key], predicted: Iterable[_Key], labelled: Iterable[_Key]
) -> dict[_Key, Matches]:
    """The counts of each key, given the keys of what matched, was predicted and was labelled."""
    counts = [Counter(keys) for keys in (matched, predicted, labelled)]
    return {key: Matches(*(count[key] for count in counts)) for key in counts[1] | counts[2]}


def rate(part: float, whole: float) -> float | None:
    """``part`` of ``whole``; None of nothing."""
    return part / whole if whole else None


def rounded(value: float | None) -> float | None:
    """To four decimals, as figures are printed."""
    return None if value is None else round(value, 4)
