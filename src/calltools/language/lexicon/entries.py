"""The vocabulary files as a translator writes them, read with the line of whatever is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from calltools.errors import VocabularyError

Entries = dict[str, dict[str, list[str]]]
"""Table to name to phrases."""

_REMEDY = 'an entry is a line like: wait = ["等", "排队"]'
_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def read_entries(text: str, file: str) -> Entries:
    """The tables of the vocabulary ``text``.

    Raises VocabularyError, naming ``file`` and line, for what is no TOML and for entries that are
    not lists of phrases.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        line = found[1] if found else str(text.count("\n") + 1)
        reason = _LINE.sub("", str(error)).strip().removesuffix(" (at end of document)")
        if "overwrite" in reason:
            reason = "the name stands twice in its table"
        raise VocabularyError(f"{file}:{line}", reason, _REMEDY) from error
    for table, entries in data.items():
        if not isinstance(entries, dict):
            line = line_of(table, text)
            raise VocabularyError(f"{file}:{line}", f"{table} stands in no [table]", _REMEDY)
        for name, phrases in entries.items():
            if not isinstance(phrases, list) or not all(
                isinstance(phrase, str) and phrase for phrase in phrases
            ):
                raise VocabularyError(
                    f"{file}:{line_of(name, text, table)}",
                    f"{table}.{name} is no list of phrases in quotation marks",
                    _REMEDY,
                )
    return data


def line_of(entry: str, text: str, table: str = "") -> int:
    """The line of ``text`` where ``entry``, a name or a phrase, first begins in ``table``."""
    lines = [*_whole_lines(text)]
    header = f"[{table}]"
    start = next((n for n, (_, line) in enumerate(lines) if line.strip() == header), 0)
    spelt = (entry, entry.replace("\\", "\\\\"))
    for number, line in lines[start:]:
        name = line.partition("=")[0].strip()
        if name == entry or any(f'"{form}"' in line or f"'{form}'" in line for form in spelt):
            return number
    return lines[start][0] if lines else 1


def _whole_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers; those that a backslash continues are one."""
    begun, whole = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        begun, whole = begun or number, whole + (line.lstrip() if begun else line)
        if whole.endswith("\\"):
            whole = whole[:-1]
            continue
        yield begun, whole
        begun, whole = 0, ""
