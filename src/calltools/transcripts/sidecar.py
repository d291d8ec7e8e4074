"""``recordings/NAME.toml``: what people know of a call, and the settings that are its own.

A new one is ``sidecar.toml``, which says nothing and names every key.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from calltools.errors import SettingsError, TranscriptError
from calltools.files import reading
from calltools.settings import CALL_SETTINGS, call_settings
from calltools.transcripts.model import Call


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a sidecar file says: the call, the settings that are its own, where it was published.

    ``settings`` are those of :data:`~calltools.settings.CALL_SETTINGS` that are said, by name;
    :meth:`~calltools.settings.Settings.over` applies them.  ``publications`` are the files, those
    with relative paths seen from the sidecar's folder.
    """

    call: Call = field(default_factory=Call)
    settings: Mapping[str, Any] = field(default_factory=dict)
    publications: tuple[Path, ...] = ()


def read_sidecar(path: Path) -> Sidecar:
    """The sidecar at ``path``; nothing is known where there is no such file.

    Raises TranscriptError, naming the file and the key, for anything that isn't understood.
    """
    with reading(path, TranscriptError):
        data = path.read_bytes() if path.exists() else b""
    try:
        return _sidecar(data, path)
    except (SettingsError, ValueError) as error:
        problem = error.problem if isinstance(error, SettingsError) else str(error)
        raise TranscriptError(path, problem, "mend that line") from error


def _sidecar(data: bytes, path: Path) -> Sidecar:
    text = ""
    try:
        text = data.decode("utf-8-sig")
        table = tomllib.loads(text)
    except ValueError as error:
        told = _wrong_date(text, str(error)) or f"is not valid TOML: {error}"
        raise ValueError(told) from error
    own = {key: table.pop(key) for key in CALL_SETTINGS if key in table}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _READERS:
            known = ", ".join((*sorted(_READERS), *CALL_SETTINGS))
            raise ValueError(f"unknown key {key!r}; known are: {known}")
        try:
            values[key] = _READERS[key](value)
        except ValueError as error:
            raise ValueError(f"{key}: expected {error}, found {value!r}") from error
    publications = tuple(path.parent / name for name in values.pop("publications", ()))
    return Sidecar(Call(**values), call_settings(own, path), publications)


def with_publication(text: str, file: str, path: Path) -> str:
    """The text of a sidecar that names ``file``, too; all else stands as it was written.

    Raises TranscriptError where that is beyond a program: the line has to be written by hand.
    """
    before = tomllib.loads(text)
    named = [*before.get("publications", ()), file]
    line = f"publications = {json.dumps(named, ensure_ascii=False)}"
    after, count = _PUBLICATIONS.subn(lambda _: line, text, count=1)
    after = after if count else f"{line}\n{text}"
    try:
        is_right = tomllib.loads(after) == {**before, "publications": named}
    except tomllib.TOMLDecodeError:
        is_right = False
    if not is_right:
        raise TranscriptError(path, "its publications can't be added to", f"write: {line}")
    return after


def _wrong_date(text: str, error: str) -> str | None:
    """What is wrong with the date or time in the line that TOML stumbled over, if it is one."""
    place = re.search(r"at line (\d+)", error)
    line = text.splitlines()[int(place[1]) - 1] if place else ""
    if not (match := re.match(r"\s*(date|time)\s*=\s*([\d:-]+)\s*(#.*)?$", line, re.ASCII)):
        return None
    key, value = match[1], match[2]
    try:
        _READERS[key](value)
    except ValueError as reason:
        return f"{key}: expected {reason}, found {value}"
    return f"{key}: expected quotes around a date or time that is not whole, found {value}"


def read_fact(name: str, value: str) -> str | None:
    """A fact of a call as a person writes it, under the rules of sidecar files; None if empty.

    Raises ValueError that says what was expected.
    """
    fact = (_READERS | _OF_CORRECTIONS)[name](value)
    assert fact is None or isinstance(fact, str)
    return fact


def _text(value: Any) -> str | None:
    if not isinstance(value, str):
        raise ValueError("text in quotes")
    return value.strip() or None


def _date(value: Any) -> str | None:
    """An ISO 8601 date: a TOML date, or text that may leave out the day or month."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    date = _like(value, _DATE, "a date such as 2000-01-31")
    try:
        dt.date.fromisoformat(f"{date or '2000'}-01-01"[:10])
    except ValueError:
        raise ValueError("a date that exists") from None
    return date


def _time(value: Any) -> str | None:
    """``HH:MM:SS`` or ``HH:MM``: a TOML time or text."""
    if isinstance(value, dt.time):
        return value.replace(microsecond=0).isoformat()
    return _like(value, _TIME, "a time such as 14:05:00")


def _tz(value: Any) -> str | None:
    return _like(value, _TZ, 'an offset such as "+08:00" or a name such as "Asia/Shanghai"')


def _like(value: Any, pattern: str, expected: str) -> str | None:
    """The text, if it looks so; None where it is empty."""
    if not isinstance(value, str) or not re.fullmatch(f"(?:{pattern})?", value.strip(), re.ASCII):
        raise ValueError(expected)
    return value.strip() or None


def _files(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise ValueError('a list of files, such as ["zh.html", "en.docx"]')
    return tuple(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


_PUBLICATIONS = re.compile(r"^publications\s*=\s*\[[^\]]*\]", re.MULTILINE)
_DATE = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
_TZ = r"Z|[+-](?:0\d|1[0-4]):[0-5]\d|[A-Za-z_+-]+(?:/[A-Za-z0-9_+-]+)*"

_TEXTS = ("hospital", "phone", "recording_no", "pretext", "respondent", "notes")
_READERS: dict[str, Callable[[Any], str | bool | tuple[str, ...] | None]] = {
    **dict.fromkeys(_TEXTS, _text),
    "date": _date,
    "time": _time,
    "tz": _tz,
    "publications": _files,
    "synthetic": _flag,
}
_OF_CORRECTIONS: dict[str, Callable[[Any], str | None]] = {
    "date_hospital": _date,
    "date_printed": _text,
    "investigator": _text,  # the person's name; in a sidecar it tells which voice is theirs
}
