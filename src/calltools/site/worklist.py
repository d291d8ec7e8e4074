"""The cards of a page in the order in which things were said, of them those that a person asked
for: the filter stands in the address, so that it is kept, shared and works without a script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args
from urllib.parse import parse_qsl, urlencode

from calltools.review.accounts import Colleague
from calltools.review.desk import Reviewed
from calltools.review.event import Decision
from calltools.review.item_state import State
from calltools.review.order import is_decision
from calltools.review.workload import to_do
from calltools.site.call_context import CallContext
from calltools.views.check_page import GRAVITY
from calltools.views.quotation_card import gravity_of_row

Narrowed = Literal["show", "kind", "hospital", "person"]
"""By what a list is narrowed; of one of them several widen it, but for ``show``."""

ListSign = tuple[Narrowed, str]
"""What an item is found by."""

SHOWN = ("open", "mine", "grave", "unsure")
"""What ``show`` asks for: what waits for an answer of the person who asks, what is assigned to
them, what is grave, what the machine is unsure of."""

PAGE = 50
"""How many cards stand on one page."""
_UNSURE = 0.7
"""Below this the machine is unsure: of proposals as likely every third is wrong."""
_NOWHERE = 10**12  # later than any turn


@dataclass(frozen=True, slots=True)
class Filter:
    """What of a list is asked for: ``chosen`` are pairs of a :data:`Narrowed` and its value."""

    chosen: tuple[ListSign, ...] = ()
    page: int = 1

    @classmethod
    def of(cls, query: str) -> Filter:
        """The filter in the query of an address; what is not one is passed over."""
        chosen: dict[ListSign, None] = {}
        page = 1
        for name, value in parse_qsl(query)[:50]:
            for narrowed in get_args(Narrowed):
                if name == narrowed and (name != "show" or value in SHOWN):
                    chosen[narrowed, value[:200]] = None
            if name == "page" and value.isascii() and value.isdecimal():
                page = max(1, int(value[:6]))
        return cls(tuple(chosen), page)

    @property
    def query(self) -> str:
        """The filter as the query of an address, with its ``?``; empty for all."""
        pairs = [*self.chosen, *([("page", str(self.page))] if self.page > 1 else [])]
        return f"?{urlencode(pairs)}" if pairs else ""

    def with_turn(self, turn: int | None) -> str:
        """The filter as the query of the address of a turn's stretch of a call."""
        pairs = [*self.chosen, *([] if turn is None else [("turn", str(turn))])]
        return f"?{urlencode(pairs)}" if pairs else ""

    def with_or_without(self, narrowed: Narrowed, value: str) -> Filter:
        """The same with a choice more, or without it where it is chosen; from the first page."""
        pair = (narrowed, value)
        left = tuple(one for one in self.chosen if one != pair)
        return Filter(left if pair in self.chosen else (*self.chosen, pair))

    def takes(self, signs: frozenset[ListSign], but: str = "") -> bool:
        """Whether what has these ``signs`` is asked for, whatever is chosen of ``but``."""
        for narrowed in get_args(Narrowed):
            wanted = {pair for pair in self.chosen if pair[0] == narrowed != but}
            has = wanted <= signs if narrowed == "show" else not wanted or bool(wanted & signs)
            if not has:
                return False
        return True


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of a filter: how many items it would show, whether it is chosen, the address that
    takes it or leaves it."""

    narrowed: Narrowed
    value: str
    count: int
    is_chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class Worklist:
    """The items of a call, report or check that a person asked for, in order.

    ``shown`` are those of the page, numbered in ``numbers`` as they stand in the whole list;
    ``found`` all that the filter takes, of ``total``.  ``open_keys`` are those of them that wait.
    """

    asked: Filter
    found: tuple[State, ...]
    total: int
    numbers: Mapping[str, int]
    choices: tuple[Choice, ...]
    open_keys: tuple[str, ...]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-len(self.found) // PAGE))

    @property
    def shown(self) -> tuple[State, ...]:
        """The items of the page."""
        page = min(self.asked.page, self.pages)
        return self.found[(page - 1) * PAGE : page * PAGE]

    @property
    def page_addresses(self) -> list[tuple[int, str]]:
        """The pages with their addresses; none where there is one alone."""
        numbers = range(1, self.pages + 1) if self.pages > 1 else ()
        return [(n, replace(self.asked, page=n).query or "?") for n in numbers]

    def next_open(self, key: str) -> str:
        """The next item after ``key`` that waits, from the top again at the end; empty for none."""
        keys = [state.key for state in self.found]
        at = keys.index(key) + 1 if key in keys else 0
        waiting = {one for one in self.open_keys if one != key}
        return next((one for one in (*keys[at:], *keys[:at]) if one in waiting), "")

    def page_of(self, key: str) -> Filter:
        """The filter with the page on which an item stands."""
        place = next((n for n, state in enumerate(self.found) if state.key == key), 0)
        return replace(self.asked, page=place // PAGE + 1)


def worklist(
    reviewed: Reviewed, kinds: Iterable[str], member: Colleague, query: str, around: CallContext
) -> Worklist:
    """What the ``query`` of an address asks for of the items of some kinds."""
    states = [state for kind in kinds for state in reviewed.of_kind(kind)]
    places = {state.key: _place(state, around) for state in states}
    states.sort(key=lambda state: places[state.key])
    asked = Filter.of(query)
    signs = {state.key: signs_of(state, member) for state in states}
    found = tuple(state for state in states if asked.takes(signs[state.key]))
    return Worklist(
        asked,
        found,
        len(states),
        {state.key: number for number, state in enumerate(states, 1)},
        tuple(_choices(states, signs, asked)),
        tuple(state.key for state in found if ("show", "open") in signs[state.key]),
    )


def _place(state: State, around: CallContext) -> tuple[int, int]:
    """Where an item stands: when it was said; of a report, or without times, its place."""
    turn = around.turn(state)
    if state.kind == "quotation" or state.item is None:
        return 0, _NOWHERE if turn is None else turn
    start_ms, _ = around.when(state)
    if start_ms is None:
        start_ms = 0 if turn is not None and not _has_times(around) else _NOWHERE
    return start_ms, _NOWHERE if turn is None else turn


def _has_times(around: CallContext) -> bool:
    turns = around.transcript.turns if around.transcript else ()
    return any(turn.start_ms is not None for turn in turns)


def _choices(
    states: Sequence[State],
    signs: Mapping[str, frozenset[ListSign]],
    asked: Filter,
) -> Iterable[Choice]:
    """The choices there are, each with how many items it shows beside the others chosen."""
    every: dict[ListSign, None] = dict.fromkeys(("show", one) for one in SHOWN)
    every |= dict.fromkeys(sign for state in states for sign in sorted(signs[state.key] - _SHOW))
    counts = Counter(
        sign
        for state in states
        for sign in signs[state.key]
        if asked.takes(signs[state.key], "" if sign[0] == "show" else sign[0])
    )
    for sign in every:
        if counts[sign] or sign in asked.chosen:
            address = asked.with_or_without(*sign).query or "?"
            yield Choice(*sign, counts[sign], sign in asked.chosen, address)


_SHOW: frozenset[ListSign] = frozenset(("show", one) for one in SHOWN)


def signs_of(state: State, member: Colleague) -> frozenset[ListSign]:
    """What an item is found by."""
    row = state.item.row if state.item else {}
    found: set[ListSign] = {("kind", state.label)} if state.label else set()
    if hospital := row.get("attributed_hospital"):
        found.add(("hospital", str(hospital)))
    if person := row.get("attributed_speaker"):
        found.add(("person", str(person)))
    for name, is_so in (
        ("open", to_do(state, member) is not None),
        ("mine", member.name in state.assigned.people),
        ("grave", gravity_of_state(state) == "grave"),
        ("unsure", _is_unsure(state)),
    ):
        if is_so:
            found.add(("show", name))
    return frozenset(found)


def own_decision(state: State, viewer: str) -> Decision | None:
    """What ``viewer`` decided last of an item and did not take back."""
    mine = (e for e in reversed(state.history) if e.actor == viewer and is_decision(e))
    return next((event for event in mine if event.id not in state.undone), None)


def gravity_of_state(state: State) -> str:
    """How grave an item is as it stands; ``none`` for what has no such measure."""
    row = state.item.row if state.item else {}
    if state.kind == "finding":
        return str(row.get("severity") or "none")
    if state.kind == "check":
        weight = row.get("weight")
        return next((gravity for name, gravity in GRAVITY.items() if name == weight), "none")
    if state.kind != "quotation":
        return "none"
    if state.status == "overridden":
        return gravity_of_row({"verdict": state.value["verdict"]})
    return gravity_of_row({**row, "verdict": state.label})


def confidence_of(state: State) -> float | None:
    """How sure the machine is, 0 to 1; None where it does not say."""
    row = state.item.row if state.item else {}
    found = row.get("score" if state.kind == "check" else "confidence")
    return float(found) if isinstance(found, int | float) else None


def _is_unsure(state: State) -> bool:
    row, confidence = (state.item.row if state.item else {}), confidence_of(state)
    if row.get("needs_person") or row.get("modality") == "unclear" or state.label == "unclear":
        return True
    return confidence is not None and confidence < _UNSURE
