"""JSON and JSON lines: read strictly, written in one way.

What is read is checked against the class that it is to become (msgspec): a wrong type, a missing
field, a number that is not one or half a character is told with its place and never mended.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec

from calltools.errors import CalltoolsError, TranscriptError
from calltools.files import bytes_of

Row = Mapping[str, Any]
"""An object of JSON lines: a statement, a quotation, a call with its links, as plain values."""

_T = TypeVar("_T")

LARGEST = 2**53 - 1
"""The largest whole number that every program reads exactly (RFC 8259, section 6)."""

Whole = Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
"""Types of fields that hold whole numbers from 0, and shares from 0 to 1."""

_TOLD = re.compile(r"(?P<problem>.*?)(?: - at `\$\.?(?P<place>.*)`)?", re.DOTALL)
_KINDS = {
    "array": "a list",
    "bool": "true or false",
    "float": "a number",
    "int": "a whole number",
    "object": "an object",
    "str": "text",
}


def plain(record: Any) -> Any:
    """A record as the plain values of JSON: objects by the names of its fields, in their order.

    Lists are tuples where they are in the record.
    """
    return msgspec.to_builtins(record, enc_hook=_base)


def _base(value: object) -> object:
    """Text and numbers of libraries' own classes, as JSON has them."""
    for kind in (str, float):
        if isinstance(value, kind):
            return kind(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def dumps(value: Any) -> str:
    """Records and plain values as JSON that people can read and compare line by line."""
    return json.dumps(value, ensure_ascii=False, indent=1, default=plain) + "\n"


def dump_rows(rows: Iterable[Any]) -> str:
    """JSON lines: one record or object a line."""
    return "".join(json.dumps(row, ensure_ascii=False, default=plain) + "\n" for row in rows)


def parse(data: bytes | str) -> Any:
    """The plain values in JSON, UTF-8 with or without BOM.  Raises ValueError for anything else."""
    return parse_as(data, Any)


def parse_as(data: bytes | str, kind: type[_T]) -> _T:
    """The record in JSON that :func:`dumps` wrote; fields that ``kind`` lacks are left out.

    Raises ValueError with the place, what was expected and what was found.
    """
    try:
        # Asked here: whether msgspec tells bytes that are not UTF-8 apart depends on its release.
        raw = data.encode("utf-8") if isinstance(data, str) else data.decode("utf-8").encode()
    except UnicodeError as error:
        raise ValueError("is not UTF-8") from error
    try:
        return msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"), type=kind)
    except msgspec.MsgspecError as error:
        raise ValueError(_told(error)) from error
    except RecursionError as error:
        raise ValueError("is nested too deeply") from error


def convert(value: Any, kind: type[_T]) -> _T:
    """The ``kind`` in plain values, as :func:`parse_as` reads it.  Raises ValueError."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.MsgspecError as error:
        raise ValueError(_told(error)) from error


def _told(error: msgspec.MsgspecError) -> str:
    """``segments[0].text: expected text, found a whole number``."""
    match = _TOLD.fullmatch(str(error))
    assert match is not None  # any text does
    problem = re.sub(r"`([^`]*)`", _in_words, match["problem"]).replace(", got ", ", found ")
    problem = problem[:1].lower() + problem[1:]
    return f"{match['place']}: {problem}" if match["place"] else problem


def _in_words(types: re.Match[str]) -> str:
    return " or ".join(_KINDS.get(name, name) for name in types[1].split(" | "))


def read_lines(data: bytes | str, where: str | Path) -> Iterator[tuple[str, bytes]]:
    """The lines of JSON lines that hold something, each with its place, ``FILE:LINE``.

    They end with line feeds alone: other line ends may stand unescaped in a JSON string.
    """
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    for number, line in enumerate(raw.split(b"\n"), 1):
        if line.strip():
            yield f"{where}:{number}", line


def read_line(
    line: bytes,
    place: str,
    make: Callable[[Any], _T],
    problem: str,
    remedy: str = "",
    kind: type[CalltoolsError] = TranscriptError,
) -> _T:
    """What ``make`` makes of the plain values in a line.

    Raises ``kind`` with ``place``, ``problem`` and the reason where that can't be done.
    """
    try:
        return make(parse(line))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else error
        raise kind(place, f"{problem}: {reason}", remedy) from error


def read_objects(
    path: str | Path, *needed: str, kind: type[CalltoolsError] = TranscriptError
) -> list[dict[str, Any]]:
    """The objects in a file of JSON lines, ``-`` for stdin, each with the fields ``needed``.

    Raises ``kind`` if it can't be read; with file and line, for a line that is no such object.
    """

    def checked(row: Any) -> dict[str, Any]:
        return {**row, **{name: row[name] for name in needed}}

    problem = f"expected a row with {', '.join(needed)}" if needed else "expected a row"
    return [
        read_line(line, place, checked, problem, kind=kind)
        for place, line in read_lines(bytes_of(path, kind), path)
    ]
