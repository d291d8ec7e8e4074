"""The database of a team: PostgreSQL, by the setting ``database``.

Its password is in ``CALLTOOLS_DATABASE_PASSWORD`` or in the file that
``CALLTOOLS_DATABASE_PASSWORD_FILE`` names: never in a setting, on a command line or in a log.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import (
    TimeoutError as PoolTimeoutError,
)

from calltools.errors import SettingsError, UnreachableError, WorkspaceError
from calltools.files import text_of
from calltools.settings import SETTINGS_FILE, Settings

PASSWORD = "CALLTOOLS_DATABASE_PASSWORD"
PASSWORD_FILE = "CALLTOOLS_DATABASE_PASSWORD_FILE"
PASSWORD_HOST = "CALLTOOLS_DATABASE_HOST"
"""The one host beside this machine that is connected to where a file alone names it: workspaces are
handed on, and a file in one does not say where it goes."""
_THIS_MACHINE = (None, "localhost", "127.0.0.1", "::1")

_ANSWERS_S = 60
"""How long a server may take for an answer: nobody waits for ever where the network is gone."""
_GONE = ("57P01", "57P02", "57P03", "53300")
"""What PostgreSQL says that is shut down, crashed, is starting, or has no room for one more."""

_EXAMPLE = "expected postgresql+pg8000://USER@HOST/NAME"
_SEE = "see docs/review.md, The database"


def address(settings: Settings, environment: Mapping[str, str] | None = None) -> URL:
    """Where the database that ``settings`` name is.

    Raises SettingsError for an address that is not one, holds a password, is of another kind, or is
    on a host that nobody but a file names.
    """
    environment = os.environ if environment is None else environment
    try:
        url = make_url(settings.database)
    except ArgumentError as error:
        raise SettingsError("database", "is no address", _EXAMPLE) from error
    if url.password is not None or "password" in url.query:
        raise SettingsError("database", "a password stands in it", f"put it in {PASSWORD}")
    if url.drivername != "postgresql+pg8000":
        raise SettingsError("database", f"{url.drivername} can't be used here", _EXAMPLE)
    if "host" in url.query:
        raise SettingsError("database", "a host stands behind its question mark", _EXAMPLE)
    known = (*_THIS_MACHINE, environment.get(PASSWORD_HOST))
    if url.host not in known and "database" not in settings.given:
        problem = f"{SETTINGS_FILE} names {url.host}, and it is not known that it may be asked"
        raise SettingsError("database", problem, f"if it may, set {PASSWORD_HOST}={url.host}")
    return url.set(password=_password(environment))


def _password(environment: Mapping[str, str]) -> str | None:
    if environment.get(PASSWORD):
        return environment[PASSWORD]
    if path := environment.get(PASSWORD_FILE):
        return text_of(Path(path), SettingsError).rstrip("\n")
    return None


def server(url: URL) -> Engine:
    """An engine for the server at ``url``; nothing is asked of it yet."""
    engine = create_engine(
        url,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=20,
        connect_args={"timeout": _ANSWERS_S},
    )
    if url.password is None:
        event.listen(engine, "do_connect", _connect_without_password)
    os.register_at_fork(after_in_child=lambda: engine.dispose(close=False))
    return engine


def _connect_without_password(dialect: Any, _record: Any, args: Any, parameters: Any) -> Any:
    """A connection to a server that asks for no password.  Raises WorkspaceError."""
    try:
        return dialect.connect(*args, **parameters)
    except AttributeError as error:  # pg8000, of a password that is asked for and is none
        where = f"{parameters.get('host')}, {parameters.get('database')}"
        problem = "asks for a password, and none is set"
        raise WorkspaceError(where, problem, f"put it in {PASSWORD} or {PASSWORD_FILE}") from error


def where_is(engine: Engine) -> str:
    """The address of a database without its password, for messages."""
    return engine.url.render_as_string(hide_password=True)


@contextmanager
def asking(engine: Engine) -> Iterator[None]:
    """Raise WorkspaceError, in one line without parameters, where the database can't be asked;
    UnreachableError where it is gone, and may come back."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        kind = UnreachableError if is_gone(error) else WorkspaceError
        problem = f"can't be opened: {_reason(error)}"
        raise kind(where_is(engine), problem, _SEE) from error


def is_gone(error: BaseException) -> bool:
    """Whether an error says that the database is not there at present."""
    if isinstance(error, UnreachableError | OSError | PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    told = getattr(error.orig, "args", ())
    code = told[0].get("C") if told and isinstance(told[0], dict) else ""
    kinds = InterfaceError | OperationalError
    return code in _GONE or isinstance(error, kinds) or error.connection_invalidated


def _reason(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    given = getattr(cause, "args", ())
    first = given[0] if given else cause
    return str(first.get("M", first) if isinstance(first, dict) else first)


@contextmanager
def writing(engine: Engine, lock: int) -> Iterator[Connection]:
    """A transaction in which nobody else writes who asks for the same ``lock``: what is read in it
    is how things are."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": lock})
        yield connection
