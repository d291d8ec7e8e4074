"""A workbook (XLSX) for people: tables to sort and filter, every text a text, columns explained."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from calltools.errors import CalltoolsError
from calltools.tables.model import Table
from calltools.tables.table_rows import PublishedEntry, calls_in, records, tables_of

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# Limits of the format (support.microsoft.com, "Excel specifications and limits").
_MOST_ROWS = 1_048_575
_LONGEST = 32_767

_CREATED = datetime(2000, 1, 1)
"""When workbooks say that they were made."""

_WIDTHS = {
    "quote": 34, "in_words": 46, "text": 70, "raw_text": 40, "translation": 60, "printed": 40,
    "hospital": 22, "recording": 16, "category": 19, "evidence": 30, "tags": 24, "notes": 34,
    "warnings": 34, "reading": 24, "description": 90, "date": 12, "modality": 13,
    "decisions": 60, "reason": 34, "first_answer": 34, "second_answer": 34, "why": 40, "note": 40,
    "words": 34, "value": 34, "verdict": 19, "zh": 40, "en": 40, "translation_differs": 34,
}  # fmt: skip
_WIDTH = 11  # of a column, in characters
_FIGURES = frozenset(
    "wait_min_days wait_max_days count_min count_max price_min price_max availability".split()
)

_LOOKS: dict[str, dict[str, Any]] = {
    "synthetic": {"bg_color": "#fff4d6"},
    "denied": {"font_strikeout": True, "font_color": "#7a7a7a"},
    "prompted": {"italic": True},
    "proposed": {"font_color": "#5f5f5f"},
}
_LEGEND = (
    ("struck through", "the figures of a denied statement: the speaker rejects them"),
    ("yellow ground", "a row of an invented (synthetic) call: never evidence"),
    ("italics", "the investigator said the figure first: it was prompted"),
    ("grey words", "the machine's proposal alone: nobody decided it"),
)


class _Styles:
    """Formats of cells, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[frozenset[str], Format] = {}
        self.heading = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})

    def cell(self, name: str, row: dict[str, Any]) -> Format:
        """How the cell ``name`` of ``row`` looks: what must not be misread is marked."""
        marks = {
            "synthetic": bool(row.get("synthetic")),
            "denied": row.get("modality") == "denied" and name in _FIGURES,
            "prompted": row.get("introduced_by") == "investigator",
            "proposed": row.get("review") == "machine",
        }
        key = frozenset(mark for mark, is_so in marks.items() if is_so)
        if key not in self._made:
            look: dict[str, Any] = {"text_wrap": True, "valign": "top"}
            for mark in sorted(key, reverse=True):  # what is denied is last, and wins
                look |= _LOOKS[mark]
            self._made[key] = self._workbook.add_format(look)
        return self._made[key]


def spreadsheet(entries: Sequence[PublishedEntry], only: Sequence[Table] | None = None) -> bytes:
    """The workbook: all tables, or ``only`` these, turns where they are known, and what columns
    mean.  The same entries give the same bytes.

    Raises CalltoolsError for more rows or a longer text than the format holds.
    """
    from xlsxwriter import Workbook

    sink = io.BytesIO()
    workbook = Workbook(sink, {"in_memory": True})
    workbook.set_properties({"created": _CREATED})
    styles = _Styles(workbook)
    calls = calls_in(entries)
    has_turns = any(entry.transcript for entry in calls)
    every = tables_of(entries).values() if only is None else only
    tables = [table for table in every if has_turns or table.name != "turns"]
    synthetic = {entry.recording for entry in calls if entry.call and entry.call.synthetic}
    for table in tables:
        names = [column.name for column in table.columns]
        rows = [table.cells(row) for row in records(table, entries)]
        for row in rows:
            row.setdefault("synthetic", _call_of(row) in synthetic)
        _sheet(workbook, table.name, names, rows, styles)
    _explain(workbook, tables, styles)
    workbook.close()
    return sink.getvalue()


def _call_of(row: dict[str, Any]) -> Any:
    return next((row[name] for name in ("recording", "call", "subject") if name in row), None)


def _sheet(
    workbook: Workbook, name: str, names: list[str], rows: list[dict[str, Any]], styles: _Styles
) -> None:
    if len(rows) > _MOST_ROWS:
        raise CalltoolsError(
            name,
            f"{len(rows):,} rows; a sheet holds {_MOST_ROWS:,}",
            "choose another format, sqlite for example",
        )
    sheet = workbook.add_worksheet(name)
    for number, row in enumerate(rows, 1):
        for position, column in enumerate(names):
            _write(
                sheet,
                number,
                position,
                row[column],
                styles.cell(column, row),
                f"{name} row {number}",
            )
    for position, column in enumerate(names):
        sheet.set_column(position, position, _WIDTHS.get(column, _WIDTH))
    sheet.add_table(
        0,
        0,
        max(1, len(rows)),
        len(names) - 1,
        {
            "name": name,
            "style": "Table Style Light 1",
            "banded_rows": False,
            "columns": [{"header": n, "header_format": styles.heading} for n in names],
        },
    )
    sheet.freeze_panes(1, 2)


def _write(sheet: Worksheet, row: int, column: int, value: Any, style: Format, where: str) -> None:
    """Write a value as what it is; a text is always a text, whatever it begins with."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, style)
    elif len(value.encode("utf-16-le")) // 2 > _LONGEST:
        raise CalltoolsError(
            where,
            f"a text of {len(value):,} characters; a cell holds {_LONGEST:,}",
            "choose another format, sqlite for example",
        )
    elif value.startswith("<r>") and value.endswith("</r>"):
        # XlsxWriter takes such a string for XML of its own making and would write it raw; so it is
        # given in two pieces, of which it makes that XML.  Control characters show as their codes.
        sheet.write_rich_string(row, column, style, value[:1], style, value[1:], style)
    else:
        sheet.write_string(row, column, value, style)


def _explain(workbook: Workbook, tables: Iterable[Table], styles: _Styles) -> None:
    rows = [
        {"table": table.name, "column": column.name, "description": column.description}
        for table in tables
        for column in table.columns
    ]
    rows += [{"table": "(look)", "column": mark, "description": text} for mark, text in _LEGEND]
    _sheet(workbook, "columns", ["table", "column", "description"], rows, styles)
