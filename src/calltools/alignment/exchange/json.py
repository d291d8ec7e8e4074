"""Aligned calls as JSON, and back.

Both transcripts stand in it whole, in the shape of calltools' own transcripts, so that the file
can be read without any other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from calltools.alignment.exchange.model import AlignedCall
from calltools.alignment.model import Alignment, Finding, Link, Sentence, Span
from calltools.alignment.monolingual import Comparison, Difference, TimedRun, TimedTurn
from calltools.alignment.times import Stretch, link_times, turns_time
from calltools.errors import TranscriptError
from calltools.provenance import Step
from calltools.transcripts.readers.calltools_json import from_data
from calltools.transcripts.writers.json import to_data

SCHEMA_VERSION = 1


def to_json(calls: Iterable[AlignedCall]) -> str:
    """The calls as JSON text; :func:`read_json` gives equal ones back."""
    data = {"schema_version": SCHEMA_VERSION, "calls": [_call(call) for call in calls]}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _call(call: AlignedCall) -> dict[str, Any]:
    alignment = call.alignment
    return {
        "name": call.name,
        "zh": to_data(call.zh),
        "en": to_data(call.en),
        "sentences": {
            "zh": [asdict(sentence) for sentence in alignment.zh_sentences],
            "en": [asdict(sentence) for sentence in alignment.en_sentences],
        },
        "sentence_links": [
            _link(link, time)
            for link, time in zip(
                alignment.sentence_links, link_times(alignment, call.zh), strict=True
            )
        ],
        "links": [_link(link, turns_time(call.zh, link.zh)) for link in alignment.links],
        "findings": [
            asdict(finding) | _times(turns_time(call.zh, finding.zh_turns))
            for finding in alignment.findings
        ],
        "comparison": asdict(call.comparison) if call.comparison else None,
        "provenance": [step.to_json() for step in call.provenance],
    }


def _link(link: Link, time: Stretch | None) -> dict[str, Any]:
    return asdict(link) | _times(time)


def _times(time: Stretch | None) -> dict[str, int | None]:
    return {
        "start_ms": time.start_ms if time else None,
        "end_ms": time.end_ms if time else None,
    }


def read_json(text: str | bytes, where: str = "alignment") -> list[AlignedCall]:
    """The calls in JSON that :func:`to_json` wrote.

    Raises TranscriptError for damaged JSON, another schema version or missing fields.
    """
    try:
        data = json.loads(text)
        if data["schema_version"] != SCHEMA_VERSION:
            raise ValueError(f"schema_version {SCHEMA_VERSION} expected")
        return [_read_call(call, where) for call in data["calls"]]
    except (KeyError, TypeError, ValueError) as error:
        raise TranscriptError(
            where, f"is no alignment by calltools: {error}", "align the call again"
        ) from error


def _read_call(data: Mapping[str, Any], where: str) -> AlignedCall:
    comparison = data["comparison"]
    return AlignedCall(
        data["name"],
        from_data(data["zh"], where),
        from_data(data["en"], where),
        Alignment(
            tuple(Sentence(**row) for row in data["sentences"]["zh"]),
            tuple(Sentence(**row) for row in data["sentences"]["en"]),
            _read_links(data["sentence_links"]),
            _read_links(data["links"]),
            tuple(_read_finding(row) for row in data["findings"]),
        ),
        _read_comparison(comparison) if comparison else None,
        tuple(Step.from_json(step) for step in data["provenance"]),
    )


def _read_links(rows: Sequence[Mapping[str, Any]]) -> tuple[Link, ...]:
    return tuple(
        Link(tuple(row["zh"]), tuple(row["en"]), row["confidence"], row["moved"]) for row in rows
    )


def _read_finding(row: Mapping[str, Any]) -> Finding:
    fields = {name: row[name] for name in Finding.__slots__}
    for name in ("zh_turns", "en_turns"):
        fields[name] = tuple(fields[name])
    for name in ("zh_span", "en_span"):
        fields[name] = _read_span(fields[name])
    return Finding(**fields)


def _read_comparison(data: Mapping[str, Any]) -> Comparison:
    return Comparison(
        tuple(_read_timed(row) for row in data["turns"]),
        tuple(
            Difference(**row | {side: _read_span(row[side]) for side in ("printed", "heard")})
            for row in data["differences"]
        ),
    )


def _read_timed(row: Mapping[str, Any]) -> TimedTurn:
    between = row["between_ms"]
    return TimedTurn(
        **{
            **row,
            "runs": tuple(TimedRun(**run) for run in row["runs"]),
            "between_ms": None if between is None else tuple(between),
        }
    )


def _read_span(data: Mapping[str, int] | None) -> Span | None:
    return None if data is None else Span(**data)
