"""How far two people who decided without sight of each other agree, and what of it is chance.

Cohen's kappa (Cohen 1960), Krippendorff's alpha (Krippendorff, Computing Krippendorff's
Alpha-Reliability, 2011) and Gwet's AC1 (Gwet 2008, British Journal of Mathematical and Statistical
Psychology 61, 29-48).  A figure is None where it is not defined: nobody differs, and nobody could.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import Literal

from calltools.quotations.verdicts import GRAVITY
from calltools.review.fold import STATUS_OF, State
from calltools.review.order import decided

Label = str | int | float
Metric = Literal["nominal", "ordinal", "interval"]
Units = Iterable[Sequence[Label]] | Mapping[tuple[Label, ...], int]
"""What was said of each item, or how often each of it was said."""

_RESAMPLES = 1_000
_SEED = 20_240_501
_GRAVITIES = ("none", "clean", "minor", "serious", "grave")


def cohens_kappa(pairs: Units) -> float | None:
    """Agreement of two beyond what their own frequencies would give by chance."""
    tally = _tally(pairs)
    if not tally:
        return None
    left, right = Counter[Label](), Counter[Label]()
    for (a, b), count in tally.items():
        left[a] += count
        right[b] += count
    by_chance = sum(count * right[label] for label, count in left.items()) / tally.total() ** 2
    return _beyond(_share_of_equal(tally), by_chance)


def gwets_ac1(pairs: Units) -> float | None:
    """Agreement of two beyond chance where one label is by far the most frequent."""
    tally = _tally(pairs)
    if not tally:
        return None
    both = Counter[Label]()
    for pair, count in tally.items():
        for label in pair:
            both[label] += count
    if len(both) < 2:
        return 1.0
    shares = [count / both.total() for count in both.values()]
    by_chance = sum(share * (1 - share) for share in shares) / (len(both) - 1)
    return _beyond(_share_of_equal(tally), by_chance)


def krippendorffs_alpha(
    units: Units, metric: Metric = "nominal", order: Sequence[Label] = ()
) -> float | None:
    """Agreement of any number of people; each unit holds what those said who said something.

    ``order`` ranks the labels of the ``ordinal`` metric, where they are not numbers; the
    ``interval`` metric takes numbers.
    """
    coincidences: dict[tuple[Label, Label], float] = {}
    for unit, times in _tally(units).items():
        for pair in permutations(unit, 2):
            coincidences[pair] = coincidences.get(pair, 0.0) + times / (len(unit) - 1)
    totals: dict[Label, float] = {}
    for (label, _), count in coincidences.items():
        totals[label] = totals.get(label, 0.0) + count
    every = sum(totals.values())
    apart = _distance(metric, totals, order)
    by_chance = sum(totals[a] * totals[b] * apart(a, b) for a in totals for b in totals if a != b)
    if not by_chance:
        return None
    observed = sum(count * apart(a, b) for (a, b), count in coincidences.items())
    return 1 - (every - 1) * observed / by_chance


def _distance(
    metric: Metric, totals: Mapping[Label, float], order: Sequence[Label]
) -> Callable[[Label, Label], float]:
    if metric == "nominal":
        return lambda a, b: float(a != b)
    if metric == "interval":
        return lambda a, b: (float(a) - float(b)) ** 2
    ranked = [label for label in order if label in totals] if order else sorted(totals)
    place = {label: number for number, label in enumerate(ranked)}

    def between(a: Label, b: Label) -> float:
        first, last = sorted((place[a], place[b]))
        inside = sum(totals[label] for label in ranked[first : last + 1])
        return (inside - (totals[a] + totals[b]) / 2) ** 2

    return between


def _tally(units: Units) -> Counter[tuple[Label, ...]]:
    if isinstance(units, Mapping):
        return Counter(units)
    return Counter(tuple(unit) for unit in units)


def _share_of_equal(tally: Counter[tuple[Label, ...]]) -> float:
    return sum(count for (a, b), count in tally.items() if a == b) / tally.total()


def _beyond(observed: float, by_chance: float) -> float | None:
    return None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)


def bootstrap(pairs: Units, measure: Callable[[Units], float | None]) -> tuple[float, float] | None:
    """The 95% percentile interval of a measure over pairs drawn again (Efron 1979), seeded.

    None for fewer than two pairs, or where most draws have no value.
    """
    import numpy as np

    tally = _tally(pairs)
    if tally.total() < 2:
        return None
    kinds = sorted(tally, key=repr)  # how often each is drawn depends on nothing but the seed
    shares = [tally[kind] / tally.total() for kind in kinds]
    draws = np.random.default_rng(_SEED).multinomial(tally.total(), shares, size=_RESAMPLES)
    values = [
        measure({kind: count for kind, count in zip(kinds, draw, strict=True) if count})
        for draw in draws.tolist()
    ]
    known = [value for value in values if value is not None]
    if 2 * len(known) < _RESAMPLES:
        return None
    low, high = np.quantile(known, (0.025, 0.975))
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two people agree on the items of a kind and category; intervals are of 95%.

    ``ordinal`` is alpha over how grave the verdicts are; None for other kinds.
    """

    kind: str
    label: str
    people: tuple[str, str]
    count: int
    equal: int
    kappa: float | None
    kappa_interval: tuple[float, float] | None
    alpha: float | None
    alpha_interval: tuple[float, float] | None
    ordinal: float | None
    ac1: float | None
    ac1_interval: tuple[float, float] | None


def agreements(states: Iterable[State]) -> list[Agreement]:
    """The agreement of each pair of people on each category that both decided of blind, and on all
    categories of a kind together (``label`` empty); by kind, category and pair."""
    pairs: defaultdict[tuple[str, str, tuple[str, str]], Counter[tuple[str, str]]]
    pairs = defaultdict(Counter)
    for state in states:
        if len(state.rounds) != 2:
            continue
        said = {event.actor: _label(state, *decided(event)) for event in state.rounds}
        first, second = sorted(said)
        for label in {"", state.label}:
            pairs[state.kind, label, (first, second)][said[first], said[second]] += 1
    return [_agreement(*key, tuple(sorted(pairs[key].items()))) for key in sorted(pairs)]


def _label(state: State, action: str, value: Mapping[str, object]) -> str:
    if state.kind != "quotation":
        return STATUS_OF[action]
    return str(value["verdict"]) if action == "override" else state.label


@lru_cache(1_024)  # a thousand draws take a while, and are asked for whenever a page is loaded
def _agreement(
    kind: str, label: str, people: tuple[str, str], said: tuple[tuple[tuple[str, str], int], ...]
) -> Agreement:
    pairs: dict[tuple[Label, ...], int] = dict(said)
    graded = Counter[tuple[Label, ...]]()
    if kind == "quotation":
        grade = {str(verdict): str(gravity) for verdict, gravity in GRAVITY.items()}
        for (a, b), count in said:
            graded[grade[a], grade[b]] += count
    return Agreement(
        kind,
        label,
        people,
        sum(pairs.values()),
        sum(count for (a, b), count in said if a == b),
        cohens_kappa(pairs),
        bootstrap(pairs, cohens_kappa),
        krippendorffs_alpha(pairs),
        bootstrap(pairs, krippendorffs_alpha),
        krippendorffs_alpha(graded, "ordinal", _GRAVITIES) if graded else None,
        gwets_ac1(pairs),
        bootstrap(pairs, gwets_ac1),
    )
