"""How far two people who decided without sight of each other agree, and what of it is chance."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from calltools.review.fold import STATUS_OF, State
from calltools.review.order import decided


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two people agree on the items of a kind and category: how many they are, how many they
    decided equally, and Cohen's kappa."""

    kind: str
    label: str
    people: tuple[str, str]
    count: int
    equal: int
    kappa: float | None

    def row(self) -> tuple[str | float | None, ...]:
        """As a row of a table, for people."""
        people = " and ".join(self.people)
        return self.kind, self.label or "all", people, self.count, self.equal, self.kappa


def agreements(states: Iterable[State]) -> list[Agreement]:
    """The agreement of each pair of people on each category that both decided of blind, and on all
    categories of a kind together (``label`` empty); by kind, category and pair."""
    pairs: defaultdict[tuple[str, str, tuple[str, str]], list[tuple[str, str]]]
    pairs = defaultdict(list)
    for state in states:
        if len(state.rounds) != 2:
            continue
        answers = {event.actor: _answer(state, *decided(event)) for event in state.rounds}
        first, second = sorted(answers)
        for label in {"", state.label}:
            both = (answers[first], answers[second])
            pairs[state.kind, label, (first, second)].append(both)
    return [
        Agreement(*key, len(both), sum(a == b for a, b in both), cohens_kappa(both))
        for key, both in sorted(pairs.items())
    ]


def _answer(state: State, action: str, value: Mapping[str, object]) -> str:
    if state.kind != "quotation":
        return STATUS_OF[action]
    return str(value["verdict"]) if action == "override" else state.label


def cohens_kappa(pairs: Sequence[tuple[object, object]]) -> float | None:
    """Agreement of two beyond what their own frequencies would give by chance (Cohen 1960).

    None where it is not defined: nobody differs, and nobody could.
    """
    if not pairs:
        return None
    left, right = (Counter(answers) for answers in zip(*pairs, strict=True))
    observed = sum(a == b for a, b in pairs) / len(pairs)
    by_chance = sum(count * right[answer] for answer, count in left.items()) / len(pairs) ** 2
    return None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)
