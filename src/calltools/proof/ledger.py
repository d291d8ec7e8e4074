"""The ledger of a workspace: a log in which each entry holds the hash of the one before it.

``custody/ledger.jsonl``, one entry a line, is only ever added to.  An entry says that something was
so at a time (an act): it names by its hash the record in which the thing itself stands, and repeats
nothing of it.  Lines are canonical JSON (RFC 8785, which for text and whole numbers is what
:func:`~calltools.provenance.canonical_json` writes); an entry's hash is the SHA-256 of its line
without the line feed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from calltools.errors import WorkspaceError, os_error_reason
from calltools.files import reading
from calltools.provenance import canonical_json, sha256_bytes
from calltools.records import Whole, parse_as, plain
from calltools.store.workspace import Workspace
from calltools.times import utc_now

CUSTODY = "custody"
"""The folder in a workspace that holds all that is of custody."""

LEDGER = "ledger.jsonl"
"""The ledger's name in that folder."""

_LOCK = "ledger"
_BLOCK = 1 << 12

Event = Literal["step", "log", "sidecar", "custody", "export"]
"""What an entry is of: the record of a step, a log that people's acts are added to, what is known
of a call, a file beside the ledger (head, stamp, certificate), or a bag that was begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that is so: the file that ``event`` and ``name`` name has these bytes.

    ``recording`` is the sha256 of the original that it is of, where it is of one: names change.
    ``size`` is the length of a log in bytes, and ``sha256`` then that of so many.  No ``sha256``:
    the file is no longer there.
    """

    event: Event
    name: str
    recording: str = ""
    sha256: str = ""
    size: Whole | None = None

    @property
    def subject(self) -> Subject:
        """What it is of, whatever its bytes are."""
        return self.event, self.name


Subject = tuple[Event, str]
"""What an act of a recording, or of none, is of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry(Act):
    """A line of the ledger.  ``number`` counts from 1; ``previous`` is the hash of the line before,
    empty in the first; ``time`` is when it was entered, UTC.

    Files of custody have no time of their own there: heads and stamps hold theirs.  So nothing
    stands behind the last head that no other file vouches for.
    """

    number: Whole
    previous: str = ""
    time: str = ""

    def line(self) -> bytes:
        """The entry as it is written, without the line feed."""
        return canonical_json(
            {k: v for k, v in plain(self).items() if v not in ("", None)}
        ).encode()


def read_entry(line: bytes) -> LedgerEntry:
    """The entry in a line.  Raises ValueError for anything that would not be written so."""
    entry = parse_as(line, LedgerEntry)
    if entry.line() != line:
        raise ValueError("is not written as entries are")
    return entry


def ledger_path(root: Path) -> Path:
    """Where the ledger of the workspace at ``root`` is."""
    return root / CUSTODY / LEDGER


def read_whole_lines(path: Path, offset: int = 0) -> Iterator[bytes]:
    """The lines of a file from ``offset`` on, each with its line feed; the last one without, where
    whoever wrote it was killed.  Raises CalltoolsError if it can't be read."""
    with reading(path), path.open("rb") as file:
        file.seek(offset)
        yield from file


def add_lines(path: Path, data: bytes) -> None:
    """Add whole lines behind the last whole one of a file, synced; half a line, of one who was
    killed, goes.  Call with the file's lock held.  Raises WorkspaceError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file:
            size = end = file.tell()
            while end:  # from behind: what is long is not read
                start = max(0, end - _BLOCK)
                file.seek(start)
                if (found := file.read(end - start).rfind(b"\n")) >= 0:
                    end = start + found + 1
                    break
                end = start
            if end != size:
                file.truncate(end)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise WorkspaceError(
            path, f"can't be written: {os_error_reason(error)}", "mend it and run again"
        ) from error


@dataclass(frozen=True, slots=True)
class LedgerState:
    """How far a ledger goes: ``entries`` lines of ``size`` bytes in all, their ``sha256``, and the
    hash of the last one (``last``)."""

    entries: int
    size: int
    sha256: str
    last: str


class Ledger:
    """The ledger of a workspace, read once and then as far as it grew."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._path = ledger_path(workspace.root)
        self._forget()

    def _forget(self) -> None:
        self._known: dict[str, dict[Subject, str]] = {}
        self._entries = self._size = 0
        self._last = ""
        self._sha256 = hashlib.sha256()

    def state(self) -> LedgerState:
        """How far it goes now."""
        self._refresh()
        return LedgerState(self._entries, self._size, self._sha256.hexdigest(), self._last)

    def knows(self, recording: str, *events: Event) -> bool:
        """Whether something was entered of a recording (empty: of none), one of ``events``."""
        self._refresh()
        return any(event in events for event, _name in self._known.get(recording, ()))

    def recordings(self) -> set[str]:
        """The recordings that something was entered of."""
        self._refresh()
        return {recording for recording in self._known if recording}

    def news(self, acts: Iterable[Act]) -> list[Act]:
        """Those of ``acts`` that are not what was last entered of their subjects."""
        self._refresh()
        return [
            act
            for act in acts
            if self._known.get(act.recording, {}).get(act.subject, "") != act.sha256
        ]

    def known(self, recording: str, event: Event) -> set[str]:
        """The names of what is entered of a recording and is there by the last entry."""
        self._refresh()
        entered = self._known.get(recording, {}).items()
        return {name for (kind, name), sha256 in entered if sha256 and kind == event}

    def add(self, acts: Iterable[Act]) -> int:
        """Enter what is new of ``acts``, all of it at once; how many entries that were.

        Nothing is locked or written where nothing is new.  Raises WorkspaceError.
        """
        if not (found := self.news(acts)):
            return 0
        with self._workspace.lock(_LOCK):
            lines, number, last = [], 0, ""
            for number, act in enumerate(self.news(found), self._entries + 1):
                time = "" if act.event == "custody" else utc_now()
                entry = LedgerEntry(
                    **_fields(act), number=number, previous=last or self._last, time=time
                )
                last = sha256_bytes(entry.line())
                lines.append(entry.line() + b"\n")
            add_lines(self._path, b"".join(lines))
            self._refresh()
        return len(lines)

    def _refresh(self) -> None:
        try:
            size = self._path.stat().st_size
        except FileNotFoundError:
            size = 0
        if size < self._size:  # put back from a copy
            self._forget()
        if size == self._size:
            return
        for line in read_whole_lines(self._path, self._size):
            if not line.endswith(b"\n"):
                break
            self._entries += 1
            self._size += len(line)
            self._sha256.update(line)
            self._last = sha256_bytes(line[:-1])
            try:  # verify reads strictly and tells what is wrong; work goes on
                entry = parse_as(line, LedgerEntry)
            except ValueError:
                continue
            self._known.setdefault(entry.recording, {})[entry.subject] = entry.sha256


def _fields(act: Act) -> dict[str, Any]:
    return {name: getattr(act, name) for name in Act.__slots__}
