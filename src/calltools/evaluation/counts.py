"""What every score is made of: items paired one to one, counts that add up, shares of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any, Self, TypeVar

from calltools.records import Row

_Item = TypeVar("_Item")
_Key = TypeVar("_Key", str, tuple[str, str])

Pair = tuple[Row | None, Row | None]
"""A labelled row and the predicted one that answers it; None where one of them is alone."""


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

    @classmethod
    def of(cls, pairs: Iterable[tuple[Any, Any]], counts: Callable[[Any], bool] = bool) -> Self:
        """The counts of pairs of a labelled and a predicted item: of those that there are, or of
        those alone that ``counts`` holds of."""
        sides = [(counts(one), counts(other)) for one, other in pairs]
        labelled, predicted = (sum(side[at] for side in sides) for at in (0, 1))
        return cls(sides.count((True, True)), predicted, labelled)

    def to_json(self) -> dict[str, Any]:
        """Precision, recall and their harmonic mean, to four decimals, and the counts."""
        return {
            "precision": rounded(rate(self.matched, self.predicted)),
            "recall": rounded(rate(self.matched, self.labelled)),
            "f1": rounded(rate(2 * self.matched, self.predicted + self.labelled)),
            **asdict(self),
        }


def paired(
    labelled: Iterable[_Item],
    predicted: Iterable[_Item],
    rank: Callable[[_Item, _Item], Any],
    of: Callable[[_Item], Hashable] = lambda _item: None,
) -> list[tuple[_Item | None, _Item | None]]:
    """Every labelled item beside the predicted one that answers it, then what answers none.

    Items that are ``of`` the same call, turn or report are paired one to one, the greatest
    ``rank`` first and of equal rank the earlier; None where two can't be a pair.
    """
    asked, answers = list(labelled), dict(enumerate(predicted))
    together: dict[Hashable, list[int]] = defaultdict(list)
    for number, answer in answers.items():
        together[of(answer)].append(number)
    ranked = [
        (how_near, -place, -number)
        for place, item in enumerate(asked)
        for number in together.get(of(item), ())
        if (how_near := rank(item, answers[number])) is not None
    ]
    answered: dict[int, _Item] = {}
    for _, place, number in sorted(ranked, reverse=True):
        if -place not in answered and -number in answers:
            answered[-place] = answers.pop(-number)
    pairs = [(item, answered.get(place)) for place, item in enumerate(asked)]
    return [*pairs, *((None, answer) for answer in answers.values())]


def matches_by(pairs: Iterable[Pair], key: Callable[[Row], _Key]) -> dict[_Key, Matches]:
    """The counts of pairs by a key of theirs, in order: the label's own where it has another."""
    groups: dict[_Key, list[Pair]] = defaultdict(list)
    for labelled, predicted in pairs:
        groups[key(labelled or predicted or {})].append((labelled, predicted))
    return {value: Matches.of(groups[value]) for value in sorted(groups)}


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
