"""What annotation tools work with: tiers, each of one party and with one thing at a time.

The name of a tier holds the speaker and the role, ``护士 [hospital]``; where turns of one party
overlap there is a second one, ``护士 [hospital] 2``.  Below a party's tier stand its words, where
their times are known, and its flags.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from calltools.errors import TranscriptError
from calltools.transcripts.model import ROLES, UNKNOWN, Party, Role, Transcript, Turn
from calltools.transcripts.warning import CallWarning
from calltools.transcripts.writers.marks import escape, unspelled

WORDS, FLAGS = " words", " flags"
"""What the names of the tiers end in that go with a party's."""

_SEPARATOR = ", "
_NAME = re.compile(rf"(?:(?P<speaker>.*) )?\[(?P<role>{'|'.join(ROLES)})\](?: \d+)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TierEntry:
    """A turn, a word of it or its flags: ``number`` and ``turn`` are the turn's, from 1.

    ``start_ms`` and ``end_ms`` serve to put it in order: what is unknown of a turn is taken to
    follow at once on what is known before.
    """

    number: int
    turn: Turn
    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Tier:
    """Entries that do not overlap, in order, and what they are: turns, words or flags.

    ``parent`` is the name of the party's tier, ``name`` the tier's own.
    """

    kind: Literal["turns", "words", "flags"]
    parent: str
    name: str
    entries: list[TierEntry]


def placed(transcript: Transcript) -> list[TierEntry]:
    """The turns in their order.  Raises TranscriptError for one that ends before it begins."""
    entries: list[TierEntry] = []
    before = 0
    for number, turn in enumerate(transcript.turns, start=1):
        start, end = turn.start_ms, turn.end_ms
        if start is not None and end is not None and end < start:
            raise TranscriptError(
                f"turn {number}", "ends before it begins", "correct its times or choose json"
            )
        if start is None:
            start = before if end is None else min(before, end)
        before = start if end is None else end
        entries.append(TierEntry(number, turn, start, before, turn.text))
    return entries


def tiers(turns: Iterable[TierEntry]) -> Iterator[Tier]:
    """The turns sorted into tiers, in the order in which the parties first speak; behind each the
    tiers of its words and flags, if there are any."""
    parties: dict[str, list[list[TierEntry]]] = {}
    for entry in turns:
        theirs = parties.setdefault(tier_name(entry.turn.speaker, entry.turn.role), [])
        free = (entries for entries in theirs if entries[-1].end_ms <= entry.start_ms)
        if (room := next(free, None)) is None:
            theirs.append(room := [])
        room.append(entry)
    for party, theirs in parties.items():
        for number, entries in enumerate(theirs, start=1):
            name = party if number == 1 else f"{party} {number}"
            yield Tier("turns", name, name, entries)
            if words := [word for entry in entries for word in _timed_words(entry)]:
                yield Tier("words", name, name + WORDS, words)
            flagged = [entry for entry in entries if entry.turn.flags]
            flags = [replace(each, text=_SEPARATOR.join(each.turn.flags)) for each in flagged]
            if flags:
                yield Tier("flags", name, name + FLAGS, flags)


def tier_name(speaker: str | None, role: Role) -> str:
    """``护士 [hospital]``; the role alone where nothing names the speaker."""
    return f"[{role}]" if speaker is None else f"{escape(speaker)} [{role}]"


def _timed_words(entry: TierEntry) -> Iterator[TierEntry]:
    """The words that a tier below the turn's can hold: they have times inside it and follow one
    another."""
    at, last = entry.turn.start_ms, entry.turn.end_ms
    for word in entry.turn.words:
        start, end = word.start_ms, word.end_ms
        if at is None or last is None or start is None or end is None:
            continue
        if at <= start < end <= last:
            yield replace(entry, start_ms=start, end_ms=end, text=word.text)
            at = end


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """An annotation of a file: ``key`` is its turn's, for flags that of the turn they are about."""

    key: object
    order: tuple[int, ...]
    start_ms: int | None
    end_ms: int | None
    text: str


@dataclass(frozen=True, slots=True)
class ReadTier:
    """A tier of a file, from calltools or from anyone; ``left_out`` tells why it gives no turns."""

    name: str
    entries: list[ReadEntry]
    participant: str = ""
    left_out: str = ""


def _is_below(name: str) -> bool:
    """Whether calltools named the tier as one of words or flags, which belong to turns."""
    return any(name.endswith(end) and _party(name.removesuffix(end)) for end in (WORDS, FLAGS))


def transcript_of(read: Sequence[ReadTier], **known: Any) -> Transcript:
    """The transcript in the tiers of a file, with what else is ``known`` of it.

    Roles are those that calltools wrote in the names of tiers, also unknown ones; where it named
    none, those that the names tell.
    """
    flags = {e.key: e.text for tier in read if _is_below(tier.name) for e in tier.entries}
    parents = [tier for tier in read if not _is_below(tier.name)]
    placed_turns: list[tuple[tuple[int, ...], Turn]] = []
    for tier in parents:
        if tier.left_out:
            continue
        speaker, role = _party(tier.name) or (tier.participant or tier.name, UNKNOWN)
        for entry in tier.entries:
            told = unspelled(flags.get(entry.key, "")).split(_SEPARATOR)
            turn = Turn(unspelled(entry.text), speaker, role, entry.start_ms, entry.end_ms)
            placed_turns.append((entry.order, replace(turn, flags=tuple(filter(None, told)))))
    turns = tuple(turn for _order, turn in sorted(placed_turns, key=lambda each: each[0]))
    if not any(_party(tier.name) for tier in read):
        turns = _with_roles(turns)
    return Transcript(
        turns,
        origin="corrected",
        parties=parties(turns),
        warnings=tuple(
            CallWarning("left_out", f"tier {tier.name} {tier.left_out} and was left out")
            for tier in parents
            if tier.left_out
        ),
        **known,
    )


def _with_roles(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    from calltools.transcripts.layout.roles import PrintedCall, resolve_roles
    from calltools.transcripts.layout.vocabulary import fold

    spoken = [(turn.speaker, turn.text) for turn in turns if turn.speaker]
    (roles,) = resolve_roles([PrintedCall(spoken, {})])
    return tuple(
        replace(turn, role=roles[fold(turn.speaker)].role) if turn.speaker else turn
        for turn in turns
    )


def parties(turns: Sequence[Turn]) -> tuple[Party, ...]:
    """The speakers with their roles as given, in order of appearance."""
    roles = {turn.speaker: turn.role for turn in turns if turn.speaker is not None}
    return tuple(
        Party(speaker, role, 0.0 if role == UNKNOWN else 1.0, "given")
        for speaker, role in roles.items()
    )


def _party(name: str) -> tuple[str | None, Role] | None:
    """The (speaker, role) of a tier's name; None if calltools did not name it."""
    if (match := _NAME.fullmatch(name)) is None:
        return None
    role = next(role for role in ROLES if role == match["role"])
    return (None if match["speaker"] is None else unspelled(match["speaker"])), role
