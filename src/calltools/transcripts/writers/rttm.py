"""RTTM, who spoke when (NIST Rich Transcription, RT-09 evaluation plan, appendix A):

``SPEAKER file channel onset duration <NA> <NA> speaker <NA> <NA>``, times in seconds.
"""

from __future__ import annotations

from calltools.transcripts.model import Transcript


def to_rttm(transcript: Transcript, name: str = "call") -> str:
    """RTTM of the turns that have times; a turn without speaker is ``unknown``'s."""
    return "".join(
        _line(name, turn.start_ms, turn.end_ms, turn.speaker or turn.role)
        for turn in transcript.turns
        if turn.start_ms is not None and turn.end_ms is not None
    )


def _line(name: str, start_ms: int, end_ms: int, speaker: str) -> str:
    onset = f"{start_ms / 1000:.3f}"
    duration = f"{max(0, end_ms - start_ms) / 1000:.3f}"
    return f"SPEAKER {_field(name)} 1 {onset} {duration} <NA> <NA> {_field(speaker)} <NA> <NA>\n"


def _field(text: str) -> str:
    """A field can't hold white space, which ends it."""
    return "_".join(text.split()) or "<NA>"
