"""Calls that are rows of JSON, aligned."""

from __future__ import annotations

from typing import Any

from calltools.alignment.calls import Aligner, Parts
from calltools.alignment.exchange.contract import read_row, to_row
from calltools.records import read_line


def align_row(line: bytes, where: str, aligner: Aligner) -> dict[str, Any]:
    """``id``, ``links`` and ``findings`` of the call in a line of JSON, which came from ``where``.

    Raises TranscriptError for a line that is none, and what :meth:`Aligner.align` does.
    """
    identity, zh, en = read_line(
        line,
        where,
        lambda row: (row["id"], *read_row(row)),
        "expected a call with id, zh_turns and en_turns",
    )
    call = aligner.align(Parts(where, zh=zh, en=en))
    return to_row(identity, zh.turns, en.turns, call.alignment)
