"""The first page: what waits, call by call, and how far the work is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from starlette.responses import Response

from calltools.messages import ITEMS, Message, in_a_row
from calltools.review.accounts import Colleague
from calltools.review.blind import Assigned
from calltools.review.desk import Reviewed
from calltools.review.permissions import may_run
from calltools.review.workload import ANSWERED, to_do
from calltools.site.page_response import shown
from calltools.site.queue import queue_of
from calltools.site.visit import Visit, address_of, call_at
from calltools.views.index_page import (
    CallsTable,
    HomeDesk,
    IndexView,
    TableCell,
    TableColumn,
    TableRow,
)

_READ_S = 0.2
"""How long the first page reads calls that nobody looked at yet; it names the others."""
_A_PAGE = 100
"""How many rows of a table stand on one page."""

_SHOWS: Mapping[str, Message] = {
    "": Message("all"), "open": Message("with open items"), "mine": Message("assigned to me"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A call or report, and what of it waits for the person who looks: of ``total`` items so many
    are ``waits``, so many to be looked at ``again``, so many quote a translation that
    ``differs``."""

    name: str
    hospital: str
    date: str
    total: int
    waits: int
    again: int
    differs: int
    key: str
    assigned: Assigned
    is_read: bool
    place: str


_COLUMNS: Mapping[str, tuple[Message, Callable[[WorkRow], str | int]]] = {
    "name": (Message("Name"), lambda row: row.name),
    "hospital": (Message("Hospital"), lambda row: row.hospital),
    "date": (Message("Date"), lambda row: row.date),
    "open": (Message("Open"), lambda row: row.waits),
    "of": (Message("Of"), lambda row: row.total),
    "again": (Message("To look at again"), lambda row: row.again),
    "due": (Message("State"), lambda row: row.assigned.due or "~"),
}
"""The columns by what sorts by them: the name, and by what of a row."""
_NUMBERS = ("open", "of", "again")


def home(visit: Visit) -> Response:
    """What waits, by call and kind; ``show``, ``sort`` and ``page`` in the address say about
    what."""
    review = visit.desk.review
    reviewed = visit.everything(_READ_S)
    rows = [_row(one, visit.who) for one in reviewed]
    known = {row.name for row in rows}
    unread = [name for name in review.calls() if name not in known and visit.reach.may_open(name)]
    visit.log_list()
    waits, total = sum(row.waits for row in rows), sum(row.total for row in rows)
    listing = _Listing(visit)
    values = {"done": total - waits, "total": total}
    return shown(
        visit,
        IndexView(
            Message("What waits"),
            Message("{done} of {total} answered.", **values),
            list(filter(None, (listing.table("calls", rows), listing.table("reports", rows)))),
            HomeDesk(
                total=total,
                waits=waits,
                again=sum(row.again for row in rows),
                checks=[_check(row) for row in rows if row.place == "checks"],
                unread=[(name, call_at(name)) for name in unread],
                unreadable=review.decisions.unreadable() if visit.who.duty == "lead" else [],
                queue=queue_of(visit, waiting=True) if may_run(visit.who.duty) else None,
                shows=listing.shows if rows else (),
            ),
        ),
    )


def _check(row: WorkRow) -> tuple[Message, str]:
    values = {"waits": row.waits, "total": row.total}
    line = Message("{waits} of {total} findings wait for an answer.", **values)
    return line, f"/checks/{address_of(row.name)}"


