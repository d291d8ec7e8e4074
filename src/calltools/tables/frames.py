"""The published tables as pandas frames, as CSV, and as rows for the terminal.

What their columns hold is documented in ``columns``, and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from calltools.language.plain_text import counted, visible
from calltools.statements.in_words import wording
from calltools.statements.record import Statement
from calltools.statements.untaken import figures_by_turn, untaken_figures
from calltools.store.copies import Recorded, copies, sketch_of
from calltools.tables.columns import CALLS, REVIEWED, STATEMENTS, TURNS, ColumnKind, Table
from calltools.transcripts.model import Call, Transcript
from calltools.transcripts.warning import CallWarning
from calltools.transcripts.warnings import turn_warnings, warnings_of

if TYPE_CHECKING:
    import pandas as pd

    from calltools.review.signed import SignedStatement

COLUMNS = {column.name: column.description for column in STATEMENTS.columns}
"""Columns of the table of statements, in order, with what they hold."""

NOTEBOOK_ROWS = 40
"""So many rows a notebook shows; a line tells how many more there are."""
_WHO_DECIDES = "The machine proposes; people decide."

HEADINGS = ("Time", "Category", "Value", "Modality", "First said by", "Quotation")
"""Headings of :func:`statement_rows`."""


_DTYPES: dict[ColumnKind, str] = {
    "text": "string",
    "whole": "Int64",
    "share": "Float64",
    "truth": "boolean",
    "list": "string",
}
_RUNS_AS_FORMULA = tuple("=+-@＝＋－＠\t\r\n")


@dataclass(frozen=True, slots=True)
class CallEntry:
    """A call to publish: its statements, and its transcript where that is at hand."""

    recording: str
    statements: Sequence[Statement]
    transcript: Transcript | None = None
    signed: Sequence[SignedStatement] | None = None
    """Who stands for each of the statements; None where they are the machine's."""

    @property
    def call(self) -> Call | None:
        """What is known of the call; None if nothing is."""
        return self.transcript.call if self.transcript else None


def statements_table(entries: Iterable[CallEntry]) -> Table:
    """The table of the statements of ``entries``: with who stands for them, where people do."""
    return REVIEWED if any(entry.signed is not None for entry in entries) else STATEMENTS


def records(table: Table, entries: Iterable[CallEntry]) -> list[dict[str, Any]]:
    """The rows of ``table`` as plain values: every column, None for what is not known."""
    make = {"statements": _statement_records, "calls": _call_records, "turns": _turn_records}
    names = [column.name for column in table.columns]
    entries = list(entries)
    calls = copied(entries)
    return [
        {name: row[name] for name in names}
        for entry in entries
        for row in (
            made | {"copy_of": calls.get(entry.recording)} for made in make[table.name](entry)
        )
    ]


def copied(entries: Iterable[CallEntry]) -> dict[str, str]:
    """Of each recording of ``entries`` that is a copy: which of them it is one of.

    Only what has a length is compared, so that two calls printed with few words are two calls.
    """
    recorded = [
        Recorded(
            entry.recording,
            entry.transcript.duration_ms,
            entry.transcript.pcm_sha256 or entry.recording,
            sketch_of(entry.transcript),
        )
        for entry in entries
        if entry.transcript and entry.transcript.duration_ms is not None
    ]
    return {name: first for name, (first, _) in copies(recorded).items()}


def frame(table: Table, entries: Iterable[CallEntry]) -> pd.DataFrame:
    """The rows of ``table`` as a frame; what is not known is NA, lists are JSON."""
    kinds = {column.name: column.kind for column in table.columns}
    return frame_of(records(table, entries), kinds)


def frame_of(rows: Iterable[Mapping[str, Any]], kinds: Mapping[str, ColumnKind]) -> pd.DataFrame:
    """``rows`` as a frame with the columns ``kinds``; what is not known is NA, lists are JSON."""
    import pandas as pd

    lists = [name for name, kind in kinds.items() if kind == "list"]
    cells = [
        {**row, **{name: json.dumps(row[name], ensure_ascii=False) for name in lists}}
        for row in rows
    ]
    dtypes = {name: _DTYPES[kind] for name, kind in kinds.items()}
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


def _statement_records(entry: CallEntry) -> list[dict[str, Any]]:
    call, transcript = entry.call, entry.transcript
    known = {
        "recording": entry.recording,
        "hospital": call and call.hospital,
        "date": call and call.date,
        "synthetic": call and call.synthetic,
    }
    if transcript:
        known |= {"audio_sha256": transcript.audio_sha256, "pcm_sha256": transcript.pcm_sha256}
    signatures = {
        one.statement.id: {"review": one.status, "reviewed_by": one.by, "reviewed_at": one.time}
        for one in entry.signed or ()
    }
    untaken = _untaken(entry)
    return [
        statement.to_json()
        | known
        | {
            "in_words": wording(statement).line(),
            "warnings": _doubts(statement, transcript),
            "figures_not_taken": untaken.get(statement.turn_index, []),
        }
        | signatures.get(statement.id, {})
        for statement in entry.statements
    ]


def _untaken(entry: CallEntry) -> dict[int, list[str]]:
    """The figures of each turn of the hospital's that no record took, as said."""
    if entry.transcript is None:
        return {}
    figures = figures_by_turn(untaken_figures(entry.transcript, entry.statements))
    return {turn: [figure.quote for figure in own] for turn, own in figures.items()}


def _doubts(statement: Statement, transcript: Transcript | None) -> list[str]:
    """What a reader should know of the turn of a statement, where that is at hand."""
    turns = transcript.turns if transcript else ()
    if transcript is None or statement.turn_index not in range(len(turns)):
        return []
    return list(turn_warnings(turns[statement.turn_index], transcript))


def _call_records(entry: CallEntry) -> list[dict[str, Any]]:
    transcript = entry.transcript
    row: dict[str, Any] = dict.fromkeys(column.name for column in CALLS.columns)
    row |= {"recording": entry.recording, "flags": [], "warnings": []}
    if transcript:
        row |= asdict(transcript.call)
        row |= {
            "language": transcript.language,
            "origin": transcript.origin,
            "duration_ms": transcript.duration_ms,
            "turn_count": len(transcript.turns),
            "flags": list(transcript.flags),
            "warnings": [warning.words for warning in warnings_of(transcript)],
            "audio_sha256": transcript.audio_sha256,
            "pcm_sha256": transcript.pcm_sha256,
        }
    return [row]


def _turn_records(entry: CallEntry) -> list[dict[str, Any]]:
    names = [column.name for column in TURNS.columns]
    rows: list[dict[str, Any]] = []
    if entry.transcript is None:
        return rows
    untaken = _untaken(entry)
    for index, turn in enumerate(entry.transcript.turns):
        row = {name: getattr(turn, name) for name in names if hasattr(turn, name)}
        row |= {"recording": entry.recording, "turn_index": index, "flags": list(turn.flags)}
        row["warnings"] = list(turn_warnings(turn, entry.transcript))
        row["figures_not_taken"] = untaken.get(index, [])
        rows.append(row)
    return rows


def _no_formula(text: str) -> str:
    return "'" + text if text.lstrip("'").startswith(_RUNS_AS_FORMULA) else text


def _minutes(ms: int) -> str:
    minutes, seconds = divmod(ms // 1000, 60)
    return f"{minutes}:{seconds:02d}"
