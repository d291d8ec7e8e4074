"""Aligned calls as JSON, and back.

Both transcripts stand in it whole, in the shape of calltools' own transcripts, so that the file
can be read without any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Literal

from msgspec import Struct

from calltools.alignment.carried_times import TimeSpan, link_times, turns_time
from calltools.alignment.model import (
    AlignedCall,
    Alignment,
    CorrectedTurn,
    Finding,
    HeardComparison,
    Link,
    Sentence,
)
from calltools.errors import TranscriptError
from calltools.provenance import Step
from calltools.records import dumps, parse_as, plain
from calltools.transcripts.readers.calltools_json import from_data
from calltools.transcripts.writers.json import to_data

SCHEMA_VERSION: Final = 1


def to_json(calls: Iterable[AlignedCall]) -> str:
    """The calls as JSON text; :func:`read_json` gives equal ones back."""
    data = {"schema_version": SCHEMA_VERSION, "calls": [_call(call) for call in calls]}
    return dumps(data)


def _call(call: AlignedCall) -> dict[str, Any]:
    alignment = call.alignment
    link_spans = link_times(alignment, call.zh)
    return {
        "name": call.name,
        "zh": to_data(call.zh),
        "en": to_data(call.en),
        "sentences": {"zh": alignment.zh_sentences, "en": alignment.en_sentences},
        "sentence_links": list(map(_timed, alignment.sentence_links, link_spans)),
        "links": [_timed(link, turns_time(call.zh, link.zh)) for link in alignment.links],
        "findings": [
            _timed(finding, turns_time(call.zh, finding.zh_turns)) for finding in alignment.findings
        ],
        "comparison": call.comparison,
        "provenance": [step.to_json() for step in call.provenance],
        "corrections": call.corrections,
        "as_of": call.as_of,
    }


def _timed(record: Link | Finding, time: TimeSpan | None) -> dict[str, Any]:
    start_ms, end_ms = (time.start_ms, time.end_ms) if time else (None, None)
    data: dict[str, Any] = plain(record)
    return {**data, "start_ms": start_ms, "end_ms": end_ms}


def read_json(text: str | bytes, where: str = "alignment") -> list[AlignedCall]:
    """The calls in JSON that :func:`to_json` wrote.

    Raises TranscriptError for damaged JSON, another schema version or missing fields.
    """
    try:
        return [_aligned(call) for call in parse_as(text, _File).calls]
    except ValueError as error:
        raise TranscriptError(
            where, f"is not an alignment by calltools: {error}", "align the call again"
        ) from error


class _Sentences(Struct):
    zh: tuple[Sentence, ...]
    en: tuple[Sentence, ...]


class _Call(Struct):
    name: str
    zh: dict[str, Any]
    en: dict[str, Any]
    sentences: _Sentences
    sentence_links: tuple[Link, ...]
    links: tuple[Link, ...]
    findings: tuple[Finding, ...]
    comparison: HeardComparison | None
    provenance: tuple[Step, ...]
    corrections: tuple[CorrectedTurn, ...] = ()
    as_of: str = ""


class _File(Struct):
    """What is read of the file; the times of links and findings are made from the rest."""

    schema_version: Literal[1]
    calls: tuple[_Call, ...]


def _aligned(call: _Call) -> AlignedCall:
    return AlignedCall(
        call.name,
        from_data(call.zh),
        from_data(call.en),
        Alignment(
            call.sentences.zh, call.sentences.en, call.sentence_links, call.links, call.findings
        ),
        call.comparison,
        call.provenance,
        call.corrections,
        call.as_of,
    )
