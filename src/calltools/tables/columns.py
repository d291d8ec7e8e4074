"""The tables that are published, and what each column holds: the one place that documents them."""

from __future__ import annotations

from typing import Any, get_type_hints

from calltools.alignment.model import FindingType, Severity
from calltools.quotations.model import Verdict
from calltools.records import Share, Whole
from calltools.review.event import Action, ItemKind
from calltools.review.item_review import KeptDecision, ReviewStatus
from calltools.statements.record import Statement
from calltools.tables.model import Column, Table, columns_of
from calltools.transcripts.model import Call, Transcript, Turn

_RECORDING = "name of the recording, publication or dialogue"
_COPY_OF = (
    "recording of this table that holds the same call, the first by name; empty where it is the"
    " first or the only one, so that counting the empty rows counts each call once"
)
_SYNTHETIC = "true for an invented call: never evidence; empty where nobody said"

_STATEMENT = {
    "id": "name of the record, unique in its recording",
    "recording": _RECORDING,
    "hospital": "hospital of the call, as far as known",
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
    "figures_not_taken": "figures of the hospital in the same turn that are in no record",
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
    "figures_not_taken": "figures of the hospital in the turn that are in no record",
    "confidence": "the recogniser's mean probability of the words, 0 to 1",
}

STATEMENTS = Table(
    "statements",
    "One row for each claim, refusal or figure of the hospital side.  What the machine found, not"
    " what people decided; rows with modality denied hold what the speaker rejects.",
    ("recording", "id"),
    columns_of(
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
    columns_of(
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
    columns_of(
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
TABLES: dict[str, Table] = {table.name: table for table in (STATEMENTS, CALLS, TURNS)}
"""What the machine made of calls."""

_TURNS_OF_CALL = "the turns, from 0"
LINKS = Table(
    "links",
    "One row for each link of turns of a call and of its translation.",
    ("call", "link"),
    (
        Column("call", str, "name of the call", required=True),
        Column("link", Whole, "number of the link, from 0, in Chinese order", required=True),
        Column("zh_turns", str, f"{_TURNS_OF_CALL}, of the Chinese"),
        Column("en_turns", str, f"{_TURNS_OF_CALL}, of the English"),
        Column("zh_speakers", str, "who speaks there"),
        Column("en_speakers", str, "who speaks there"),
        Column("zh", str, "the Chinese words"),
        Column("en", str, "the English words"),
        Column("confidence", Share, "how sure the link is, 0 to 1"),
        Column("moved", bool, "true where it is out of the order of its neighbours"),
        Column("start_ms", Whole | None, "when it is said, milliseconds from the start"),
        Column("end_ms", Whole | None, "when that ends"),
        Column("severity", str, "how grave the gravest finding in it is"),
        Column("findings", str, "the kinds of findings in it"),
        Column("notes", str, "what they say"),
        Column("review", str, "who moved or confirmed the link; machine: nobody"),
        Column("answers", str, "who said what of the findings"),
    ),
)
FINDINGS = Table(
    "findings",
    "One row for each thing in a translation that a translator should look at.",
    ("call", "id"),
    (
        Column("call", str, "name of the call", required=True),
        Column("id", str, "name of the finding in its call", required=True),
        Column("type", FindingType, "what kind it is", required=True),
        Column("severity", Severity, "how grave it is", required=True),
        Column("zh_turns", str, f"{_TURNS_OF_CALL}, of the Chinese"),
        Column("en_turns", str, f"{_TURNS_OF_CALL}, of the English"),
        Column("zh", str, "the Chinese words that it is about"),
        Column("en", str, "the English words that it is about"),
        Column("note", str, "why, in words"),
        Column("confidence", Share | None, "how likely it is one, 0 to 1"),
        Column("start_ms", Whole | None, "when it is said, milliseconds from the start"),
        Column("end_ms", Whole | None, "when that ends"),
    ),
)
_OBJECTS = tuple[dict[str, Any], ...] | None
QUOTATIONS = Table(
    "quotations",
    "One row for each quotation of a report, with the verdict of the machine.",
    ("id",),
    (
        Column("id", str, "name of the quotation: the report's, and its number there", True),
        Column("report", str, "name of the report", True),
        Column("report_lang", str | None, "language of the report, ISO 639-1"),
        Column("quote", str, "the words that the report quotes, exactly", True),
        Column("verdict", Verdict, "the machine's verdict on them", True),
        Column("why", str | None, "why, in words"),
        Column("needs_person", bool | None, "true where the machine asks for a person"),
        Column(
            "question_changed",
            dict[str, Any] | None,
            "the question in the call and the one in the report, where these are two",
        ),
        Column(
            "translation_differs",
            tuple[str, ...] | None,
            "what the call has otherwise, where its translation is quoted: the verdict is about"
            " the translation",
        ),
        Column("previous_verdict", str | None, "the verdict of an earlier audit, where another"),
        Column("new", bool | None, "true where an earlier audit did not have the quotation"),
        Column("frame", str | None, "whether the report itself says that it is second hand, wrong"),
        Column("attributed_speaker", str | None, "to whom the report gives the words"),
        Column("attributed_hospital", str | None, "to which hospital it gives them"),
        Column("true_speaker", tuple[str, ...] | None, "who says them in the call"),
        Column("true_role", tuple[str, ...] | None, "their roles: caller, hospital …"),
        Column("transcript", str | None, "the call, or publication, in which they stand"),
        Column("turn_range", tuple[Whole, ...] | None, "the first turn and the last, from 0"),
        Column("claimed_transcript", str | None, "the call that the report says"),
        Column("translated", bool | None, "true where the report quotes in another language"),
        Column("script_converted", bool | None, "true where it quotes in the other script"),
        Column("edits", _OBJECTS, "what was changed, from the call's words to the quoted ones"),
        Column("also_at", _OBJECTS, "other places with these words"),
        Column("start_ms", Whole | None, "when they are said, milliseconds from the start"),
        Column("end_ms", Whole | None, "when that ends"),
        Column("start", Whole | None, "first character of the quotation in the report's text"),
        Column("end", Whole | None, "the character after its last"),
        Column("mark", str | None, "the mark by which it is quoted"),
        Column("note", str | None, "why it is a quotation, or none"),
        Column("report_sha256", str | None, "SHA-256 of the report's bytes"),
        Column("transcript_sha256", str | None, "SHA-256 of what the transcript says"),
        Column("audio_sha256", str | None, "SHA-256 of the recording's bytes"),
    ),
)

REVIEW_COLUMNS = (
    Column(
        "review",
        ReviewStatus,
        "what people decided; machine: nobody did, it is the machine's proposal alone; waiting: two"
        " decide without sight of each other; disputed: they differ; look_again: it changed since",
    ),
    Column("reviewed_by", str, "who decided so"),
    Column("reviewed_at", str, "when, UTC, ISO 8601"),
    Column("reason", str, "why, in their words"),
    Column("first_answer", str, "of two who decided without sight of each other, what one gave"),
    Column("second_answer", str, "what the other gave"),
    Column("adjudicated_by", str, "who decided for both, where they differed"),
    Column(
        "machine_had",
        dict[str, Any] | None,
        "of an amended record, what the machine had where people put something right",
    ),
    Column(
        "decisions",
        tuple[KeptDecision, ...],
        "everything that was decided, by whom, when and why, with comments and what was undone",
    ),
)
"""What people decided about a record, after its own columns."""

REVIEWED = STATEMENTS.with_columns(
    *REVIEW_COLUMNS,
    description="One row for each claim, refusal or figure of the hospital side, as people left it,"
    " with everybody who decided it; rows with modality denied hold what the speaker rejects.",
)
REVIEWED_FINDINGS = FINDINGS.with_columns(*REVIEW_COLUMNS)
REVIEWED_QUOTATIONS = QUOTATIONS.with_columns(
    Column("verdict_that_holds", Verdict | None, "the verdict that a person stands for"),
    *REVIEW_COLUMNS,
    description="One row for each quotation of a report, with the verdict of the machine and those"
    " of people.",
)
DECISIONS = Table(
    "decisions",
    "One row for each decision or comment of a person.",
    ("id",),
    (
        Column("id", str, "name of the decision", required=True),
        Column("kind", ItemKind, "what it is of", required=True),
        Column("subject", str, "the call or report that this is in", required=True),
        Column("record", str, "id of that statement, finding or quotation; empty where it is gone"),
        Column("label", str, "its category, kind or verdict, as it was decided"),
        Column("words", str, "its words"),
        Column("action", Action, "what was decided", required=True),
        Column("decided_by", str, "by whom", required=True),
        Column("decided_at", str, "when, UTC, ISO 8601", required=True),
        Column("value", dict[str, Any], "the fields that were amended, the verdict, the turns …"),
        Column("reason", str, "why, or the comment"),
        Column("blind", bool, "true for one of two that were made without sight of each other"),
        Column("holds", bool, "true where the record is so by this decision"),
        Column("taken_back", bool, "true where it was undone"),
        Column("came_by", str, "how it came from another office"),
        Column("review", ReviewStatus, "how things are with the record now"),
    ),
)
REVIEW_TABLES: dict[str, Table] = {
    table.name: table
    for table in (REVIEWED, CALLS, TURNS, REVIEWED_FINDINGS, REVIEWED_QUOTATIONS, DECISIONS)
}
"""What the machine made, as people left it, and all that they decided."""
