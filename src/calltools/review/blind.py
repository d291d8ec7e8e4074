"""Double review, blind: what each may see until both have decided.

An item, or a call with all its items of some kinds, is assigned to two people.  Until both have
decided of an item nobody sees what another decided, commented or added there; who has decided
already is told by :func:`progress` to whoever assigned it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from calltools.review.event import Decision, ItemKind
from calltools.review.order import in_order, is_decision, undone

BLIND_KINDS: tuple[ItemKind, ...] = ("statement", "finding", "quotation", "check")
"""What the assignment of a call is of, where it doesn't say."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who is to decide; ``blind`` where neither may see what the other decided before both have,
    ``hide_machine`` where they don't see what the machine proposes either.  ``since`` is when it
    was assigned, ``by`` whom."""

    people: tuple[str, ...] = ()
    blind: bool = False
    hide_machine: bool = False
    by: str = ""
    since: str = ""


NOBODY = Assigned()
"""Assigned to nobody: whoever comes decides."""


def assignment(
    kind: ItemKind, item_events: Iterable[Decision], call_events: Iterable[Decision] = ()
) -> Assigned:
    """To whom an item is assigned: by itself, else with its call.

    ``item_events`` are its own, ``call_events`` those of the call, both in order.
    """
    own = _last_assign(item_events)
    if own is None:
        own = _last_assign(
            event
            for event in call_events
            if kind in ("call", *event.value.get("kinds", BLIND_KINDS))
        )
    if own is None:
        return NOBODY
    return Assigned(
        tuple(own.value["people"]),
        bool(own.value.get("blind", False)),
        bool(own.value.get("hide_machine", False)),
        own.actor,
        own.time,
    )


def _last_assign(events: Iterable[Decision]) -> Decision | None:
    found = list(events)
    taken = undone(found)
    assigned = [e for e in found if e.action == "assign" and e.id not in taken]
    return assigned[-1] if assigned else None


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


def visible(events: Iterable[Decision], viewer: str) -> list[Decision]:
    """The events of calls that ``viewer`` may see, in order.

    Of an item under blind review that is not decided by both: what is from before it was assigned,
    assignments, and their own.  Additions are of nobody else's before both have read the call.
    """
    ordered = in_order(events)
    of: defaultdict[str, list[Decision]] = defaultdict(list)
    of_call: defaultdict[str, list[Decision]] = defaultdict(list)
    for event in ordered:
        of[event.item].append(event)
        if event.kind == "call":
            of_call[event.recording or event.call].append(event)
    open_since = {}
    for key, mine in of.items():
        whole = of_call[mine[0].recording or mine[0].call]
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


def _both_are_in(assigned: Assigned, mine: Sequence[Decision], whole: Sequence[Decision]) -> bool:
    if mine[0].kind == "call" or any(event.action == "add" for event in mine):
        taken = undone(whole)
        read = {
            event.actor
            for event in whole
            if event.action == "read" and event.time >= assigned.since and event.id not in taken
        }
        return read >= set(assigned.people)
    return bool(blind_round(assigned, mine))
