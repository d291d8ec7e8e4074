"""Aligned calls as CSV (RFC 4180): a row for each link of turns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from calltools.alignment.exchange.units import Unit, speakers, told, units
from calltools.alignment.model import AlignedCall
from calltools.transcripts.writers.table import csv_text

COLUMNS = (
    "call", "link", "zh_turns", "en_turns", "zh_speakers", "en_speakers", "zh", "en", "confidence",
    "moved", "start_ms", "end_ms", "severity", "findings", "notes",
    "review", "answers",
)  # fmt: skip
SEPARATOR = " | "
"""Between the texts of several turns, and between several findings."""


def to_csv(calls: Iterable[AlignedCall], *, bom: bool = False) -> bytes:
    """The links with the texts they join; an empty cell where nothing stands or is known.

    Turns are counted from 0.  A text that a spreadsheet would run as a formula gets an apostrophe
    in front.  ``bom`` puts a mark before it that spreadsheets know UTF-8 by.
    """
    rows = [list(record.values()) for call in calls for record in link_records(call)]
    return csv_text(COLUMNS, rows).encode("utf-8-sig" if bom else "utf-8", "replace")


def link_records(call: AlignedCall) -> list[dict[str, Any]]:
    """The links of ``call``, every column of each; texts as they are, None for what is unknown."""
    return [_record(call, number, unit) for number, unit in enumerate(units(call))]


def _record(call: AlignedCall, number: int, unit: Unit) -> dict[str, Any]:
    link, time, findings = unit.link, unit.time, unit.findings
    values = (
        call.name,
        number,
        " ".join(map(str, link.zh)),
        " ".join(map(str, link.en)),
        speakers(call.zh, link.zh),
        speakers(call.en, link.en),
        SEPARATOR.join(call.zh.turns[i].text for i in link.zh),
        SEPARATOR.join(call.en.turns[j].text for j in link.en),
        round(link.confidence, 3),
        link.moved,
        time.start_ms if time else None,
        time.end_ms if time else None,
        findings[0].severity if findings else "",
        SEPARATOR.join(finding.type for finding in findings),
        SEPARATOR.join(finding.note for finding in findings),
        told(link.answers),
        SEPARATOR.join(told(finding.answers) for finding in findings),
    )
    return dict(zip(COLUMNS, values, strict=True))
