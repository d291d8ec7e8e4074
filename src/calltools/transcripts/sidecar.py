"""``recordings/NAME.toml``: what people know of a call, and the settings that are its own.

A new one is ``sidecar.toml``, which says nothing and names every key.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

import msgspec

from calltools.data import read_data
from calltools.errors import SettingsError, TranscriptError
from calltools.files import atomic_write, reading, text_of
from calltools.messages import Message
from calltools.records import convert
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
    return _read(data, path)


def _read(data: bytes, path: Path) -> Sidecar:
    try:
        try:
            table = tomllib.loads(data.decode("utf-8-sig"))
        except ValueError as error:
            raise ValueError(f"is not valid TOML: {error}") from error
        own = {key: table.pop(key) for key in CALL_SETTINGS if key in table}
        values = {key: _value(key, value) for key, value in table.items()}
        publications = tuple(path.parent / name for name in values.pop("publications", ()))
        return Sidecar(Call(**values), call_settings(own, path), publications)
    except (SettingsError, ValueError) as error:
        problem = error.problem if isinstance(error, SettingsError) else str(error)
        raise TranscriptError(path, problem, "correct that line") from error


def _value(key: str, value: Any) -> Any:
    """The value of a key as it is meant."""
    if key not in _KEYS:
        known = ", ".join((*sorted(_KEYS), *CALL_SETTINGS))
        raise ValueError(f"unknown key {key!r}; known are: {known}")
    try:
        return read_fact(key, value) if _KEYS[key] is str else convert(value, _KEYS[key])
    except ValueError as error:
        expected = error if _KEYS[key] is str else _EXPECTED[key]
        raise ValueError(f"{key}: expected {expected}, found {value!r}") from error


def write_sidecar(path: Path, values: Mapping[str, Any] = MappingProxyType({})) -> None:
    """Have the sidecar at ``path`` say these values by their keys, None for what is not known.

    All else stands as it was written; where there is no file it is a new one.  Raises
    TranscriptError for what is not understood, or is beyond a program: the line has to be written
    by hand; WorkspaceError where it can't be written.
    """
    before = text_of(path, TranscriptError) if path.exists() else None
    after = read_data("transcripts/sidecar.toml") if before is None else before
    for key, value in values.items():
        after = _with_value(after, key, value, path)
    _read(after.encode(), path)
    if after != before:
        atomic_write(path, after)


def _with_value(text: str, key: str, value: Any, path: Path) -> str:
    """``text`` with another value of ``key``.  Raises TranscriptError."""
    try:
        table = tomllib.loads(text)
    except ValueError as error:
        raise TranscriptError(path, f"is not valid TOML: {error}", "correct that line") from error
    if table.get(key) == value:
        return text
    wanted = {name: old for name, old in table.items() if name != key}
    line = f"{key} = {json.dumps('' if value is None else value, ensure_ascii=False)}"
    if value is None:
        line = f"# {line}"
    else:
        wanted[key] = value
    said, unsaid = (re.compile(f"^{mark}{key}{_VALUE}", re.MULTILINE) for mark in ("", "# ?"))
    place = said.search(text) or unsaid.search(text)
    after = f"{text[: place.start()]}{line}{text[place.end() :]}" if place else f"{line}\n{text}"
    try:
        is_right = tomllib.loads(after) == wanted
    except ValueError:
        is_right = False
    if not is_right:
        problem = Message("its {key} can't be changed by a program", key=key)
        raise TranscriptError(path, problem, Message("write: {line}", line=line))
    return after


def read_fact(name: str, value: Any) -> str | None:
    """A fact of a call as a person writes it, under the rules of sidecar files; None if empty.

    A date or time may be TOML's own.  Raises ValueError that says what was expected.
    """
    expected = _EXPECTED.get(name, Message("text in quotes"))
    if name in _DATES and type(value) is dt.date:
        value = value.isoformat()
    elif name == "time" and isinstance(value, dt.time):
        value = value.replace(microsecond=0).isoformat()
    if not isinstance(value, str):
        raise ValueError(expected)
    fact = value.strip()
    if fact and not re.fullmatch(_SHAPES.get(name, r"(?s:.*)"), fact, re.ASCII):
        raise ValueError(expected)
    if name in _DATES:
        try:
            dt.date.fromisoformat(f"{fact or '2000'}-01-01"[:10])
        except ValueError:
            raise ValueError(Message("a date that exists")) from None
    return fact or None


_STRING = r"""\"\"\"(?s:.*?)\"\"\"|\'\'\'(?s:.*?)\'\'\'|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'"""
_VALUE = rf"""[ \t]*=[ \t]*(?:{_STRING}|\[(?:{_STRING}|[^]"'])*\]|[^#\n]*[^#\s])"""
"""The rest of what a line says behind its key, without a comment."""
_DATES = ("date", "date_hospital")
_KEYS: dict[str, Any] = {
    **dict.fromkeys(
        "hospital date time tz phone recording_no pretext respondent notes".split(), str
    ),
    "publications": tuple[Annotated[str, msgspec.Meta(pattern=r"\S")], ...],
    "synthetic": bool,
}
"""What may stand in a file, and what it is.  The date where the hospital is, the date as printed
and the investigator's name are facts for corrections alone."""
_SHAPES = {
    **dict.fromkeys(_DATES, r"\d{4}(?:-\d{2}(?:-\d{2})?)?"),
    "time": r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?",
    "tz": r"Z|[+-](?:0\d|1[0-4]):[0-5]\d|[A-Za-z_+-]+(?:/[A-Za-z0-9_+-]+)*",
}
_EXPECTED = {
    **dict.fromkeys(_DATES, Message("a date such as 2000-01-31")),
    "time": Message("a time such as 14:05:00"),
    "tz": Message('an offset such as "+08:00" or a name such as "Asia/Shanghai"'),
    "publications": Message('a list of files, such as ["zh.html", "en.docx"]'),
    "synthetic": Message("true or false"),
}
