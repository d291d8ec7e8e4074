"""The index of a workspace: what is said where, so that a thousand calls are searched at once.

A SQLite file (FTS5) in ``.calltools/``, made from transcripts and statements, brought up to date
by itself and safe to delete.  Chinese is indexed character by character, so that a phrase finds
any part of a text, a single character too; English by words.  Script, width and case are one.
Beside the characters it has their sounds, for what a recogniser wrote as a homophone.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from calltools.errors import CalltoolsError, TranscriptError, WorkspaceError
from calltools.files import bytes_of
from calltools.progress import Progress, silent
from calltools.records import parse_as, plain
from calltools.store.copies import Recorded, copies, sketch_of
from calltools.store.folder import ALIGNMENT, STATEMENTS, Folder
from calltools.store.indexed import folded, sounded
from calltools.store.recordings import Registered, recordings, unregistered
from calltools.store.seal import break_seal, is_damaged, seal
from calltools.store.standing import faults_of, without_record
from calltools.store.summary import CallSummary, facts_of, has_page, stale_stages
from calltools.store.workspace import Workspace

if TYPE_CHECKING:
    from calltools.statements.record import Statement
    from calltools.transcripts.model import Transcript

_VERSION = 4
_SCHEMA = """
CREATE TABLE calls (
  call_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL, facts TEXT NOT NULL,
  hospital TEXT, date TEXT, language TEXT, sketch TEXT NOT NULL);
CREATE TABLE turns (
  turn_id INTEGER PRIMARY KEY, call_id INTEGER NOT NULL, turn_index INTEGER NOT NULL, role TEXT,
  speaker TEXT, start_ms INTEGER, text TEXT NOT NULL);
CREATE UNIQUE INDEX turns_of_call ON turns (call_id, turn_index);
CREATE TABLE statements (
  statement_id INTEGER PRIMARY KEY, call_id INTEGER NOT NULL, turn_index INTEGER NOT NULL,
  category TEXT, modality TEXT, organ TEXT, availability TEXT, introduced_by TEXT,
  wait_min_days INTEGER, wait_max_days INTEGER, start_ms INTEGER, row TEXT NOT NULL);
