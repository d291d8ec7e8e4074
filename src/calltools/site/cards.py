"""Items as cards: what the machine proposes, what was decided of it, and the means to decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, get_args, get_type_hints

from calltools.alignment.items import FINDING_NAMES
from calltools.checks.finding import KIND_NAMES
from calltools.messages import Message, said_in
from calltools.quotations.verdicts import GRAVITY, VERDICT_NAMES
from calltools.review.accounts import Colleague
from calltools.review.desk import Reviewed
from calltools.review.event import AMENDABLE, DECIDE, Action, Decision, ItemKind
from calltools.review.fold import State
from calltools.review.item import ReviewItem
from calltools.review.order import decided, is_decision
from calltools.review.rules import Duty, may
from calltools.site.visit import address_of
from calltools.statements.in_words import wording
from calltools.statements.record import Statement

STATUSES = {
    "open": Message("open"),
    "confirmed": Message("confirmed"),
    "rejected": Message("rejected"),
    "amended": Message("amended"),
    "added": Message("added"),
    "agreed": Message("agreed"),
    "disagreed": Message("disagreed"),
    "moved": Message("moved"),
    "accepted": Message("accepted"),
    "overridden": Message("overridden"),
    "read": Message("read"),
    "waiting": Message("waiting for the other"),
    "disputed": Message("disputed: a third has to decide"),
}
NAMES: Mapping[str, Mapping[str, str]] = {
    "finding": FINDING_NAMES,
    "quotation": VERDICT_NAMES,
    "check": KIND_NAMES,
}
"""What the labels of items of a kind are called; the line of a statement tells its own."""


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a statement that can be put right: ``kind`` is number, text, yes_no or choice."""

    name: str
    kind: str
    value: Any
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SaidAt:
    """Where a quotation was said: the first turn, and the name and address of its call."""

    name: str
    address: str
    turn: int


@dataclass(frozen=True, slots=True)
class ItemCard:
    """What a card shows of an item.

    ``name`` is the verdict or what kind of finding, ``line`` the item in words,
    ``said`` the (role, words) it rests on, ``turn`` where it stands.
    ``quote`` is what a report quotes, ``place`` where that was said; ``calls`` are the names and
    addresses of those that a finding between calls is of.
    ``differs`` is what a translation that is quoted has otherwise than its call.
    ``actions`` are what this person may do; ``seen`` and ``after`` go back with a decision.
    """

    state: State
    name: str
    line: str
    said: Sequence[tuple[str, str]]
    turn: int | None
    start_ms: int | None
    actions: tuple[Action, ...]
    fields: tuple[FormField, ...]
    verdicts: tuple[str, ...]
    seen: str
    quote: str = ""
    place: SaidAt | None = None
    calls: Sequence[tuple[str, str]] = ()
    differs: Sequence[str] = ()

    @property
    def status(self) -> str:
        """How things are with it, in words."""
        return STATUSES[self.state.status]

    @property
    def sides(self) -> list[tuple[Decision, Action, Mapping[str, Any]]]:
        """What two say who differ: the events, and what each of them says."""
        state = self.state
        tips = (one for one in state.history if one.id in state.heads and is_decision(one))
        return [(one, *decided(one)) for one in state.rounds or tips]


def card_of(state: State, viewer: str, duty: Duty) -> ItemCard:
    """The card of an item as ``viewer`` may see it."""
    item = state.item
    row = {} if item is None else {**item.row, **_amended(state)}
    every: tuple[Action, ...] = (*DECIDE[state.kind], "comment", "adjudicate")
    allowed = tuple(
        action
        for action in every
        if action != "add"
        and not (state.status == "disputed" and action in DECIDE[state.kind])  # a third's now
        and may(duty, action, state.kind)
        and (action != "adjudicate" or _may_adjudicate(state, viewer))
    )
    return ItemCard(
        state=state,
        name=name_of(state),
        line=_line(state.kind, row),
        said=() if item is None else item.words,
        turn=item.anchor.turn if item else None,
        start_ms=_start_ms(item) if item else None,
        actions=allowed,
        fields=_fields(row) if state.kind == "statement" and row else (),
        verdicts=tuple(GRAVITY) if state.kind == "quotation" else (),
        seen=item.sha256 if item else "",
        quote=str(row.get("quote", "")) if state.kind == "quotation" else "",
        place=_place(row) if state.kind == "quotation" else None,
        calls=[(str(name), address_of(str(name))) for name in row.get("calls", ())],
        differs=item.translation_differs if item else (),
    )


def name_of(state: State) -> str:
    """What is found, or how it was judged; empty where the line tells it."""
    names = NAMES.get(state.kind)
    return names.get(state.label, state.label) if names else ""


def _start_ms(item: ReviewItem) -> int | None:
    start = item.row.get("start_ms") if item.kind == "quotation" else item.anchor.start_ms
    return start if isinstance(start, int) else None


def _place(row: Mapping[str, Any]) -> SaidAt | None:
    name, turns = row.get("transcript"), row.get("turn_range")
    return SaidAt(str(name), address_of(str(name)), turns[0]) if name and turns else None


def cards_of(reviewed: Reviewed, kinds: Iterable[str], member: Colleague) -> list[ItemCard]:
    """The cards of the items of some kinds, by kind and in the order of their turns."""
    found = [state for kind in kinds for state in reviewed.of_kind(kind)]
    cards = [card_of(state, member.name, member.duty) for state in found]
    return sorted(cards, key=lambda c: (c.state.kind, c.turn if c.turn is not None else 10**9))


def _may_adjudicate(state: State, viewer: str) -> bool:
    blind = state.assigned.blind and viewer in state.assigned.people
    return not blind and (state.status == "disputed" or state.conflict)


def _amended(state: State) -> Mapping[str, Any]:
    return state.value if state.status in ("amended", "added") else {}


def _line(kind: ItemKind, row: Mapping[str, Any]) -> str:
    if kind == "statement":
        try:
            return wording(Statement.from_json({"quote": "", **_placed(row)})).line()
        except (ValueError, KeyError):
            return str(row.get("category", ""))
    return said_in(row, "why" if kind == "quotation" else "note")


def _placed(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A statement's row; one that a person added has no offsets of its own."""
    return {"turn_index": 0, "start": 0, "end": 0, **row}


def _fields(row: Mapping[str, Any]) -> tuple[FormField, ...]:
    return tuple(
        replace(field, value=row.get(field.name)) for field in _amendable() if field.name != "quote"
    )


@cache
def _amendable() -> tuple[FormField, ...]:
    hints = get_type_hints(Statement)
    return tuple(_field(name, hints[name], None) for name in AMENDABLE)


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


def typed(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a statement as a form sends them, each text, as what they are; what was left empty
    is left out."""
    kinds = {field.name: field.kind for field in _amendable()}
    return {
        name: _typed(kinds.get(name, ""), value) if isinstance(value, str) else value
        for name, value in fields.items()
        if value != ""
    }


def _typed(kind: str, text: str) -> Any:
    if kind == "number" and text.isascii() and text.isdigit() and len(text) < 20:
        return int(text)
    return {"yes": True, "no": False}.get(text, text) if kind == "yes_no" else text


def _literals(hint: Any) -> tuple[str, ...]:
    found = get_args(hint)
    return found if found and all(isinstance(one, str) for one in found) else ()
