"""The review database: a SQLite file in the workspace, or PostgreSQL by the setting ``database``.

Its password is in ``CALLTOOLS_DATABASE_PASSWORD`` or in the file that
``CALLTOOLS_DATABASE_PASSWORD_FILE`` names: never in a setting, on a command line or in a log.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from calltools.errors import SettingsError, WorkspaceError
from calltools.files import text_of
from calltools.settings import SETTINGS_FILE, Settings
from calltools.store.workspace import Workspace

REVIEW_FILE = "review.sqlite"
"""The database of a workspace that has no other."""

PASSWORD = "CALLTOOLS_DATABASE_PASSWORD"
PASSWORD_FILE = "CALLTOOLS_DATABASE_PASSWORD_FILE"
PASSWORD_HOST = "CALLTOOLS_DATABASE_HOST"
"""The one host beside this machine that the password is sent to: workspaces are handed on, and a
file in one does not say where it goes."""
_THIS_MACHINE = (None, "localhost", "127.0.0.1", "::1")

_LOCK = 0x63616C6C
"""The number under which writers of one database wait for each other in PostgreSQL."""
_WAIT_S = 30


def address(
    workspace: Workspace, settings: Settings, environment: Mapping[str, str] | None = None
) -> URL:
    """Where the database of the workspace is.

    Raises SettingsError for an address that is none, holds a password, is of another kind, or is
    on a host that the password is not for.
    """
    if not settings.database:
        return URL.create("sqlite", database=str(workspace.root / REVIEW_FILE))
    try:
        url = make_url(settings.database)
    except ArgumentError as error:
        raise SettingsError("database", "is no address", _EXAMPLE) from error
    if url.password is not None or "password" in url.query:
        raise SettingsError("database", "a password stands in it", f"put it in {PASSWORD}")
    if url.drivername == "sqlite" and url.database:
        return url.set(database=str(workspace.root / url.database))
    if url.drivername != "postgresql+pg8000":
        raise SettingsError("database", f"{url.drivername} is of no use", _EXAMPLE)
    if "host" in url.query:
        raise SettingsError("database", "a host stands behind its question mark", _EXAMPLE)
    environment = os.environ if environment is None else environment
    password = _password(environment)
    known = (*_THIS_MACHINE, environment.get(PASSWORD_HOST))
    if password is not None and url.host not in known and "database" not in settings.given:
        problem = f"{SETTINGS_FILE} names {url.host}, and the password is not known to be for it"
        raise SettingsError("database", problem, f"if it is, set {PASSWORD_HOST}={url.host}")
    return url.set(password=password)


_EXAMPLE = "expected sqlite:///FILE or postgresql+pg8000://USER@HOST/NAME"


def _password(environment: Mapping[str, str]) -> str | None:
    if environment.get(PASSWORD):
        return environment[PASSWORD]
    if path := environment.get(PASSWORD_FILE):
        return text_of(Path(path), SettingsError).rstrip("\n")
    return None


def connect(url: URL) -> Engine:
    """The database at ``url``, with its tables as this release has them.

    Raises WorkspaceError where it can't be opened, or is of a later release.
    """
    if url.drivername == "sqlite" and url.database:
        _make_private(Path(url.database))
    engine = prepared(url)
    where = url.render_as_string(hide_password=True)
    try:
        _migrate(engine, where)
    except (DBAPIError, OSError) as error:
        engine.dispose()
        raise WorkspaceError(where, f"can't be opened: {_reason(error)}", _SEE) from error
    except WorkspaceError:
        engine.dispose()
        raise
    return engine


def prepared(url: URL) -> Engine:
    """An engine for the database at ``url`` as it is, with transactions as they are meant here."""
    if url.drivername == "sqlite":
        # Transactions are begun below: the module's own begin too late, and never for reading.
        engine = create_engine(url, connect_args={"timeout": _WAIT_S, "isolation_level": None})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
    if url.password is None:
        event.listen(engine, "do_connect", _connect_without_password)
    return engine


def _connect_without_password(dialect: Any, _record: Any, args: Any, parameters: Any) -> Any:
    """A connection to a server that asks for no password.  Raises WorkspaceError."""
    try:
        return dialect.connect(*args, **parameters)
    except AttributeError as error:  # pg8000, of a password that is asked for and is none
        where = f"{parameters.get('host')}, {parameters.get('database')}"
        problem = "asks for a password, and none is set"
        raise WorkspaceError(where, problem, f"put it in {PASSWORD} or {PASSWORD_FILE}") from error


def _make_private(path: Path) -> None:
    """Let nobody else read a new database: what is in it is not for everybody on the machine."""
    with suppress(OSError):  # told when it is opened
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


_SEE = "see docs/review.md, The database"


def _reason(error: Exception) -> str:
    """What the database says, in one line without parameters."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    told = getattr(cause, "args", ())
    first = told[0] if told else cause
    return str(first.get("M", first) if isinstance(first, dict) else first)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction in which nobody else writes: what is read in it is how things are."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        yield connection


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # what was answered is kept, whatever happens
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(engine: Engine, where: str) -> None:
    """Bring the tables to this release, all at once or not at all."""
    config = Config()
    config.set_main_option("script_location", "calltools.review:migrations")
    scripts = ScriptDirectory.from_config(config)
    newest = scripts.get_current_head()
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found == newest:
        return
    if found is not None and found not in {one.revision for one in scripts.walk_revisions()}:
        problem = f"was made by a later release of calltools (revision {found})"
        raise WorkspaceError(where, problem, "install that release")
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