class _Listing:
    """The tables as the address asks for them."""

    def __init__(self, visit: Visit) -> None:
        query = visit.request.query_params
        self._member = visit.who
        self._chooses = visit.who.duty == "lead" and visit.desk.access.is_team
        sort = query.get("sort", "")
        self._show = query.get("show", "") if query.get("show") in _SHOWS else ""
        self._sort = sort.removeprefix("-") if sort.removeprefix("-") in _COLUMNS else ""
        self._is_down = sort.startswith("-")
        self._page = visit.asked("page", 1)

    @property
    def shows(self) -> list[tuple[str, str, bool]]:
        """The choices of what is listed."""
        return [
            (name, self._address(show=show, page=1), show == self._show)
            for show, name in _SHOWS.items()
        ]

    def _address(self, **changed: str | int) -> str:
        sort = f"{'-' * self._is_down}{self._sort}" if self._sort else ""
        asked = {"show": self._show, "sort": sort, "page": self._page, **changed}
        told = {name: value for name, value in asked.items() if value not in ("", 1)}
        return f"/?{urlencode(told)}" if told else "/"

    def table(self, place: str, rows: Sequence[WorkRow]) -> CallsTable | None:
        """A table of those that are asked for of one place; None where there are none at all."""
        there = [row for row in rows if row.place == place]
        if not there:
            return None
        wanted = [row for row in there if self._takes(row)]
        if self._sort:
            wanted.sort(key=lambda row: row.name)
            wanted.sort(key=_COLUMNS[self._sort][1], reverse=self._is_down)
        pages = max(1, -(-len(wanted) // _A_PAGE))
        page = min(max(self._page, 1), pages)
        return CallsTable(
            Message("Calls") if place == "calls" else Message("Reports"),
            [*self._columns()],
            [self._shown(row) for row in wanted[(page - 1) * _A_PAGE : page * _A_PAGE]],
            [(n, self._address(page=n)) for n in range(1, pages + 1)] if pages > 1 else (),
            page,
            [*_COLUMNS].index(self._sort) if self._sort else None,
            self._is_down,
        )

    def _columns(self) -> Iterator[TableColumn]:
        for sort, (name, _) in _COLUMNS.items():
            turned = f"-{sort}" if sort == self._sort and not self._is_down else sort
            look: Mapping[str, str] = {"date": "whole", "due": "long"}
            yield TableColumn(
                name,
                sort in _NUMBERS,
                look.get(sort, ""),  # type: ignore[arg-type]
                self._address(sort=turned, page=1),
            )

    def _takes(self, row: WorkRow) -> bool:
        if self._show == "mine":
            return self._member.name in row.assigned.people
        return not self._show or bool(row.waits or row.again)

    def _shown(self, row: WorkRow) -> TableRow:
        address = address_of(row.name)
        return TableRow(
            "mine" if self._member.name in row.assigned.people else "",
            (
                TableCell(row.name, row.name, f"/{row.place}/{address}"),
                TableCell.plain(row.hospital),
                TableCell.plain(row.date),
                TableCell.number(row.waits),
                TableCell.number(row.total),
                TableCell.number(row.again),
                TableCell.plain(self._state(row)),
            ),
            (f"chosen.{address}", row.key) if self._chooses else None,
        )

    def _state(self, row: WorkRow) -> str:
        """How a call stands: whose it is, by when, whether it was read."""
        assigned, told = row.assigned, list[str]()
        is_mine = self._member.name in assigned.people
        if is_mine:
            told.append(Message("yours"))
        elif assigned.people and self._member.duty == "lead":
            told.append(Message("for {people}", people=list(assigned.people)))
        if assigned.blind:
            told.append(Message("blind"))
        if assigned.due and (is_mine or self._member.duty == "lead"):
            told.append(Message("by {day}", day=assigned.due))
        if row.is_read:
            told.append(Message("read"))
        if row.differs:
            words = "{count} of a translation that differs from its call"
            told.append(Message(words, count=row.differs))
        return in_a_row(*told, by=ITEMS)


@lru_cache(maxsize=8_192)  # what was read once stays as it is, and is counted once for each person
def _row(reviewed: Reviewed, member: Colleague) -> WorkRow:
    items = [state for kind in ANSWERED for state in reviewed.of_kind(kind)]
    call = reviewed.transcript.call if reviewed.transcript else None
    waits = Counter(filter(None, (to_do(state, member) for state in (reviewed.whole, *items))))
    return WorkRow(
        name=reviewed.name,
        hospital=(call and call.hospital) or "",
        date=(call and call.date) or "",
        total=len(items),
        waits=waits["decide"] + waits["settle"] + waits["read"],
        again=waits["again"],
        differs=sum(bool(state.item.translation_differs) for state in items if state.item),
        key=reviewed.whole.key,
        assigned=reviewed.whole.assigned,
        is_read=bool(reviewed.whole.read_by),
        place=reviewed.place,
    )
