"""Aligned calls in the formats that other programs read: JSON, CSV, TMX 1.4b, XLIFF 2.1, Word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath

from calltools.alignment.exchange.json import read_json, to_json
from calltools.alignment.exchange.returned import Returned
from calltools.alignment.exchange.table import to_csv
from calltools.alignment.exchange.units import MemoryRules, memory_of
from calltools.alignment.exchange.word import read_word, to_word
from calltools.alignment.exchange.xml import read_tmx, read_xliff, to_tmx, to_xliff
from calltools.alignment.model import FORMATS, AlignedCall
from calltools.errors import SettingsError, TranscriptError
from calltools.files import format_of

__all__ = ["is_returned", "read_json", "read_returned", "to_csv", "to_json", "to_xliff", "written"]

_READERS: dict[str, Callable[[bytes, str], list[Returned]]] = {
    "docx": lambda data, where: [read_word(data, where)],
    "tmx": read_tmx,
    "xliff": read_xliff,
}


def written(
    name: str,
    calls: Sequence[AlignedCall],
    bom: bool = False,
    rules: MemoryRules = MemoryRules(),  # noqa: B008 - it is frozen
    say: Callable[[str], None] = lambda _: None,
) -> str | bytes:
    """The calls in the format ``name``; a byte order mark is for csv, the ``rules`` are for tmx:
    what these leave out is told by ``say``.

    Raises SettingsError where a format of two languages is asked for calls in one, or that of one
    call for several.
    """
    if name != "json" and not all(call.en.turns for call in calls):
        raise SettingsError(name, "is for two languages", "choose json or html")
    if name == "docx" and len(calls) != 1:
        raise SettingsError(name, f"is for one call, found {len(calls)}", "name one")
    match name:
        case "csv":
            return to_csv(calls, bom=bom)
        case "tmx":
            memory = memory_of(calls, rules)
            if left_out := memory.told():
                total = memory.left_out.total()
                say(f"tmx: {len(memory.pairs)} pairs, {total} left out: {left_out}")
            return to_tmx(memory)
        case "xliff":
            return to_xliff(calls)
        case "docx":
            return to_word(calls[0])
        case _:
            return to_json(calls)


def read_returned(data: bytes, where: str) -> list[Returned]:
    """The translations in a DOCX, XLIFF or TMX file that :func:`written` made and another program
    changed.  Raises SettingsError for another kind of file, TranscriptError for a damaged one."""
    name = format_of(PurePath(where).name, {kind: FORMATS[kind] for kind in _READERS})
    if name is None:
        expected = f"expected one of {', '.join(_READERS)}"
        raise SettingsError(where, expected, "export the translation, and edit that file")
    return _READERS[name](data, where)


def is_returned(data: bytes, where: str) -> bool:
    """Whether a file is one of those, and no transcript."""
    name = format_of(PurePath(where).name, {kind: FORMATS[kind] for kind in _READERS})
    if name != "docx":
        return name is not None
    try:
        return bool(read_word(data, where).units)
    except TranscriptError:
        return False
