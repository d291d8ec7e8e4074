"""Publications of calls without a recording, taken into the workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from calltools.alignment.align import Parts
from calltools.alignment.sources import pair_files
from calltools.errors import TranscriptError
from calltools.files import bytes_of, safe_name
from calltools.provenance import sha256_file
from calltools.store.recordings import Registered
from calltools.store.text_calls import TextFile, register_texts
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Transcript
from calltools.transcripts.writers.json import to_json


@dataclass(frozen=True, slots=True)
class KeptTexts:
    """The calls that were registered, and remarks: on what has no counterpart, and on facts that
    differ."""

    calls: Sequence[Registered]
    remarks: Sequence[str]


def keep_texts(
    workspace: Workspace, files: Sequence[Path], name: str = "", *, anyway: bool = False
) -> KeptTexts:
    """Register the calls in ``files``, a Chinese text and its English, under ``name`` (without one:
    that of the Chinese file); several are NAME-1, NAME-2 …

    Raises what :func:`calltools.alignment.sources.pair_files` and
    :func:`calltools.store.text_calls.register_texts` do, and DifferentCallsError where the two are
    of different calls, unless ``anyway``.
    """
    parts, remarks = pair_files(files)
    for part in parts:
        if part.zh is None or part.en is None:
            raise TranscriptError(
                part.name, "expected Chinese and English as published", "name two"
            )
        if not anyway and (remark := part.check()):
            remarks.append(remark)
    stem = name or safe_name(parts[0].name.removesuffix("-1") if parts[1:] else parts[0].name)
    if len(parts) == 1 and not any("no other side" in remark for remark in remarks):
        return KeptTexts([_whole(workspace, stem, parts[0], files)], remarks)
    names = [f"{stem}-{number}" for number in range(1, len(parts) + 1)]
    calls = [
        register_texts(workspace, one, _as_json(part.zh), _as_json(part.en))
        for one, part in zip(names, parts, strict=True)
        if part.zh and part.en
    ]
    return KeptTexts(calls, remarks)


def _whole(workspace: Workspace, name: str, part: Parts, files: Sequence[Path]) -> Registered:
    """A call of which each file holds a side, or one file both: the files as they are."""
    assert part.zh is not None
    zh = next((file for file in files if _is_of(file, part.zh)), files[0])
    others = [file for file in files if file != zh]
    en = _file(others[0]) if others else None
    return register_texts(workspace, name, _file(zh), en)


def _is_of(file: Path, transcript: Transcript) -> bool:
    return transcript.source is not None and transcript.source.sha256 == sha256_file(file)


def _file(path: Path) -> TextFile:
    return TextFile(bytes_of(path, TranscriptError), path.suffix.lower())


def _as_json(transcript: Transcript | None) -> TextFile:
    assert transcript is not None
    return TextFile(to_json(transcript).encode(), ".json")
