"""Calls that are rows of JSON, aligned."""

from __future__ import annotations

from typing import Any

from calltools.alignment.call_aligner import Aligner, Parts
from calltools.alignment.exchange.contract import read_row, to_row
from calltools.errors import DifferentCallsError
from calltools.records import read_line


def align_row(
    line: bytes, where: str, aligner: Aligner, *, anyway: bool = False
) -> tuple[dict[str, Any], DifferentCallsError | None]:
    """``id``, ``links`` and ``findings`` of the call in a line of JSON, which came from ``where``.

    A row whose sides are of two calls has none of them and ``mismatch``, and the error that tells
    why, unless it is to be aligned ``anyway``.  Raises TranscriptError for a line that is not one,
    and what :meth:`Aligner.align` does."""
    identity, zh, en = read_line(
        line,
        where,
        lambda row: (row["id"], *read_row(row)),
        "expected a call with id, zh_turns and en_turns",
    )
    parts = Parts(where, zh=zh, en=en)
    try:
        if not anyway:
            parts.check()
    except DifferentCallsError as error:
        return {"id": identity, "links": [], "findings": [], "mismatch": True}, error
    return to_row(identity, zh.turns, en.turns, aligner.align(parts).alignment), None
