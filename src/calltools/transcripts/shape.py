"""The shape of calltools JSON: that of WhisperX, with everything else a transcript holds beside it.

``segments[{start, end, text, speaker, role, words[{word, start, end, score, speaker}]}]`` has
float seconds as other programs expect; ``start_ms``/``end_ms`` beside them are the exact integer
times, ``char_start``/``char_end`` the place of a word in its segment's text.

The classes tell the fields of the file in their order, once for reading and writing; those that
may be ``UNSET`` stand in it only where there is something to tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeVar

from msgspec import UNSET, Struct, UnsetType

from calltools.provenance import Step
from calltools.records import plain
from calltools.times import to_seconds
from calltools.transcripts.correction import Outcome
from calltools.transcripts.model import (
    Call,
    Gap,
    Note,
    Origin,
    Party,
    Place,
    Role,
    Source,
    Transcript,
    Turn,
    Word,
)
from calltools.transcripts.warning import TOLD, CallWarning

SCHEMA_VERSION: Final = 1

_T = TypeVar("_T")


class WordData(Struct, kw_only=True):
    """A word as it stands in the file."""

    word: str
    start: float | None = None
    end: float | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    score: float | None = None
    speaker: str | None = None
    char_start: int
    char_end: int
    raw: str | UnsetType | None = UNSET
    otherwise: str | UnsetType | None = UNSET
    id: str | UnsetType | None = UNSET


class Segment(Struct, kw_only=True):
    """A turn as it stands in the file."""

    start: float | None = None
    end: float | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    text: str
    speaker: str | None = None
    role: Role
    flags: tuple[str, ...] = ()
    confidence: float | None = None
    words: tuple[WordData, ...] = ()
    raw_text: str | UnsetType | None = UNSET
    printed: str | UnsetType | None = UNSET
    glosses: tuple[str, ...] | UnsetType = UNSET
    stage_directions: tuple[str, ...] | UnsetType = UNSET
    footnotes: tuple[str, ...] | UnsetType = UNSET
    translation: str | UnsetType | None = UNSET
    places: tuple[Place, ...] | UnsetType = UNSET
    language: str | UnsetType | None = UNSET


class TranscriptData(Struct, kw_only=True):
    """A transcript as it stands in the file."""

    schema_version: Literal[1]
    language: str
    origin: Origin
    audio_sha256: str | None = None
    pcm_sha256: str | None = None
    duration_ms: int | None = None
    flags: tuple[str, ...] = ()
    call: Call = Call()
    parties: tuple[Party, ...] = ()
    segments: tuple[Segment, ...] = ()
    gaps: tuple[Gap, ...] = ()
    notes: tuple[Note, ...] = ()
    places: Mapping[str, Place] | UnsetType = UNSET
    warnings: tuple[CallWarning | str, ...] = ()
    measures: Mapping[str, float | int | str | bool | None] = {}
    source: Source | None = None
    provenance: tuple[Step, ...] = ()
    corrections: tuple[Outcome, ...] = ()


def to_data(transcript: Transcript) -> dict[str, Any]:
    """The transcript as plain JSON values."""
    shaped = TranscriptData(
        schema_version=SCHEMA_VERSION,
        language=transcript.language,
        origin=transcript.origin,
        audio_sha256=transcript.audio_sha256,
        pcm_sha256=transcript.pcm_sha256,
        duration_ms=transcript.duration_ms,
        flags=transcript.flags,
        call=transcript.call,
        parties=transcript.parties,
        segments=tuple(_segment(turn) for turn in transcript.turns),
        gaps=transcript.gaps,
        notes=transcript.notes,
        places=transcript.places or UNSET,
        warnings=transcript.warnings,
        measures=transcript.measures,
        source=transcript.source,
        corrections=transcript.corrections,
    )
    data: dict[str, Any] = plain(shaped)
    for party in data["parties"]:
        if party["name"] is None:
            del party["name"]
    data["provenance"] = [step.to_json() for step in transcript.provenance]
    if not data["corrections"]:
        del data["corrections"]
    return data


def from_data(data: TranscriptData) -> Transcript:
    """The transcript in what stands in a file."""
    return Transcript(
        turns=tuple(_turn(segment) for segment in data.segments),
        language=data.language,
        origin=data.origin,
        call=data.call,
        parties=data.parties,
        gaps=data.gaps,
        flags=data.flags,
        duration_ms=data.duration_ms,
        audio_sha256=data.audio_sha256,
        pcm_sha256=data.pcm_sha256,
        provenance=data.provenance,
        warnings=tuple(_warning(warning) for warning in data.warnings),
        measures=data.measures,
        notes=data.notes,
        places=data.places or {},
        source=data.source,
        corrections=data.corrections,
    )


def _segment(turn: Turn) -> Segment:
    return Segment(
        start=_seconds(turn.start_ms),
        end=_seconds(turn.end_ms),
        start_ms=turn.start_ms,
        end_ms=turn.end_ms,
        text=turn.text,
        speaker=turn.speaker,
        role=turn.role,
        flags=turn.flags,
        confidence=turn.confidence,
        words=tuple(_word_data(word) for word in turn.words),
        raw_text=_told(turn.raw_text),
        printed=_told(turn.printed),
        glosses=turn.glosses or UNSET,
        stage_directions=turn.stage_directions or UNSET,
        footnotes=turn.footnotes or UNSET,
        translation=_told(turn.translation),
        places=turn.places or UNSET,
        language=_told(turn.language),
    )


def _turn(segment: Segment) -> Turn:
    return Turn(
        text=segment.text,
        speaker=segment.speaker,
        role=segment.role,
        start_ms=segment.start_ms,
        end_ms=segment.end_ms,
        words=tuple(_word(word) for word in segment.words),
        raw_text=_known(segment.raw_text),
        flags=segment.flags,
        confidence=segment.confidence,
        printed=_known(segment.printed),
        glosses=segment.glosses or (),
        stage_directions=segment.stage_directions or (),
        footnotes=segment.footnotes or (),
        translation=_known(segment.translation),
        places=segment.places or (),
        language=_known(segment.language),
    )


def _word_data(word: Word) -> WordData:
    return WordData(
        word=word.text,
        start=_seconds(word.start_ms),
        end=_seconds(word.end_ms),
        start_ms=word.start_ms,
        end_ms=word.end_ms,
        score=word.score,
        speaker=word.speaker,
        char_start=word.start,
        char_end=word.end,
        raw=_told(word.raw),
        otherwise=_told(word.otherwise),
        id=_told(word.id),
    )


def _word(data: WordData) -> Word:
    return Word(
        text=data.word,
        start=data.char_start,
        end=data.char_end,
        start_ms=data.start_ms,
        end_ms=data.end_ms,
        score=data.score,
        speaker=data.speaker,
        raw=_known(data.raw),
        otherwise=_known(data.otherwise),
        id=_known(data.id),
    )


def _warning(data: CallWarning | str) -> CallWarning:
    """Earlier versions kept the words alone."""
    return CallWarning(TOLD, data) if isinstance(data, str) else data


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else to_seconds(ms)


def _told(value: _T | None) -> _T | UnsetType:
    return UNSET if value is None else value


def _known(value: _T | UnsetType | None) -> _T | None:
    return None if isinstance(value, UnsetType) else value
