"""SubRip and WebVTT (https://www.w3.org/TR/webvtt1/), with the speaker before the words."""

from __future__ import annotations

from calltools.times import clock
from calltools.transcripts.model import Transcript
from calltools.transcripts.writers.cues import SubtitleCue, cues, wrap
from calltools.transcripts.writers.labels import colon


def to_srt(transcript: Transcript) -> str:
    """SubRip: ``医生：……`` in each cue.  Raises TranscriptError for a turn without times."""
    blocks = []
    for number, cue in enumerate(cues(transcript), start=1):
        name = "" if cue.label is None else cue.label + colon(transcript.language)
        blocks.append(f"{number}\n{_span(cue, ',')}\n{wrap(name + cue.text)}\n")
    return "\n".join(blocks)


def to_vtt(transcript: Transcript) -> str:
    """WebVTT with voice tags: ``<v 医生>……``.  Raises TranscriptError for a turn without times."""
    blocks = ["WEBVTT\n"]
    for number, cue in enumerate(cues(transcript), start=1):
        text = _escape(wrap(cue.text))
        voice = text if cue.label is None else f"<v {_escape(cue.label)}>{text}</v>"
        blocks.append(f"{number}\n{_span(cue, '.')}\n{voice}\n")
    return "\n".join(blocks)


def _span(cue: SubtitleCue, decimal: str) -> str:
    return f"{clock(cue.start_ms, decimal=decimal)} --> {clock(cue.end_ms, decimal=decimal)}"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
