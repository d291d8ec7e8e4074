"""What annotation tools work with: tiers, each of one party and with one thing at a time.

The name of a tier holds the speaker and the role, ``护士 [hospital]``; where turns of one party
overlap there is a second one, ``护士 [hospital] 2``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from calltools.errors import TranscriptError
from calltools.transcripts.model import ROLES, Role, Transcript, Turn, Word

WORDS = " words"
FLAGS = " flags"
"""Endings of the names of tiers that go with a party's: single words with times, flags."""

FLAG_SEPARATOR = ", "

_NAME = re.compile(rf"(?:(?P<speaker>.*) )?\[(?P<role>{'|'.join(ROLES)})\](?: \d+)?", re.DOTALL)
_NEVER = "\x00-\x08\x0b-\x1f\ufffe\uffff"
_CODE = "(?:005F|00(?:0[0-8B-F]|1[0-9A-F])|FFFE|FFFF)"
_TO_ESCAPE = re.compile(rf"[{_NEVER}\ud800-\udfff]|_(?=x{_CODE}[_{_NEVER}\ud800-\udfff])")
_ESCAPED = re.compile(f"_x({_CODE})_")


@dataclass(frozen=True, slots=True)
class Placed:
    """A turn, its number from 1, and when it begins and ends for the purpose of order: what is
    unknown is taken to follow at once on what is known before."""

    number: int
    turn: Turn
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Tier:
    """Turns of one party that do not overlap, in order."""

    name: str
    speaker: str | None
    turns: list[Placed] = field(default_factory=list)

    def has_room(self, turn: Placed) -> bool:
        """Whether the tier's last turn is over when ``turn`` begins."""
        return not self.turns or self.turns[-1].end_ms <= turn.start_ms


def placed(transcript: Transcript) -> tuple[Placed, ...]:
    """The turns in their order.  Raises TranscriptError for one that ends before it begins."""
    found: list[Placed] = []
    for number, turn in enumerate(transcript.turns, start=1):
        if turn.start_ms is not None and turn.end_ms is not None and turn.end_ms < turn.start_ms:
            raise TranscriptError(
                f"turn {number}", "ends before it begins", "correct its times or choose json"
            )
        before = found[-1].end_ms if found else 0
        start = turn.start_ms
        if start is None:
            start = before if turn.end_ms is None else min(before, turn.end_ms)
        found.append(Placed(number, turn, start, start if turn.end_ms is None else turn.end_ms))
    return tuple(found)


def tiers(turns: tuple[Placed, ...]) -> tuple[Tier, ...]:
    """The turns sorted into tiers, in the order in which the parties first speak."""
    found: dict[str, list[Tier]] = {}
    for each in turns:
        name = tier_name(each.turn.speaker, each.turn.role)
        theirs = found.setdefault(name, [])
        tier = next((tier for tier in theirs if tier.has_room(each)), None)
        if tier is None:
            number = len(theirs) + 1
            tier = Tier(name if number == 1 else f"{name} {number}", each.turn.speaker)
            theirs.append(tier)
        tier.turns.append(each)
    return tuple(tier for theirs in found.values() for tier in theirs)


def tier_name(speaker: str | None, role: Role) -> str:
    """``护士 [hospital]``; the role alone where nothing names the speaker."""
    return f"[{role}]" if speaker is None else f"{escape(speaker)} [{role}]"


def party(name: str) -> tuple[str | None, Role] | None:
    """The (speaker, role) of a tier's name; None if calltools did not name it."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    role = next(role for role in ROLES if role == match["role"])
    return (None if match["speaker"] is None else unescape(match["speaker"])), role


def timed_words(turn: Turn) -> Iterator[tuple[int, int, Word]]:
    """(start, end, word) of the words that a tier below the turn's can hold: they have times
    inside it and follow one another."""
    at = turn.start_ms
    for word in turn.words:
        start, end = word.start_ms, word.end_ms
        if at is None or turn.end_ms is None or start is None or end is None:
            continue
        if at <= start < end <= turn.end_ms:
            yield start, end, word
            at = end


def escape(text: str) -> str:
    """``text`` with the characters that XML and Praat can't hold as ``_x000C_``.

    The notation is Office Open XML's (ECMA-376 part 1, 22.9.2.19): an underscore that could be
    taken for such a code becomes ``_x005F_``, so that :func:`unescape` gives ``text`` back.
    """
    return _TO_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def unescape(text: str) -> str:
    """What :func:`escape` was given."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
