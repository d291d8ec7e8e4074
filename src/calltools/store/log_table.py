"""A log kept in the database of a team: one table, a row for each line with its body.

The lines and bodies are those of the files, to the byte, and so are the chain and its check: what
is different is who may add at one time.  Files are safe on the disk of one machine; people on
several machines need a server that lets one of them write after the other.  One shape for both, so
that everything that reads a log (calls, review, verify, bags) asks no question twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Engine, MetaData, Table, Text, insert, select
from sqlalchemy.event import listens_for

from calltools.errors import WorkspaceError
from calltools.provenance import sha256_bytes
from calltools.store.database import asking, where_is, writing
from calltools.store.log import NewLines, check_lines, read_event
from calltools.store.log_files import FileCarrier

_LOCK = 0x63616C6C
"""The number under which those who add to the log wait for each other."""

_METADATA = MetaData()
_LOG = Table(
    "log",
    _METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("line", Text, nullable=False),
    Column("body", Text),  # none where it stayed behind
)

_ONLY_ADDED = (
    """
CREATE FUNCTION log_only_added() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN RAISE EXCEPTION 'the log is only ever added to'; END$$
""",
    """
CREATE TRIGGER log_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON log
FOR EACH STATEMENT EXECUTE FUNCTION log_only_added()
""",
)
"""Anybody who writes by hand is told: the chain would not hold."""


@listens_for(_LOG, "after_create")
def _refuse_changes(_table: Table, connection: Connection, **_: Any) -> None:
    for command in _ONLY_ADDED:
        connection.exec_driver_sql(command)


class TableCarrier:
    """The log in the PostgreSQL of ``engine``; ``files`` keep what was there before the server."""

    def __init__(self, engine: Engine, files: FileCarrier) -> None:
        self.engine = engine
        self._files = files
        self.where = where_is(engine)
        self._last: tuple[int, str] | None = None
        self._writer: Connection | None = None

    def prepare(self) -> None:
        """Make the table where there is none, and take the log that stands in files where there is
        none here: a workspace gets a server.

        Raises WorkspaceError where both are there and go apart, IntegrityError for files that are
        no log.
        """
        with asking(self.engine), writing(self.engine, _LOCK) as connection:
            _METADATA.create_all(connection)
        self._take_over()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lock of the log in the server, in the transaction that :meth:`write` ends."""
        with asking(self.engine), self.engine.connect() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            self._writer = connection
            try:
                yield
            finally:
                self._writer = None

    def read(self) -> NewLines:
        """What was added; all of it where the last line that was read is another now."""
        with asking(self.engine):
            if self._writer is not None:
                return self._read(self._writer)
            with self.engine.connect() as connection:
                return self._read(connection)

    def _take_over(self) -> None:
        kept = self._files.read()
        if not kept.lines:
            return
        head = check_lines(kept.lines, self._files.where)
        with self.writing():
            there = self.read().lines
            if not there:
                self.write(kept.lines, kept.bodies)
            elif list(there[: head.seq]) != list(kept.lines):
                problem = f"holds other events than {self._files.where} of this workspace"
                raise WorkspaceError(self.where, problem, "give each workspace its own database")
        self._last = None

    def _read(self, connection: Connection) -> NewLines:
        seq, line = self._last or (0, "")
        wanted = select(_LOG.c.seq, _LOG.c.line, _LOG.c.body).order_by(_LOG.c.seq)
        rows = connection.execute(wanted.where(_LOG.c.seq >= seq)).all()
        anew = False
        if self._last is not None:
            anew = not rows or (rows[0].seq, rows[0].line) != (seq, line)
            rows = connection.execute(wanted).all() if anew else rows[1:]
        if rows:
            self._last = (rows[-1].seq, rows[-1].line)
        elif anew:
            self._last = None
        lines = [row.line.encode() for row in rows]
        return NewLines(lines, [row.body.encode() for row in rows if row.body], anew)

    def write(self, lines: Sequence[bytes], bodies: Sequence[bytes]) -> None:
        """Add rows and commit; the next writer may write from then on."""
        assert self._writer is not None, "is called while writing"
        last = self._last[0] if self._last else 0
        there = {sha256_bytes(body): body.decode() for body in bodies}
        rows = [
            {"seq": seq, "line": line.decode(), "body": there.get(read_event(line).body_sha256)}
            for seq, line in enumerate(lines, last + 1)
        ]
        self._writer.execute(insert(_LOG), rows)
        self._writer.commit()
