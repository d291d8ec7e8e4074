"""A decision that was sent, kept or refused: from a form or the script, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeGuard, cast, get_args

from starlette.responses import JSONResponse, Response

from calltools.errors import CalltoolsError, ConflictError, SettingsError
from calltools.messages import Message
from calltools.review.bulk_decisions import YES, for_yes_problem, looked_at, say_yes, undo_lot
from calltools.review.decision_request import nothing_to_undo
from calltools.review.desk import Reviewed
from calltools.review.event import DECIDE, Action
from calltools.review.item_state import State
from calltools.review.permissions import require
from calltools.site.card_list import Listed, ToolsView, listed
from calltools.site.cards import Cards, ItemCard, sides_of
from calltools.site.history import history_view
from calltools.site.page_response import language_of, shown
from calltools.site.visit import Visit
from calltools.views.interface_languages import catalogue

_MOST_AT_ONCE = 500
"""How many items are said yes to in one go."""


@dataclass(frozen=True, slots=True)
class CardPageView:
    """One card by itself, to be put in the place of an older one."""

    template: ClassVar[str] = "card.html"

    card: ItemCard


@dataclass(frozen=True, slots=True)
class YesView:
    """What is to be said yes to in one go; once it was, the ``lot`` that takes it back, how many
    were kept, and those left out with the reason."""

    template: ClassVar[str] = "say_yes.html"

    title: str
    back: str
    path: str
    cards: tuple[tuple[ItemCard, str], ...] = ()
    more: int = 0
    lot: str = ""
    kept: int = 0
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SentDecision:
    """What somebody decided: ``seen`` and ``after`` are what they had before them."""

    action: Action
    value: Mapping[str, Any]
    reason: str | None
    seen: str | None
    after: tuple[str, ...] | list[str] | None


def sent(visit: Visit, state: State) -> SentDecision:
    """The decision in a request.

    A form has its fields under the action's name, ``reason`` among them, and ``at``, which says
    what was looked at; a program sends ``value``, ``reason``, ``seen`` and ``after``.  Raises
    SettingsError for what is not a decision, ConflictError where another thing was looked at.
    """
    action = visit.text("action", 20)
    if action not in get_args(Action) or action in ("undo", "correct", "add", "assign"):
        raise SettingsError(
            "action", Message("expected a decision, found {found}", found=repr(action))
        )
    value, reason = visit.body.get("value") or {}, visit.text("reason")
    if isinstance(fields := visit.body.get(action), dict):
        value = {name: text for name, text in fields.items() if name != "reason"}
        reason = str(fields.get("reason") or "")
    after = visit.body.get("after")
    if not isinstance(value, dict) or not (after is None or is_texts(after)):
        raise SettingsError("value", "expected an object, and a list of events")
    seen = visit.text("seen", 64) or None
    if at := visit.text("at", 40):
        if at != looked_at(state):
            raise ConflictError(
                visit.name,
                "it changed, or somebody else decided it, since you looked",
                "look again, then decide",
            )
        seen, after = state.item.sha256 if state.item else "", list(state.heads)
    return SentDecision(
        cast(Action, action), _meant(action, value, state), reason or None, seen, after
    )


def _meant(action: str, value: Mapping[str, Any], state: State) -> Mapping[str, Any]:
    """The value of an action as the log has it, of that of a form."""
    if action == "accept" and value.get("read"):
        return {"translation_differs": list(state.item.translation_differs if state.item else ())}
    if action == "adjudicate" and "round" in value:
        if value["round"] == "own":
            return _own_answer(value, state)
        sides = sides_of(state)
        number = str(value["round"])
        if not number.isdecimal() or int(number) >= len(sides):
            raise SettingsError("round", "expected one of those who decided")
        _, decided, of_it = sides[int(number)]
        return {"action": decided, "value": dict(of_it)}
    return value


def _own_answer(value: Mapping[str, Any], state: State) -> Mapping[str, Any]:
    """What a third answers who decides as neither of two did: ``own`` is the action, beside it its
    verdict or its fields."""
    own = str(value.get("own", ""))
    if own not in DECIDE[state.kind] or own in ("add", "move"):
        raise SettingsError("own", "expected an answer of your own")
    rest = {name: text for name, text in value.items() if name not in ("round", "own", "verdict")}
    of_it: Mapping[str, Any] = rest if own == "amend" else {}
    if own == "override":
        of_it = {"verdict": value.get("verdict")}
    return {"action": own, "value": of_it}


def is_texts(found: Any) -> TypeGuard[list[str]]:
    """Whether something sent is a list of texts."""
    return isinstance(found, list) and all(isinstance(one, str) for one in found)


def kept(visit: Visit, name: str, key: str, made: Mapping[str, Any]) -> Response:
    """The answer to a decision of an item of the call or report ``name`` that was kept: what was
    ``made``, the card as it is now, and which waits next under the same filter.

    What was taken back may be of a call that nobody has open: its card is asked for by itself.
    """
    reviewed = visit.reach.shown(visit.desk.review.get(name, visit.who.name))
    now = listed(visit, reviewed, visit.text("query", 2_000))
    following = now.work.next_open(key)
    back = now.at(following or key)
    if visit.is_form:
        return visit.answer({}, back)
    state = reviewed.by_key.get(key)
    is_shown = "undone" not in made
    return visit.answer(
        {
            **made,
            "item": key,
            "card": _card_text(visit, reviewed, state, now) if state and is_shown else "",
            "tools": _text(visit, ToolsView(now)),
            "next": following,
            "next_at": back if following else "",
        }
    )


def _card_text(visit: Visit, reviewed: Reviewed, state: State, now: Listed, form: str = "") -> str:
    cards = Cards(visit, reviewed, now.query, beside_words=bool(reviewed.transcript))
    number = now.work.numbers.get(state.key, 0)
    return _text(visit, CardPageView(cards.of(state, number, form or None)))


def _text(visit: Visit, view: CardPageView | ToolsView) -> str:
    return bytes(shown(visit, view).body).decode()


def card(visit: Visit) -> Response:
    """The card of one item, as it stands now under the filter of the address, with the ``form`` of
    an action open."""
    reviewed = visit.reviewed()
    state, now = visit.state_in(reviewed), listed(visit, reviewed)
    form = visit.request.query_params.get("form", "")
    return Response(_card_text(visit, reviewed, state, now, form), media_type="text/html")


def refused(visit: Visit, error: CalltoolsError, status: int) -> Response:
    """The answer to a decision that was not kept: why, and the card as it is now, in whose form
    what was typed still stands."""
    reviewed = visit.reviewed()
    state = visit.state_in(reviewed)
    now = listed(visit, reviewed, visit.text("query", 2_000))
    number = now.work.numbers.get(state.key, 0)
    action = visit.text("action", 20)
    fields = visit.body.get(action)
    typed = {name: str(text) for name, text in fields.items()} if isinstance(fields, dict) else {}
    problem = error.in_language(catalogue(language_of(visit.request)).gettext)
    card = Cards(visit, reviewed, now.query).of(state, number, action)
    card = replace(card, problem=problem, typed=(action, typed))
    if visit.is_form:
        return shown(visit, history_view(reviewed, state, card), status)
    return JSONResponse({"problem": problem, "card": _text(visit, CardPageView(card))}, status)


def undo(visit: Visit) -> Response:
    """Take back a decision of one's own, or all that one did in one go; a lead may take back
    anybody's decision."""
    member, review = visit.who, visit.desk.review
    taken = visit.request.path_params["event"]
    targets = [event for event in review.decisions.events() if taken in (event.id, event.lot)]
    if not all(map(visit.reach.may_see, targets)):
        if taken.startswith("l"):
            raise SettingsError("undo", "nothing of it is left to undo")
        raise nothing_to_undo(taken)
    events = (
        undo_lot(review, taken, member.name).events
        if taken.startswith("l")
        else (review.undo(taken, member.name, of_others=member.duty == "lead"),)
    )
    last = events[-1]
    return kept(visit, review.name_of(last), events[0].item, {"event": last.id, "undone": True})


