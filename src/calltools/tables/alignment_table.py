"""An aligned call as pandas frames: its links, its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calltools.alignment.exchange.table import link_records
from calltools.alignment.exchange.units import ranked
from calltools.alignment.items import words
from calltools.alignment.model import AlignedCall, Finding
from calltools.alignment.times import turns_time
from calltools.tables.columns import ColumnKind
from calltools.tables.frames import frame_of

if TYPE_CHECKING:
    import pandas as pd

_LINKS: dict[str, ColumnKind] = {
    "call": "text",
    "link": "whole",
    "zh_turns": "text",
    "en_turns": "text",
    "zh_speakers": "text",
    "en_speakers": "text",
    "zh": "text",
    "en": "text",
    "confidence": "share",
    "moved": "truth",
    "start_ms": "whole",
    "end_ms": "whole",
    "severity": "text",
    "findings": "text",
    "notes": "text",
    "review": "text",
    "answers": "text",
}
_FINDINGS: dict[str, ColumnKind] = {
    "call": "text",
    "id": "text",
    "type": "text",
    "severity": "text",
    "zh_turns": "text",
    "en_turns": "text",
    "zh": "text",
    "en": "text",
    "note": "text",
    "confidence": "share",
    "start_ms": "whole",
    "end_ms": "whole",
}


def links_frame(call: AlignedCall) -> pd.DataFrame:
    """One row a link of turns, the columns of the CSV file, its texts without apostrophes."""
    return frame_of(link_records(call), _LINKS)


def findings_frame(call: AlignedCall) -> pd.DataFrame:
    """One row a finding, gravest first: what it is, the turns and words it is about, why."""
    return frame_of((_finding(call, one) for one in ranked(call.alignment.findings)), _FINDINGS)


def _finding(call: AlignedCall, finding: Finding) -> dict[str, Any]:
    time = turns_time(call.zh, finding.zh_turns)
    return {
        "call": call.name,
        "id": finding.id,
        "type": finding.type,
        "severity": finding.severity,
        "zh_turns": " ".join(map(str, finding.zh_turns)),
        "en_turns": " ".join(map(str, finding.en_turns)),
        "zh": words(call.zh, finding.zh_span, finding.zh_turns),
        "en": words(call.en, finding.en_span, finding.en_turns),
        "note": finding.note,
        "confidence": finding.confidence,
        "start_ms": time.start_ms if time else None,
        "end_ms": time.end_ms if time else None,
    }
