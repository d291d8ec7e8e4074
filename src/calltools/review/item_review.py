"""What people decided about an item, as it goes out with it: what holds, and everybody who
decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from calltools.review.event import Action, Decision
from calltools.review.item_state import State
from calltools.review.order import is_decision

ReviewStatus = Literal[
    "machine", "confirmed", "amended", "added", "rejected", "agreed", "disagreed", "moved",
    "accepted", "overridden", "waiting", "disputed", "look_again",
]  # fmt: skip
"""``machine`` where nobody decided: the machine's proposal alone.  ``waiting`` for two who decide
without sight of each other, ``disputed`` where both did, differently; ``look_again`` where what was
decided of changed since, or two decided differently unseen."""

REVIEW_NAMES: Mapping[ReviewStatus, str] = {
    "machine": "the machine alone", "waiting": "two are deciding", "disputed": "disputed",
    "look_again": "to look at again",
    **{status: status for status in get_args(ReviewStatus)
       if status not in ("machine", "waiting", "disputed", "look_again")},
}  # fmt: skip
"""What a page calls them."""

_STATUSES: Mapping[str, ReviewStatus] = {status: status for status in get_args(ReviewStatus)}
_UNSETTLED: tuple[ReviewStatus, ...] = ("machine", "waiting", "disputed", "look_again")


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """What one person said about an item: ``action`` with its ``value``, the fields of an amendment
    for example, and their ``reason`` or comment.

    ``decided_at`` is UTC, ISO 8601.  ``blind``: one of the two that were made without sight of each
    other.  ``holds``: what the item is now by it.  ``taken_back``: they, or a lead, undid it.
    ``came_by`` tells how it came from another office.
    """

    id: str
    action: Action
    decided_by: str
    decided_at: str
    value: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    blind: bool = False
    holds: bool = False
    taken_back: bool = False
    came_by: str = ""

    @property
    def verdict(self) -> str:
        """The verdict that it gives a quotation; empty where it gives none of its own."""
        value = self.value.get("value", {}) if self.action == "adjudicate" else self.value
        return str(value.get("verdict", ""))

    def in_words(self) -> str:
        """All of it in a line."""
        marks = [
            mark
            for is_so, mark in (
                (self.blind, "blind"),
                (self.holds, "holds"),
                (self.taken_back, "taken back"),
                (bool(self.came_by), self.came_by),
            )
            if is_so
        ]
        marked = f" [{', '.join(marks)}]" if marks else ""
        return f"{self.decided_at} {self.answer()}{marked}"

    def answer(self) -> str:
        """Who said what, and why, without when."""
        reason = f" ({self.reason})" if self.reason else ""
        return f"{self.decided_by}: {decision_in_words(self.action, self.value)}{reason}"


def decision_in_words(action: Action, value: Mapping[str, Any]) -> str:
    """``amend wait_max_days: 45``; of an adjudication with what holds by it."""
    if action == "adjudicate":
        return f"adjudicate {decision_in_words(value['action'], value.get('value', {}))}"
    fields = ", ".join(
        f"{name}: {'; '.join(map(str, of)) if isinstance(of, list | tuple) else of}"
        for name, of in value.items()
        if name != "transcript_sha256"
    )
    return f"{action} {fields}".strip()


@dataclass(frozen=True, slots=True)
class ItemReview:
    """How things are with an item: ``status``, and by whom, when and why it is so.

    ``decisions`` are all that were made of it and everybody may see, comments among them, in order;
    ``blind_answers`` the two of a blind review, once both are in; ``machine_had`` what of the
    machine's record the decision that holds replaced.
    """

    status: ReviewStatus
    by: str = ""
    time: str = ""
    reason: str = ""
    blind_answers: tuple[KeptDecision, ...] = ()
    adjudicated_by: str = ""
    machine_had: Mapping[str, Any] = field(default_factory=dict)
    decisions: tuple[KeptDecision, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether a person's decision holds, and nobody has to look again."""
        return self.status not in _UNSETTLED


def item_review(state: State) -> ItemReview:
    """What of the review of an item goes out."""
    kept = tuple(
        _kept(event, state)
        for event in state.history
        if event.action == "comment" or is_decision(event)
    )
    status = review_status(state)
    if status in _UNSETTLED:
        return ItemReview(status, blind_answers=_blind(state), decisions=kept)
    holds = next(event for event in state.history if event.id == state.event)
    had = state.item.row if state.item and status == "amended" else {}
    return ItemReview(
        status,
        state.by_whom,
        state.time,
        state.reason or "",
        _blind(state),
        state.by_whom if holds.action == "adjudicate" else "",
        {name: had.get(name) for name in state.value if had},
        kept,
    )


def review_status(state: State) -> ReviewStatus:
    """How things are with an item.  Under an open blind review it is ``waiting`` whether one of the
    two has decided or none: that they did is nobody's to know."""
    if is_under_blind_review(state):
        return "waiting"
    if state.status == "disputed":
        return "disputed"
    status = _STATUSES.get(state.status, "machine")
    return "look_again" if status != "machine" and not _is_as_seen(state) else status


def is_under_blind_review(state: State) -> bool:
    """Whether two are to decide without sight of each other, and have not both."""
    return state.assigned.blind and not state.rounds


def is_settled(state: State) -> bool:
    """Whether what was decided last holds: nobody has to look again, or is still to decide."""
    return _is_as_seen(state) and not is_under_blind_review(state)


def _is_as_seen(state: State) -> bool:
    return not (state.stale or state.conflict or state.gone)


def _kept(event: Decision, state: State) -> KeptDecision:
    is_comment = event.action == "comment"
    return KeptDecision(
        id=event.id,
        action=event.action,
        decided_by=event.actor,
        decided_at=event.time,
        value={} if is_comment else dict(event.value),
        reason=str(event.value["text"]) if is_comment else event.reason or "",
        blind=event in state.rounds,
        holds=event.id == state.event and not (state.stale or state.conflict),
        taken_back=event.id in state.undone,
        came_by=event.origin,
    )


def _blind(state: State) -> tuple[KeptDecision, ...]:
    return tuple(_kept(event, state) for event in state.rounds)
