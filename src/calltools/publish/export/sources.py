"""What is to be published: statements with the transcripts they were found in, checked.

Files may have been edited, cut short or mixed up since they were written.  A row of a wrong type,
or one whose quotation does not stand in the transcript where it says, is not published.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from calltools.errors import SettingsError, TranscriptError
from calltools.publish.columns import LARGEST
from calltools.publish.tables import Entry
from calltools.records import read_line, read_lines
from calltools.statements.record import Statement
from calltools.transcripts.model import Transcript

_TYPES = get_type_hints(Statement)


def entry_of_recording(name: str, data: bytes | str, where: str, transcript: Transcript) -> Entry:
    """The recording ``name`` with the statements in ``data``, the lines of the file ``where``.

    Raises TranscriptError, naming file and line, for a row that is none or that is not from
    ``transcript``.
    """
    entry = Entry(name, _read(data, where), transcript)
    _check(entry, where)
    return entry


def entries_of_rows(
    data: bytes | str, where: str, name: str, dialogues: Mapping[str, Transcript]
) -> list[Entry]:
    """The calls that the statements in ``data`` belong to, in order; from the file ``where``.

    A call is named by its statements' ``dialogue_id``; those without one belong to ``name``.
    ``dialogues`` are the transcripts that are at hand.  Raises TranscriptError as above.
    """
    found: dict[str, list[Statement]] = {}
    for statement in _read(data, where):
        found.setdefault(statement.dialogue_id or name, []).append(statement)
    entries = [Entry(call, rows, dialogues.get(call)) for call, rows in found.items()]
    for entry in entries:
        _check(entry, where)
    return entries


def without_repeats(entries: Iterable[Entry]) -> list[Entry]:
    """``entries``; SettingsError if two of them have one name."""
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.recording in found:
            raise SettingsError(
                entry.recording, "is the name of two calls", "give each once, or rename one"
            )
        found[entry.recording] = entry
    return list(found.values())


def _read(data: bytes | str, where: str) -> list[Statement]:
    return [
        read_line(line, place, _statement, "is no statement", "extract it again")
        for place, line in read_lines(data, where)
    ]


def _statement(row: Any) -> Statement:
    """The statement in a row of JSON; ValueError for any other."""
    if not isinstance(row, dict):
        raise ValueError(f"expected an object, found {type(row).__name__}")
    for name, annotation in _TYPES.items():
        if name in row and not _fits(row[name], annotation):
            raise ValueError(f"{name} can't be {json.dumps(row[name])[:80]}")
    return Statement.from_json(row)


def _fits(value: Any, annotation: Any) -> bool:
    """Whether ``value``, from JSON, is one that ``annotation`` allows."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return any(_fits(value, argument) for argument in arguments)
    if origin is Literal:
        return isinstance(value, str) and value in arguments
    if origin is tuple:
        return isinstance(value, list) and all(_fits(item, arguments[0]) for item in value)
    if is_dataclass(annotation):
        hints = get_type_hints(annotation)
        return (
            isinstance(value, dict)
            and value.keys() == {field.name for field in fields(annotation)}
            and all(_fits(value[name], hints[name]) for name in value)
        )
    if annotation is int:
        return type(value) is int and 0 <= value <= LARGEST
    if annotation is float:
        return type(value) in (int, float) and 0 <= value <= 1
    return type(value) is annotation


def _check(entry: Entry, where: str) -> None:
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
