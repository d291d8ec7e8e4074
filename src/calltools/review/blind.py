"""Double review, blind: what each may see until both have decided.

An item, or a call with all its items of some kinds, is assigned to two people.  Until both have
decided about an item nobody sees what another decided, commented or added there; who has decided
already is told to leads alone, by :mod:`calltools.review.workload`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from calltools.review.event import Decision, ItemKind
from calltools.review.order import in_order, is_decision, undone

BLIND_KINDS: tuple[ItemKind, ...] = ("statement", "finding", "quotation", "check")
"""What the assignment of a call is of, where it doesn't say."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who is to decide; ``blind`` where neither may see what the other decided before both have,
    ``hide_machine`` where they don't see what the machine proposes either.  ``since`` is when it
    was assigned, ``by`` whom; ``of_item`` where that was of the item and not with its call.
    ``due`` is the day on which it is to be done, empty for none."""

    people: tuple[str, ...] = ()
    blind: bool = False
    hide_machine: bool = False
    by: str = ""
    since: str = ""
    of_item: bool = False
    due: str = ""


NOBODY = Assigned()
"""Assigned to nobody: anybody who comes decides."""


def assignment(
    kind: ItemKind, item_events: Iterable[Decision], call_events: Iterable[Decision] = ()
) -> Assigned:
    """To whom an item is assigned: by itself, else with its call.

    ``item_events`` are its own, ``call_events`` those of the call, both in order.  Who assigns
    again, or replaces one of the two, goes on with the blind review that is open: it is blind
    ``since`` the first assignment, until both are in.
    """
    mine, whole = list(item_events), list(call_events)
    own = _assigns(mine)
    of_call = [] if kind == "call" else [
        event for event in _assigns(whole) if kind in event.value.get("kinds", BLIND_KINDS)
    ]  # fmt: skip
    is_own = {event.id for event in own}
    now = NOBODY
    for event in in_order([*own, *of_call]):
        if event.id not in is_own and now.of_item:
            continue  # with its call, what has an assignment of its own
        goes_on = now.blind and not _both_are_in(now, _before(mine, event), _before(whole, event))
        since = now.since if goes_on and event.value.get("blind") else event.time
        now = Assigned(
            tuple(event.value["people"]),
            event.value.get("blind", False),
            event.value.get("hide_machine", False),
            event.actor,
            since,
            event.id in is_own,
            event.value.get("due", ""),
        )
    return now


def _assigns(events: Iterable[Decision]) -> list[Decision]:
    """The assignments that nobody took back."""
    found = list(events)
    taken = undone(found)
    return [event for event in found if event.action == "assign" and event.id not in taken]


def _before(events: Iterable[Decision], end: Decision) -> list[Decision]:
    return [event for event in events if (event.time, event.id) < (end.time, end.id)]


def blind_round(assigned: Assigned, events: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions that the two made without sight of each other, once both are in, in the order
    of ``assigned.people``; none before.  What either decides later is not blind.

    ``events`` are the item's, in order.
    """
    if not assigned.blind:
        return ()
    until: list[Decision] = []
    for event in events:
        if event.time < assigned.since or event.actor not in assigned.people:
            continue
        until.append(event)
        if not event.decides:
            continue
        taken = undone(until)
        mine = {e.actor: e for e in until if is_decision(e) and e.id not in taken}
        if len(mine) == len(assigned.people):
            return tuple(mine[person] for person in assigned.people)
    return ()


def may_hide(event: Decision) -> bool:
    """Whether anything may be hidden from anybody by it."""
    value = event.value
    return event.action == "assign" and bool(value.get("blind") or value.get("hide_machine"))


def visible(events: Iterable[Decision], viewer: str) -> list[Decision]:
    """The events of calls that ``viewer`` may see, in order.

    Of an item under blind review that is not decided by both: what is from before it was assigned,
    assignments, and their own.  Additions are of nobody else's before both have read the call.
    """
    ordered = in_order(events)
    open_since = {}
    for key, mine, whole in _by_item(ordered):
        assigned = assignment(mine[0].kind, mine, whole)
        if assigned.blind and not _both_are_in(assigned, mine, whole):
            open_since[key] = assigned.since
    return [
        event
        for event in ordered
        if event.actor == viewer
        or event.action in ("assign", "correct")
        or event.item not in open_since
        or event.time < open_since[event.item]
    ]


def hidden_from(
    assigned: Assigned, item_events: Sequence[Decision], call_events: Iterable[Decision]
) -> frozenset[str]:
    """Who is to find an item by themselves before they are shown it: until they have marked the
    call as read, or both have decided.  Whoever added it knows it."""
    if not assigned.hide_machine or blind_round(assigned, item_events):
        return frozenset()
    added = {event.actor for event in item_events if event.action == "add"}
    return frozenset(assigned.people) - _readers(call_events, assigned.since) - added


def hidden_items(events: Iterable[Decision], viewer: str) -> set[str]:
    """Of the items of these events, which are of whole calls, those hidden from ``viewer``."""
    return {
        key
        for key, mine, whole in _by_item(events)
        if mine[0].kind != "call"
        and viewer in hidden_from(assignment(mine[0].kind, mine, whole), mine, whole)
    }


def _by_item(
    events: Iterable[Decision],
) -> Iterator[tuple[str, list[Decision], list[Decision]]]:
    """The items with their events and those of their calls, in order."""
    of: defaultdict[str, list[Decision]] = defaultdict(list)
    of_call: defaultdict[str, list[Decision]] = defaultdict(list)
    for event in in_order(events):
        of[event.item].append(event)
        if event.kind == "call":
            of_call[event.recording or event.call].append(event)
    for key, mine in of.items():
        yield key, mine, of_call[mine[0].recording or mine[0].call]


def _readers(call_events: Iterable[Decision], since: str) -> set[str]:
    """Who has marked the call as read since then."""
    whole = list(call_events)
    taken = undone(whole)
    return {
        event.actor
        for event in whole
        if event.action == "read" and event.time >= since and event.id not in taken
    }


def _both_are_in(assigned: Assigned, mine: Sequence[Decision], whole: Sequence[Decision]) -> bool:
    if not mine:
        return False
    if mine[0].kind == "call" or any(event.action == "add" for event in mine):
        return _readers(whole, assigned.since) >= set(assigned.people)
    return bool(blind_round(assigned, mine))
