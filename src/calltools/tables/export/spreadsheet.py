"""A workbook (XLSX) for people: tables to sort and filter, every text a text, columns explained."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from calltools.errors import CalltoolsError
from calltools.tables.columns import CALLS, TURNS, Table
from calltools.tables.frames import CallEntry, records, statements_table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# Limits of the format (support.microsoft.com, "Excel specifications and limits").
_MOST_ROWS = 1_048_575
_LONGEST = 32_767

_WIDTHS = {
    "quote": 34, "in_words": 46, "text": 70, "raw_text": 40, "translation": 60, "printed": 40,
    "hospital": 22, "recording": 16, "category": 19, "evidence": 30, "tags": 24, "notes": 34,
    "warnings": 34, "reading": 24, "description": 90, "date": 12, "modality": 13,
}  # fmt: skip
_WIDTH = 11
_FIGURES = frozenset(
    "wait_min_days wait_max_days count_min count_max price_min price_max availability".split()
)

_LEGEND = (
    ("struck through", "the figures of a denied statement: the speaker rejects them"),
    ("yellow ground", "a row of an invented (synthetic) call: never evidence"),
    ("italics", "the investigator said the figure first: it was prompted"),
)


class _Styles:
    """Formats of cells, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[bool, bool, bool], Format] = {}
        self.heading = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})

    def cell(self, name: str, row: dict[str, Any]) -> Format:
        """How the cell ``name`` of ``row`` looks: what must not be misread is marked."""
        denied = row.get("modality") == "denied" and name in _FIGURES
        prompted = row.get("introduced_by") == "investigator"
        return self.get(synthetic=bool(row.get("synthetic")), denied=denied, prompted=prompted)

    def get(
        self, *, synthetic: bool = False, denied: bool = False, prompted: bool = False
    ) -> Format:
        key = (synthetic, denied, prompted)
        if key not in self._made:
            look: dict[str, Any] = {"text_wrap": True, "valign": "top", "italic": prompted}
            if synthetic:
                look["bg_color"] = "#fff4d6"
            if denied:
                look |= {"font_strikeout": True, "font_color": "#7a7a7a"}
            self._made[key] = self._workbook.add_format(look)
        return self._made[key]


def spreadsheet(entries: Sequence[CallEntry]) -> bytes:
    """The workbook: statements, calls and turns where they are known, and what columns mean.

    Raises CalltoolsError for more rows or a longer text than the format holds.
    """
    from xlsxwriter import Workbook

    sink = io.BytesIO()
    workbook = Workbook(sink, {"in_memory": True})
    styles = _Styles(workbook)
    tables = [statements_table(entries), CALLS] + (
        [TURNS] if any(e.transcript for e in entries) else []
    )
    for table in tables:
        names = [column.name for column in table.columns]
        rows = records(table, entries)
        synthetic = {entry.recording for entry in entries if entry.call and entry.call.synthetic}
        for row in rows:
            row.setdefault("synthetic", row["recording"] in synthetic)
        _sheet(workbook, table.name, names, rows, styles)
    _explain(workbook, tables, styles)
    workbook.close()
    return sink.getvalue()


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
    if isinstance(value, list):
        value = json.dumps(value, ensure_ascii=False)
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
