"""The index of a workspace: what is said where, so that a thousand calls are searched at once.

A SQLite database (FTS5), made from transcripts and statements, brought up to date by itself and
safe to delete.  It is kept whole behind the hash of what it holds, and read into memory: one that
is not what its hash says, or of another release, is made anew, so that no damage makes an answer
wrong.  Chinese is indexed character by character, so that a phrase finds any part of a text, a
single character too; English by words.  Script, width and case are one.  Beside the characters it
has their sounds, for what a recogniser wrote as a homophone.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable
from dataclasses import astuple, dataclass, fields

from calltools.errors import CalltoolsError, WorkspaceError
from calltools.files import atomic_write, bytes_of
from calltools.progress import Progress, silent
from calltools.provenance import sha256_bytes
from calltools.records import Whole, convert, plain, read_line, read_lines
from calltools.store.call_folder import STATEMENTS, Folder
from calltools.store.copies import Recorded, copies, sketch_of
from calltools.store.indexed import folded, sounded
from calltools.store.recordings import recordings, unregistered
from calltools.store.summary import (
    CallSummary,
    broken_calls,
    facts_of,
    inside,
    summary_of,
)
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Turn
from calltools.version import __version__

_FILE = ".calltools/calls.index"
_HASH = 64
"""So many hex digits stand before the database."""
_SCHEMA = """
CREATE TABLE calls (
  call_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL, facts TEXT NOT NULL,
  hospital TEXT, date TEXT, language TEXT, sketch TEXT NOT NULL);
CREATE TABLE turns (
  turn_id INTEGER PRIMARY KEY, call_id INTEGER NOT NULL, turn_index INTEGER NOT NULL, role TEXT,
  speaker TEXT, start_ms INTEGER, text TEXT NOT NULL);
CREATE UNIQUE INDEX turns_of_call ON turns (call_id, turn_index);
CREATE TABLE statements (
  statement_id INTEGER PRIMARY KEY, call_id INTEGER NOT NULL, row TEXT NOT NULL,
  turn_index INTEGER NOT NULL, category TEXT, modality TEXT, organ TEXT, availability TEXT,
  introduced_by TEXT, wait_min_days INTEGER, wait_max_days INTEGER, start_ms INTEGER);
