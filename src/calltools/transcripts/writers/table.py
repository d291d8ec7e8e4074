"""CSV (RFC 4180): a row for each turn.  UTF-8 with a mark, so that spreadsheets show Chinese."""

from __future__ import annotations

import csv
import io
import re

from calltools.transcripts.model import Transcript, Turn

REQUIRED = ("start_ms", "end_ms", "speaker", "role", "text", "flags")
COLUMNS = (
    "turn_index", *REQUIRED, "printed", "glosses", "stage_directions", "footnotes", "translation",
)  # fmt: skip
SEPARATOR = " | "
"""Between several glosses, stage directions, footnotes or flags of one turn."""

_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def to_csv(transcript: Transcript) -> bytes:
    """The turns, counted from 0 as in the table of statements; an empty cell where nothing is
    known.

    A text that a spreadsheet would run as a formula (it begins with = + - @, a tab or a carriage
    return) gets an apostrophe in front.
    """
    file = io.StringIO(newline="")
    rows = csv.writer(file)
    rows.writerow(COLUMNS)
    for index, turn in enumerate(transcript.turns):
        rows.writerow([index, turn.start_ms, turn.end_ms, *map(guarded, _texts(turn))])
    return file.getvalue().encode("utf-8-sig", "replace")


def _texts(turn: Turn) -> list[str]:
    return [
        turn.speaker or "",
        turn.role,
        turn.text,
        SEPARATOR.join(turn.flags),
        turn.printed or "",
        SEPARATOR.join(turn.glosses),
        SEPARATOR.join(turn.stage_directions),
        SEPARATOR.join(turn.footnotes),
        turn.translation or "",
    ]


def guarded(text: str) -> str:
    """``text``, kept from being a formula where a spreadsheet would take it for one."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text without the apostrophe that keeps it from being a formula."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
