"""calltools JSON back to a Transcript, equal to the one that was written."""

from __future__ import annotations

from typing import Any, TypeVar, get_args

from calltools.errors import TranscriptError
from calltools.provenance import Step
from calltools.transcripts.model import (
    ROLES,
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
from calltools.transcripts.readers import fields as get
from calltools.transcripts.writers.json import SCHEMA_VERSION

_Choice = TypeVar("_Choice", Role, Origin)
_ORIGINS: tuple[Origin, ...] = get_args(Origin)


def read_transcript(data: bytes | str, where: str = "transcript") -> Transcript:
    """The transcript in ``data``, which came from ``where``.

    Raises TranscriptError for damaged JSON, another schema version or a field of a wrong type.
    """
    try:
        return from_data(get.obj(get.load(data), "the file"), where)
    except ValueError as error:
        raise TranscriptError(
            where, f"is not a calltools transcript: {error}", "make it again from the recording"
        ) from error


def from_data(data: dict[str, Any], where: str = "transcript") -> Transcript:
    """The transcript in plain JSON values; ValueError for a field of a wrong type."""
    version = data.get("schema_version")
    if version != SCHEMA_VERSION:
        raise TranscriptError(
            where,
            f"schema_version {SCHEMA_VERSION} expected, found {version!r}",
            "read it with the version of calltools that wrote it",
        )
    source = data.get("source")
    return Transcript(
        turns=tuple(_turn(s) for s in get.objects(data, "segments")),
        language=get.string(data, "language"),
        origin=_one_of(get.string(data, "origin"), _ORIGINS),
        call=_call(get.obj(data.get("call") or {}, "call")),
        parties=tuple(_party(p) for p in get.objects(data, "parties")),
        gaps=tuple(
            Gap(get.string(g, "kind"), get.integer(g, "start_ms"), get.integer(g, "end_ms"))
            for g in get.objects(data, "gaps")
        ),
        flags=get.strings(data, "flags"),
        duration_ms=get.integer_or_none(data, "duration_ms"),
        audio_sha256=get.string_or_none(data, "audio_sha256"),
        pcm_sha256=get.string_or_none(data, "pcm_sha256"),
        provenance=tuple(Step.from_json(s) for s in get.objects(data, "provenance")),
        warnings=get.strings(data, "warnings"),
        measures=get.obj(data.get("measures") or {}, "measures"),
        notes=tuple(
            Note(get.integer(n, "after_turn"), get.string(n, "kind"), get.string(n, "text"))
            for n in get.objects(data, "notes")
        ),
        source=None if source is None else _source(get.obj(source, "source")),
    )


def _turn(data: dict[str, Any]) -> Turn:
    return Turn(
        text=get.string(data, "text"),
        speaker=get.string_or_none(data, "speaker"),
        role=_one_of(get.string(data, "role"), ROLES),
        start_ms=get.integer_or_none(data, "start_ms"),
        end_ms=get.integer_or_none(data, "end_ms"),
        words=tuple(_word(w) for w in get.objects(data, "words")),
        raw_text=get.string_or_none(data, "raw_text"),
        flags=get.strings(data, "flags"),
        confidence=get.number_or_none(data, "confidence"),
        printed=get.string_or_none(data, "printed"),
        glosses=get.strings(data, "glosses"),
        stage_directions=get.strings(data, "stage_directions"),
        footnotes=get.strings(data, "footnotes"),
        translation=get.string_or_none(data, "translation"),
        places=tuple(
            Place(get.integer(p, "start"), get.integer(p, "end"), get.integer_or_none(p, "page"))
            for p in get.objects(data, "places")
        ),
    )


def _word(data: dict[str, Any]) -> Word:
    return Word(
        text=get.string(data, "word"),
        start=get.integer(data, "char_start"),
        end=get.integer(data, "char_end"),
        start_ms=get.integer_or_none(data, "start_ms"),
        end_ms=get.integer_or_none(data, "end_ms"),
        score=get.number_or_none(data, "score"),
        speaker=get.string_or_none(data, "speaker"),
        raw=get.string_or_none(data, "raw"),
    )


def _party(data: dict[str, Any]) -> Party:
    return Party(
        speaker=get.string(data, "speaker"),
        role=_one_of(get.string(data, "role"), ROLES),
        confidence=get.number(data, "confidence"),
        source=get.string(data, "source"),
        evidence=get.strings(data, "evidence"),
    )


def _call(data: dict[str, Any]) -> Call:
    synthetic = data.get("synthetic", False)
    if not isinstance(synthetic, bool):
        raise ValueError(f"synthetic expects true or false, found {synthetic!r}")
    texts = {name: get.string_or_none(data, name) for name in Call.__slots__ if name != "synthetic"}
    return Call(**texts, synthetic=synthetic)


def _source(data: dict[str, Any]) -> Source:
    return Source(
        file=get.string(data, "file"),
        sha256=get.string(data, "sha256"),
        format=get.string(data, "format"),
        encoding=get.string_or_none(data, "encoding"),
    )


def _one_of(value: str, choices: tuple[_Choice, ...]) -> _Choice:
    for choice in choices:
        if value == choice:
            return choice
    raise ValueError(f"expected one of {', '.join(choices)}, found {value!r}")
