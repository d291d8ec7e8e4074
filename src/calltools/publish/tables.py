"""Statements as a table: a pandas DataFrame, a CSV file, and rows for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from calltools.publish.page import visible
from calltools.publish.statement_text import wording
from calltools.statements.record import Statement
from calltools.transcripts.model import Transcript

if TYPE_CHECKING:
    import pandas as pd


_WHOLE = (
    "turn_index start end start_ms end_ms wait_min_days wait_max_days count_min count_max "
    "price_min price_max ref_turn"
).split()
_TRUTH = "vague assent about_other_place historic synthetic".split()
_SHARE = "score confidence".split()

COLUMNS = {
    "id": "name of the record",
    "recording": "name of the recording",
    "hospital": "hospital, as known of the call",
    "date": "date of the call",
    "synthetic": "true for an invented call",
    "audio_sha256": "SHA-256 of the recording's bytes",
    "pcm_sha256": "SHA-256 of the decoded sound",
    "turn_index": "turn that holds the statement, counted from 0",
    "start": "first character of the quotation in that turn, in code points from 0",
    "end": "the character after its last",
    "start_ms": "when it begins, milliseconds from the start of the recording",
    "end_ms": "when it ends",
    "quote": "the words, exactly",
    "in_words": "the record in English words; denied figures begin with DENIED",
    "reading": "what misheard words were read as; the quotation is left as it was recognised",
    "category": "wait_time, organ_availability, transplant_volume, price, organ_source, scheduling",
    "organ": "the organ meant, empty if several or none",
    "wait_min_days": "least wait in days",
    "wait_max_days": "longest wait in days",
    "vague": "true if the figure is approximate or missing",
    "qualifier": "fastest, slowest or typical",
    "availability": "available, scarce or unavailable",
    "count_min": "least count",
    "count_max": "greatest count",
    "count_period": "day, week, month, year or total",
    "price_min": "lowest price, whole units",
    "price_max": "highest price",
    "currency": "ISO 4217 code",
    "modality": "asserted, hedged, conditional, hypothetical; denied: the figures are rejected",
    "assent": "true: bare acceptance of ref_turn; false: answers it without accepting",
    "ref_turn": "the turn that is answered",
    "introduced_by": "who said the figure first, hospital or investigator",
    "about_other_place": "true if another place is meant",
    "historic": "true if a finished period is meant",
    "retracts": "the earlier statement that this one takes back",
    "score": "the recogniser's mean probability of the words, 0 to 1",
    "confidence": "how often such records are right, 0 to 1",
}
"""Columns of the table, in order, with what they hold."""

HEADINGS = ("Time", "Category", "Value", "Modality", "First said by", "Quotation")
"""Headings of :func:`statement_rows`."""


def statements_frame(
    statements: Sequence[Statement], transcript: Transcript, *, recording: str = ""
) -> pd.DataFrame:
    """One row per statement, the columns of ``COLUMNS``; unknown whole numbers and truths are NA.

    ``transcript`` is the one they were found in; ``recording`` names its sound.
    """
    import pandas as pd

    rows = [_row(statement, transcript, recording) for statement in statements]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    types = (
        dict.fromkeys(_WHOLE, "Int64")
        | dict.fromkeys(_TRUTH, "boolean")
        | dict.fromkeys(_SHARE, "Float64")
    )
    return frame.astype(types)


def to_csv(frame: pd.DataFrame) -> str:
    """``frame`` as CSV for spreadsheets: write it as ``utf-8-sig``, which they take for UTF-8.

    A text that a spreadsheet would run as a formula (it begins with = + - @ or a control
    character) gets an apostrophe in front; nothing else is changed.
    """
    safe = frame.copy()
    for name in safe.columns:
        if safe[name].dtype == object or str(safe[name].dtype).startswith("str"):
            safe[name] = safe[name].map(_no_formula)
    return safe.to_csv(index=False, lineterminator="\r\n")


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


def _row(statement: Statement, transcript: Transcript, recording: str) -> dict[str, Any]:
    call = transcript.call
    known = {
        "recording": recording,
        "hospital": call.hospital,
        "date": call.date,
        "synthetic": call.synthetic,
        "audio_sha256": transcript.audio_sha256,
        "pcm_sha256": transcript.pcm_sha256,
        "in_words": wording(statement).line(),
    }
    return {name: known[name] if name in known else getattr(statement, name) for name in COLUMNS}


def _no_formula(value: object) -> object:
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value


def _minutes(ms: int) -> str:
    minutes, seconds = divmod(ms // 1000, 60)
    return f"{minutes}:{seconds:02d}"
