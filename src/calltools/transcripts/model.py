"""The central form of a transcript, which every reader makes and every writer takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from calltools.messages import Message
from calltools.provenance import Step
from calltools.records import Share, Whole
from calltools.transcripts.correction import Outcome
from calltools.transcripts.warning import CallWarning

Role = Literal["investigator", "hospital", "other", "unknown"]
Origin = Literal["machine", "published", "corrected"]

INVESTIGATOR: Role = "investigator"
HOSPITAL: Role = "hospital"
OTHER: Role = "other"
UNKNOWN: Role = "unknown"
ROLES: tuple[Role, ...] = (INVESTIGATOR, HOSPITAL, OTHER, UNKNOWN)
ROLE_NAMES: Mapping[str, Message] = {
    INVESTIGATOR: Message("Investigator"),
    HOSPITAL: Message("Hospital"),
    OTHER: Message("Other"),
    UNKNOWN: Message("Unknown voice"),
}
IN_SENTENCES: Mapping[str, Message] = {
    INVESTIGATOR: Message("the investigator"),
    HOSPITAL: Message("the hospital"),
    OTHER: Message("another"),
    UNKNOWN: Message("an unknown voice"),
}
"""What roles are called: by themselves, and in a sentence."""
CALL_FACTS: Mapping[str, Message] = {
    "hospital": Message("hospital"),
    "date": Message("date"),
    "time": Message("time"),
    "tz": Message("time zone"),
    "phone": Message("number dialled"),
    "recording_no": Message("recording number"),
    "pretext": Message("pretext"),
    "respondent": Message("respondent"),
    "investigator": Message("investigator"),
    "notes": Message("notes"),
    "date_hospital": Message("date at the hospital"),
    "date_printed": Message("date as printed"),
}
UNKNOWN_FACT = Message("not known")
"""What the facts of a call are called, and one that nobody told."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a turn: ``turn.text[start:end]`` is the word in it.

    ``start_ms``/``end_ms`` and ``score`` (0 to 1, the recogniser's probability) where known;
    ``speaker`` where single words are known to be another's than the turn's.
    ``raw`` is what the engine wrote where ``text`` differs (traditional characters).
    """

    text: str
    start: int
    end: int
    start_ms: int | None = None
    end_ms: int | None = None
    score: float | None = None
    speaker: str | None = None
    raw: str | None = None
    otherwise: str | None = None
    """What a second hearing has in its place where that says another figure or denies otherwise,
    empty for nothing; words that stand together for one such place have the same."""
    proposed: str | None = None
    """What may have been said in its place: a term that sounds like it; words that stand together
    for one such place have the same."""
    id: str | None = None
    """Its name where the transcript was corrected: ``w`` and a number for a machine's word, the
    event and a number for a person's."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in its source: code points ``start`` to ``end`` of the document's
    text, and the page (from 1) where the source has pages."""

    start: int
    end: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What one party says without another's words between.

    ``speaker`` is the label as printed or as the diarizer gave it.  ``flags`` warn a reader:
    likely_invented, repetition, reheard, low_confidence, text_without_speech, overlap,
    heard_otherwise, reading_proposed.

    In published transcripts ``glosses`` are the editor's insertions, ``stage_directions`` sounds
    and events, ``footnotes`` the marks of footnotes, all without their brackets and none of them
    in ``text``; ``places`` tells where the spoken words stand in the source.
    """

    text: str
    speaker: str | None = None
    role: Role = UNKNOWN
    start_ms: Whole | None = None
    end_ms: Whole | None = None
    words: tuple[Word, ...] = ()
    raw_text: str | None = None
    flags: tuple[str, ...] = ()
    confidence: Share | None = None
    """Mean probability of the words as the recogniser gave it, 0 to 1."""
    printed: str | None = None
    """``text`` with glosses and stage directions left in place, where it differs."""
    glosses: tuple[str, ...] = ()
    stage_directions: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()
    translation: str | None = None
    places: tuple[Place, ...] = ()
    language: str | None = None
    """The language it is in, where the call changes language and the recogniser told them apart."""


@dataclass(frozen=True, slots=True)
class Party:
    """One voice of the call and the role it was found or said to have.

    ``confidence`` is 0 to 1; ``source`` tells where the role comes from (``inferred``,
    ``given``); ``evidence`` are the cues, readable.
    """

    speaker: str
    role: Role = UNKNOWN
    confidence: float = 0.0
    source: str = "inferred"
    evidence: tuple[str, ...] = ()
    name: str | None = None
    """Who it is, where a person said so."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch in which one voice speaks."""

    start_ms: int
    end_ms: int
    speaker: str


SPEECH_WITHOUT_TEXT = "speech_without_text"
"""A gap in which somebody speaks."""
UNHEARD = "unheard"
"""A gap in which the recogniser wrote a loop, however it was heard."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of sound that has something to tell but no words: ``kind`` is speech_without_text,
    unheard (the recogniser went round in a loop, which is not words), ringback, dial_tone,
    busy_tone, silence.  ``speaker`` is who speaks in it, where that was found."""

    kind: str
    start_ms: int
    end_ms: int
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What is printed between turns and belongs to none: ``kind`` is narration, footer,
    footnote, ellipsis or stage_direction; ``after_turn`` is the number of turns before it."""

    after_turn: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """The document a transcript was read from."""

    file: str
    sha256: str
    format: str
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """What is known about the conversation, from a sidecar file or a printed header.

    ``date`` and ``date_hospital`` (the date where the telephone rang) are ISO 8601; a date that
    does not exist, or whose year is not told, stands as printed in ``date_printed``.
    ``synthetic`` is whether the call is invented, None where nobody said.
    """

    hospital: str | None = None
    date: str | None = None
    time: str | None = None
    tz: str | None = None
    phone: str | None = None
    recording_no: str | None = None
    pretext: str | None = None
    respondent: str | None = None
    investigator: str | None = None
    synthetic: bool | None = None
    notes: str | None = None
    date_hospital: str | None = None
    date_printed: str | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """Turns in order, with where they come from.

    ``flags`` hold for the whole (``prompted`` when the recogniser was given a prompt).
    Times are milliseconds from the start of the recording, whose decoded sound is named by
    ``pcm_sha256``.
    """

    turns: tuple[Turn, ...]
    language: str = "zh"
    origin: Origin = "machine"
    call: Call = field(default_factory=Call)
    parties: tuple[Party, ...] = ()
    spans: tuple[Span, ...] = ()
    """Who was heard to speak when, with words or without, in order of time."""
    gaps: tuple[Gap, ...] = ()
    flags: tuple[str, ...] = ()
    duration_ms: Whole | None = None
    audio_sha256: str | None = None
    pcm_sha256: str | None = None
    provenance: tuple[Step, ...] = ()
    warnings: tuple[CallWarning, ...] = ()
    """What was found when it was made: damage of the file, a party that hardly speaks.  All that a
    reader should know is given by :func:`~calltools.transcripts.warnings.warnings_of`."""
    measures: Mapping[str, float | int | str | bool | None] = field(default_factory=dict)
    """Figures about the sound: bandwidth, crosstalk, clipping."""
    notes: tuple[Note, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    """Where the facts of a printed call stand in its source, by the names they have in ``call``
    (its length as ``duration_ms``)."""
    source: Source | None = None
    corrections: tuple[Outcome, ...] = ()
    """What people put right, and what became of it."""
