"""CSV (RFC 4180): a row for each turn, and the way back from a spreadsheet.

UTF-8 with a mark, so that spreadsheets show Chinese.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from calltools.errors import TranscriptError
from calltools.records import convert
from calltools.transcripts.gaps import as_gap, parted, with_gaps
from calltools.transcripts.model import Transcript, Turn
from calltools.transcripts.readers.text_encodings import decode
from calltools.transcripts.writers.tiers import parties

_REQUIRED = ("start_ms", "end_ms", "speaker", "role", "text", "flags")
_LISTS = ("flags", "glosses", "stage_directions", "footnotes")
COLUMNS = (
    "turn_index", *_REQUIRED, "printed", "glosses", "stage_directions", "footnotes", "translation",
)  # fmt: skip
_SEPARATOR = " | "
"""Between several glosses, stage directions, footnotes or flags of one turn."""

_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def to_csv(transcript: Transcript) -> bytes:
    """The turns, counted from 0 as in the table of statements, and speech without words, which is
    not counted; an empty cell where nothing is known.

    A text that a spreadsheet would run as a formula (it begins with = + - @, a tab or a carriage
    return) gets an apostrophe in front.
    """
    numbers = count()
    rows = (
        (
            next(numbers) if as_gap(turn) is None else None,
            *(_cell(getattr(turn, name)) for name in COLUMNS[1:]),
        )
        for turn in with_gaps(transcript).turns
    )
    return csv_text(COLUMNS, rows).encode("utf-8-sig", "replace")


def _cell(value: Any) -> Any:
    return _SEPARATOR.join(value) if isinstance(value, tuple) else value


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table as CSV (RFC 4180); texts that a spreadsheet would run are kept from it."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows((headings, *(map(_harmless, row) for row in rows)))
    return file.getvalue()


def _harmless(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return guarded(value) if isinstance(value, str) else value


def guarded(text: str) -> str:
    """``text``, kept from being a formula where a spreadsheet would take it for one."""
    return f"'{text}" if _FORMULA.match(text) else text


def read_csv(data: bytes, where: str) -> Transcript:
    """A turn for each row of what :func:`to_csv` wrote.

    Raises TranscriptError for other columns or a value of a wrong kind.
    """
    text, _encoding = decode(data, where)
    try:
        rows = csv.DictReader(io.StringIO(text, newline=""))
        if not set(_REQUIRED) <= set(rows.fieldnames or ()):
            raise TranscriptError(
                where, "is not a table of turns", f"its columns should be {', '.join(COLUMNS)}"
            )
        turns, gaps = parted(_turn(row) for row in rows)
    except (csv.Error, ValueError) as error:
        raise TranscriptError(where, f"is a damaged table: {error}", "correct it") from error
    return Transcript(turns, origin="corrected", parties=parties(turns), gaps=gaps)


def _turn(row: dict[str, str | None]) -> Turn:
    values: dict[str, Any] = {"text": "", "role": ""}
    for name in COLUMNS[1:]:
        cell = row.get(name) or ""
        if cell.startswith("'") and _FORMULA.match(cell):
            cell = cell[1:]
        if name in _LISTS:
            values[name] = list(filter(None, cell.split(_SEPARATOR)))
        elif cell:
            is_time = name.endswith("_ms") and cell.isascii() and cell.isdigit()
            values[name] = int(cell) if is_time else cell
    return convert(values, Turn)