CREATE INDEX statements_of_call ON statements (call_id, turn_index);
CREATE VIRTUAL TABLE words USING fts5 (text, sound, content='', contentless_delete=1);
"""


@dataclass(frozen=True, slots=True)
class StatementRow:
    """What statements are found by; their fields are explained with the record of a statement."""

    turn_index: Whole
    category: str
    modality: str = "asserted"
    organ: str | None = None
    availability: str | None = None
    introduced_by: str | None = "hospital"
    wait_min_days: Whole | None = None
    wait_max_days: Whole | None = None
    start_ms: Whole | None = None


_COLUMNS = tuple(field.name for field in fields(StatementRow))


class CallIndex:
    """The index of a workspace, open as ``connection``; use it in a ``with`` statement.

    ``tell`` is told in a line of one that is made anew.
    """

    connection: sqlite3.Connection

    def __init__(self, workspace: Workspace, tell: Callable[[str], None] | None = None) -> None:
        self.workspace = workspace
        self._path = workspace.root / _FILE
        self._tell = tell

    def __enter__(self) -> CallIndex:
        self.connection = sqlite3.connect(":memory:")
        if database := self._kept():
            self.connection.deserialize(database)
        else:
            self.connection.executescript(_SCHEMA)
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def _kept(self) -> bytes:
        """The database as it was kept; empty where there is none that can be trusted."""
        try:
            with self._path.open("rb") as file:
                kept_hash, database = file.read(_HASH), file.read()
        except OSError:
            return b""
        if kept_hash == _hash_of(database):
            return database
        if self._tell:
            self._tell(f"{self._path}: is damaged or of another release, and is made anew")
        return b""

    def _keep(self) -> None:
        """Keep the database; where nothing can be written it is made again the next time."""
        database = self.connection.serialize()
        with contextlib.suppress(WorkspaceError):
            atomic_write(self._path, _hash_of(database) + database, synced=False)

    def refresh(self, progress: Progress = silent) -> dict[str, CalltoolsError]:
        """Bring the index up to date; what could not be read, by the call's name."""
        failed: dict[str, CalltoolsError] = {}
        known = dict(self.connection.execute("SELECT name, stamp FROM calls").fetchall())
        folders = [path for path in self.workspace.transcripts.glob("*/") if path.is_dir()]
        stamps = {path.name: _stamp(self.workspace.folder(path.name)) for path in sorted(folders)}
        changed = [name for name, stamp in stamps.items() if stamp and known.get(name) != stamp]
        gone = [name for name in known if not stamps.get(name)]
        for name in gone:
            self._forget(name)
        for number, name in enumerate(changed):
            progress(number / len(changed))
            self._forget(name)
            try:
                self._add(name, stamps[name])
            except CalltoolsError as error:
                failed[name] = error
        self.connection.commit()
        if changed or gone:
            self._keep()
        return failed

    def _forget(self, name: str) -> None:
        call = self.connection.execute("SELECT call_id FROM calls WHERE name = ?", (name,))
        for (call_id,) in call.fetchall():
            self.connection.execute(
                "DELETE FROM words WHERE rowid IN (SELECT turn_id FROM turns WHERE call_id = ?)",
                (call_id,),
            )
            for table in ("turns", "statements", "calls"):
                self.connection.execute(f"DELETE FROM {table} WHERE call_id = ?", (call_id,))

    def _add(self, name: str, stamp: str) -> None:
        from calltools.transcripts.readers.calltools_json import read_transcript  # not for a search

        folder = self.workspace.folder(name)
        path = folder.path / folder.transcript_name
        transcript = read_transcript(bytes_of(path, WorkspaceError), str(path))
        statements = _statements(folder)
        facts = plain(facts_of(transcript, (row.category for row, _ in statements)))
        call_id = self._insert(
            "calls",
            name=name,
            stamp=stamp,
            facts=json.dumps(facts, ensure_ascii=False),
            hospital=facts["hospital"],
            date=facts["date"],
            language=facts["language"],
            sketch=json.dumps(sorted(sketch_of(transcript))),
        )
        for number, turn in enumerate(transcript.turns):
            self._add_turn(call_id, number, turn)
        for row, line in statements:
            columns = dict(zip(_COLUMNS, astuple(row), strict=True))
            self._insert("statements", call_id=call_id, row=line, **columns)

    def _add_turn(self, call_id: int, number: int, turn: Turn) -> None:
        turn_id = self._insert(
            "turns",
            call_id=call_id,
            turn_index=number,
            role=turn.role,
            speaker=turn.speaker,
            start_ms=turn.start_ms,
            text=turn.text,
        )
        text = folded(turn.text)
        self._insert("words", rowid=turn_id, text=text, sound=sounded(text))

    def _insert(self, table: str, **values: object) -> int:
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"
        return self.connection.execute(statement, tuple(values.values())).lastrowid or 0

    def summaries(self) -> list[CallSummary]:
        """Every call, new recordings too, by name; call :meth:`refresh` before."""
        rows = self.connection.execute("SELECT name, facts, sketch FROM calls").fetchall()
        facts = {name: json.loads(told) for name, told, _ in rows}
        sketches = {name: frozenset[int](json.loads(sketch)) for name, _, sketch in rows}
        known = recordings(self.workspace)
        recorded = [
            Recorded(
                each.name,
                each.probe.duration_ms,
                each.pcm_sha256,
                sketches.get(each.name, frozenset()),
            )
            for each in known
        ]
        copied = {name: first for name, (first, _) in copies(recorded).items()}
        found = [
            summary_of(self.workspace, each, facts.get(each.name, {}), copied.get(each.name))
            for each in known
        ]
        found += broken_calls(self.workspace, known)
        taken = {call.name for call in found if call.state == "broken"}
        found += [
            CallSummary(path.stem, "new", inside(path, self.workspace))
            for path in unregistered(self.workspace, known)
            if path.stem not in taken
        ]
        return sorted(found, key=lambda call: call.name)


def _hash_of(database: bytes) -> bytes:
    """The hash of a database, of this release of calltools."""
    made_by = f"{__version__} {_SCHEMA} {sha256_bytes(database)}"
    return sha256_bytes(made_by.encode()).encode()


def _statements(folder: Folder) -> list[tuple[StatementRow, str]]:
    """What the statements of a call are found by, each with its line; none before they are made."""
    path = folder.path / STATEMENTS
    if not path.is_file():
        return []
    return [
        (
            read_line(
                line, place, lambda row: convert(row, StatementRow), "is not a statement",
                "extract it again",
            ),
            line.decode("utf-8"),
        )
        for place, line in read_lines(bytes_of(path, WorkspaceError), path)
    ]  # fmt: skip


def _stamp(folder: Folder) -> str:
    """What changes when what is indexed of a call does; empty where there is nothing to index."""
    parts = []
    for name in (folder.transcript_name, STATEMENTS):
        with contextlib.suppress(OSError):
            written = (folder.path / name).stat()
            parts.append(f"{name} {written.st_size} {written.st_mtime_ns} {written.st_ino}")
    return "; ".join(parts) if parts and parts[0].startswith(folder.transcript_name) else ""
