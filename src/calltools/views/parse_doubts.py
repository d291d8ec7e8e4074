"""What in a parse looks doubtful to the program, and is to be looked at by a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from calltools.messages import LABELLED, Message, in_a_row
from calltools.page.directions import GIVEN
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, UNKNOWN, Party, Transcript
from calltools.views.turn_text import party_note

UNSURE = 0.8
"""A role that is less sure than this is to be looked at."""
_MANY = 3
"""More labels than this for one side of a call may be those of several calls, or none."""
_SHORT = 6
"""In a call of fewer turns a label that occurs once says nothing."""


def how_sure(party: Party) -> str:
    """Where a speaker's role comes from, and how sure it is where that is not plain."""
    if party.role == UNKNOWN and party.source != GIVEN:
        return Message("nothing tells the role")
    told = party_note(party)
    plain = party.source == "inferred" or party.confidence == 1
    if plain:
        return told
    return Message("{role}, {share} sure", role=told, share=f"{party.confidence:.0%}")


def doubts_of_turns(calls: Sequence[Transcript]) -> dict[tuple[int, int], list[str]]:
    """What is doubtful, by the call and the turn at which it begins (both by position).

    A speaker whose role is unknown or unsure, or whose label occurs once only in a longer call; a
    side with many labels; one side alone, where both speak in most of the calls.
    """
    found: dict[tuple[int, int], list[str]] = {}
    both = [{INVESTIGATOR, HOSPITAL} <= {turn.role for turn in call.turns} for call in calls]
    for number, call in enumerate(calls):
        if not both[number] and 2 * sum(both) >= len(calls):
            found[number, 0] = [Message("only one side speaks in this call")]
        for index, doubt in _doubts(call):
            found.setdefault((number, index), []).append(doubt)
    return found


def _doubts(call: Transcript) -> list[tuple[int, str]]:
    parties: dict[str | None, Party] = {party.speaker: party for party in call.parties}
    turns = Counter(turn.speaker for turn in call.turns)
    sides = Counter(party.role for party in call.parties if party.source != GIVEN)
    found: list[tuple[int, str]] = []
    told: set[str | None] = set()
    for index, turn in enumerate(call.turns):
        party = parties.get(turn.speaker)
        if turn.speaker in told or (party and party.source == GIVEN):
            continue
        told.add(turn.speaker)
        once = turns[turn.speaker] == 1 and len(call.turns) >= _SHORT
        if party is None or party.role == UNKNOWN or party.confidence < UNSURE:
            if turn.role == UNKNOWN or party:
                who = turn.speaker or Message("no label")
                doubt = how_sure(party or Party(who))
                found.append((index, in_a_row(who, doubt, by=LABELLED)))
        elif sides[party.role] > _MANY:
            many = sides.pop(party.role)
            words = Message("{count} labels for one side: is this one call?", count=many)
            found.append((index, words))
        elif once:
            words = Message("{label}: occurs once; is it a label?", label=turn.speaker)
            found.append((index, words))
    return found
