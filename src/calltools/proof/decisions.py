"""Decisions of people, which stand in the review database, as the ledger and bags have them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from calltools.errors import CalltoolsError, WorkspaceError
from calltools.review import require_packages
from calltools.settings import SETTINGS_FILE, Settings, load
from calltools.store.workspace import Workspace

DECISIONS = "decisions.jsonl"
"""What they are called in the ledger, and the file that holds them in a bag."""

_SQLITE = "sqlite:///"
_FILE = "review.sqlite"
_ASKED = "SELECT row FROM events ORDER BY seq"


def decisions(workspace: Workspace, *, elsewhere: bool = True) -> bytes | None:
    """All decisions in the order in which they came in, a line each; None without a database.

    The database refuses to change or remove one, so that what was entered of them stays their
    beginning.  Raises CalltoolsError where it can't be read, or lies on a server or outside the
    workspace and nobody asked for what is ``elsewhere``.
    """
    settings = load(workspace.settings_file)
    if not settings.database or settings.database.startswith(_SQLITE):
        path = workspace.root / (settings.database.removeprefix(_SQLITE) or _FILE)
        if path.resolve().is_relative_to(workspace.root.resolve()) or elsewhere:
            return _of_file(path) if path.is_file() else None
    elif elsewhere:
        return _of_server(workspace, settings)
    problem = "names a database elsewhere, which is not asked for the decisions"
    raise WorkspaceError(SETTINGS_FILE, problem, "give --database if it is yours")


def _of_server(workspace: Workspace, settings: Settings) -> bytes | None:
    """Those in PostgreSQL, in a transaction that may not write: the tables are left as they are."""
    require_packages()
    from sqlalchemy import inspect, text
    from sqlalchemy.exc import SQLAlchemyError

    from calltools.review.database import address, prepared

    url = address(workspace, settings)
    engine = prepared(url)
    try:
        with engine.connect().execution_options(postgresql_readonly=True) as connection:
            if not inspect(connection).has_table("events"):
                return None
            return _lines(row for (row,) in connection.execute(text(_ASKED)))
    except (SQLAlchemyError, OSError) as error:
        where = url.render_as_string(hide_password=True)
        problem = "holds decisions that can't be read: is it up, and the password set?"
        raise WorkspaceError(where, problem, "see docs/review.md, The database") from error
    finally:
        engine.dispose()


def _of_file(path: Path) -> bytes:
    """Those in a SQLite file, which is opened for reading alone: it may lie on any medium."""
    for mode in ("mode=ro", "immutable=1"):  # without a place for its log, as it is
        try:
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)) as opened:
                return _lines(row for (row,) in opened.execute(_ASKED))
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return b""
            problem = str(error)
        except sqlite3.DatabaseError as error:
            raise CalltoolsError(path, f"is no review database: {error}") from error
    raise CalltoolsError(path, f"can't be read: {problem}")


def _lines(rows: Iterable[str]) -> bytes:
    return "".join(f"{row}\n" for row in rows).encode()
