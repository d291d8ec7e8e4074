"""The state of an item: a fold over its events, in one order whatever order they came in.

Events are ordered by time, then id; what is undone is told by the undos alone.  So two offices
that exchange their events see the same, and the state at a past moment is the fold of those until
then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from calltools.review.blind import NOBODY, Assigned, assignment, blind_round, hidden_from, visible
from calltools.review.event import Decision, ItemKind
from calltools.review.item import ReviewItem, rekeyed
from calltools.review.order import decided, in_line, in_order, is_decision, said, undone

Status = Literal[
    "open", "confirmed", "rejected", "amended", "added", "agreed", "disagreed", "moved",
    "accepted", "overridden", "read", "waiting", "disputed",
]  # fmt: skip

STATUS_OF: Mapping[str, Status] = {
    "confirm": "confirmed", "reject": "rejected", "amend": "amended", "add": "added",
    "agree": "agreed", "disagree": "disagreed", "move": "moved", "accept": "accepted",
    "override": "overridden", "read": "read",
}  # fmt: skip

CONFIRMED: frozenset[Status] = frozenset(("confirmed", "amended", "added"))
"""Statements that a person stands for."""


@dataclass(frozen=True, slots=True)
class State:
    """How things are with an item.

    ``item`` is None where the machine no longer proposes it (``gone``).  ``value`` is what the
    decision that holds says, ``by``, ``origin``, ``time``, ``reason`` and ``event`` are that
    decision's.
    ``stale`` where the item is no longer what was looked at.  ``heads`` are the last events that
    decide, to be given as ``after`` of the next; several that say different things are a
    ``conflict``: they were made without sight of each other.  Of a blind review, ``rounds`` are
    the first decisions of the two, once both are in; until then the status is ``waiting``.
    ``hidden_from`` are those who are to find by themselves what the machine proposes here.
    """

    key: str
    kind: ItemKind
    call: str
    label: str
    item: ReviewItem | None
    status: Status = "open"
    value: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    origin: str = ""
    time: str = ""
    reason: str | None = None
    event: str = ""
    stale: bool = False
    conflict: bool = False
    heads: tuple[str, ...] = ()
    assigned: Assigned = NOBODY
    rounds: tuple[Decision, ...] = ()
    comments: tuple[Decision, ...] = ()
    read_by: tuple[str, ...] = ()
    hidden_from: frozenset[str] = frozenset()
    history: tuple[Decision, ...] = ()
    undone: frozenset[str] = frozenset()

    @property
    def gone(self) -> bool:
        """Whether the machine no longer proposes what was decided of."""
        return self.item is None

    @property
    def by_whom(self) -> str:
        """Who stands for it, and how their word came here where it was not given here."""
        return f"{self.by} ({self.origin})" if self.origin else self.by

    def hides_machine_from(self, viewer: str) -> bool:
        """Whether ``viewer`` is to find by themselves what the machine proposes here."""
        return viewer in self.hidden_from


def states(
    events: Iterable[Decision],
    items: Sequence[ReviewItem],
    *,
    viewer: str | None = None,
    restore: Callable[[Decision], ReviewItem | None] = lambda _: None,
) -> list[State]:
    """The state of each of the ``items`` of a call, then of what was decided and is gone.

    ``events`` are all of the call's; ``viewer`` sees of them what a blind review lets them see
    (None: everything).  ``restore`` gives the item that a person added, where its words still are.
    """
    ordered = in_order(events)
    found, missing = rekeyed(items, ordered)
    shown = ordered if viewer is None else visible(ordered, viewer)
    of: defaultdict[str, list[Decision]] = defaultdict(list)
    for event in shown:
        of[event.item].append(event)
    whole = [event for event in shown if event.kind == "call"]
    result = [fold(of[item.key], item, whole) for item in found]
    taken = undone(shown)
    for last in missing:
        mine = of[last.item]
        standing = [event for event in mine if event.id not in taken and event.action != "undo"]
        if not standing:
            continue
        addition = next((event for event in standing if event.action == "add"), None)
        item = restore(addition) if addition else None
        result.append(fold(mine, item and replace(item, key=last.item), whole))
    return result


def fold(
    events: Sequence[Decision], item: ReviewItem | None, call_events: Sequence[Decision] = ()
) -> State:
    """The state that an item's ``events`` make, which are in order; ``call_events`` are those of
    its call, by which it may be assigned.  Without ``item`` it is gone; one of them must be there.
    """
    last = next((event for event in reversed(events) if event.action != "undo"), None)
    source = item or last
    assert source is not None
    taken = undone(events)
    standing = [event for event in events if event.id not in taken]
    decisions = [event for event in standing if is_decision(event)]
    heads = heads_of(events)
    assigned = assignment(source.kind, events, call_events)
    rounds = blind_round(assigned, events)
    read_by = tuple(dict.fromkeys(event.actor for event in standing if event.action == "read"))
    state = State(
        key=item.key if item else events[-1].item,
        kind=source.kind,
        call=source.call,
        label=source.label,
        item=item,
        status="read" if source.kind == "call" and read_by else "open",
        heads=heads,
        assigned=assigned,
        rounds=rounds,
        comments=tuple(event for event in standing if event.action == "comment"),
        read_by=read_by,
        hidden_from=hidden_from(assigned, events, call_events),
        history=tuple(events),
        undone=taken,
    )
    if assigned.blind and not rounds:
        if any(_is_since(event, assigned) and event.action != "adjudicate" for event in decisions):
            return replace(state, status="waiting")
        decisions = [event for event in decisions if not _is_since(event, assigned)]
    if rounds:  # who decided for both before both had decided it for nobody
        decisions = [
            event
            for event in decisions
            if event.action != "adjudicate" or event.time > max(one.time for one in rounds)
        ]
    if rounds and said(rounds[0]) != said(rounds[1]):
        decisions = [event for event in decisions if event.action == "adjudicate"]
        if not decisions:
            return replace(state, status="disputed")
    if not decisions:
        return state
    holds = decisions[-1]
    action, value = decided(holds)
    tips = {said(event) for event in standing if event.id in heads}
    as_seen = item is not None and item.stands and holds.seen in ("", item.sha256)
    return replace(
        state,
        status=STATUS_OF[action],
        value=dict(value),
        by=holds.actor,
        origin=holds.origin,
        time=holds.time,
        reason=holds.reason,
        event=holds.id,
        stale=item is not None and not as_seen,
        conflict=len(tips) > 1 and not rounds,
    )


def _is_since(event: Decision, assigned: Assigned) -> bool:
    return event.time >= assigned.since


def heads_of(events: Sequence[Decision]) -> tuple[str, ...]:
    """Of the events of an item, in order, the deciding ones that no other was made in sight of.

    One made without looking follows all before it.
    """
    followed: set[str] = set()
    before: list[str] = []
    for event in in_line(events):
        followed.update(before if event.after is None else event.after)
        before.append(event.id)
    return tuple(id_ for id_ in before if id_ not in followed)
