"""RTTM, who spoke when (NIST Rich Transcription, RT-09 evaluation plan, appendix A):

``SPEAKER file channel onset duration <NA> <NA> speaker <NA> <NA>``, times in seconds.
"""

from __future__ import annotations

from calltools.transcripts.model import Transcript


def to_rttm(transcript: Transcript, name: str = "call") -> str:
    """RTTM of the turns that have times; a turn without speaker is ``unknown``'s."""
    lines = []
    for turn in transcript.turns:
        if turn.start_ms is not None and turn.end_ms is not None:
            length_ms = max(0, turn.end_ms - turn.start_ms)
            times = f"{turn.start_ms / 1000:.3f} {length_ms / 1000:.3f}"
            speaker = _field(turn.speaker or turn.role)
            lines.append(f"SPEAKER {_field(name)} 1 {times} <NA> <NA> {speaker} <NA> <NA>\n")
    return "".join(lines)


def _field(text: str) -> str:
    """A field can't hold white space, which ends it."""
    return "_".join(text.split()) or "<NA>"
