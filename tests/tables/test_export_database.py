"""The SQLite file, read with sqlite3: keys hold, Chinese is found, columns are explained."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from hypothesis import given

import export_cases
from calltools.tables.columns import TABLES
from calltools.tables.export import export
from calltools.tables.table_rows import CallEntry


@contextmanager
def opened(entries: list[CallEntry]) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(export(entries, "sqlite"))
        connection.row_factory = sqlite3.Row
        yield connection


def test_the_file_opens_from_disk_and_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    path.write_bytes(export([export_cases.demo()], "sqlite"))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("SELECT count(*) FROM statements").fetchone() == (4,)


def test_every_statement_leads_to_its_turn_and_call(shared: Path) -> None:
    with opened(export_cases.labelled(shared)) as connection:
        rows = connection.execute(
            "SELECT s.quote, substr(t.text, s.start + 1, s.end - s.start) AS words, c.synthetic"
            " FROM statements s JOIN turns t USING (turn_id) JOIN calls c"
            " ON c.recording = s.recording"
        ).fetchall()
        assert len(rows) == 527
        assert all(row["quote"] == row["words"] for row in rows)
        assert all(row["synthetic"] == 1 for row in rows)


def test_words_are_found_in_turns_quotations_and_the_english_line() -> None:
    with opened([export_cases.demo()]) as connection:

        def values(query: str, *given: str) -> list[object]:
            return [row[0] for row in connection.execute(query, given)]

        matching = "SELECT rowid FROM {0}_fts WHERE {0}_fts MATCH ?"
        turns = f"SELECT turn_index FROM turns WHERE turn_id IN ({matching.format('turns')})"
        assert values(turns, "十几天") == [3]
        quotes = "SELECT quote FROM statements_fts WHERE statements_fts MATCH ?"
        assert values(quotes, '"一个多月"') == ["慢的话一个多月吧"]
        like = values("SELECT turn_index FROM turns WHERE text LIKE '%器官%'")
        assert like, "words of two characters are found by what they are like"
        assert like == values("SELECT turn_index FROM turns WHERE instr(text, '器官')")
        found = matching.format("statements")
        denied = f"SELECT modality FROM statements WHERE statement_id IN ({found})"
        assert set(values(denied, "denied")) == {"denied"}
        tags = "SELECT json_each.value FROM statements s, json_each(s.tags) WHERE s.id LIKE '%s01'"
        assert "fast_slow_pair" in values(tags), "lists are JSON"


def test_statements_without_a_transcript_have_a_call_and_no_turn() -> None:
    with opened([CallEntry("x", export_cases.demo().statements)]) as connection:
        rows = connection.execute("SELECT turn_id, synthetic FROM statements").fetchall()
        assert [tuple(row) for row in rows] == [(None, None)] * 4
        assert connection.execute("SELECT recording, hospital FROM calls").fetchone()[0] == "x"


def test_columns_are_explained_in_the_file() -> None:
    with opened([export_cases.demo()]) as connection:
        for name, table in TABLES.items():
            info = connection.execute(f"PRAGMA table_info({name})").fetchall()
            names = {row["name"] for row in info}
            assert {column.name for column in table.columns} <= names
            inside = 'SELECT "column", description FROM columns WHERE "table" = ?'
            described = dict(connection.execute(inside, (name,)).fetchall())
            assert described.keys() == names
            assert all(described.values())


@given(export_cases.hostile)
def test_every_text_comes_back(text: str) -> None:
    with opened([export_cases.one_turn(text)]) as connection:
        assert connection.execute("SELECT text FROM turns").fetchone()["text"] == text
        row = connection.execute("SELECT quote, tags FROM statements").fetchone()
        assert row["quote"] == text
        assert json.loads(row["tags"]) == []
