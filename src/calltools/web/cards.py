"""Items as cards: what the machine proposes, what was decided of it, and the means to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args, get_type_hints

from calltools.publish.statement_text import wording
from calltools.quotations.verdicts import GRAVITY
from calltools.review.call_items import AMENDABLE
from calltools.review.event import DECIDE, Action, Decision, ItemKind
from calltools.review.fold import State
from calltools.review.order import decided
from calltools.review.rules import Duty, may
from calltools.statements.record import Statement

STATUSES = {
    "open": "open", "confirmed": "confirmed", "rejected": "rejected", "amended": "amended",
    "added": "added", "agreed": "agreed", "disagreed": "disagreed", "moved": "moved",
    "accepted": "accepted", "overridden": "overridden", "read": "read",
    "waiting": "waiting for the other", "disputed": "disputed: a third has to decide",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a statement that can be put right: ``kind`` is number, text, yes_no or choice."""

    name: str
    kind: str
    value: Any
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemCard:
    """What a card shows of an item.

    ``line`` is the item in words, ``said`` the (role, words) it rests on, ``turn`` where it stands.
    ``actions`` are what this person may do; ``seen`` and ``after`` go back with a decision.
    """

    state: State
    line: str
    said: Sequence[tuple[str, str]]
    turn: int | None
    start_ms: int | None
    actions: tuple[Action, ...]
    fields: tuple[FormField, ...]
    verdicts: tuple[str, ...]
    seen: str
    hidden: bool

    @property
    def status(self) -> str:
        """How things are with it, in words."""
        return STATUSES[self.state.status]


def card_of(state: State, viewer: str, duty: Duty) -> ItemCard:
    """The card of an item as ``viewer`` may see it."""
    item = state.item
    hidden = state.hides_machine_from(viewer)
    row = {} if item is None or hidden else {**item.row, **_amended(state)}
    every: tuple[Action, ...] = (*DECIDE[state.kind], "comment", "adjudicate")
    allowed = tuple(
        action
        for action in every
        if action != "add"
        and may(duty, action, state.kind)
        and (action != "adjudicate" or _may_adjudicate(state, viewer))
    )
    return ItemCard(
        state=state,
        line="" if hidden else _line(state.kind, row, state),
        said=() if item is None or hidden else item.words,
        turn=item.anchor.turn if item else None,
        start_ms=item.anchor.start_ms if item else None,
        actions=() if hidden else allowed,
        fields=_fields(row) if state.kind == "statement" and row else (),
        verdicts=tuple(GRAVITY) if state.kind == "quotation" else (),
        seen=item.sha256 if item else "",
        hidden=hidden,
    )


def _may_adjudicate(state: State, viewer: str) -> bool:
    blind = state.assigned.blind and viewer in state.assigned.people
    return not blind and (state.status == "disputed" or state.conflict)


def _amended(state: State) -> Mapping[str, Any]:
    return state.value if state.status in ("amended", "added") else {}


def _line(kind: ItemKind, row: Mapping[str, Any], state: State) -> str:
    if kind == "statement":
        try:
            return wording(Statement.from_json({"quote": "", **_placed(row)})).line()
        except (ValueError, KeyError):
            return str(row.get("category", ""))
    if kind == "quotation":
        why = row.get("why") or row.get("note") or ""
        return f"{state.label}: {why}" if why else state.label
    return f"{state.label}: {row.get('note', '')}" if state.label else str(row.get("note", ""))


def _placed(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A statement's row; one that a person added has no offsets of its own."""
    return {"turn_index": 0, "start": 0, "end": 0, **row}


def _fields(row: Mapping[str, Any]) -> tuple[FormField, ...]:
    hints = get_type_hints(Statement)
    return tuple(_field(name, hints[name], row.get(name)) for name in AMENDABLE if name != "quote")


def _field(name: str, hint: Any, value: Any) -> FormField:
    options = [one for one in get_args(hint) if one is not type(None)] or [hint]
    words = tuple(str(word) for one in (hint, *options) for word in _literals(one))
    if words:
        return FormField(name, "choice", value, words)
    if bool in options:
        return FormField(name, "yes_no", value)
    if str in options:
        return FormField(name, "text", value)
    return FormField(name, "number", value)


def _literals(hint: Any) -> tuple[str, ...]:
    found = get_args(hint)
    return found if found and all(isinstance(one, str) for one in found) else ()


def event_line(event: Decision) -> str:
    """An event in words."""
    action, value = decided(event)
    told = ", ".join(f"{name}: {one}" for name, one in value.items() if name != "transcript_sha256")
    return " ".join(filter(None, (action, f"({told})" if told else "")))
