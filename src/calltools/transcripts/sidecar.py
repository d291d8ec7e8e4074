"""``recordings/NAME.toml``: what people know of a call, and the settings that are its own."""

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

TEMPLATE = """\
# What is known of this call.  Take away the # before a line and fill it in.
# hospital = ""                # as it calls itself
# date = 2000-01-31            # where the caller was; a month (2000-01) goes in quotes
# time = 14:05:00              # start of the call
# tz = "+08:00"                # of that time: an offset or a name such as "Asia/Shanghai"
# phone = ""                   # number dialled, in quotes
# recording_no = ""            # number under which the recording is archived or published
# pretext = ""                 # as whom the investigator called
# respondent = ""              # who answered: post, department, name if given
# investigator = "left"        # which voice is theirs: left or right of a stereo file, SPEAKER_00
# publications = []            # files in which it was published, in Chinese, English or both
# synthetic = false            # true for anything that is no real call
# notes = ""
#
# Settings of this call alone; a flag wins over them, they win over calltools.toml.
# language = "zh"              # zh, en …; "auto" finds out
# num_speakers = 2             # how many speak
# diarizer = "two-party"       # or "pyannote"
# engine = "faster-whisper"    # or "whisper", "sherpa-onnx"
# model = "whisper-base"       # a name of: calltools models list
# initial_prompt = ""          # words to prime the recogniser with: they can turn up in silence
"""


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
    text = ""
    try:
        with reading(path, TranscriptError):
            text = path.read_text("utf-8-sig") if path.exists() else ""
            data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = _wrong_date(text, str(error)) or f"is not valid TOML: {error}"
        raise TranscriptError(path, problem, "mend that line") from error
    own = {key: data.pop(key) for key in CALL_SETTINGS if key in data}
    try:
        settings = call_settings(own, path)
    except SettingsError as error:
        raise TranscriptError(path, error.problem, "mend that line") from error
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in _READERS:
            raise TranscriptError(
                path,
                f"unknown key {key!r}",
                f"known are: {', '.join((*sorted(_READERS), *CALL_SETTINGS))}",
            )
        try:
            values[key] = _READERS[key](value)
        except ValueError as error:
            raise TranscriptError(
                path, f"{key}: expected {error}, found {value!r}", "mend that line"
            ) from error
    publications = tuple(path.parent / name for name in values.pop("publications", ()))
    return Sidecar(Call(**values), settings, publications)


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
    if not (place := re.search(r"at line (\d+)", error)):
        return None
    line = text.splitlines()[int(place.group(1)) - 1]
    if not (match := re.match(r"\s*(date|time)\s*=\s*([\d:-]+)\s*(#.*)?$", line, re.ASCII)):
        return None
    key, found = match.group(1), match.group(2)
    try:
        _READERS[key](found)
    except ValueError as reason:
        return f"{key}: expected {reason}, found {found}"
    return f"{key}: expected quotes around a date or time that is not whole, found {found}"


def read_fact(name: str, value: str) -> str | None:
    """A fact of a call as a person writes it, under the rules of sidecar files; None if empty.

    Raises ValueError that says what was expected.
    """
    if name in ("date_hospital", "date_printed"):
        return _date(value) if name == "date_hospital" else _text(value)
    if name == "investigator":
        return _text(value)  # the person's name; which voice is theirs is a role
    found = _READERS[name](value)
    assert found is None or isinstance(found, str)
    return found


def _text(value: Any) -> str | None:
    if not isinstance(value, str):
        raise ValueError("text in quotes")
    return value.strip() or None


def _date(value: Any) -> str | None:
    """An ISO 8601 date: a TOML date, or text that may leave out the day or month."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    if value == "":
        return None
    if isinstance(value, str) and (match := _DATE.fullmatch(value.strip())):
        year, month, day = (int(part or 1) for part in match.groups())
        try:
            dt.date(year, month, day)
        except ValueError:
            raise ValueError("a date that exists") from None
        return value.strip()
    raise ValueError("a date such as 2000-01-31")


def _time(value: Any) -> str | None:
    """``HH:MM:SS`` or ``HH:MM``: a TOML time or text."""
    if isinstance(value, dt.time):
        return value.replace(microsecond=0).isoformat()
    if value == "":
        return None
    if isinstance(value, str) and _TIME.fullmatch(value.strip()):
        return value.strip()
    raise ValueError("a time such as 14:05:00")


def _tz(value: Any) -> str | None:
    text = _text(value)
    if text is not None and not _TZ.fullmatch(text):
        raise ValueError('an offset such as "+08:00" or a name such as "Asia/Shanghai"')
    return text


def _files(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise ValueError('a list of files, such as ["zh.html", "en.docx"]')
    return tuple(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


_PUBLICATIONS = re.compile(r"^publications\s*=\s*\[[^\]]*\]", re.MULTILINE)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)
_TZ = re.compile(r"Z|[+-](0\d|1[0-4]):[0-5]\d|[A-Za-z_+-]+(/[A-Za-z0-9_+-]+)*", re.ASCII)

_READERS: dict[str, Callable[[Any], str | bool | tuple[str, ...] | None]] = {
    "hospital": _text,
    "date": _date,
    "time": _time,
    "tz": _tz,
    "phone": _text,
    "recording_no": _text,
    "pretext": _text,
    "respondent": _text,
    "publications": _files,
    "synthetic": _flag,
    "notes": _text,
}
