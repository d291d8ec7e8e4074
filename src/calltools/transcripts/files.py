"""A transcript file of any kind to transcripts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from calltools.errors import SettingsError, TranscriptError
from calltools.files import bytes_of
from calltools.provenance import Step, sha256_bytes
from calltools.transcripts.model import Source, Transcript
from calltools.transcripts.parse import Parsed, parse
from calltools.transcripts.readers import SUFFIXES, read_document
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.readers.eaf import read_eaf
from calltools.transcripts.readers.table import read_csv
from calltools.transcripts.readers.textgrid import read_textgrid

_ANNOTATIONS = {".eaf": read_eaf, ".textgrid": read_textgrid, ".csv": read_csv}


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file holds; ``parsed`` is None for what needs no parsing: calltools' own JSON and
    the files of annotation tools."""

    calls: tuple[Transcript, ...]
    parsed: Parsed | None


def transcript_files(paths: Iterable[Path]) -> list[Path]:
    """Files as given, folders as the transcripts in them; each once.

    Raises SettingsError where there is none.
    """
    given = list(paths)
    found: list[Path] = []
    for path in given:
        if path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.suffix.lower() in SUFFIXES)
            found += [p for p in inside if p.is_file() and p.name != "expected.json"]
        else:
            found.append(path)
    if not found:
        raise SettingsError(str(given[0]), "holds no transcript", "give files or a folder")
    return list(dict.fromkeys(found))


def read_file(path: Path) -> ReadFile:
    """The calls of a file, ``-`` for stdin.  Raises TranscriptError if it can't be read."""
    return read_bytes(bytes_of(path, TranscriptError), str(path))


def read_bytes(data: bytes, where: str) -> ReadFile:
    """The calls in ``data``, which came from the file ``where``.

    Raises TranscriptError for what can't be read.
    """
    if where.endswith(".json") and b'"schema_version"' in data:
        return ReadFile((read_transcript(data, where),), None)
    sha256 = sha256_bytes(data)
    step = Step("parse", inputs={Path(where).name: sha256})
    if (suffix := Path(where).suffix.lower()) in _ANNOTATIONS:
        source = Source(Path(where).name, sha256, suffix.removeprefix("."))
        call = _ANNOTATIONS[suffix](data, where)
        return ReadFile((replace(call, source=source, provenance=(step,)),), None)
    parsed = parse(read_document(data, where))
    document = parsed.document
    source = Source(Path(where).name, sha256, document.format, document.encoding)
    calls = tuple(replace(call, source=source, provenance=(step,)) for call in parsed.calls)
    return ReadFile(calls, replace(parsed, calls=calls))
