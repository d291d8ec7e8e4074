"""The published tables as pandas frames, as CSV, and as rows for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from calltools.language.plain_text import counted, visible
from calltools.records import Row
from calltools.statements.record import Statement
from calltools.statements.statement_text import wording
from calltools.tables.columns import STATEMENTS, TURNS
from calltools.tables.model import ColumnKind, Table
from calltools.tables.table_rows import CallEntry, PublishedEntry, records
from calltools.transcripts.model import Transcript
from calltools.transcripts.warning import CallWarning

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = {column.name: column.description for column in STATEMENTS.columns}
"""Columns of the table of statements, in order, with what they hold."""

NOTEBOOK_ROWS = 40
"""So many rows a notebook shows; a line tells how many more there are."""
_WHO_DECIDES = "The machine proposes; people decide."

HEADINGS = ("Time", "Category", "Value", "Modality", "First said by", "Quotation")
"""Headings of :func:`statement_rows`."""
HOW_TO_READ = (
    "DENIED: the hospital said no. First said by investigator: the caller named the figure first"
    " (prompted).",
    "DENIED：院方否认。First said by investigator：数字由来电者先说出（经提示）。",
)
"""What people must know to read the table, in English and in Chinese."""


_DTYPES: dict[ColumnKind, str] = {
    "text": "string",
    "whole": "Int64",
    "share": "Float64",
    "truth": "boolean",
    "list": "string",
    "decisions": "string",
}
_RUNS_AS_FORMULA = tuple("=+-@＝＋－＠\t\r\n")


def frame(table: Table, entries: Iterable[PublishedEntry]) -> pd.DataFrame:
    """The rows of ``table`` as a frame; what is not known is NA, lists are JSON."""
    return frame_of(table, records(table, entries))


def frame_of(table: Table, rows: Iterable[Row]) -> pd.DataFrame:
    """``rows`` as a frame of the columns of ``table``; what is not known is NA, lists are JSON."""
    import pandas as pd

    dtypes = {column.name: _DTYPES[column.kind] for column in table.columns}
    cells = [table.cells(table.record(row)) for row in rows]
    return pd.DataFrame(cells, columns=list(dtypes), dtype=object).astype(dtypes)


def statements_frame(
    statements: Sequence[Statement], transcript: Transcript, *, recording: str = ""
) -> pd.DataFrame:
    """One row per statement, the columns of ``COLUMNS``; unknown whole numbers and truths are NA.

    ``transcript`` is the one they were found in; ``recording`` names its sound.
    """
    return frame(STATEMENTS, [CallEntry(recording, statements, transcript)])


def turns_frame(entries: Iterable[CallEntry]) -> pd.DataFrame:
    """One row per turn."""
    return frame(TURNS, entries)


def to_csv(frame: pd.DataFrame) -> str:
    """``frame`` as CSV for spreadsheets: write it as ``utf-8-sig``, which they take for UTF-8.

    A text that a spreadsheet would run as a formula (it begins with = + - @, also full-width, or
    with a tab or line end) gets an apostrophe in front, as does one that begins with apostrophes
    before such a character: taking one away gives the text back.
    """
    safe = frame.copy()
    for name in safe.columns[safe.dtypes == "string"]:
        safe[name] = safe[name].map(_no_formula, na_action="ignore")
    return safe.to_csv(index=False, lineterminator="\r\n")


def in_notebook(frame: pd.DataFrame, warnings: Iterable[CallWarning] = ()) -> str:
    """``frame`` as notebooks show it: ``warnings``, then whole texts, escaped, what can't be seen
    shown, and of many rows the first; columns that hold nothing are left out."""
    import pandas as pd
    from markupsafe import escape

    filled = frame.head(NOTEBOOK_ROWS).replace("", pd.NA).dropna(axis="columns", how="all")
    cells = filled.map(lambda cell: visible(cell) if isinstance(cell, str) else cell)
    with pd.option_context("display.max_colwidth", None):
        table = cells.to_html(index=False, border=0, na_rep="") if len(frame) else ""
    head = "".join(f"<p><b>{escape(visible(warning.words))}</b></p>" for warning in warnings)
    rest = len(frame) - NOTEBOOK_ROWS
    more = f"{rest} more: to_frame() has them all. " if rest > 0 else ""
    counted_rows = counted(len(frame), "row")
    return f"<div>{head}{table}<p>{counted_rows}. {more}{_WHO_DECIDES}</p></div>"


def statement_rows(statements: Sequence[Statement]) -> list[tuple[str, ...]]:
    """Rows for a table on the terminal, under ``HEADINGS``; invisible characters are shown."""
    rows = []
    for statement in statements:
        text = wording(statement)
        about = f"{text.category} ({text.organ})" if text.organ else text.category
        rows.append(
            (
                "" if statement.start_ms is None else _minutes(statement.start_ms),
                about,
                text.value,
                "; ".join(filter(None, (text.modality, *text.scope))),
                statement.introduced_by or "",
                statement.quote,
            )
        )
    return [tuple(visible(cell) for cell in row) for row in rows]


def _no_formula(text: str) -> str:
    return "'" + text if text.lstrip("'").startswith(_RUNS_AS_FORMULA) else text


def _minutes(ms: int) -> str:
    minutes, seconds = divmod(ms // 1000, 60)
    return f"{minutes}:{seconds:02d}"
