"""Writers: a Transcript in the formats that other people and programs read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from calltools.errors import SettingsError
from calltools.transcripts.model import Transcript
from calltools.transcripts.writers.eaf import to_eaf
from calltools.transcripts.writers.json import to_json
from calltools.transcripts.writers.rttm import to_rttm
from calltools.transcripts.writers.subtitles import to_srt, to_vtt
from calltools.transcripts.writers.table import to_csv
from calltools.transcripts.writers.text import to_txt
from calltools.transcripts.writers.textgrid import to_textgrid
from calltools.transcripts.writers.word import to_docx

__all__ = [
    "FORMATS",
    "TranscriptFormat",
    "to_csv",
    "to_docx",
    "to_eaf",
    "to_json",
    "to_rttm",
    "to_srt",
    "to_textgrid",
    "to_txt",
    "to_vtt",
    "write",
]


@dataclass(frozen=True, slots=True)
class TranscriptFormat:
    """``write(transcript, name)`` gives the file's content; ``name`` is the recording's name."""

    suffix: str
    write: Callable[[Transcript, str], str | bytes]


FORMATS: dict[str, TranscriptFormat] = {
    "json": TranscriptFormat(".json", lambda transcript, _name: to_json(transcript)),
    "srt": TranscriptFormat(".srt", lambda transcript, _name: to_srt(transcript)),
    "vtt": TranscriptFormat(".vtt", lambda transcript, _name: to_vtt(transcript)),
    "txt": TranscriptFormat(".txt", lambda transcript, _name: to_txt(transcript)),
    "rttm": TranscriptFormat(".rttm", to_rttm),
    "eaf": TranscriptFormat(".eaf", to_eaf),
    "textgrid": TranscriptFormat(".TextGrid", lambda transcript, _name: to_textgrid(transcript)),
    "docx": TranscriptFormat(".docx", to_docx),
    "csv": TranscriptFormat(".csv", lambda transcript, _name: to_csv(transcript)),
}


def write(transcript: Transcript, format: str, *, name: str = "call") -> str | bytes:  # noqa: A002
    """``transcript`` in the named format.

    Raises SettingsError for an unknown format, TranscriptError where the format needs what the
    transcript has not (subtitles need times).
    """
    if format not in FORMATS:
        raise SettingsError("format", f"expected one of {', '.join(FORMATS)}, found {format!r}")
    return FORMATS[format].write(transcript, name)
