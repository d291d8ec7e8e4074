"""One set of calls in one file of any format."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace

from calltools.errors import require
from calltools.records import dump_rows
from calltools.statements.record import Statement
from calltools.tables.columns import STATEMENTS
from calltools.tables.export.spreadsheet import spreadsheet
from calltools.tables.export.sqlite import database
from calltools.tables.frames import frame, to_csv
from calltools.tables.model import Table
from calltools.tables.table_rows import CallEntry, PublishedEntry, calls_in, records
from calltools.tables.waits_picture import waits_picture


def export(
    entries: Sequence[PublishedEntry],
    format_name: str,
    table: Table = STATEMENTS,
    *,
    bom: bool = False,
) -> bytes:
    """The calls ``entries`` as a file in the format ``format_name``, one of
    :data:`calltools.tables.formats.TABLE_FORMATS`.

    ``table`` is what a format of one table holds; ``bom`` puts a byte order mark before CSV,
    as spreadsheets want it.  Raises MissingPartError if a package is not installed, and
    CalltoolsError for what the format can't hold.
    """
    data = _WRITERS[format_name](entries, table)
    return b"\xef\xbb\xbf" + data if bom and format_name == "csv" else data


def _csv(entries: Sequence[PublishedEntry], table: Table) -> bytes:
    return to_csv(frame(table, entries)).encode("utf-8")


def _jsonl(entries: Sequence[PublishedEntry], table: Table) -> bytes:
    return dump_rows(records(table, entries)).encode("utf-8")


def _parquet(entries: Sequence[PublishedEntry], table: Table) -> bytes:
    """Descriptions of the columns are the metadata ``description`` of the fields."""
    require("tables", "pyarrow")
    import pyarrow
    import pyarrow.parquet

    data = pyarrow.Table.from_pandas(frame(table, entries), preserve_index=False)
    described = [
        data.schema.field(column.name).with_metadata({"description": column.description})
        for column in table.columns
    ]
    data = data.cast(pyarrow.schema(described, {**data.schema.metadata, "title": table.name}))
    sink = io.BytesIO()
    pyarrow.parquet.write_table(data, sink, compression="zstd")
    return sink.getvalue()


def _svg(entries: Sequence[PublishedEntry], _table: Table) -> bytes:
    standing = [replace(call, statements=_standing(call)) for call in calls_in(entries)]
    return waits_picture(standing).encode("utf-8")


def _standing(call: CallEntry) -> list[Statement]:
    """The statements of a call but for those that people rejected."""
    reviews = call.reviews or {}
    rejected = {name for name, review in reviews.items() if review.status == "rejected"}
    return [statement for statement in call.statements if statement.id not in rejected]


_WRITERS: dict[str, Callable[[Sequence[PublishedEntry], Table], bytes]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "parquet": _parquet,
    "xlsx": lambda entries, _table: spreadsheet(entries),
    "sqlite": lambda entries, _table: database(entries),
    "svg": _svg,
}
