"""CSV (RFC 4180): a row for each turn.  UTF-8 with a mark, so that spreadsheets show Chinese."""

from __future__ import annotations

import csv
import io

from calltools.transcripts.model import Transcript

COLUMNS = (
    "turn", "start_ms", "end_ms", "role", "speaker", "text", "printed", "glosses",
    "stage_directions", "footnotes", "translation", "flags",
)  # fmt: skip
SEPARATOR = " | "
"""Between several glosses, stage directions, footnotes or flags of one turn."""


def to_csv(transcript: Transcript) -> bytes:
    """The turns as a table; an empty cell where nothing is known."""
    file = io.StringIO(newline="")
    rows = csv.writer(file)
    rows.writerow(COLUMNS)
    for number, turn in enumerate(transcript.turns, start=1):
        rows.writerow(
            [
                number,
                turn.start_ms,
                turn.end_ms,
                turn.role,
                turn.speaker,
                turn.text,
                turn.printed,
                SEPARATOR.join(turn.glosses),
                SEPARATOR.join(turn.stage_directions),
                SEPARATOR.join(turn.footnotes),
                turn.translation,
                SEPARATOR.join(turn.flags),
            ]
        )
    return file.getvalue().encode("utf-8-sig", "replace")
