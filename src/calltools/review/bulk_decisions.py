"""Many items said yes to in one go, each by an event of its own, and taken back together; and what
somebody did last, to be taken back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from calltools.errors import ConflictError, SettingsError
from calltools.messages import Message
from calltools.provenance import canonical_json, sha256_bytes
from calltools.review.decision_request import check_heads, event_of, undo_of
from calltools.review.desk import Review
from calltools.review.event import TRANSLATION, Action, Decision, ItemKind
from calltools.review.item_state import State
from calltools.review.order import in_order, undone

YES: Mapping[ItemKind, Action] = {
    "statement": "confirm", "finding": "agree", "quotation": "accept", "check": "agree",
}  # fmt: skip
"""What says about an item that the machine has it right."""

_GONE = Message("it is no longer there")
_DECIDED = Message("it is decided")
_DIFFERS = Message("the translation that is quoted differs from the call: read it")
_CHANGED = Message("it changed")

_MOST_LISTED = 5  # of what somebody did last: as much as a page shows without scrolling

_NOT_TAKEN_BACK: frozenset[Action] = frozenset(("undo", "correct", "assign"))
"""What is taken back elsewhere: a correction where it was made, an assignment by a lead."""


@dataclass(frozen=True, slots=True)
class Lot:
    """Decisions that were taken in one go: ``id`` takes them back together; ``left_out`` are the
    keys of items that were not what had been looked at any more, and why."""

    id: str
    events: tuple[Decision, ...]
    left_out: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LastDone:
    """Something that somebody did and may take back: ``undo`` is the id of the event or its lot,
    ``event`` the last event of it, ``count`` how many there are."""

    undo: str
    event: Decision
    count: int


def looked_at(state: State) -> str:
    """A short name for an item as it is looked at: its content, and what was decided about it."""
    seen = state.item.sha256 if state.item else ""
    return sha256_bytes(canonical_json([seen, sorted(state.heads)]).encode())[:16]


def for_yes_problem(state: State | None) -> str:
    """Why an item is not to be said yes to without a look of its own; empty where it may be."""
    if state is None or state.kind not in YES or state.item is None:
        return _GONE
    if state.status != "open" or state.stale or state.conflict:
        return _DECIDED
    if state.item.translation_differs:
        return _DIFFERS
    return ""


def say_yes(review: Review, name: str, wanted: Mapping[str, str], actor: str) -> Lot:
    """Say yes to the items ``wanted`` (what :func:`looked_at` gave, by key) of a call or report.

    Items that changed, or were decided, since they were looked at are left out.
    """
    lot = f"l{secrets.token_hex(8)}"
    while True:
        left_out: dict[str, str] = {}
        events: list[Decision] = []
        by_key = review.get(name, actor).by_key
        for key, seen in wanted.items():
            state = by_key.get(key)
            problem = for_yes_problem(state)
            if problem or state is None:
                left_out[key] = problem
            elif looked_at(state) != seen:
                left_out[key] = _CHANGED
            else:
                yes = YES[state.kind]
                events.append(event_of(name, state, yes, actor, {}, after=state.heads, lot=lot))
        if not events:
            return Lot(lot, (), left_out)
        with suppress(ConflictError):  # somebody decided meanwhile: that is left out next time
            return Lot(lot, tuple(review.decisions.add(events, check_heads(*events))), left_out)


def undo_lot(review: Review, lot: str, actor: str) -> Lot:
    """Take back what ``actor`` did in one go, as far as it stands.

    Raises SettingsError where nothing of it does.
    """
    mine = [one for one in review.decisions.events() if one.lot == lot and one.actor == actor]
    of_calls = [
        event
        for call, recording in dict.fromkeys((one.call, one.recording) for one in mine)
        for event in review.decisions.events(call, recording)
    ]
    taken = undone(of_calls)
    standing = [one for one in mine if one.id not in taken]
    if not standing:
        raise SettingsError("undo", "nothing of it is left to undo")
    back = f"l{secrets.token_hex(8)}"
    written = review.decisions.add([undo_of(one, actor, lot=back) for one in standing])
    return Lot(back, tuple(written), {})


def last_done(review: Review, name: str, recording: str, actor: str) -> list[LastDone]:
    """The last things that ``actor`` did to a call or report and may undo, the latest first."""
    known = in_order(review.decisions.events(name, recording, fresh=False))
    taken = undone(known) | {event.value["undoes"] for event in known if _takes_back_english(event)}
    found: dict[str, LastDone] = {}
    for event in reversed(known):
        if event.actor != actor or not _can_be_taken_back(event) or event.id in taken:
            continue
        if event.origin:  # it came in from elsewhere, and is taken back there
            continue
        key = event.lot or event.id
        before = found.get(key)
        found[key] = (
            LastDone(key, before.event, before.count + 1) if before else LastDone(key, event, 1)
        )
    return list(found.values())[:_MOST_LISTED]


def _takes_back_english(event: Decision) -> bool:
    return event.label == TRANSLATION and "undoes" in event.value


def _can_be_taken_back(event: Decision) -> bool:
    if event.action == "correct" and event.label == TRANSLATION:
        return not _takes_back_english(event)
    return event.action not in _NOT_TAKEN_BACK
