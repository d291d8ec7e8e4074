"""Tables of calls and reports: in the page of a workspace and on the first of the application."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from calltools.messages import Message


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
