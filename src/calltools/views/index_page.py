"""The page of a workspace: a table of its calls, sorted and narrowed, that leads to theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal
from urllib.parse import quote

from calltools.files import atomic_write
from calltools.language.plain_text import counted
from calltools.store.folder import PAGE
from calltools.store.index import CallIndex
from calltools.store.summary import CallSummary
from calltools.store.workspace import INDEX_PAGE, Workspace
from calltools.times import span
from calltools.views.render import render


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    number: bool = False
    look: Literal["", "whole", "long"] = ""
    """Cells that are never broken, or have room for sentences."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """What a cell shows, and what it is sorted by."""

    text: str
    sort: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class _CallRow:
    state: str
    cells: tuple[_Cell, ...]


_COLUMNS = (
    _Column("Call"), _Column("State"), _Column("Hospital"), _Column("Date", look="whole"),
    _Column("Length", True, "whole"), _Column("Language"), _Column("Voices"),
    _Column("Turns", True), _Column("Statements", True), _Column("Corrections", True),
    _Column("Warnings", look="long"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class IndexView:
    """The calls of a workspace as a page shows them."""

    template: ClassVar[str] = "index.html"

    title: str
    summary: str
    columns: Sequence[_Column]
    rows: Sequence[_CallRow]


def index_page(calls: Sequence[CallSummary], title: str = "Calls") -> str:
    """The page, to be kept in the root of the workspace: links are relative to it."""
    rows = [_row(call) for call in calls]
    done = sum(row.state == "done" for row in rows)
    copied = sum(call.copy_of is not None for call in calls)
    counted_once = counted(len(rows) - copied, "call")
    counted_once += f" in {counted(len(rows), 'recording')}" if copied else ""
    return render(IndexView(title, f"{counted_once}, {done} done", _COLUMNS, rows))


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


def _row(call: CallSummary) -> _CallRow:
    link = f"transcripts/{quote(call.name)}/{PAGE}" if call.page else ""
    waits = ", ".join(call.edited) or (counted(len(call.stale), "stage") if call.stale else "")
    state = ": ".join(filter(None, (call.state, waits)))
    statements = sum(call.statements.values())
    return _CallRow(
        call.state,
        (
            _Cell(call.name, call.name, link),
            _plain(state),
            _plain(call.hospital or ""),
            _plain(call.date or ""),
            _Cell(_length(call), str(call.duration_ms or 0)),
            _plain(call.language or ""),
            _plain(", ".join(call.voices)),
            _Cell(str(call.turns or ""), str(call.turns)),
            _Cell(str(statements or ""), str(statements)),
            _Cell(str(call.corrections or ""), str(call.corrections)),
            _plain("; ".join(_remarks(call))),
        ),
    )


def _remarks(call: CallSummary) -> list[str]:
    """What a reader should know of the call."""
    return [*_copied(call), *call.faults, *(warning.words for warning in call.warnings)]


def _plain(text: str) -> _Cell:
    return _Cell(text, text)
