"""SubRip and WebVTT (https://www.w3.org/TR/webvtt1/), with the speaker before the words."""

from __future__ import annotations

from calltools.times import clock
from calltools.transcripts.model import Transcript
from calltools.transcripts.writers.cues import SubtitleCue, cues, wrap
from calltools.transcripts.writers.labels import colon
from calltools.transcripts.writers.marks import GOES_ON, in_cue, labels, made_by, voice_lines

GOES_ON_CLASS = ".on"
"""The class of a voice tag in a cue that goes on with the turn of the one before."""


def to_srt(transcript: Transcript) -> str:
    """SubRip: ``医生：……`` in the first cue of each turn, ``…`` in those that go on with it.

    The first cue, of a millisecond, says what the file is and who the labels are.  Raises
    TranscriptError for a turn without times.
    """
    given = labels(transcript)
    made = "\n".join([made_by("subtitles", transcript.language), *voice_lines(given)])
    blocks = [f"1\n{_span(0, 1, ',')}\n{made}\n"]
    for number, cue in enumerate(cues(transcript), start=2):
        name = given[cue.turn.speaker, cue.turn.role] + colon(transcript.language)
        words = wrap((GOES_ON if cue.goes_on else name) + in_cue(cue.text))
        blocks.append(f"{number}\n{_cue_span(cue, ',')}\n{words}\n")
    return "\n".join(blocks)


def to_vtt(transcript: Transcript) -> str:
    """WebVTT with voice tags: ``<v 医生>……``.  Raises TranscriptError for a turn without times."""
    given = labels(transcript)
    notes = "".join(f"\nNOTE {line}\n" for line in voice_lines(given))
    blocks = [f"WEBVTT {made_by('subtitles', transcript.language)}\n{notes}"]
    for number, cue in enumerate(cues(transcript), start=1):
        name = _escape(given[cue.turn.speaker, cue.turn.role])
        kind = GOES_ON_CLASS if cue.goes_on else ""
        words = _escape(wrap(in_cue(cue.text)))
        blocks.append(f"{number}\n{_cue_span(cue, '.')}\n<v{kind} {name}>{words}</v>\n")
    return "\n".join(blocks)


def _cue_span(cue: SubtitleCue, decimal: str) -> str:
    return _span(cue.start_ms, cue.end_ms, decimal)


def _span(start_ms: int, end_ms: int, decimal: str) -> str:
    return f"{clock(start_ms, decimal=decimal)} --> {clock(end_ms, decimal=decimal)}"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
