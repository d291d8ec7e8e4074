"""Decisions of people, which stand in the review database, as the ledger and bags have them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from calltools.errors import CalltoolsError
from calltools.provenance import canonical_json
from calltools.settings import load
from calltools.workspace import Workspace

DECISIONS = "decisions.jsonl"
"""What they are called in the ledger, and the file that holds them in a bag."""

_SQLITE = "sqlite:///"
_FILE = "review.sqlite"


def decisions(workspace: Workspace) -> bytes | None:
    """All decisions in the order in which they came in, a line each; None without a database.

    The database refuses to change or remove one, so that what was entered of them stays their
    beginning.  Raises CalltoolsError where it can't be read.
    """
    settings = load(workspace.settings_file)
    if not settings.database or settings.database.startswith(_SQLITE):
        path = workspace.root / (settings.database.removeprefix(_SQLITE) or _FILE)
        return _of_file(path) if path.is_file() else None
    from calltools.review.database import address, connect
    from calltools.review.event import to_row
    from calltools.review.store import EventStore

    engine = connect(address(workspace, settings))
    try:
        rows = [canonical_json(to_row(event)) for event in EventStore(engine).events()]
    finally:
        engine.dispose()
    return "".join(f"{row}\n" for row in rows).encode()


def _of_file(path: Path) -> bytes:
    """Those in a SQLite file, which is opened for reading alone: it may lie on any medium."""
    asked = "SELECT row FROM events ORDER BY seq"
    for mode in ("mode=ro", "immutable=1"):  # without a place for its log, as it is
        try:
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)) as opened:
                return "".join(f"{row}\n" for (row,) in opened.execute(asked)).encode()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return b""
            problem = str(error)
        except sqlite3.DatabaseError as error:
            raise CalltoolsError(path, f"is no review database: {error}") from error
    raise CalltoolsError(path, f"can't be read: {problem}")
