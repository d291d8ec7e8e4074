"""The page of a workspace: a table of its calls, sorted and narrowed, that leads to theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal
from urllib.parse import quote

from calltools.errors import CalltoolsError
from calltools.files import atomic_write
from calltools.language.plain_text import counted
from calltools.messages import Message
from calltools.store.call_folder import PAGE
from calltools.store.index import CallIndex
from calltools.store.summary import CallSummary
from calltools.store.workspace import INDEX_PAGE, Workspace
from calltools.times import span
from calltools.views.render import render


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its heading, whether it holds numbers, and whether its cells are never broken or
    have room for sentences; ``sort`` is the address that sorts by it, where pages are sorted."""

    name: Message
    number: bool = False
    look: Literal["", "whole", "long"] = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class TableCell:
    """What a cell shows, and what it is sorted by."""

    text: str
    sort: str
    link: str = ""

    @classmethod
    def number(cls, count: int) -> TableCell:
        """A number; nothing where it is 0."""
        return cls(str(count or ""), f"{count:09}")

    @classmethod
    def plain(cls, text: str) -> TableCell:
        """Words that are sorted as they read."""
        return cls(text, text)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: ``state`` is a class of the stylesheet, ``choose`` the name and value under which it
    is chosen, where it can be."""

    state: str
    cells: tuple[TableCell, ...]
    choose: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class CallsTable:
    """A table of one page: ``pages`` are the others with their addresses, ``sorted_by`` the number
    of the column that it is sorted by, where that is known."""

    title: str
    columns: Sequence[TableColumn]
    rows: Sequence[TableRow]
    pages: Sequence[tuple[int, str]] = ()
    page: int = 1
    sorted_by: int | None = None
    is_down: bool = False


_COLUMNS = (
    TableColumn(Message("Call")),
    TableColumn(Message("State")),
    TableColumn(Message("Hospital")),
    TableColumn(Message("Date"), look="whole"),
    TableColumn(Message("Length"), number=True, look="whole"),
    TableColumn(Message("Language")),
    TableColumn(Message("Voices")),
    TableColumn(Message("Turns"), number=True),
    TableColumn(Message("Statements"), number=True),
    TableColumn(Message("Corrections"), number=True),
    TableColumn(Message("Warnings"), look="long"),
)


@dataclass(frozen=True, slots=True)
class HomeDesk:
    """What the first page of the application has beside its tables: how many items of how many are
    answered, how many are to be looked at again; findings between calls, each with its address;
    calls that are not read yet; what can't be read; the queue, for those who run.  ``shows`` are
    the choices of what is listed: name, address, whether it is chosen."""

    total: int
    waits: int
    again: int
    checks: Sequence[tuple[str, str]]
    unread: Sequence[tuple[str, str]]
    unreadable: Sequence[CalltoolsError]
    queue: Any
    shows: Sequence[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class IndexView:
    """The calls of a workspace, or what of them waits, as a page shows them."""

    template: ClassVar[str] = "index.html"

    title: str
    summary: str
    tables: Sequence[CallsTable]
    desk: HomeDesk | None = None


def index_page(calls: Sequence[CallSummary], title: str = "Calls") -> str:
    """The page, to be kept in the root of the workspace: links are relative to it."""
    rows = [_row(call) for call in calls]
    done = sum(row.state == "done" for row in rows)
    copied = sum(call.copy_of is not None for call in calls)
    counted_once = counted(len(rows) - copied, "call")
    counted_once += f" in {counted(len(rows), 'recording')}" if copied else ""
    return render(
        IndexView(title, f"{counted_once}, {done} done", [CallsTable("", _COLUMNS, rows)])
    )


def calls_of(workspace: Workspace, tell: Callable[[str], None] | None = None) -> list[CallSummary]:
    """All calls of a workspace as they stand; ``tell`` is told what :class:`CallIndex` tells."""
    with CallIndex(workspace, tell) as index:
        index.refresh()
        return index.summaries()


def write_index_page(workspace: Workspace, calls: Sequence[CallSummary]) -> None:
    """Write ``index.html`` of a workspace.  Raises WorkspaceError where it can't be written."""
    atomic_write(workspace.root / INDEX_PAGE, index_page(calls, workspace.root.name))


_ON_TERMINAL = (0, 1, 4, 5, 6, 8, 9, 10)
"""Which of these columns stand in a table of calls on a terminal."""
HEADINGS = [_COLUMNS[at].name for at in _ON_TERMINAL]


def call_rows(calls: Sequence[CallSummary]) -> Iterator[tuple[str, ...]]:
    """Calls as rows of that table."""
    for call in calls:
        cells = _row(call).cells
        yield tuple(cells[at].text for at in _ON_TERMINAL)


def _length(call: CallSummary) -> str:
    return "" if call.duration_ms is None else span(call.duration_ms)


def _row(call: CallSummary) -> TableRow:
    link = f"transcripts/{quote(call.name)}/{PAGE}" if call.page else ""
    state = ": ".join(filter(None, (call.state, ", ".join(call.edited or call.stale))))
    statements = sum(call.statements.values())
    return TableRow(
        call.state,
        (
            TableCell(call.name, call.name, link),
            TableCell.plain(state),
            TableCell.plain(call.hospital or ""),
            TableCell.plain(call.date or ""),
            TableCell(_length(call), f"{call.duration_ms or 0:09}"),
            TableCell.plain(call.language or ""),
            TableCell.plain(", ".join(call.voices)),
            TableCell.number(call.turns),
            TableCell.number(statements),
            TableCell.number(call.corrections),
            TableCell.plain("; ".join(_remarks(call))),
        ),
    )


def _remarks(call: CallSummary) -> list[str]:
    """What a reader should know of the call."""
    copied = [f"another recording of {call.copy_of}"] if call.copy_of else []
    return [*copied, *call.faults, *(warning.words for warning in call.warnings)]
