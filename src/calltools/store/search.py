"""Words and fields together: who said what about waiting, where and since when."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from calltools.errors import SettingsError
from calltools.records import Whole
from calltools.store.index import CallIndex
from calltools.store.indexed import folded, is_by_sound, sounded

FoundBy = Literal["words", "sound"]


@dataclass(frozen=True, slots=True)
class Query:
    """What is sought: all of ``words`` in one turn, and what the other fields say.

    With a field of statements (``category`` to ``max_days``) hits are statements, and the words
    stand in their turns; without one hits are turns.  ``min_days`` and ``max_days`` hold the whole
    wait: one of "two weeks or more" is not within 14 days.  ``since`` and ``until`` are ISO 8601
    dates, years or months.
    """

    words: tuple[str, ...] = ()
    category: str | None = None
    modality: str | None = None
    organ: str | None = None
    availability: str | None = None
    introduced_by: str | None = None
    min_days: int | None = None
    max_days: int | None = None
    role: str | None = None
    hospital: str | None = None
    language: str | None = None
    since: str | None = None
    until: str | None = None

    def given(self) -> dict[str, Any]:
        """The fields that are sought by, besides the words."""
        values = {name: getattr(self, name) for name in _CONDITIONS}
        return {name: value for name, value in values.items() if value is not None}


_OF_STATEMENTS = {
    "category": "s.category = :category",
    "modality": "s.modality = :modality",
    "organ": "s.organ = :organ",
    "availability": "s.availability = :availability",
    "introduced_by": "s.introduced_by = :introduced_by",
    "min_days": "s.wait_min_days >= :min_days",
    "max_days": "s.wait_max_days <= :max_days",
}
_CONDITIONS = _OF_STATEMENTS | {
    "role": "t.role = :role",
    "hospital": "instr(c.hospital, :hospital) > 0",
    "language": "c.language = :language",
    # Dates are as long as they are known: 2019 holds all of 2019-05-04.
    "since": "c.date >= :since",
    "until": "substr(c.date, 1, length(:until)) <= :until",
}
"""What holds of a hit, by the field of the query that asks for it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A turn that was found, with the turns around it and the statement, if one was sought."""

    call: str
    turn_index: Whole
    text: str
    role: str | None = None
    speaker: str | None = None
    start_ms: Whole | None = None
    hospital: str | None = None
    date: str | None = None
    before: str = ""
    after: str = ""
    statement: dict[str, Any] | None = None
    found_by: FoundBy | None = None
    """The words as they were sought, or only their ``sound``; None where none were sought."""


def search(index: CallIndex, query: Query, limit: int | None = None) -> list[Hit]:
    """The hits, by call and turn: those with the words, then those that only sound so.

    By sound a phrase is found that has two characters or more which are not numerals.  Raises
    SettingsError where nothing is sought at all.
    """
    return list(islice(_hits(index.connection, query), limit))


def _hits(connection: sqlite3.Connection, query: Query) -> Iterator[Hit]:
    phrases = [folded(words) for words in query.words]
    if not all(phrases):
        raise SettingsError("search", "expected words, found only marks", "name some")
    if not phrases:
        yield from _matching(connection, query, None, "")
        return
    # Nothing in a phrase can be an operator: it holds letters, digits and spaces alone.
    written = " AND ".join(f'text : "{phrase}"' for phrase in phrases)
    yield from _matching(connection, query, "words", written)
    if any(map(_has_sound, phrases)):
        heard = " AND ".join(
            f'sound : "{sounded(phrase)}"' if _has_sound(phrase) else f'text : "{phrase}"'
            for phrase in phrases
        )
        yield from _matching(connection, query, "sound", f"({heard}) NOT ({written})")


def _has_sound(phrase: str) -> bool:
    """Whether a phrase is sought by its sound, too: single syllables are of too many words."""
    return sum(map(is_by_sound, phrase.split())) >= 2


def _matching(
    connection: sqlite3.Connection, query: Query, found_by: FoundBy | None, match: str
) -> Iterator[Hit]:
    given = query.given()
    conditions = [_CONDITIONS[name] for name in given]
    if found_by:
        conditions.insert(0, "words MATCH :match")
    if not conditions:
        raise SettingsError("search", "expected words or a field to look for", "name some")
    of_statements = not _OF_STATEMENTS.keys().isdisjoint(given)
    join = (
        "JOIN statements AS s ON s.call_id = t.call_id AND s.turn_index = t.turn_index"
        if of_statements
        else ""
    )
    # Words first: the index of words is what makes a thousand calls quick.
    source = "words JOIN turns AS t ON t.turn_id = words.rowid" if found_by else "turns AS t"
    statement = "s.row, coalesce(s.start_ms, t.start_ms)"
    if not of_statements:
        statement = "NULL, t.start_ms"
    order = "c.name, t.turn_index" + (", s.statement_id" if of_statements else "")
    beside = "(SELECT text FROM turns WHERE call_id = t.call_id AND turn_index = t.turn_index {} 1)"
    rows = connection.execute(
        "SELECT c.name, c.hospital, c.date, t.turn_index, t.role, t.speaker, t.text,"
        f" {statement}, {beside.format('-')}, {beside.format('+')}"
        f" FROM {source} JOIN calls AS c ON c.call_id = t.call_id {join}"
        f" WHERE {' AND '.join(conditions)} ORDER BY {order}",
        given | {"match": match},
    )
    for name, hospital, date, turn, role, speaker, text, row, start_ms, before, after in rows:
        yield Hit(
            name,
            turn,
            text,
            role,
            speaker,
            start_ms,
            hospital,
            date,
            before or "",
            after or "",
            json.loads(row) if row else None,
            found_by,
        )
