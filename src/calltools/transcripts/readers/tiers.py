"""From the tiers of annotation tools to turns: who spoke, by the tier's name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from calltools.transcripts.layout.roles import PrintedCall, resolve_roles
from calltools.transcripts.layout.vocabulary import fold
from calltools.transcripts.model import UNKNOWN, Party, Turn
from calltools.transcripts.writers.tiers import FLAG_SEPARATOR, FLAGS, WORDS, party, unescape


def is_below(name: str) -> bool:
    """Whether calltools named the tier as one of words or flags, which belong to turns."""
    return any(name.endswith(end) and party(name.removesuffix(end)) for end in (WORDS, FLAGS))


def turn_on(
    tier: str, text: str, start_ms: int | None, end_ms: int | None, *, participant: str = ""
) -> Turn:
    """The turn that an annotation on the named tier is; its role is unknown if the name of the
    tier is not calltools' own."""
    known = party(tier)
    speaker, role = known or (participant or tier, UNKNOWN)
    return Turn(unescape(text), speaker, role, start_ms, end_ms)


def flags_in(text: str) -> tuple[str, ...]:
    """The flags of an annotation on a tier of flags."""
    return tuple(flag for flag in unescape(text).split(FLAG_SEPARATOR) if flag)


def with_roles(turns: Sequence[Turn], tiers: Iterable[str]) -> tuple[Turn, ...]:
    """``turns`` of a file whose tiers give no role, with those that the names tell; a role that
    calltools wrote as unknown stays so."""
    if any(party(tier) for tier in tiers):
        return tuple(turns)
    said = [(turn.speaker, turn.text) for turn in turns if turn.speaker]
    (roles,) = resolve_roles([PrintedCall(said, {})])
    return tuple(
        replace(turn, role=roles[fold(turn.speaker)].role) if turn.speaker else turn
        for turn in turns
    )


def parties(turns: Sequence[Turn]) -> tuple[Party, ...]:
    """The speakers with their roles, in order of appearance."""
    roles = {turn.speaker: turn.role for turn in turns if turn.speaker is not None}
    return tuple(
        Party(speaker, role, 0.0 if role == UNKNOWN else 1.0, "given")
        for speaker, role in roles.items()
    )
