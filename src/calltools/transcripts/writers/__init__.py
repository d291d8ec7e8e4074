"""Writers: a Transcript in the formats that other people and programs read, and the way back."""

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

__all__ = ["FORMATS", "TranscriptFormat", "to_json", "write"]


@dataclass(frozen=True, slots=True)
class TranscriptFormat:
    """``write(transcript)`` gives the file's content; it is also given the recording's name where
    the content tells it."""

    suffix: str
    write: Callable[..., str | bytes]
    tells_name: bool = False


FORMATS = {
    "json": TranscriptFormat(".json", to_json),
    "srt": TranscriptFormat(".srt", to_srt),
    "vtt": TranscriptFormat(".vtt", to_vtt),
    "txt": TranscriptFormat(".txt", to_txt),
    "rttm": TranscriptFormat(".rttm", to_rttm, tells_name=True),
    "eaf": TranscriptFormat(".eaf", to_eaf, tells_name=True),
    "textgrid": TranscriptFormat(".TextGrid", to_textgrid),
    "docx": TranscriptFormat(".docx", to_docx, tells_name=True),
    "csv": TranscriptFormat(".csv", to_csv),
}


def write(transcript: Transcript, format: str, *, name: str = "call") -> str | bytes:  # noqa: A002
    """``transcript`` in the named format.

    Raises SettingsError for an unknown format, TranscriptError where the format needs what the
    transcript has not (subtitles need times).
    """
    if format not in FORMATS:
        raise SettingsError("format", f"expected one of {', '.join(FORMATS)}, found {format!r}")
    kind = FORMATS[format]
    return kind.write(transcript, name) if kind.tells_name else kind.write(transcript)
