"""What is to do: for one person, and for a lead, who looks after all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from calltools.review.accounts import Colleague
from calltools.review.desk import Reviewed
from calltools.review.event import Decision
from calltools.review.item_state import State
from calltools.review.order import is_decision
from calltools.review.permissions import may, may_decide

Todo = Literal["read", "decide", "again", "settle"]
"""What somebody can still do: mark a call as read, whose items they are to find by themselves;
decide about an item; look again at one that changed; decide for two who differ."""

ANSWERED = ("statement", "finding", "quotation", "check")
"""Kinds of items that wait for an answer; a link that nobody moved is right."""


def to_do(state: State, member: Colleague) -> Todo | None:
    """What ``member`` can still do with an item, or call, as they may see it.

    Nothing with what is assigned to others, waits for another, or is gone: who has done all that
    they can has nothing to do.
    """
    mine = not state.assigned.people or member.name in state.assigned.people
    if state.kind == "call":
        is_read = not mine or member.name in state.read_by
        return "read" if state.hides_machine_from(member.name) and not is_read else None
    if state.kind not in ANSWERED or state.gone:
        return None
    if state.status == "disputed" or state.conflict:
        is_one = state.assigned.blind and member.name in state.assigned.people
        return "settle" if may(member.duty, "adjudicate", state.kind) and not is_one else None
    if not mine or not may_decide(member.duty, state.kind) or state.status == "waiting":
        return None
    if state.status == "open":
        return "decide"
    return "again" if state.stale else None


@dataclass(frozen=True, slots=True)
class PersonProgress:
    """How far the work is: of how many items, how many are done, past their day, and disputed;
    ``due`` is the first day on which something is that is not done.  ``untold`` are those of which
    the lead who asks is not told who decided, for they are one of the two."""

    items: int = 0
    done: int = 0
    overdue: int = 0
    disputed: int = 0
    untold: int = 0
    due: str = ""

    @property
    def open(self) -> int:
        """How many are not done."""
        return self.items - self.done - self.untold

    def __add__(self, other: PersonProgress) -> PersonProgress:
        return PersonProgress(
            self.items + other.items,
            self.done + other.done,
            self.overdue + other.overdue,
            self.disputed + other.disputed,
            self.untold + other.untold,
            min(filter(None, (self.due, other.due)), default=""),
        )


@dataclass(frozen=True, slots=True)
class CallProgress:
    """How far a call or report is, and each to whom something of it is assigned."""

    name: str
    whole: PersonProgress
    people: Sequence[tuple[str, PersonProgress]]


@lru_cache(maxsize=8_192)  # what was read once stays as it is
def progress(reviewed: Reviewed, today: str, viewer: str) -> CallProgress:
    """How far a call or report is on the day ``today``, as a lead may know it, ``viewer``.

    ``reviewed`` is all of it, whatever is hidden from whom.
    """
    whole = PersonProgress()
    people: defaultdict[str, PersonProgress] = defaultdict(PersonProgress)
    for state in reviewed.states:
        if state.kind not in ANSWERED or state.gone:
            continue
        is_open = state.status in ("open", "waiting", "disputed") or state.stale or state.conflict
        is_one = state.assigned.blind and not state.rounds and viewer in state.assigned.people
        whole += _of(state, today, is_done=not is_open, is_untold=is_one)
        for person in state.assigned.people:
            is_done = _has_decided(state, person) if state.assigned.blind else not is_open
            people[person] += _of(
                state, today, is_done=is_done, is_untold=is_one and person != viewer
            )
    return CallProgress(reviewed.name, whole, sorted(people.items()))


def _of(state: State, today: str, *, is_done: bool, is_untold: bool) -> PersonProgress:
    one = PersonProgress(items=1, disputed=int(state.status == "disputed" or state.conflict))
    if is_untold:
        return replace(one, untold=1)
    if is_done:
        return replace(one, done=1)
    due = state.assigned.due
    return replace(one, due=due, overdue=int(bool(due) and due < today))


def _has_decided(state: State, person: str) -> bool:
    """Whether somebody has decided since it was assigned, and did not take it back."""
    return any(
        event.actor == person
        and is_decision(event)
        and event.id not in state.undone
        and event.time >= state.assigned.since
        for event in state.history
    )


def last_at_work(events: Iterable[Decision]) -> dict[str, str]:
    """When each decided, commented or corrected last (UTC)."""
    last: dict[str, str] = {}
    for event in events:
        last[event.actor] = max(event.time, last.get(event.actor, ""))
    return last
