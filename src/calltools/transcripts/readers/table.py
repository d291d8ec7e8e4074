"""The CSV that ``writers.table`` writes, as it comes back from a spreadsheet."""

from __future__ import annotations

import csv
import io

from calltools.errors import TranscriptError
from calltools.transcripts.model import ROLES, Role, Transcript, Turn
from calltools.transcripts.readers.decoding import decode
from calltools.transcripts.writers.table import COLUMNS, REQUIRED, SEPARATOR, unguarded
from calltools.transcripts.writers.tiers import parties


def read_csv(data: bytes, where: str) -> Transcript:
    """A turn for each row.

    Raises TranscriptError for other columns or a value of a wrong kind.
    """
    text, _encoding = decode(data, where)
    try:
        rows = csv.DictReader(io.StringIO(text, newline=""))
        if not set(REQUIRED) <= set(rows.fieldnames or ()):
            raise TranscriptError(
                where, "is no table of turns", f"its columns should be {', '.join(COLUMNS)}"
            )
        turns = tuple(_turn(row) for row in rows)
    except (csv.Error, ValueError) as error:
        raise TranscriptError(where, f"is a damaged table: {error}", "correct it") from error
    return Transcript(turns, origin="corrected", parties=parties(turns))


def _turn(row: dict[str, str | None]) -> Turn:
    cells = {name: unguarded(row.get(name) or "") for name in COLUMNS}

    def several(name: str) -> tuple[str, ...]:
        return tuple(part for part in cells[name].split(SEPARATOR) if part)

    return Turn(
        text=cells["text"],
        speaker=cells["speaker"] or None,
        role=_role(cells["role"]),
        start_ms=_time(cells["start_ms"]),
        end_ms=_time(cells["end_ms"]),
        printed=cells["printed"] or None,
        glosses=several("glosses"),
        stage_directions=several("stage_directions"),
        footnotes=several("footnotes"),
        translation=cells["translation"] or None,
        flags=several("flags"),
    )


def _time(cell: str) -> int | None:
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit() and len(cell) <= 15):
        raise ValueError(f"{cell[:20]!r} is no time in milliseconds")
    return int(cell)


def _role(cell: str) -> Role:
    for role in ROLES:
        if role == cell:
            return role
    raise ValueError(f"role {cell[:20]!r} is none of {', '.join(ROLES)}")
