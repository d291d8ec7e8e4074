"""Plain JSON values, checked: a field of another type than expected is a ValueError."""

from __future__ import annotations

import json
import math
from typing import Any

Object = dict[str, Any]


def load(data: bytes | str) -> Any:
    """JSON, UTF-8 with or without BOM.  Raises ValueError for anything else."""
    text = data.decode("utf-8-sig") if isinstance(data, bytes) else data.removeprefix("\ufeff")
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise ValueError("is nested too deeply") from error
    if "\\u" in text:  # an escaped half of a character can be decoded but not written again
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


def obj(value: Any, name: str) -> Object:
    """A JSON object."""
    if not isinstance(value, dict):
        raise _wrong(name, "an object", value)
    return value


def objects(data: Object, name: str) -> list[Object]:
    """A list of objects; an absent one is empty."""
    return [obj(item, f"{name}[{i}]") for i, item in enumerate(_list(data, name))]


def strings(data: Object, name: str) -> tuple[str, ...]:
    """A list of strings; an absent one is empty."""
    items = _list(data, name)
    for item in items:
        if not isinstance(item, str):
            raise _wrong(name, "strings", item)
    return tuple(items)


def string(data: Object, name: str) -> str:
    """A string that must be there."""
    value = data.get(name)
    if not isinstance(value, str):
        raise _wrong(name, "text", value)
    return value


def string_or_none(data: Object, name: str) -> str | None:
    """A string, null or absent."""
    return None if data.get(name) is None else string(data, name)


def integer(data: Object, name: str) -> int:
    """A whole number that must be there."""
    value = data.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(name, "a whole number", value)
    return value


def integer_or_none(data: Object, name: str) -> int | None:
    """A whole number, null or absent."""
    return None if data.get(name) is None else integer(data, name)


def number(data: Object, name: str) -> float:
    """A finite number that must be there."""
    value = data.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise _wrong(name, "a number", value)
    return value


def number_or_none(data: Object, name: str) -> float | None:
    """A finite number, null or absent."""
    return None if data.get(name) is None else number(data, name)


def _list(data: Object, name: str) -> list[Any]:
    value = data.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _wrong(name, "a list", value)
    return value


def _wrong(name: str, expected: str, found: Any) -> ValueError:
    shown = repr(found)
    return ValueError(f"{name} expects {expected}, found {shown[:40]}")
