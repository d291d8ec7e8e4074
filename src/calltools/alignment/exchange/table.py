"""Aligned calls as CSV (RFC 4180): a row for each link of turns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from calltools.alignment.exchange.model import AlignedCall, Unit, speakers, units
from calltools.transcripts.writers.table import guarded

COLUMNS = (
    "call", "link", "zh_turns", "en_turns", "zh_speakers", "en_speakers", "zh", "en", "confidence",
    "moved", "start_ms", "end_ms", "severity", "findings", "notes",
)  # fmt: skip
SEPARATOR = " | "
"""Between the texts of several turns, and between several findings."""


def to_csv(calls: Iterable[AlignedCall], *, bom: bool = False) -> bytes:
    """The links with the texts they join; an empty cell where nothing stands or is known.

    Turns are counted from 0.  A text that a spreadsheet would run as a formula gets an apostrophe
    in front.  ``bom`` puts a mark before it that spreadsheets know UTF-8 by.
    """
    file = io.StringIO(newline="")
    rows = csv.writer(file)
    rows.writerow(COLUMNS)
    for call in calls:
        for number, unit in enumerate(units(call)):
            rows.writerow(_row(call, number, unit))
    return file.getvalue().encode("utf-8-sig" if bom else "utf-8", "replace")


def _row(call: AlignedCall, number: int, unit: Unit) -> list[object]:
    link, time = unit.link, unit.time
    texts = (
        speakers(call.zh, link.zh),
        speakers(call.en, link.en),
        SEPARATOR.join(call.zh.turns[i].text for i in link.zh),
        SEPARATOR.join(call.en.turns[j].text for j in link.en),
    )
    return [
        guarded(call.name),
        number,
        " ".join(map(str, link.zh)),
        " ".join(map(str, link.en)),
        *map(guarded, texts),
        round(link.confidence, 3),
        str(link.moved).lower(),
        time.start_ms if time else None,
        time.end_ms if time else None,
        unit.findings[0].severity if unit.findings else "",
        SEPARATOR.join(finding.type for finding in unit.findings),
        guarded(SEPARATOR.join(finding.note for finding in unit.findings)),
    ]
