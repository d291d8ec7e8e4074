"""A SQLite file with all tables, keys between them and a search that reads Chinese.

Ready for whatever opens SQLite.  Chinese is written without
spaces, so words are found by their groups of three characters (the ``trigram`` tokenizer of FTS5,
https://www.sqlite.org/fts5.html#the_trigram_tokenizer); what is shorter than three characters
``LIKE`` finds, through the same index table, by reading all of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

from calltools.errors import MissingPartError
from calltools.tables.model import Column, ColumnKind, Table
from calltools.tables.table_rows import PublishedEntry, records, tables_of

_TYPES: dict[ColumnKind, str] = {
    "text": "TEXT",
    "whole": "INTEGER",
    "share": "REAL",
    "truth": "INTEGER",
    "list": "TEXT",
    "decisions": "TEXT",
}
_OWN_KEYS: dict[str, dict[str, str]] = {
    "calls": {},
    "turns": {"turn_id": "INTEGER PRIMARY KEY"},
    "statements": {
        "statement_id": "INTEGER PRIMARY KEY",
        "turn_id": "INTEGER REFERENCES turns (turn_id)",
    },
}
"""Columns that only this file has: keys of a single column, which programs follow."""
_OWN_DESCRIPTIONS = {
    "turn_id": "number of the turn's row in this file",
    "statement_id": "number of the row in this file",
}
_SEARCHED = {"turns": ("text", "translation"), "statements": ("quote", "reading", "in_words")}


def database(entries: Sequence[PublishedEntry]) -> bytes:
    """The SQLite file: tables ``calls``, ``turns``, ``statements``, their search, ``columns``;
    where people decided, also ``findings``, ``quotations`` and ``decisions``.

    Raises MissingPartError where Python's SQLite has no trigram search.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        known = tables_of(entries)
        first = ("calls", "turns")  # a row refers to rows of the tables before
        tables = [known[name] for name in (*first, *(n for n in known if n not in first))]
        for table in tables:
            connection.execute(_create(table))
        with connection:
            _fill(connection, entries, tables)
            _describe(connection, tables)
            _index(connection)
        return connection.serialize()


def _create(table: Table) -> str:
    own = [f"{name} {definition}" for name, definition in _own_keys(table).items()]
    parts = own + [_definition(column, table) for column in table.columns]
    key = ", ".join(map(_quoted, table.key))
    if own:
        parts += [f"UNIQUE ({key})", "FOREIGN KEY (recording) REFERENCES calls (recording)"]
    else:
        parts.append(f"PRIMARY KEY ({key})")
    return f"CREATE TABLE {table.name} ({', '.join(parts)})"


def _definition(column: Column, table: Table) -> str:
    needed = column.name in table.key or not column.nullable
    parts = [_quoted(column.name), _TYPES[column.kind]]
    if needed:
        parts.append("NOT NULL")
    if column.kind == "truth":
        parts.append(f"CHECK ({_quoted(column.name)} IN (0, 1))")
    if column.choices:
        allowed = ", ".join(f"'{choice}'" for choice in column.choices)
        parts.append(f"CHECK ({_quoted(column.name)} IN ({allowed}))")
    return " ".join(parts)


def _fill(
    connection: sqlite3.Connection, entries: Sequence[PublishedEntry], tables: Iterable[Table]
) -> None:
    for table in tables:
        rows = [table.cells(row) for row in records(table, entries)]
        if not rows:
            continue
        names = ", ".join(map(_quoted, rows[0]))
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(
            f"INSERT INTO {table.name} ({names}) VALUES ({marks})",
            (list(row.values()) for row in rows),
        )
    connection.execute(
        "UPDATE statements SET turn_id = (SELECT turn_id FROM turns WHERE"
        " turns.recording = statements.recording AND turns.turn_index = statements.turn_index)"
    )


def _index(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE INDEX statements_by_turn ON statements (turn_id)")
    connection.execute("CREATE INDEX statements_by_category ON statements (category, organ)")
    for table, names in _SEARCHED.items():
        columns = ", ".join(names)
        try:
            connection.execute(
                f"CREATE VIRTUAL TABLE {table}_fts USING fts5({columns}, tokenize='trigram',"
                f" content=\"{table}\", content_rowid='{table.removesuffix('s')}_id')"
            )
        except sqlite3.OperationalError as error:
            raise MissingPartError(
                f"SQLite {sqlite3.sqlite_version}",
                f"has no full-text search by trigrams: {error}",
                "use a Python with SQLite 3.34 or later",
            ) from error
        connection.execute(f"INSERT INTO {table}_fts ({table}_fts) VALUES ('rebuild')")


def _describe(connection: sqlite3.Connection, tables: Iterable[Table]) -> None:
    """The table ``columns``: the file tells by itself what it holds."""
    connection.execute(
        'CREATE TABLE columns ("table" TEXT, "column" TEXT, description TEXT,'
        ' PRIMARY KEY ("table", "column")) WITHOUT ROWID'
    )
    connection.executemany(
        "INSERT INTO columns VALUES (?, ?, ?)",
        ((table.name, name, text) for table in tables for name, text in _documented(table)),
    )


def _documented(table: Table) -> Iterator[tuple[str, str]]:
    yield from ((name, _OWN_DESCRIPTIONS[name]) for name in _own_keys(table))
    for column in table.columns:
        lists = "; as JSON" if column.kind == "list" else ""
        yield column.name, column.description + lists


def _own_keys(table: Table) -> dict[str, str]:
    return _OWN_KEYS.get(table.name, {})


def _quoted(name: str) -> str:
    return f'"{name}"'
