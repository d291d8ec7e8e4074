"""The rows of the published tables, as plain values, made of calls and reports.

What their columns hold is documented in ``columns``, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from calltools.alignment.carried_times import turns_time
from calltools.alignment.exchange.units import ranked
from calltools.alignment.items import words
from calltools.alignment.model import AlignedCall, Finding
from calltools.records import Row
from calltools.review.item_review import ItemReview
from calltools.statements.record import Statement
from calltools.statements.statement_text import wording
from calltools.statements.untaken_figures import figures_by_turn, untaken_figures
from calltools.store.copies import Recorded, copies, sketch_of
from calltools.tables.columns import CALLS, FINDINGS, REVIEW_TABLES, TABLES, TURNS
from calltools.tables.model import Table
from calltools.transcripts.model import Call, Transcript
from calltools.transcripts.warnings import turn_warnings, warnings_of


@dataclass(frozen=True, slots=True)
class CallEntry:
    """A call to publish: its statements, and its transcript where that is at hand.

    ``reviews`` are what people decided about the statements, by their ids; None where these are the
    machine's.  ``findings`` are rows of its alignment, ``decisions`` of all that was decided about
    it."""

    recording: str
    statements: Sequence[Statement]
    transcript: Transcript | None = None
    reviews: Mapping[str, ItemReview] | None = None
    findings: Sequence[Row] = ()
    decisions: Sequence[Row] = ()

    @property
    def call(self) -> Call | None:
        """What is known about the call; None if nothing is."""
        return self.transcript.call if self.transcript else None


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """An audited report to publish, or what calls tell about each other: its quotations and all
    that was decided about it, as rows."""

    report: str
    quotations: Sequence[Row] = ()
    decisions: Sequence[Row] = ()


PublishedEntry = CallEntry | ReportEntry
"""What is published together in one file."""


def calls_in(entries: Iterable[PublishedEntry]) -> list[CallEntry]:
    """The calls among what is published."""
    return [entry for entry in entries if isinstance(entry, CallEntry)]


def tables_of(entries: Sequence[PublishedEntry]) -> Mapping[str, Table]:
    """The tables, by name, of a file that holds all: with what people decided, where they did."""
    calls = calls_in(entries)
    is_reviewed = len(calls) < len(entries) or any(call.reviews is not None for call in calls)
    return REVIEW_TABLES if is_reviewed else TABLES


def records(table: Table, entries: Iterable[PublishedEntry]) -> list[dict[str, Any]]:
    """The rows of ``table`` as plain values: every column, None for what is not known."""
    entries = list(entries)
    first_of = copied(calls_in(entries))
    return [
        table.record({**row, "copy_of": first_of.get(row.get("recording", ""))})
        for entry in entries
        for row in _MAKERS[table.name](entry)
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


def _statement_records(entry: PublishedEntry) -> list[dict[str, Any]]:
    if isinstance(entry, ReportEntry):
        return []
    call, transcript = entry.call, entry.transcript
    known = {
        "recording": entry.recording,
        "hospital": call and call.hospital,
        "date": call and call.date,
        "synthetic": call and call.synthetic,
    }
    if transcript:
        known |= {"audio_sha256": transcript.audio_sha256, "pcm_sha256": transcript.pcm_sha256}
    reviews = entry.reviews or MappingProxyType({})
    untaken = _untaken(entry)
    return [
        statement.to_json()
        | known
        | {
            "in_words": wording(statement).line(),
            "warnings": _doubts(statement, transcript),
            "figures_not_taken": untaken.get(statement.turn_index, []),
        }
        | (review_cells(reviews[statement.id]) if statement.id in reviews else {})
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


def _call_records(entry: PublishedEntry) -> list[dict[str, Any]]:
    if isinstance(entry, ReportEntry):
        return []
    transcript = entry.transcript
    row: dict[str, Any] = {"recording": entry.recording, "flags": [], "warnings": []}
    if transcript:
        row |= _fields(CALLS, transcript) | asdict(transcript.call)  # both have notes: the call's
        row |= {
            "turn_count": len(transcript.turns),
            "flags": list(transcript.flags),
            "warnings": [warning.words for warning in warnings_of(transcript)],
        }
    return [row]


def _fields(table: Table, record: object) -> dict[str, Any]:
    """What of a record stands in columns of its name."""
    names = (column.name for column in table.columns)
    return {name: getattr(record, name) for name in names if hasattr(record, name)}


def _turn_records(entry: PublishedEntry) -> list[dict[str, Any]]:
    if isinstance(entry, ReportEntry) or entry.transcript is None:
        return []
    untaken = _untaken(entry)
    return [
        _fields(TURNS, turn)
        | {
            "recording": entry.recording,
            "turn_index": index,
            "flags": list(turn.flags),
            "warnings": list(turn_warnings(turn, entry.transcript)),
            "figures_not_taken": untaken.get(index, []),
        }
        for index, turn in enumerate(entry.transcript.turns)
    ]


def _finding_records(entry: PublishedEntry) -> Sequence[Row]:
    return entry.findings if isinstance(entry, CallEntry) else ()


def _quotation_records(entry: PublishedEntry) -> Sequence[Row]:
    return entry.quotations if isinstance(entry, ReportEntry) else ()


_MAKERS: Mapping[str, Callable[[PublishedEntry], Sequence[Row]]] = {
    "statements": _statement_records,
    "calls": _call_records,
    "turns": _turn_records,
    "findings": _finding_records,
    "quotations": _quotation_records,
    "decisions": lambda entry: entry.decisions,
}


def review_cells(review: ItemReview) -> dict[str, Any]:
    """What the columns of a review hold."""
    answers = [one.answer() for one in review.blind_answers]
    return {
        "review": review.status,
        "reviewed_by": review.by,
        "reviewed_at": review.time,
        "reason": review.reason,
        "first_answer": answers[0] if answers else "",
        "second_answer": answers[1] if answers else "",
        "adjudicated_by": review.adjudicated_by,
        "machine_had": dict(review.machine_had) or None,
        "decisions": review.decisions,
    }


def finding_row(call: AlignedCall, finding: Finding) -> dict[str, Any]:
    """The row of a finding of ``call``."""
    time = turns_time(call.zh, finding.zh_turns)
    return _fields(FINDINGS, finding) | {
        "call": call.name,
        "zh_turns": " ".join(map(str, finding.zh_turns)),
        "en_turns": " ".join(map(str, finding.en_turns)),
        "zh": words(call.zh, finding.zh_span, finding.zh_turns),
        "en": words(call.en, finding.en_span, finding.en_turns),
        "start_ms": time.start_ms if time else None,
        "end_ms": time.end_ms if time else None,
    }


def finding_rows(call: AlignedCall) -> Iterator[dict[str, Any]]:
    """The rows of the findings of ``call``, gravest first."""
    return (finding_row(call, finding) for finding in ranked(call.alignment.findings))


def quotation_row(row: Row) -> dict[str, Any]:
    """The row of an audited quotation; None for lists and objects in which there is nothing."""
    return {name: None if value in ([], {}, ()) else value for name, value in row.items()}
