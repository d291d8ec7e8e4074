"""Items as cards: what is judged, what was decided about it, and the means to decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, get_args, get_type_hints

from calltools.messages import Message, said_in
from calltools.quotations.verdict_context import ShownBlock
from calltools.quotations.verdicts import GRAVITY
from calltools.review.amending import WAIT_IN_WORDS, row_of, statement_of
from calltools.review.bulk_decisions import YES, looked_at
from calltools.review.desk import Reviewed
from calltools.review.event import DECIDE, Action, Decision
from calltools.review.item import ReviewItem
from calltools.review.item_state import State
from calltools.review.order import decided, is_decision
from calltools.review.permissions import may
from calltools.review.workload import to_do
from calltools.site.call_context import CallContext
from calltools.site.report_text import report_text
from calltools.site.visit import Visit, address_of, call_at
from calltools.site.worklist import confidence_of, gravity_of_state, own_decision
from calltools.statements.field_checks import OF_CATEGORY, OF_EVERY, currencies, organs
from calltools.statements.record import Statement
from calltools.statements.statement_text import wording
from calltools.views.audit_page import by_quotation
from calltools.views.card import CardView, ContextSide, PlaceLink
from calltools.views.check_page import check_card
from calltools.views.field_names import value_name
from calltools.views.quotation_card import quotation_card, rank_of

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
    "disputed": Message("disputed: a third person has to decide"),
}
MEANS: Mapping[Action, str] = {
    "accept": Message("accept"),
    "reject": Message("reject"),
    "disagree": Message("disagree"),
    "override": Message("override"),
    "amend": Message("put right"),
    "adjudicate": Message("decide for both"),
    "comment": Message("comment"),
}
"""What takes a form, and what it is called."""
_NO_ANSWERS: tuple[Action, ...] = ("add", "move")
"""What decides and is not an answer to what is proposed."""
_LISTED = {"organ": organs, "currency": currencies}
"""Fields of free text whose values are on a list."""


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a statement that can be put right: ``kind`` is number, text, yes_no or choice."""

    name: str
    kind: str
    value: Any
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemCard:
    """A card with what was decided and the means to decide.

    ``actions`` are what this person may do; ``looked_at`` goes back with a decision.  ``own`` is
    what they decided last themselves, though it may be hidden from others yet; ``undo`` is the
    event that they may take back, ``is_open`` where it waits for them.  ``address`` is that of the
    call or report, ``query`` the filter under which it is shown.  ``is_whole`` where all forms
    stand on it: the longest is but led to from lists.  ``problem`` is why the last
    attempt was not kept, ``typed`` its action and what was typed for it.
    """

    view: CardView
    state: State
    address: str
    query: str
    actions: tuple[Action, ...]
    fields: tuple[FormField, ...] = ()
    own: Decision | None = None
    undo: str = ""
    is_open: bool = False
    is_whole: bool = False
    problem: str = ""
    typed: tuple[str, Mapping[str, str]] = ("", {})

    @property
    def status(self) -> str:
        """How things are with it, in words."""
        return STATUSES[self.state.status]

    @property
    def looked_at(self) -> str:
        """What this person has before them, in short."""
        return looked_at(self.state)

    @property
    def yes(self) -> str:
        """What says at once that the machine has it right; empty where that is not to be said."""
        yes = YES.get(self.state.kind)
        return yes if yes in self.actions and not self.view.differs else ""

    @property
    def means(self) -> list[tuple[Action, str]]:
        """What else may be done, each with its name (a message): a form for each."""
        return [(one, MEANS[one]) for one in self.actions if one in MEANS and one != self.yes]

    @property
    def sides(self) -> list[tuple[Decision, Action, Mapping[str, Any]]]:
        """What two say who differ: the events, and what each of them says."""
        return sides_of(self.state)

    @property
    def own_answers(self) -> tuple[Action, ...]:
        """What a third may answer who answers as neither of two did."""
        return tuple(one for one in DECIDE[self.state.kind] if one not in _NO_ANSWERS)

    @property
    def put_right(self) -> list[tuple[str, Any, Any]]:
        """What people put right of a statement: the field, what the machine has, what they say."""
        machine = self.state.item.row if self.state.item else {}
        return [(name, machine.get(name), value) for name, value in self.state.value.items()]

    @property
    def verdicts(self) -> tuple[str, ...]:
        """The verdicts there are."""
        return tuple(GRAVITY)

    def typed_in(self, action: str, name: str = "") -> str:
        """What was typed into a field of the attempt that was not kept; of an action alone,
        whether it was that one."""
        was, fields = self.typed
        if was != action:
            return ""
        return fields.get(name, "") if name else action


def sides_of(state: State) -> list[tuple[Decision, Action, Mapping[str, Any]]]:
    """What two say who differ: the events, and what each of them says."""
    tips = (one for one in state.history if one.id in state.heads and is_decision(one))
    return [(one, *decided(one)) for one in state.rounds or tips]


