"""Rows of calls with both languages, as the labelled set has them: read, and results written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calltools.alignment.model import Alignment, Finding, Span
from calltools.errors import TranscriptError
from calltools.transcripts.model import INVESTIGATOR, ROLES, UNKNOWN, Role, Turn


@dataclass(frozen=True, slots=True)
class Pair:
    """A call in Chinese and in English; ``row`` is all that its line says."""

    id: str
    zh: tuple[Turn, ...]
    en: tuple[Turn, ...]
    row: Mapping[str, Any]


def read_pairs(lines: Iterable[str], where: str | Path) -> Iterator[Pair]:
    """The calls of JSON lines with ``id``, ``zh_turns`` and ``en_turns``.

    A turn has ``role`` (``caller`` is the investigator), ``label`` and ``text``.  Links and
    findings are not looked at.  Raises TranscriptError with the number of a line that is not such
    a row.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                row = json.loads(line)
                yield Pair(str(row["id"]), _turns(row["zh_turns"]), _turns(row["en_turns"]), row)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise TranscriptError(
                    f"{where}, line {number}",
                    f"expected a call with id, zh_turns and en_turns ({error!r})",
                ) from error


def _turns(rows: Sequence[Mapping[str, Any]]) -> tuple[Turn, ...]:
    return tuple(
        Turn(_text(row["text"]), speaker=row.get("label"), role=_role(row.get("role")))
        for row in rows
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text, found {value!r}")
    return value


def _role(name: object) -> Role:
    if name == "caller":
        return INVESTIGATOR
    return next((role for role in ROLES if role == name), UNKNOWN)


def to_row(pair: Pair, alignment: Alignment) -> dict[str, Any]:
    """``{"id", "links", "findings"}`` in the fields of the labelled set.

    Spans are the words themselves; ``zh_place`` and ``en_place`` are [turn, start, end].
    """
    return {
        "id": pair.id,
        "links": [[list(link.zh), list(link.en)] for link in alignment.links],
        "findings": [
            _finding(f"{pair.id}-f{number}", finding, pair)
            for number, finding in enumerate(alignment.findings, start=1)
        ],
    }


def _finding(name: str, finding: Finding, pair: Pair) -> dict[str, Any]:
    return {
        "id": finding.id or name,
        "type": finding.type,
        "zh_turns": list(finding.zh_turns),
        "en_turns": list(finding.en_turns),
        **_span("zh", finding.zh_span, pair.zh),
        **_span("en", finding.en_span, pair.en),
        "note": finding.note,
        "severity": finding.severity,
        "confidence": round(finding.confidence, 3),
    }


def _span(side: str, span: Span | None, turns: Sequence[Turn]) -> dict[str, Any]:
    words = None if span is None else turns[span.turn].text[span.start : span.end]
    place = None if span is None else [span.turn, span.start, span.end]
    return {f"{side}_span": words, f"{side}_place": place}
