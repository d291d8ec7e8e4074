"""Aligned calls in the formats that other programs read: JSON, CSV, TMX 1.4b, XLIFF 2.1."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from calltools.alignment.exchange.json import read_json, to_json
from calltools.alignment.exchange.table import to_csv
from calltools.alignment.exchange.xml import to_tmx, to_xliff
from calltools.alignment.model import AlignedCall

__all__ = ["WRITERS", "read_json", "to_csv", "to_json", "to_tmx", "to_xliff"]

WRITERS: dict[str, Callable[[Sequence[AlignedCall]], str | bytes]] = {
    "json": to_json,
    "csv": to_csv,
    "tmx": to_tmx,
    "xliff": to_xliff,
}
"""For each of :data:`calltools.alignment.formats.FORMATS`."""
