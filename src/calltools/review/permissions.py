"""Who may do what: one table of roles, and what no role allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from calltools.errors import NotAllowedError
from calltools.messages import Message
from calltools.review.decision_text import ACTION_NAMES, ITEM_NAMES
from calltools.review.event import DECIDE, Action, ItemKind
from calltools.review.item_state import State

Duty = Literal["investigator", "translator", "reviewer", "lead"]

DUTIES: tuple[Duty, ...] = ("investigator", "translator", "reviewer", "lead")
"""The roles of people; ``lead`` alone assigns, and looks after the accounts."""
DUTY_NAMES: Mapping[str, Message] = {
    "investigator": Message("investigator"),
    "translator": Message("translator"),
    "reviewer": Message("reviewer"),
    "lead": Message("lead"),
}

_DECIDES_OF: Mapping[Duty, frozenset[ItemKind]] = {
    "investigator": frozenset(("statement", "check")),
    "translator": frozenset(("finding", "link")),
    "reviewer": frozenset(("statement", "quotation", "check")),
    "lead": frozenset(DECIDE),
}
_ELSE: Mapping[Action, tuple[Duty, ...]] = {
    "comment": DUTIES,
    "read": DUTIES,
    "undo": DUTIES,
    "correct": ("investigator", "translator", "lead"),
    "adjudicate": ("reviewer", "lead"),
    "assign": ("lead",),
}


def may_import(duty: Duty) -> bool:
    """Whether people of that role take publications into the workspace, where they are put beside
    recordings: those who put transcripts right."""
    return may(duty, "correct", "call")


def may_run(duty: Duty) -> bool:
    """Whether people of that role take recordings into the workspace, and have work done to them:
    what takes the machine hours, or makes what leaves the office."""
    return duty in ("investigator", "lead")


def may_audit(duty: Duty) -> bool:
    """Whether people of that role have reports audited: those who decide about the verdicts, and
    those who hand them on."""
    return may_decide(duty, "quotation") or may_run(duty)


def may(duty: Duty, action: Action, kind: ItemKind) -> bool:
    """Whether people of that role do such a thing at all."""
    if action in _ELSE:
        return duty in _ELSE[action]
    return may_decide(duty, kind) and action in DECIDE[kind]


def may_decide(duty: Duty, kind: ItemKind) -> bool:
    """Whether people of that role decide about items of the kind."""
    return kind in _DECIDES_OF[duty]


def require(actor: str, duty: Duty, action: Action, state: State) -> None:
    """Raise NotAllowedError unless ``actor`` may do that with the item as it stands."""
    require_may(actor, duty, action, state.kind)
    check_third(actor, action, state)


def require_may(actor: str, duty: Duty, action: Action, kind: ItemKind) -> None:
    """Raise NotAllowedError unless people of the role of ``actor`` do such a thing at all."""
    if not may(duty, action, kind):
        problem = Message(
            "{duty}s do not {action} a {kind}",
            duty=DUTY_NAMES[duty],
            action=ACTION_NAMES[action],
            kind=ITEM_NAMES[kind],
        )
        raise NotAllowedError(actor, problem, "ask a lead")


def check_third(actor: str, action: Action, state: State) -> None:
    """Raise NotAllowedError where one of the two of a blind review adjudicates it, or anybody
    does what two have not decided differently."""
    if action != "adjudicate":
        return
    if state.assigned.blind and actor in state.assigned.people:
        raise NotAllowedError(
            actor, "is one of the two who decided", "a third person has to adjudicate"
        )
    if state.status != "disputed" and not state.conflict:
        problem = Message("needs two decisions that differ")
        raise NotAllowedError(actor, problem, "wait for both")
