"""What every score is made of: counts that add up over files, shares of them, rows paired."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any, Self, TypeVar

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of one file, call or turn.  Those of several are their sum, field by field."""

    def __add__(self, other: Self) -> Self:
        names = [field.name for field in fields(self)]
        return type(self)(*(getattr(self, name) + getattr(other, name) for name in names))

    def to_json(self) -> dict[str, Any]:
        """The counts by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Matches(Counts):
    """Predicted and labelled items and how many of them match one to one; rates over nothing are
    None."""

    matched: int = 0
    predicted: int = 0
    labelled: int = 0

    def to_json(self) -> dict[str, Any]:
        """Precision, recall and their harmonic mean, to four decimals, and the counts."""
        return {
            "precision": rounded(rate(self.matched, self.predicted)),
            "recall": rounded(rate(self.matched, self.labelled)),
            "f1": rounded(rate(2 * self.matched, self.predicted + self.labelled)),
            **asdict(self),
        }


def matches_by(
    matched: Iterable[_Key], predicted: Iterable[_Key], labelled: Iterable[_Key]
) -> dict[_Key, Matches]:
    """The counts of each key, given the keys of what matched, was predicted and was labelled."""
    counts = [Counter(keys) for keys in (matched, predicted, labelled)]
    return {key: Matches(*(count[key] for count in counts)) for key in counts[1] | counts[2]}


def one_to_one(ranked: Iterable[tuple[Any, int, int]]) -> dict[int, int]:
    """Pairs of (rank, number, other number), the greatest rank first, each number once on its side;
    of equal rank the earlier."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    order = sorted(ranked, key=lambda each: (each[0], -each[1], -each[2]), reverse=True)
    for _, number, other in order:
        if number not in pairs and other not in taken:
            pairs[number] = other
            taken.add(other)
    return pairs


def rate(part: float, whole: float) -> float | None:
    """``part`` of ``whole``; None of nothing."""
    return part / whole if whole else None


def share(rights: Iterable[bool]) -> float | None:
    """How many are right of those compared, to four decimals; None of nothing."""
    known = list(rights)
    return rounded(rate(sum(known), len(known)))


def rounded(value: float | None) -> float | None:
    """To four decimals, as figures are printed."""
    return None if value is None else round(value, 4)
