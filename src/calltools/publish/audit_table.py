"""The rows of an audit as a table for spreadsheets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from calltools.publish.tables import data_frame, to_csv

COLUMNS = (
    "id report report_lang quote verdict why needs_person previous_verdict frame "
    "attributed_speaker attributed_hospital true_speaker true_role transcript turn_range "
    "claimed_transcript translated script_converted edits also_at start_ms end_ms start end mark "
    "note report_sha256 transcript_sha256 audio_sha256"
).split()


def audit_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """One line a quotation, the columns of ``COLUMNS``; lists as JSON, formulas made harmless."""
    cells = [{name: _cell(row.get(name)) for name in COLUMNS} for row in rows]
    return to_csv(data_frame(cells, COLUMNS).convert_dtypes())


def _cell(value: object) -> object:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return value
