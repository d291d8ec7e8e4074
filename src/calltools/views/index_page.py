"""The page of a workspace: a table of its calls, sorted and narrowed, that leads to theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote

from calltools.errors import CalltoolsError
from calltools.files import atomic_write
from calltools.language.plain_text import counted
from calltools.messages import Message
from calltools.store.folder import PAGE
from calltools.store.index import CallIndex
from calltools.store.summary import CallSummary
from calltools.store.workspace import INDEX_PAGE, Workspace
from calltools.times import span
from calltools.views.calls_table import CallsTable, TableCell, TableColumn, TableRow
from calltools.views.render import render

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


HEADINGS = "Call State Length Language Voices Statements Corrections Warnings".split()
"""Those of a table of calls on a terminal."""


def call_rows(calls: Sequence[CallSummary]) -> Iterator[tuple[str, ...]]:
    """Calls as rows of that table."""
    for call in calls:
        state = ": ".join(filter(None, (call.state, ", ".join(call.edited or call.stale))))
        counts = (str(sum(call.statements.values()) or ""), str(call.corrections or ""))
        voices = ", ".join(call.voices)
        warnings = "; ".join((*_copied(call), *(warning.words for warning in call.warnings)))
        yield (call.name, state, _length(call), call.language or "", voices, *counts, warnings)


def _length(call: CallSummary) -> str:
    return "" if call.duration_ms is None else span(call.duration_ms)


def _copied(call: CallSummary) -> list[str]:
    return [f"another recording of {call.copy_of}"] if call.copy_of else []


def _row(call: CallSummary) -> TableRow:
    link = f"transcripts/{quote(call.name)}/{PAGE}" if call.page else ""
    waits = ", ".join(call.edited) or (counted(len(call.stale), "stage") if call.stale else "")
    state = ": ".join(filter(None, (call.state, waits)))
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
    return [*_copied(call), *call.faults, *(warning.words for warning in call.warnings)]