def yes_form(visit: Visit) -> Response:
    """What the filter shows and is open, to be said yes to in one go."""
    reviewed = visit.reviewed()
    now = listed(visit, reviewed)
    found = [state for state in now.work.found if not for_yes_problem(state)]
    cards = Cards(visit, reviewed, now.query)
    made = [cards.of(state, now.work.numbers[state.key]) for state in found[:_MOST_AT_ONCE]]
    shown_cards = tuple((card, card.looked_at) for card in made if card.yes)
    back = f"{now.path}{now.query}"
    more = len(found) - len(made)
    path = f"/items/{now.address}{now.query}"
    return shown(visit, YesView(reviewed.name, back, path, shown_cards, more))


def yes(visit: Visit) -> Response:
    """Say yes to the items ``seen`` (what each was when it was looked at, by key), where ``count``
    says how many they are."""
    reviewed, member = visit.reviewed(), visit.who
    wanted = visit.body.get("seen")
    if not isinstance(wanted, dict) or not is_texts(list(wanted.values())):
        raise SettingsError("seen", "expected the items that were looked at")
    if visit.text("count", 10).strip() != str(len(wanted)):
        raise SettingsError(
            "count", Message("expected {count}: as many as are listed", count=len(wanted))
        )
    states = {key: state for key in wanted if (state := reviewed.by_key.get(key))}
    for state in states.values():
        require(member.name, member.duty, YES.get(state.kind, "confirm"), state)
    seen = {key: wanted[key] for key in states}  # of what may be opened alone
    lot = say_yes(visit.desk.review, reviewed.name, seen, member.name)
    now = listed(visit, visit.reviewed())
    names = {state.key: now.work.numbers.get(state.key, 0) for state in reviewed.states}
    left_out = tuple((str(names.get(key) or key), why) for key, why in lot.left_out.items())
    back = f"{now.path}{now.query}"
    view = YesView(reviewed.name, back, "", lot=lot.id, kept=len(lot.events), left_out=left_out)
    if visit.is_form:
        return shown(visit, view)
    return visit.answer({"lot": lot.id, "kept": len(lot.events), "left_out": dict(lot.left_out)})
