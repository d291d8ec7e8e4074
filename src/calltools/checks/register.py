"""Registers in tables: a row for each call, publication or quotation."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from calltools.checks.known_call import KnownCall, QuotedCall
from calltools.errors import SettingsError, TranscriptError
from calltools.files import bytes_of
from calltools.page.dates import durations
from calltools.records import convert, read_objects
from calltools.transcripts.model import Call
from calltools.transcripts.readers.text_encodings import decode
from calltools.transcripts.sidecar import read_fact

_LENGTH = "duration"
_FACTS = tuple(
    field.name for field in fields(Call) if field.name not in ("synthetic", "investigator")
)
COLUMNS = ("name", *_FACTS, "investigator", "city", "weekday", _LENGTH)
"""What a table of calls may say about each; the facts are those of sidecars."""

_PLACEHOLDER = {"turn_index": 0, "start": 0, "end": 0, "quote": ""}


TABLES = (".csv", ".jsonl")
"""The endings of tables of calls."""


def read_registers(paths: Iterable[Path]) -> list[KnownCall]:
    """The calls in tables.  Raises SettingsError for another file and for a name that comes twice,
    and what :func:`read_register` does."""
    calls: dict[str, KnownCall] = {}
    for path in paths:
        if path.suffix.lower() not in TABLES:
            raise SettingsError(
                path, "expected a table of calls (.csv or .jsonl)", "for a folder: cd there first"
            )
        for known in read_register(path):
            if calls.setdefault(known.name, known) is not known:
                raise SettingsError(known.name, "is the name of two calls", "rename one")
    return list(calls.values())


def read_register(path: Path) -> list[KnownCall]:
    """The calls in a table, ``.csv`` (as spreadsheets write it) or ``.jsonl``, in its order.

    Its columns are :data:`COLUMNS`; ``duration`` is as people write it (``5:21``, ``5分21秒``).
    Raises TranscriptError, naming file and row, for other columns or what is no such fact.
    """
    if path.suffix.lower() == ".jsonl":
        rows = read_objects(path, "name")
        return [_reading(path, n, row, call_of_row) for n, row in enumerate(rows, 1)]
    text, _encoding = decode(bytes_of(path, TranscriptError), str(path))
    table = csv.DictReader(io.StringIO(text, newline=""))
    names = [name.strip().lower() for name in table.fieldnames or ()]
    unknown = [name for name in names if name and name not in COLUMNS]
    if "name" not in names or unknown:
        what = f"a column {unknown[0]!r}" if "name" in names else "no column name"
        raise TranscriptError(
            path, f"expected a table of calls, found {what}", f"columns are: {', '.join(COLUMNS)}"
        )
    table.fieldnames = names
    return [
        _reading(path, number, {k: v for k, v in row.items() if k and v and v.strip()}, _of_cells)
        for number, row in enumerate(table, 2)
        if any(row.values())
    ]


def _reading(path: Path, number: int, row: Mapping[str, Any], make: Any) -> KnownCall:
    try:
        known: KnownCall = make(row)
    except (ValueError, KeyError, TypeError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else error
        raise TranscriptError(
            f"{path}:{number}", f"is not a call: {reason}", "mend that row"
        ) from error
    return known


def _of_cells(cells: Mapping[str, str]) -> KnownCall:
    """A call of the cells of a row, as people type them."""
    facts: dict[str, str | None] = {}
    for name in (*_FACTS, "investigator"):
        if name in cells:
            try:
                facts[name] = read_fact(name, cells[name])
            except ValueError as error:
                raise ValueError(f"{name}: expected {error}, found {cells[name]!r}") from error
    length = next(durations(cells[_LENGTH]), None) if _LENGTH in cells else None
    if _LENGTH in cells and length is None:
        raise ValueError(f"{_LENGTH}: expected such as 5:21, found {cells[_LENGTH]!r}")
    return KnownCall(
        cells["name"],
        convert(facts, Call),
        city=cells.get("city"),
        weekday=cells.get("weekday"),
        duration_ms=length[2] * 1000 if length else None,
    )


def call_of_row(row: Mapping[str, Any]) -> KnownCall:
    """A call of a row with ``name``, the facts of a sidecar and the fields of KnownCall.

    Statements may leave out where they stand.  Raises ValueError for what is of another type.
    """
    own = {field.name: row[field.name] for field in fields(KnownCall) if field.name in row}
    own["call"] = {field.name: row[field.name] for field in fields(Call) if field.name in row}
    own["statements"] = [_PLACEHOLDER | dict(one) for one in row.get("statements", ())]
    return convert(own, KnownCall)


def quotations_of_rows(rows: Iterable[Mapping[str, Any]]) -> list[QuotedCall]:
    """Quotations of the rows that ``calltools audit`` writes."""
    return [
        QuotedCall(
            str(row["report"]),
            str(row["quote"]),
            row.get("attributed_hospital"),
            row.get("transcript"),
        )
        for row in rows
    ]
