"""The cards of a page with what stands around them: the filter, what one did last, the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import parse_qsl

from calltools.messages import Message
from calltools.review.bulk_decisions import YES, LastDone, for_yes_problem, last_done
from calltools.review.desk import Reviewed
from calltools.review.event import ItemKind
from calltools.review.permissions import may
from calltools.site.cards import Cards, ItemCard
from calltools.site.visit import Visit, address_of, path_of
from calltools.site.worklist import Choice, Worklist, worklist
from calltools.views.field_names import value_name

SHOWN_NAMES: Mapping[str, str] = {
    "open": Message("open"),
    "mine": Message("assigned to me"),
    "grave": Message("grave"),
    "unsure": Message("the machine is unsure"),
}
"""What can be asked for, as messages."""

_LISTED: Mapping[str, tuple[ItemKind, ...]] = {
    "calls": ("statement", "finding"), "reports": ("quotation",), "checks": ("check",),
}  # fmt: skip
"""What is listed beside the words of a call, of a report, of a check."""

_ON_ALIGNMENT = "?on=alignment"


def on_alignment(query: str) -> str:
    """A filter as the query of an address, said to be of the page of both languages."""
    return f"{_ON_ALIGNMENT}&{query}"


@dataclass(frozen=True, slots=True)
class Listed:
    """The cards of one page of a call, report or check.

    ``for_yes`` is how many of the list may be said yes to in one go; ``last`` what the person who
    looks did last here.  ``path`` is the page's address; of a call, ``turns`` are where its items
    stand. ``place`` is ``alignment`` where the cards stand beside the rows of both languages."""

    cards: Sequence[ItemCard]
    work: Worklist
    last: Sequence[LastDone]
    for_yes: int
    address: str
    path: str
    hides: bool
    turns: Mapping[str, int | None]
    place: str = ""

    def at(self, key: str) -> str:
        """The address under which an item stands in the list; of none, that of the list."""
        if not key:
            return f"{self.path}{self.query}"
        if self.place:
            return f"{self.path}{self.query}&item={key}#{key}"
        if not self.turns:
            return f"{self.path}{self.work.page_of(key).query}#{key}"
        turn = self.turns.get(key)
        query = self.work.asked.with_turn(turn)
        return f"{self.path}{query}#{key}"

    def choices(self, narrowed: str) -> list[tuple[Choice, str]]:
        """The choices of a kind, with their names (messages)."""
        return [
            (one, SHOWN_NAMES[one.value] if narrowed == "show" else value_name(one.value))
            for one in self.work.choices
            if one.narrowed == narrowed
        ]

    @property
    def query(self) -> str:
        """The filter, as the query of an address, with the place where it is not of a list."""
        asked = self.work.asked.query
        return f"{_ON_ALIGNMENT}{asked.replace('?', '&')}" if self.place else asked


@dataclass(frozen=True, slots=True)
class ToolsView:
    """What stands above a list, by itself."""

    template: ClassVar[str] = "list_tools.html"

    listed: Listed


def listed(
    visit: Visit, reviewed: Reviewed, query: str | None = None, *, with_cards: bool = False
) -> Listed:
    """The list of a page that the ``query`` asks for; of a request, its own.

    The cards of a call are made by the person who shows the turns that they stand beside.
    """
    asked = visit.request.url.query if query is None else query.removeprefix("?")
    cards = Cards(visit, reviewed, asked)
    place = "alignment" if ("on", "alignment") in parse_qsl(asked) else ""
    member, kinds = visit.who, ("finding",) if place else _LISTED[reviewed.place]
    work = worklist(reviewed, kinds, member, asked, cards.around)
    for_yes = sum(
        not for_yes_problem(state) and may(member.duty, YES[state.kind], state.kind)
        for state in work.found
    )
    done = last_done(visit.desk.review, reviewed.name, reviewed.recording, member.name)
    return Listed(
        cards.of_all(work.shown, work.numbers) if with_cards else (),
        work,
        [one for one in done if visit.reach.may_see(one.event)],
        for_yes,
        address_of(reviewed.name),
        f"{path_of(reviewed)}/{place}" if place else path_of(reviewed),
        reviewed.hides,
        {state.key: cards.around.turn(state) for state in work.found}
        if reviewed.transcript and not place
        else {},
        place,
    )
