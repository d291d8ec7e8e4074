"""Aligned calls in the formats that other programs read: JSON, CSV, TMX 1.4b, XLIFF 2.1."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from calltools.alignment.exchange.json import read_json, to_json
from calltools.alignment.exchange.table import to_csv
from calltools.alignment.exchange.xml import to_tmx, to_xliff
from calltools.alignment.model import AlignedCall
from calltools.errors import SettingsError

__all__ = ["WRITERS", "read_json", "to_csv", "to_json", "to_tmx", "to_xliff", "written"]

WRITERS: dict[str, Callable[[Sequence[AlignedCall]], str | bytes]] = {
    "json": to_json,
    "csv": to_csv,
    "tmx": to_tmx,
    "xliff": to_xliff,
}
"""For each of :data:`calltools.alignment.formats.FORMATS`."""


def written(name: str, calls: Sequence[AlignedCall], bom: bool = False) -> str | bytes:
    """The calls in the format ``name``; a byte order mark is for csv.

    Raises SettingsError where a format of two languages is asked for calls in one.
    """
    if name != "json" and not all(call.en.turns for call in calls):
        raise SettingsError(name, "is for two languages", "choose json or html")
    return to_csv(calls, bom=bom) if name == "csv" else WRITERS[name](calls)
