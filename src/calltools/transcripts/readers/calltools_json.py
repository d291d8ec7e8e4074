"""calltools JSON back to a Transcript, equal to the one that was written."""

from __future__ import annotations

from calltools.errors import TranscriptError
from calltools.records import parse, parse_as
from calltools.transcripts.model import Transcript
from calltools.transcripts.shape import SCHEMA_VERSION, TranscriptData, from_data


def read_transcript(data: bytes | str, where: str = "transcript") -> Transcript:
    """The transcript in ``data``, which came from ``where``.

    Raises TranscriptError for damaged JSON, another schema version or a field of a wrong type.
    """
    try:
        return from_data(parse_as(data, TranscriptData))
    except ValueError as error:
        _check_version(data, where)
        raise TranscriptError(
            where, f"is not a calltools transcript: {error}", "make it again from the recording"
        ) from error


def _check_version(data: bytes | str, where: str) -> None:
    try:
        found = parse(data)
    except ValueError:
        return
    version = found.get("schema_version") if isinstance(found, dict) else SCHEMA_VERSION
    if version != SCHEMA_VERSION:
        raise TranscriptError(
            where,
            f"schema_version {SCHEMA_VERSION} expected, found {version!r}",
            "read it with the version of calltools that wrote it",
        )