class Cards:
    """Makes the cards of one call, report or check for the person who asks.

    ``beside_words`` where each stands beside its turn: the turns around are there to be read; on
    the page of both languages those of both.
    """

    def __init__(
        self, visit: Visit, reviewed: Reviewed, query: str = "", *, beside_words: bool = False
    ) -> None:
        self.visit = visit
        self.reviewed = reviewed
        self.around = CallContext(reviewed)
        self.address = address_of(reviewed.name)
        self._query = query
        self._beside_words = beside_words
        self._heard: dict[str, str] = {}

    def of_all(self, states: Iterable[State], numbers: Mapping[str, int]) -> list[ItemCard]:
        """The cards of items that are so numbered."""
        return [self.of(state, numbers.get(state.key, 0)) for state in states]

    def of(self, state: State, number: int = 0, form: str | None = None) -> ItemCard:
        """The card of an item, with its ``number`` in its list; with a ``form`` all forms are on
        it, that of this action open."""
        member = self.visit.who
        every: tuple[Action, ...] = (*DECIDE[state.kind], "comment", "adjudicate")
        allowed = tuple(
            action
            for action in every
            if action != "add"
            and not (state.status == "disputed" and action in DECIDE[state.kind])  # a third's now
            and may(member.duty, action, state.kind)
            and (action != "adjudicate" or _may_adjudicate(state, member.name))
        )
        own = own_decision(state, member.name)
        is_whole = form is not None
        has_fields = state.kind == "statement" and (is_whole or "adjudicate" in allowed)
        return ItemCard(
            self._view(state, number),
            state,
            self.address,
            self._query,
            allowed,
            _fields(row_of(state)) if has_fields and state.item else (),
            own,
            own.id if own else state.event if member.duty == "lead" else "",
            to_do(state, member) is not None,
            is_whole,
            typed=(form or "", {}),
        )

    def _view(self, state: State, number: int) -> CardView:
        item = state.item
        if item is None:
            return CardView(state.kind, state.key, number, value_name(state.label), "")
        view = self._bare(state, item, number)
        gravity = gravity_of_state(state)
        start_ms, end_ms = view.start_ms, view.end_ms
        if state.kind in ("statement", "finding"):
            start_ms, end_ms = self.around.when(state)
        return replace(
            view,
            gravity=gravity,
            rank=view.rank if state.kind == "check" else rank_of(gravity),
            sides=self._sides(view, state),
            said=item.words,
            confidence=confidence_of(state),
            place=self._placed(view),
            turn=self.around.turn(state) if state.kind != "quotation" else None,
            sound=self._sound(view, start_ms),
            start_ms=start_ms,
            end_ms=end_ms,
        )

    def _bare(self, state: State, item: ReviewItem, number: int) -> CardView:
        """The card by what its row says alone."""
        if state.kind == "quotation":
            at = 1 + (item.anchor.turn or 0)
            return quotation_card(at, item.row, self._paragraphs.get(at), state.key)
        if state.kind == "check":
            has_call = self.visit.desk.review.has_call
            sources = (str(fact["source"]) for fact in item.row["evidence"])
            links = {one: call_at(one) for one in sources if has_call(one)}
            return check_card(number, item.row, links, state.key)
        quote = item.anchor.text if state.kind == "statement" else ""
        return CardView(state.kind, state.key, number, *in_words(state), quote=quote)

    @cached_property
    def _paragraphs(self) -> Mapping[int, ShownBlock]:
        return by_quotation(report_text(self.visit, self.reviewed.name))

    def _sides(self, view: CardView, state: State) -> tuple[ContextSide, ...]:
        if self._beside_words and (state.kind == "statement" or "on=alignment" in self._query):
            return ()
        return view.sides or self.around.of(state)

    def _placed(self, view: CardView) -> PlaceLink | None:
        """The place with an address to go to, where its call is at hand."""
        if view.place is None or not self.visit.desk.review.has_call(view.place.name):
            return view.place
        return replace(view.place, address=address_of(view.place.name))

    def _sound(self, view: CardView, start_ms: int | None) -> str:
        """Where the words are heard; empty where they are not."""
        name = view.place.name if view.place else self.reviewed.name
        if start_ms is None or view.kind == "check":
            return ""
        if name not in self._heard:
            self._heard[name] = self.visit.sound_at(name)
        return self._heard[name]


def in_words(state: State) -> tuple[str, str]:
    """What kind of thing an item is (a message), and what it says."""
    if state.kind != "statement":
        row = state.item.row if state.item else {}
        line = said_in(row, "why" if state.kind == "quotation" else "note")
    elif record := statement_of(state):
        line = wording(record).line()
    else:
        line = str(row_of(state).get("category", ""))
    return value_name(state.label), line


def _may_adjudicate(state: State, viewer: str) -> bool:
    blind = state.assigned.blind and viewer in state.assigned.people
    return not blind and (state.status == "disputed" or state.conflict)


def _fields(row: Mapping[str, Any]) -> tuple[FormField, ...]:
    """The fields that fit the category, a wait in words among them."""
    hints = get_type_hints(Statement)
    own = next((names for of, names in OF_CATEGORY.items() if of == row.get("category")), ())
    in_words = [FormField(WAIT_IN_WORDS, "words", "")] if "wait_min_days" in own else []
    names = ("category", *own, *OF_EVERY)
    fields = [_field(name, hints[name], row.get(name)) for name in names]
    return (fields[0], *in_words, *fields[1:])


def _field(name: str, hint: Any, value: Any) -> FormField:
    if name in _LISTED:
        return FormField(name, "choice", value, _LISTED[name]())
    options = [one for one in get_args(hint) if one is not type(None)] or [hint]
    words = tuple(str(word) for one in (hint, *options) for word in _literals(one))
    if words:
        return FormField(name, "choice", value, words)
    return FormField(name, "yes_no" if bool in options else "number", value)


def _literals(hint: Any) -> tuple[str, ...]:
    found = get_args(hint)
    return found if found and all(isinstance(one, str) for one in found) else ()
