"""RTTM, who spoke when (NIST Rich Transcription, RT-09 evaluation plan, appendix A):

``SPEAKER file channel onset duration <NA> <NA> speaker <NA> <NA>``, times in seconds.
"""

from __future__ import annotations

from calltools.transcripts.model import Span, Transcript


def to_rttm(transcript: Transcript, name: str = "call") -> str:
    """RTTM of who was heard to speak when, with or without words.

    Where nobody listened for that, of the turns that have times; one without speaker is
    ``unknown``'s.
    """
    spans = transcript.spans or [
        Span(turn.start_ms, max(turn.start_ms, turn.end_ms), turn.speaker or turn.role)
        for turn in transcript.turns
        if turn.start_ms is not None and turn.end_ms is not None
    ]
    return "".join(
        f"SPEAKER {_field(name)} 1 {span.start_ms / 1000:.3f} "
        f"{(span.end_ms - span.start_ms) / 1000:.3f} <NA> <NA> {_field(span.speaker)} <NA> <NA>\n"
        for span in spans
    )


def _field(text: str) -> str:
    """A field can't hold white space, which ends it."""
    return "_".join(text.split()) or "<NA>"
