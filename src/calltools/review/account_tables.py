"""The tables of accounts: SQLite in the workspace, or the team's PostgreSQL.

They hold how things are, and are written over; what was done with accounts stands in the log.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
)
from sqlalchemy.engine import URL

from calltools.settings import Settings
from calltools.store.database import address, asking, server, writing

ACCOUNTS_FILE = "accounts.sqlite"
"""The database of a workspace that has no other."""

LOCK = 0x61636374
"""The number under which those who change accounts wait for each other."""

_WAIT_S = 30
"""How long one who changes accounts waits for another, in SQLite."""

METADATA = MetaData()

PEOPLE = Table(
    "people",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("duty", Text, nullable=False),
    Column("full_name", Text, nullable=False),
    Column("active", Integer, nullable=False),
    Column("password", Text, nullable=False),
    Column("chosen", Integer, nullable=False),
    Column("factor", Text, nullable=False),
    Column("factor_step", BigInteger, nullable=False),
)
"""Accounts; ``password`` is its argon2id hash, and ``chosen`` whether its owner chose it.
``factor`` is what makes the codes of the second factor, locked with the password, empty for none;
``factor_step`` the last step of time of which a code was used."""

DEVICES = Table(
    "devices",
    METADATA,
    Column("token", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("seen", BigInteger, nullable=False),
)
"""Browsers in which somebody logged in before; ``token`` is the sha256 of theirs."""

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("token", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("started", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
)
"""Who is logged in; ``token`` is the sha256 of theirs, times are seconds."""

ATTEMPTS = Table(
    "attempts",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("until", BigInteger, nullable=False),
)
"""Failed log-ins, by name and by address, and until when the next must wait."""


def open_accounts(root: Path, settings: Settings) -> Engine:
    """The database of accounts of the workspace at ``root``, with its tables.

    Raises SettingsError for an address that can't be used, WorkspaceError for a database that can't
    be opened.
    """
    engine = server(address(settings)) if settings.database else _file(root / ACCOUNTS_FILE)
    with asking(engine), writing(engine, LOCK) as connection:
        METADATA.create_all(connection)
    return engine


def _file(path: Path) -> Engine:
    with suppress(OSError):  # told when it is opened
        # What is in it is not for everybody on the machine.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    # Transactions are begun below: the module's own begin too late, and never for reading.
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": _WAIT_S, "isolation_level": None},
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # what was answered is kept, whatever happens
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
