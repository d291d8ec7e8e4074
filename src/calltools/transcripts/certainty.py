"""How sure it is that a turn is of the party whose role it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from calltools.messages import Message, first
from calltools.transcripts.model import HOSPITAL, UNKNOWN, Transcript, Turn

SURE = 0.9
"""A role that is less sure than this is told with what rests on it: on pages kept back about one
in ten of them is wrong."""


def role_certainty(turn: Turn, transcript: Transcript) -> float | None:
    """How likely the turn's role is right, 0 to 1; None where it was not inferred: it was given, or
    nothing is kept of how it was found."""
    for party in transcript.parties:
        if party.speaker == turn.speaker:
            inferred = party.source == "inferred" and party.role == turn.role
            return party.confidence if inferred else None
    return None


def is_unsure(turn: Turn, transcript: Transcript) -> bool:
    """Whether the turn's role was inferred and is less than SURE."""
    certainty = role_certainty(turn, transcript)
    return certainty is not None and certainty < SURE


def doubtful_roles(transcript: Transcript) -> Iterator[tuple[str, str]]:
    """What statements of the call suffer from roles: (kind, words) for turns that are read for the
    hospital's on an unsure role, and for those that are not read for want of one."""
    spoken = [turn for turn in transcript.turns if any(map(str.isalnum, turn.text))]
    unsure = [turn for turn in spoken if turn.role == HOSPITAL and is_unsure(turn, transcript)]
    unread = [turn for turn in spoken if turn.role == UNKNOWN]
    if unsure:
        least = min(role_certainty(turn, transcript) or 0.0 for turn in unsure)
        yield (
            "roles_unsure",
            Message(
                "{unsure} of {all} turns are read as the hospital's though that role is only "
                "{share} sure ({voices}), as their statements tell",
                unsure=len(unsure),
                all=len(spoken),
                share=f"{least:.0%}",
                voices=_voices(unsure),
            ),
        )
    if unread:
        words = Message(
            "{unread} of {all} turns have no role and were not read for statements",
            unread=len(unread),
            all=len(spoken),
        )
        if voices := _voices(unread):
            words = Message("{what} ({voices})", what=words, voices=voices)
        yield "roles_unread", words


def _voices(turns: list[Turn]) -> Sequence[str]:
    return first(list(dict.fromkeys(turn.speaker for turn in turns if turn.speaker)), 4)
