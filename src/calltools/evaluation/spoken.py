"""Who speaks when, by the name of the recording, from the files people have it in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from calltools.errors import TranscriptError
from calltools.evaluation.diarization import Spoken
from calltools.files import text_of
from calltools.times import to_ms

_SUFFIXES = (".json", ".rttm")
_RTTM_FIELDS = 8


def read_spoken(path: Path) -> dict[str, list[Spoken]]:
    """Name of a recording to its spans, in order of time.

    ``path`` is RTTM (of one or several recordings), JSON (a calltools or WhisperX transcript with
    ``segments`` in seconds; ``turns`` or ``spans`` in milliseconds) or a folder of these.  A
    recording's name is that of its file without suffix, or the one that RTTM gives where it holds
    several.  Raises TranscriptError for anything else.
    """
    if not path.is_dir():
        return _read_file(path)
    found: dict[str, list[Spoken]] = {}
    for file in sorted(path.iterdir()):
        for name, spoken in _read_file(file).items() if file.suffix in _SUFFIXES else ():
            if name in found:
                raise TranscriptError(file, f"is a second file for {name}", "remove one of them")
            found[name] = spoken
    if not found:
        raise TranscriptError(path, f"expected {' or '.join(_SUFFIXES)} files, found none")
    return found


def _read_file(path: Path) -> dict[str, list[Spoken]]:
    text = text_of(path, TranscriptError)
    if path.suffix == ".json":
        return {path.stem: _in_order(_from_json(path, text))}
    recordings = _from_rttm(path, text)
    if len(recordings) == 1:
        return {path.stem: _in_order(*recordings.values())}
    return {name: _in_order(spoken) for name, spoken in recordings.items()}


def _in_order(spoken: Iterable[Spoken]) -> list[Spoken]:
    return sorted(spoken, key=lambda span: (span.start_ms, span.end_ms, span.speaker))


def _from_rttm(path: Path, text: str) -> dict[str, list[Spoken]]:
    """The SPEAKER lines of RTTM (NIST RT-09); other types and comments are not about voices.

    An empty file is a recording in which nobody speaks.
    """
    if not text.strip():
        return {path.stem: []}
    recordings: dict[str, list[Spoken]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        fields = line.split()
        if not fields or fields[0] != "SPEAKER":
            continue
        try:
            start, duration = float(fields[3]), float(fields[4])
            spoken = Spoken(to_ms(start), to_ms(start + duration), fields[_RTTM_FIELDS - 1])
            _check_times(spoken)
        except (IndexError, ValueError, OverflowError) as error:
            raise TranscriptError(path, f"line {number} is not RTTM: {line.strip()!r}") from error
        recordings.setdefault(fields[1], []).append(spoken)
    if not recordings:
        raise TranscriptError(path, "expected RTTM, found no line that begins with SPEAKER")
    return recordings


def _from_json(path: Path, text: str) -> list[Spoken]:
    try:
        data = json.loads(text)
        if "segments" in data:
            found = [
                _timed(row, to_ms(row["start"]), to_ms(row["end"])) for row in data["segments"]
            ]
        else:
            rows = data["turns"] if "turns" in data else data["spans"]
            found = [_timed(row, int(row["start_ms"]), int(row["end_ms"])) for row in rows]
        for spoken in found:
            _check_times(spoken)
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise TranscriptError(
            path,
            f"expected JSON with segments, turns or spans that have times ({error!r})",
        ) from error
    return found


def _timed(row: Mapping[str, Any], start_ms: int, end_ms: int) -> Spoken:
    """A row with a speaker, a role, or both; who has neither is ``unknown``."""
    role = row.get("role")
    return Spoken(start_ms, end_ms, str(row.get("speaker") or role or "unknown"), role)


def _check_times(spoken: Spoken) -> None:
    if not 0 <= spoken.start_ms <= spoken.end_ms:
        raise ValueError(f"no such time: {spoken.start_ms} to {spoken.end_ms} ms")
