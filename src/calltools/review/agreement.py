"""How far two people who decided without sight of each other agree, and what of it is chance.

An answer is all that somebody says: two who put the same statement right in different ways differ,
and so do two of whom one added what the other passed over.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from calltools.provenance import canonical_json
from calltools.review.event import Decision
from calltools.review.item import bare
from calltools.review.item_state import STATUS_OF, State
from calltools.review.order import decided

_DRAWS, _SEED = 1_000, 1
"""How often items are drawn anew for an interval: always the same draws of the same items."""


class Estimate(NamedTuple):
    """A measure, and within which bounds it lies in 95 of 100 drawings of such items; None where
    there are none: all answers are equal."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How people agree on the items of a ``kind`` and category (``label``; empty: of all): how many
    items, and on how many equally.  Of two ``people`` it has Cohen's kappa, of everybody who
    decided blind (``people`` empty) Krippendorff's alpha."""

    kind: str
    label: str
    people: tuple[str, ...]
    count: int
    equal: int
    kappa: Estimate | None = None
    alpha: Estimate | None = None

    def row(self) -> tuple[str | float | None, ...]:
        """As a row of a table, for people."""
        people = " and ".join(self.people) or "everybody"
        name, measure = ("κ", self.kappa) if self.people else ("α", self.alpha)
        values = measure or (None, None, None)
        return self.kind, self.label or "all", people, self.count, self.equal, name, *values


class _Pair(NamedTuple):
    """What two answered of one item, blind."""

    kind: str
    label: str
    people: tuple[str, str]
    answers: tuple[str, str]


def agreements(states: Iterable[State]) -> list[Agreement]:
    """How far they agree: of each kind everybody, then each two, then everybody by category."""
    known = list(states)
    groups: defaultdict[tuple[str, str, tuple[str, ...]], list[tuple[str, str]]]
    groups = defaultdict(list)
    for pair in (*_answered(known), *_added(known)):
        for label, people in (("", ()), ("", pair.people), (pair.label, ())):
            groups[pair.kind, label, people].append(pair.answers)
    found = []
    for (kind, label, compared), pairs in sorted(groups.items()):
        kappa, alpha = measures(pairs)
        equal = sum(left == right for left, right in pairs)
        both = (kappa, None) if compared else (None, alpha)
        found.append(Agreement(kind, label, compared, len(pairs), equal, *both))
    return found


def _answered(states: Iterable[State]) -> Iterator[_Pair]:
    """What two said about an item that the machine proposes."""
    for state in states:
        if len(state.rounds) == 2 and not any(e.action == "add" for e in state.history):
            answers = {event.actor: _answer(state, event) for event in state.rounds}
            first, second = sorted(answers)
            both = (answers[first], answers[second])
            yield _Pair(state.kind, state.label, (first, second), both)


def _answer(state: State, event: Decision) -> str:
    action, value = decided(event)
    if state.kind == "quotation":
        return str(value["verdict"]) if action == "override" else state.label
    if action == "amend":  # what says the same as the machine says nothing else
        row = state.item.row if state.item else {}
        value = {name: one for name, one in value.items() if row.get(name) != one}
        return _said("amended", value) if value else "confirmed"
    return _said(STATUS_OF[action], value)


def _said(status: str, value: Mapping[str, object]) -> str:
    return canonical_json([status, dict(value)]) if value else status


def _added(states: Sequence[State]) -> Iterator[_Pair]:
    """What two added to a call that both have read, and what one of them did not."""
    wholes = {state.call: state for state in states if state.kind == "call"}
    words: defaultdict[tuple[object, ...], dict[str, State]] = defaultdict(dict)
    for state in states:
        for event in state.history:
            if event.action == "add" and event.id not in state.undone:
                anchor = event.anchor
                place = (state.call, state.kind, anchor.turn, bare(anchor.text))
                if event.time < _both_read(state, wholes.get(state.call)):
                    words[place][event.actor] = state
    for found in words.values():
        state = next(iter(found.values()))
        first, second = sorted(state.assigned.people)
        if not found.keys() <= {first, second}:
            continue
        answers = {name: _said("added", _fields(one)) for name, one in found.items()}
        both = (answers.get(first, "not added"), answers.get(second, "not added"))
        yield _Pair(state.kind, state.label, (first, second), both)


def _fields(state: State) -> Mapping[str, object]:
    added = next(event for event in state.history if event.action == "add")
    return {k: v for k, v in added.value.items() if k not in ("quote", "transcript_sha256")}


def _both_read(state: State, whole: State | None) -> str:
    """When the second of the two had read the call too: from then on each sees what the other
    added; empty where it is not under blind review, or they have not yet."""
    if whole is None or not state.assigned.blind:
        return ""
    read: dict[str, str] = {}
    for event in whole.history:
        is_read = event.action == "read" and event.id not in whole.undone
        if is_read and event.time >= state.assigned.since:
            read.setdefault(event.actor, event.time)
    people = state.assigned.people
    return max(read[one] for one in people) if read.keys() >= set(people) else ""


def measures(pairs: Sequence[tuple[object, object]]) -> tuple[Estimate | None, Estimate | None]:
    """Cohen's kappa (1960) and Krippendorff's alpha for names (2011) of the answers of two to each
    item.  None where one is not defined: nobody differs, and nobody could.

    The bounds are the 2.5th and 97.5th percentile over items drawn anew.
    """
    if not pairs:
        return None, None
    cells = sorted(Counter(pairs).items(), key=lambda cell: repr(cell[0]))
    names = sorted({name for pair, _ in cells for name in pair}, key=repr)
    left, right = (
        np.array([[pair[side] == name for name in names] for pair, _ in cells], float)
        for side in (0, 1)
    )
    counts, total = np.array([count for _, count in cells]), len(pairs)
    drawn = np.random.default_rng(_SEED).multinomial(total, counts / total, _DRAWS)
    draws = np.vstack([counts, drawn]).astype(float)
    lefts, rights = draws @ left, draws @ right
    observed = draws @ np.array([pair[0] == pair[1] for pair, _ in cells], float) / total
    both = lefts + rights
    kappa_chance = (lefts * rights).sum(1) / total**2
    alpha_chance = (both * (both - 1)).sum(1) / (2 * total * (2 * total - 1))
    return _estimate(observed, kappa_chance), _estimate(observed, alpha_chance)


def _estimate(observed: NDArray[np.float64], chance: NDArray[np.float64]) -> Estimate | None:
    """What of the agreement is more than chance; the first is of the items as they are."""
    if chance[0] >= 1:
        return None
    defined = chance < 1
    values = (observed[defined] - chance[defined]) / (1 - chance[defined])
    if observed[0] == 1:  # drawn anew they would agree again, which is not a certainty
        return Estimate(float(values[0]), None, None)
    low, high = np.percentile(values[1:], (2.5, 97.5))
    return Estimate(float(values[0]), float(low), float(high))