CREATE INDEX statements_of_call ON statements (call_id, turn_index);
CREATE VIRTUAL TABLE words USING fts5 (text, sound, content='', contentless_delete=1);
"""
_Answer = TypeVar("_Answer")


class CallIndex:
    """The index of a workspace, open; use it in a ``with`` statement.

    A damaged one is made anew, which ``tell`` is told in a line; where none can be kept, as in a
    read-only workspace, it is made in memory, for this once.
    """

    def __init__(self, workspace: Workspace, tell: Callable[[str], None] | None = None) -> None:
        self.workspace = workspace
        self._path = workspace.root / ".calltools" / "index.sqlite"
        self._tell = tell
        self._is_kept = True
        self._connection: sqlite3.Connection

    def __enter__(self) -> CallIndex:
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        if self._is_kept:
            seal(self._path)

    def _open(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if is_damaged(self._path):
                self._throw_away()
            self._connection = self._opened(self._path)
        except (OSError, sqlite3.Error) as error:
            self._open_after(error)

    def _open_after(self, error: Exception) -> None:
        """Open an empty index: in the file's place where ``error`` tells that it is damaged."""
        if not isinstance(error, OSError) and not _is_hindered(error):
            with contextlib.suppress(OSError, sqlite3.Error):
                self._throw_away()
                self._connection = self._opened(self._path)
                return
        self._is_kept = False
        self._connection = self._opened(Path(":memory:"))

    def _throw_away(self) -> None:
        break_seal(self._path)
        for path in (self._path.with_name(f"{self._path.name}-journal"), self._path):
            path.unlink(missing_ok=True)
        if self._tell:
            self._tell(f"{self._path}: was damaged, and is made anew")

    def asked(self, ask: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
        """What ``ask`` reads in the index; asked again of a new one where that is damaged."""
        try:
            return ask(self._connection)
        except (sqlite3.Error, ValueError) as error:
            self._connection.close()
            self._open_after(error)
            self.refresh()
            return ask(self._connection)

    def _opened(self, path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=60)
        connection.row_factory = sqlite3.Row
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version != _VERSION:
                if path == self._path:
                    break_seal(path)
                with connection:
                    names = connection.execute(
                        "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN"
                        " ('calls', 'turns', 'statements', 'words')"
                    ).fetchall()
                    for (name,) in names:
                        connection.execute(f"DROP TABLE {name}")
                    connection.executescript(_SCHEMA)
                    connection.execute(f"PRAGMA user_version = {_VERSION}")
            connection.execute("PRAGMA synchronous = OFF")  # safe to lose: it is made anew
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def refresh(self, progress: Progress = silent) -> dict[str, CalltoolsError]:
        """Bring the index up to date; what could not be read, by the call's name."""
        try:
            return self._refresh(progress)
        except (sqlite3.Error, UnicodeError) as error:
            self._connection.close()
            self._open_after(error)
            return self._refresh(progress)

    def _refresh(self, progress: Progress) -> dict[str, CalltoolsError]:
        failed: dict[str, CalltoolsError] = {}
        known = dict(self._connection.execute("SELECT name, stamp FROM calls").fetchall())
        names = [
            path.name for path in sorted(self.workspace.transcripts.glob("*/")) if path.is_dir()
        ]
        for name in known.keys() - set(names):
            with self._connection:
                self._forget(name)
        changed = []
        for name in names:
            stamp = _stamp(self.workspace.folder(name))
            if stamp and known.get(name) != stamp:
                changed.append((name, stamp))
            elif not stamp and name in known:
                with self._connection:
                    self._forget(name)
        for number, (name, stamp) in enumerate(changed):
            progress(number / len(changed))
            try:
                with self._connection:
                    self._forget(name)
                    self._add(name, stamp)
            except CalltoolsError as error:
                failed[name] = error
        return failed

    def _forget(self, name: str) -> None:
        found = self._connection.execute(
            "SELECT call_id FROM calls WHERE name = ?", (name,)
        ).fetchone()
        if found is None:
            return
        (call,) = found
        self._connection.execute(
            "DELETE FROM words WHERE rowid IN (SELECT turn_id FROM turns WHERE call_id = ?)",
            (call,),
        )
        for table in ("turns", "statements", "calls"):
            self._connection.execute(f"DELETE FROM {table} WHERE call_id = ?", (call,))

    def _add(self, name: str, stamp: str) -> None:
        transcript, statements = read_call(self.workspace.folder(name))
        facts = plain(facts_of(transcript, statements))
        call = self._connection.execute(
            "INSERT INTO calls (name, stamp, facts, hospital, date, language, sketch)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                name,
                stamp,
                json.dumps(facts, ensure_ascii=False),
                facts["hospital"],
                facts["date"],
                facts["language"],
                json.dumps(sorted(sketch_of(transcript))),
            ),
        ).lastrowid
        for number, turn in enumerate(transcript.turns):
            row = self._connection.execute(
                "INSERT INTO turns (call_id, turn_index, role, speaker, start_ms, text)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (call, number, turn.role, turn.speaker, turn.start_ms, turn.text),
            ).lastrowid
            text = folded(turn.text)
            self._connection.execute(
                "INSERT INTO words (rowid, text, sound) VALUES (?, ?, ?)",
                (row, text, sounded(text)),
            )
        columns = (
            "category", "modality", "organ", "availability", "introduced_by", "wait_min_days",
            "wait_max_days", "start_ms",
        )  # fmt: skip
        self._connection.executemany(
            f"INSERT INTO statements (call_id, turn_index, row, {', '.join(columns)})"
            f" VALUES ({', '.join('?' * (3 + len(columns)))})",
            [
                (
                    call,
                    one.turn_index,
                    json.dumps(one.to_json(), ensure_ascii=False),
                    *(getattr(one, column) for column in columns),
                )
                for one in statements
            ],
        )

    def summaries(self) -> list[CallSummary]:
        """Every call, new recordings too, by name; call :meth:`refresh` before."""
        return self.asked(self._summaries)

    def _summaries(self, connection: sqlite3.Connection) -> list[CallSummary]:
        facts = {
            name: json.loads(text)
            for name, text in connection.execute("SELECT name, facts FROM calls")
        }
        known = recordings(self.workspace)
        sketches = {
            name: frozenset(json.loads(text))
            for name, text in connection.execute("SELECT name, sketch FROM calls")
        }
        copied = copies(
            [
                Recorded(
                    each.name,
                    each.probe.duration_ms,
                    each.pcm_sha256,
                    sketches.get(each.name, frozenset()),
                )
                for each in known
            ]
        )
        found = [
            self._summary(recording, facts.get(recording.name, {}), copied.get(recording.name))
            for recording in known
        ]
        broken = without_record(self.workspace, known)
        found += [
            CallSummary(name, "broken", "", faults=(self._told(fault),))
            for name, fault in broken.items()
        ]
        found += [
            CallSummary(path.stem, "new", _inside(path, self.workspace))
            for path in unregistered(self.workspace, known)
            if path.stem not in broken
        ]
        return sorted(found, key=lambda one: one.name)

    def _told(self, fault: CalltoolsError) -> str:
        """A fault with its file as seen from the workspace: pages are handed on."""
        return str(fault).replace(f"{self.workspace.root}{os.sep}", "")

    def _summary(
        self, recording: Registered, facts: dict[str, Any], copied: tuple[str, float] | None
    ) -> CallSummary:
        folder = self.workspace.folder(recording.name).at_rest()
        edited = tuple(path.name for path in folder.edited())
        stale = stale_stages(folder, recording)
        faults = faults_of(folder, recording)
        state = "edited" if edited else "done"
        if not recording.path.exists():
            state = "gone"
        elif any(isinstance(fault, TranscriptError) for fault in faults):
            state = "broken"
        elif not edited and stale:
            state = "stale" if facts or folder.step("transcript") else "new"
        return parse_as(
            json.dumps(
                {
                    **facts,
                    "name": recording.name,
                    "state": state,
                    "recording": _inside(recording.path, self.workspace),
                    "duration_ms": recording.probe.duration_ms,
                    "stale": stale,
                    "edited": edited,
                    "faults": tuple(self._told(fault) for fault in faults),
                    "copy_of": copied and copied[0],
                    "page": has_page(folder),
                    "published": (folder.path / ALIGNMENT).is_file(),
                },
                ensure_ascii=False,
            ),
            CallSummary,
        )


