"""The tables that are published: their columns, types and what each column holds.

The one place that documents them.  Types are those of the dataclasses, read from their
annotations; frames, files, databases and schemas are all made from what stands here.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cached_property
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from calltools.records import Share, Whole
from calltools.statements.record import Statement
from calltools.transcripts.model import Call, Transcript, Turn

ColumnKind = Literal["text", "whole", "share", "truth", "list"]
"""A column holds texts, whole numbers from 0, shares from 0 to 1, truths, or lists as JSON."""


@dataclass(frozen=True)
class Column:
    """A column: ``type`` is the annotation of its values, ``str | None`` for example.

    ``required`` where no record can do without a value.
    """

    name: str
    type: Any
    description: str
    required: bool = False

    @cached_property
    def nullable(self) -> bool:
        """Whether the value may be missing."""
        return types.NoneType in _alternatives(self.type)

    @cached_property
    def value_type(self) -> Any:
        """The annotation without None."""
        (found,) = (a for a in _alternatives(self.type) if a is not types.NoneType)
        return found

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """The only values there are; empty where any will do."""
        return get_args(self.value_type) if get_origin(self.value_type) is Literal else ()

    @cached_property
    def kind(self) -> ColumnKind:
        """What the column holds."""
        if get_origin(self.value_type) is tuple:
            return "list"
        kinds: dict[Any, ColumnKind] = {Whole: "whole", Share: "share", bool: "truth"}
        return kinds.get(self.value_type, "text")


@dataclass(frozen=True)
class Table:
    """A table of the published set; ``description`` says what a row is."""

    name: str
    description: str
    key: tuple[str, ...]
    """Columns that name a row."""
    columns: tuple[Column, ...]

    def of_kind(self, *kinds: ColumnKind) -> list[str]:
        """The names of the columns that hold one of ``kinds``, in order."""
        return [column.name for column in self.columns if column.kind in kinds]


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) in (Union, types.UnionType):
        return get_args(annotation)
    return (annotation,)


def _columns(
    descriptions: Mapping[str, str], sources: Iterable[type[Any]], others: Mapping[str, Any]
) -> tuple[Column, ...]:
    """A column for each description, typed as the field of that name or as ``others`` says."""
    known: dict[str, Any] = {}
    required = set()
    for source in sources:
        hints = get_type_hints(source, include_extras=True)
        known |= {field.name: hints[field.name] for field in fields(source)}
        without = (f for f in fields(source) if f.default is f.default_factory is MISSING)
        required |= {field.name for field in without}
    known |= others
    return tuple(
        Column(name, known[name], text, name in required) for name, text in descriptions.items()
    )


_RECORDING = "name of the recording, publication or dialogue"
_COPY_OF = (
    "recording of this table that holds the same call, the first by name; empty where it is the"
    " first or the only one, so that whoever counts where it is empty counts each call once"
)
_SYNTHETIC = "true for an invented call: never evidence; empty where nobody said"

_STATEMENT = {
    "id": "name of the record, unique in its recording",
    "recording": _RECORDING,
    "hospital": "hospital, as known of the call",
    "date": "date of the call, ISO 8601",
    "synthetic": _SYNTHETIC,
    "copy_of": _COPY_OF,
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
    "heard_otherwise": "the quotation as a second hearing has it, where that has another figure or "
    "denies otherwise: listen before using either",
    "category": "what it is about",
    "organ": "the organ meant, empty if several or none",
    "organ_evidence": "where the organ is named: in the turn or elsewhere in the call (context)",
    "wait_min_days": "least wait in days; empty with a longest wait: up to that",
    "wait_max_days": "longest wait in days; empty with a least wait: that or more",
    "vague": "true if the figure is approximate or missing",
    "qualifier": "whether the fastest, the slowest or the typical wait is meant",
    "availability": "whether organs are there",
    "count_min": "least count",
    "count_max": "greatest count",
    "count_period": "the count is for a day, week, month or year, or in total",
    "price_min": "lowest price, whole units",
    "price_max": "highest price",
    "currency": "ISO 4217 code",
    "modality": "how it is said; denied: the figures are those that the speaker REJECTS; "
    "unclear: read it yourself",
    "assent": "true: bare acceptance of ref_turn; false: answers it without accepting",
    "ref_turn": "the turn that is answered",
    "introduced_by": "who said the figure first; investigator: it was prompted",
    "about_other_place": "true if another place is meant",
    "historic": "true if a finished period is meant",
    "retracts": "id of the earlier statement that this one takes back",
    "dialogue_id": "name of the dialogue that the record was extracted from, if it had one",
    "tags": "marks of form and phenomenon",
    "word_ids": "positions of its words among those of the turn",
    "evidence": "what the record rests on: its words, its figure, the question, each by offsets",
    "score": "how well it was heard: the recogniser's probability of its words or, where that is "
    "less, of its figure, 0 to 1",
    "read": "how well it was read: how often such words make such a record, 0 to 1",
    "role_certainty": "how sure it is that the hospital speaks, 0 to 1; empty where the role was"
    " not inferred",
    "confidence": "score, read and role_certainty together, 0 to 1",
    "warnings": "what a reader should know of the turn that holds it, in words",
    "figures_not_taken": "figures of the hospital's in the same turn that are no record's",
}

_CALL = {
    "recording": _RECORDING,
    "copy_of": _COPY_OF,
    "hospital": "hospital, as known",
    "date": "date where the caller was, ISO 8601; may be a month or a year",
    "time": "time of the call's start",
    "tz": "time zone of that time",
    "date_hospital": "date where the telephone rang, ISO 8601",
    "date_printed": "the date as printed, where no such date exists",
    "phone": "number dialled",
    "recording_no": "number under which the recording is archived or published",
    "pretext": "as whom the investigator called",
    "respondent": "who answered",
    "investigator": "who called",
    "synthetic": _SYNTHETIC,
    "notes": "remarks",
    "language": "language spoken, ISO 639-1",
    "origin": "whether the words come from a machine, a publication or a person's correction",
    "duration_ms": "length of the recording in milliseconds",
    "turn_count": "number of turns; empty if the transcript is not at hand",
    "flags": "names of what holds for the whole transcript: prompted",
    "warnings": "all that a reader should know of the whole, in words",
    "audio_sha256": "SHA-256 of the recording's bytes",
    "pcm_sha256": "SHA-256 of the decoded sound",
}

_TURN = {
    "recording": _RECORDING,
    "copy_of": _COPY_OF,
    "turn_index": "number of the turn in its call, from 0",
    "speaker": "label of the voice, as printed or as the diarizer gave it",
    "role": "who speaks",
    "start_ms": "when the turn begins, milliseconds from the start of the recording",
    "end_ms": "when it ends",
    "text": "what is said",
    "raw_text": "what the engine wrote, where it differs",
    "printed": "the turn as printed, with the editor's insertions, where it differs",
    "translation": "its translation, where the publication gives one",
    "language": "language of the turn, ISO 639-1, where the call changes it",
    "flags": "likely_invented, repetition, reheard, low_confidence, text_without_speech, overlap, "
    "heard_otherwise",
    "warnings": "the same in words, and a language that is not that of the call",
    "figures_not_taken": "figures of the hospital's in the turn that are no record's",
    "confidence": "the recogniser's mean probability of the words, 0 to 1",
}

STATEMENTS = Table(
    "statements",
    "One row for each claim, refusal or figure of the hospital side.  What the machine found, not"
    " what people decided; rows with modality denied hold what the speaker rejects.",
    ("recording", "id"),
    _columns(
        _STATEMENT,
        (Call, Statement),
        {
            "recording": str,
            "copy_of": str | None,
            "synthetic": bool | None,
            "in_words": str,
            "warnings": tuple[str, ...],
            "figures_not_taken": tuple[str, ...],
        },
    ),
)
CALLS = Table(
    "calls",
    "One row for each call.",
    ("recording",),
    _columns(
        _CALL,
        (Transcript, Call),
        {
            "recording": str,
            "copy_of": str | None,
            "synthetic": bool | None,
            "turn_count": Whole | None,
            "language": str | None,
            "warnings": tuple[str, ...],
            "origin": get_type_hints(Transcript)["origin"] | None,
        },
    ),
)
TURNS = Table(
    "turns",
    "One row for each turn: what one party says without another's words between.",
    ("recording", "turn_index"),
    _columns(
        _TURN,
        (Turn,),
        {
            "recording": str,
            "copy_of": str | None,
            "turn_index": Whole,
            "warnings": tuple[str, ...],
            "figures_not_taken": tuple[str, ...],
        },
    ),
)
REVIEWED = Table(
    STATEMENTS.name,
    "One row for each claim, refusal or figure of the hospital side that a person stands for; rows"
    " with modality denied hold what the speaker rejects.",
    STATEMENTS.key,
    (
        *STATEMENTS.columns,
        Column("review", str, "confirmed as the machine found it, amended, or added by a person"),
        Column("reviewed_by", str, "who decided so"),
        Column("reviewed_at", str, "when, UTC, ISO 8601"),
    ),
)
"""The table of statements where people decided which of them go out."""
TABLES: dict[str, Table] = {table.name: table for table in (STATEMENTS, CALLS, TURNS)}
