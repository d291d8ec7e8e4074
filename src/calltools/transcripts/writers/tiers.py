"""What annotation tools work with: tiers, each of one party and with one thing at a time.

The name of a tier holds the speaker and the role, ``护士 [hospital]``; where turns of one party
overlap there is a second one, ``护士 [hospital] 2``.  Below a party's tier stand its words, where
their times are known, and its flags.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from calltools.errors import TranscriptError
from calltools.messages import Message
from calltools.transcripts.gaps import as_gap, parted, with_gaps
from calltools.transcripts.model import ROLES, UNKNOWN, Party, Role, Transcript, Turn
from calltools.transcripts.warning import CallWarning
from calltools.transcripts.writers.file_marks import escape, unspelled

WORDS, FLAGS = " words", " flags"
"""What the names of the tiers end in that go with a party's."""

_SEPARATOR = ", "
_NAME = re.compile(rf"(?:(?P<speaker>.*) )?\[(?P<role>{'|'.join(ROLES)})\](?: \d+)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TierEntry:
    """A turn, a word of it or its flags; ``key`` is the turn's, in what calltools writes a number
    from 1.  ``order`` puts the entries in order."""

    key: Any
    order: tuple[int, ...]
    start_ms: int | None
    end_ms: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Tier:
    """Entries that do not overlap, in order.

    ``below`` is WORDS or FLAGS where a tier goes with a party's, which has the ``name`` without it.
    ``left_out`` tells why a tier of a file gives no turns.
    """

    name: str
    entries: list[TierEntry]
    participant: str | None = None
    below: str = ""
    left_out: str = ""


def tiers(transcript: Transcript) -> list[Tier]:
    """The turns, and speech without words, sorted into tiers, in the order in which the parties
    first speak; behind each the tiers of its words and flags, if there are any.

    What is unknown of a turn's times is taken to follow at once on what is known before.  Raises
    TranscriptError for a turn that ends before it begins.
    """
    transcript = with_gaps(transcript)
    parties: dict[tuple[str | None, Role], list[list[TierEntry]]] = {}
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
        entry = TierEntry(number, (start, before), turn.start_ms, turn.end_ms, turn.text)
        theirs = parties.setdefault((turn.speaker, turn.role), [])
        free = (entries for entries in theirs if entries[-1].order[1] <= start)
        if (room := next(free, None)) is None:
            theirs.append(room := [])
        room.append(entry)
    made = []
    for (speaker, role), theirs in parties.items():
        for number, entries in enumerate(theirs, start=1):
            name = tier_name(speaker, role) + (f" {number}" if number > 1 else "")
            turns = [(entry, transcript.turns[entry.key - 1]) for entry in entries]
            words = [word for entry, turn in turns for word in _timed_words(entry, turn)]
            flags = [replace(e, text=_SEPARATOR.join(t.flags)) for e, t in turns if t.flags]
            made.append(Tier(name, entries, speaker))
            made += [Tier(name, words, speaker, WORDS)] if words else []
            made += [Tier(name, flags, speaker, FLAGS)] if flags else []
    return made


def tier_name(speaker: str | None, role: Role) -> str:
    """``护士 [hospital]``; the role alone where nothing names the speaker."""
    return f"[{role}]" if speaker is None else f"{escape(speaker)} [{role}]"


def _timed_words(entry: TierEntry, turn: Turn) -> Iterator[TierEntry]:
    """The words that a tier below the turn's can hold: they have times inside it and follow one
    another."""
    at, last = turn.start_ms, turn.end_ms
    for word in turn.words:
        start, end = word.start_ms, word.end_ms
        if at is None or last is None or start is None or end is None:
            continue
        if at <= start < end <= last:
            yield TierEntry(entry.key, (start, end), start, end, word.text)
            at = end


def transcript_of(read: Sequence[Tier], **known: Any) -> Transcript:
    """The transcript in the tiers of a file, with what else is ``known`` of it.

    Roles are those that calltools wrote in the names of tiers, also unknown ones; where it named
    none, nothing is said about the parties.
    """
    flags: dict[Any, str] = {}
    parents: list[Tier] = []
    for tier in read:
        if any(_party(tier.name, below) for below in (WORDS, FLAGS)):
            flags |= {entry.key: unspelled(entry.text) for entry in tier.entries}
        else:
            parents.append(tier)
    placed_turns = list(_wordless(read, {entry.key for tier in parents for entry in tier.entries}))
    for tier in parents:
        if tier.left_out:
            continue
        speaker, role = _party(tier.name) or (tier.participant or tier.name, UNKNOWN)
        for entry in tier.entries:
            theirs = tuple(filter(None, flags.get(entry.key, "").split(_SEPARATOR)))
            turn = Turn(unspelled(entry.text), speaker, role, entry.start_ms, entry.end_ms)
            placed_turns.append((entry.order, replace(turn, flags=theirs)))
    placed_turns.sort(key=lambda each: each[0])
    turns, gaps = parted(turn for _order, turn in placed_turns)
    is_named = any(_party(tier.name) for tier in read)
    return Transcript(
        turns,
        origin="corrected",
        parties=parties(turns) if is_named else (),
        gaps=gaps,
        warnings=tuple(
            CallWarning(
                "left_out",
                Message("tier {name} {why} and was left out", name=tier.name, why=tier.left_out),
            )
            for tier in parents
            if tier.left_out
        ),
        **known,
    )


def _wordless(
    read: Iterable[Tier], with_words: Container[Any]
) -> Iterator[tuple[tuple[int, ...], Turn]]:
    """Speech without words, of which a tier of words tells nothing, by that of flags."""
    for tier in read:
        if party := _party(tier.name, FLAGS):
            for entry in tier.entries:
                flags = (unspelled(entry.text),)
                turn = Turn("", *party, entry.start_ms, entry.end_ms, flags=flags)
                if entry.key not in with_words and as_gap(turn):
                    yield entry.order, turn


def parties(turns: Iterable[Turn]) -> tuple[Party, ...]:
    """The speakers with their roles as given, in order of appearance."""
    roles = {turn.speaker: turn.role for turn in turns if turn.speaker is not None}
    return tuple(
        Party(speaker, role, 0.0 if role == UNKNOWN else 1.0, "given")
        for speaker, role in roles.items()
    )


def _party(name: str, below: str = "") -> tuple[str | None, Role] | None:
    """The (speaker, role) of a tier's name, which ends in ``below``; None if calltools did not
    name it so."""
    match = _NAME.fullmatch(name.removesuffix(below)) if name.endswith(below) else None
    if match is None:
        return None
    role = next(role for role in ROLES if role == match["role"])
    return (None if match["speaker"] is None else unspelled(match["speaker"])), role