def _is_hindered(error: Exception) -> bool:
    """Whether an index can't be used for another reason than what stands in it: a disk that is
    full or can't be written, another process that holds it."""
    name = getattr(error, "sqlite_errorname", "")
    hindrances = ("BUSY", "LOCKED", "PERM", "READONLY", "IOERR", "FULL", "CANTOPEN", "NOMEM")
    return name.startswith(tuple(f"SQLITE_{hindrance}" for hindrance in hindrances))


def read_call(folder: Folder) -> tuple[Transcript, list[Statement]]:
    """The transcript as it stands and the statements found in it; none where there are none yet.

    Raises CalltoolsError for what can't be read.
    """
    from calltools.statements.rows import read_statements
    from calltools.transcripts.readers.calltools_json import read_transcript

    path = folder.path / folder.transcript_name
    transcript = read_transcript(bytes_of(path, WorkspaceError), str(path))
    found = folder.path / STATEMENTS
    rows = read_statements(bytes_of(found, WorkspaceError), str(found)) if found.is_file() else []
    return transcript, rows


def _inside(path: Path, workspace: Workspace) -> str:
    return (
        str(path.relative_to(workspace.root)) if path.is_relative_to(workspace.root) else str(path)
    )


def _stamp(folder: Folder) -> str:
    """What changes when what is indexed of a call does; empty where there is nothing to index."""
    parts = []
    for name in (folder.transcript_name, STATEMENTS):
        with contextlib.suppress(OSError):
            found = (folder.path / name).stat()
            parts.append(f"{name} {found.st_size} {found.st_mtime_ns} {found.st_ino}")
    return "; ".join(parts) if parts and parts[0].startswith(folder.transcript_name) else ""
