"""The rows of an audit as a table for spreadsheets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from calltools.tables.columns import ColumnKind
from calltools.tables.frames import frame_of, to_csv

if TYPE_CHECKING:
    import pandas as pd

_TRUTHS = frozenset("new needs_person translated script_converted".split())
_WHOLE = frozenset("start_ms end_ms start end".split())

COLUMNS: dict[str, ColumnKind] = {
    name: "truth" if name in _TRUTHS else "whole" if name in _WHOLE else "text"
    for name in (
        "id report report_lang quote verdict why needs_person question_changed "
        "translation_differs "
        "previous_verdict new frame "
        "attributed_speaker attributed_hospital true_speaker true_role transcript turn_range "
        "claimed_transcript translated script_converted edits also_at start_ms end_ms start end "
        "mark note report_sha256 transcript_sha256 audio_sha256"
    ).split()
}
"""The columns, in order, and what they hold."""


def audit_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """One line a quotation, the columns of ``COLUMNS``; lists as JSON, formulas made harmless."""
    return to_csv(audit_frame(rows))


def audit_frame(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """One row a quotation, the columns of ``COLUMNS``; lists and objects as JSON, empty where
    there is nothing in them, and NA for what is not known."""
    cells = ({name: _cell(row.get(name)) for name in COLUMNS} for row in rows)
    return frame_of(cells, COLUMNS)


def _cell(value: object) -> object:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return value
