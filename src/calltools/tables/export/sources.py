"""What is to be published: statements with the transcripts they were found in, checked.

Files may have been edited, cut short or mixed up since they were written.  A row of a wrong type,
or one whose quotation does not stand in the transcript where it says, is not published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from calltools.errors import SettingsError, TranscriptError
from calltools.statements.record import Statement
from calltools.statements.rows import read_statements
from calltools.tables.rows import CallEntry, PublishedEntry, calls_in
from calltools.transcripts.model import Transcript


def entry_of_recording(
    name: str, data: bytes | str, where: str, transcript: Transcript
) -> CallEntry:
    """The recording ``name`` with the statements in ``data``, the lines of the file ``where``.

    Raises TranscriptError, naming file and line, for a row that is none or that is not from
    ``transcript``.
    """
    entry = CallEntry(name, read_statements(data, where), transcript)
    _check(entry, where)
    return entry


def entries_of_rows(
    data: bytes | str, where: str, name: str, dialogues: Mapping[str, Transcript]
) -> list[CallEntry]:
    """The calls that the statements in ``data`` belong to, in order; from the file ``where``.

    A call is named by its statements' ``dialogue_id``; those without one belong to ``name``.
    ``dialogues`` are the transcripts that are at hand.  Raises TranscriptError as above.
    """
    found: dict[str, list[Statement]] = {}
    for statement in read_statements(data, where):
        found.setdefault(statement.dialogue_id or name, []).append(statement)
    entries = [CallEntry(call, rows, dialogues.get(call)) for call, rows in found.items()]
    for entry in entries:
        _check(entry, where)
    return entries


def without_repeats(entries: Iterable[PublishedEntry]) -> list[PublishedEntry]:
    """``entries``; SettingsError if two calls among them have one name."""
    kept = list(entries)
    for name, count in Counter(call.recording for call in calls_in(kept)).items():
        if count > 1:
            raise SettingsError(name, "is the name of two calls", "give each once, or rename one")
    return kept


def _check(entry: CallEntry, where: str) -> None:
    """Raise TranscriptError if ids repeat or quotations do not stand where they should."""
    ids = set()
    for statement in entry.statements:
        if not statement.id or statement.id in ids:
            raise TranscriptError(
                where,
                f"expected one id for each statement of {entry.recording}, found"
                f" {statement.id!r} {'twice' if statement.id else 'for one'}",
                "extract it again",
            )
        ids.add(statement.id)
        if entry.transcript and not _stands(statement, entry.transcript):
            raise TranscriptError(
                where,
                f"statement {statement.id} of {entry.recording}: its quotation does not stand in"
                f" turn {statement.turn_index} of the transcript",
                "extract it again from this transcript",
            )


def _stands(statement: Statement, transcript: Transcript) -> bool:
    if statement.turn_index >= len(transcript.turns):
        return False
    text = transcript.turns[statement.turn_index].text
    return text[statement.start : statement.end] == statement.quote
