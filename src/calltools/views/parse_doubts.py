"""What in a parse looks doubtful to the program, and is to be looked at by a person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from calltools.messages import N_, Message
from calltools.page.directions import GIVEN
from calltools.page.overrides import holding
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, UNKNOWN, Party, Transcript
from calltools.views.parse_rows import ParseRow
from calltools.views.turn_text import party_note

UNSURE = 0.8
"""A role that is less sure than this is to be looked at."""
_MANY = 3
"""More labels than this for one side of a call may be those of several calls, or none."""
_SHORT = 6
"""In a call of fewer turns a label that occurs once says nothing."""
_LINE_UNSURE = {"begins": 0.5, "goes on": 0.9, "nobody": 0.0}
"""A line of a turn that is less sure than this is to be looked at: of 44 such lines of the labelled
sets 15 are read wrongly, of the 585 others 25."""
_OF_LABEL = N_("{label}: {doubt}")


def how_sure(party: Party) -> str:
    """Where a speaker's role comes from, and how sure it is where that is not plain."""
    if party.role == UNKNOWN and party.source != GIVEN:
        return Message("there is no sign of the role")
    return party_note(party)


def with_doubts(rows: Sequence[ParseRow], calls: Sequence[Transcript]) -> list[ParseRow]:
    """The rows with what is doubtful, where it begins.

    What stands in a call and could be put nowhere; a speaker whose role is unknown or unsure, or
    whose label occurs once only in a longer call; a side with many labels; one side alone, where
    both speak in most of the calls.
    """
    found: defaultdict[int, list[str]] = defaultdict(list)
    unplaced = False
    for i, row in enumerate(rows):
        here = row.call is not None and row.sizes["unplaced"] > 0
        if here and not unplaced:
            found[i].append(Message("inside a call, but part of no turn"))
        unplaced = here or (unplaced and not row.kind)
    segments = [(i, row.segment) for i, row in enumerate(rows) if row.segment]
    for i, one in segments:
        if one.likely < _LINE_UNSURE[one.state] and one.given.tag is None:
            share = f"{one.likely:.0%}"
            found[i].append(Message("the program is only {share} sure of this line", share=share))
    doubts = list(_doubts_of_turns(calls))
    held = holding([at for at, _words in doubts], [(s.start, s.end) for _i, s in segments])
    for at, words in doubts:
        if at in held:
            found[segments[held[at]][0]].append(words)
    return [replace(row, doubts=found[i]) if i in found else row for i, row in enumerate(rows)]


def _doubts_of_turns(calls: Sequence[Transcript]) -> Iterator[tuple[int, str]]:
    """What is doubtful of turns, by where their words begin."""
    both = [{INVESTIGATOR, HOSPITAL} <= {turn.role for turn in call.turns} for call in calls]
    for call, is_whole in zip(calls, both, strict=True):
        if not is_whole and 2 * sum(both) >= len(calls):
            yield _at(call, 0), Message("only one side speaks in this call")
        for index, words in _doubts(call):
            yield _at(call, index), words


def _at(call: Transcript, index: int) -> int:
    places = call.turns[index].places
    return places[0].start if places else -1


def _doubts(call: Transcript) -> Iterator[tuple[int, str]]:
    parties: dict[str | None, Party] = {party.speaker: party for party in call.parties}
    turns = Counter(turn.speaker for turn in call.turns)
    sides = Counter(party.role for party in call.parties if party.source != GIVEN)
    told: set[str | None] = set()
    for index, turn in enumerate(call.turns):
        party = parties.get(turn.speaker)
        if turn.speaker in told or (party and party.source == GIVEN):
            continue
        told.add(turn.speaker)
        label = turn.speaker or Message("no label")
        once = turns[turn.speaker] == 1 and len(call.turns) >= _SHORT
        if party is None or party.role == UNKNOWN or party.confidence < UNSURE:
            if turn.role == UNKNOWN or party:
                sure = how_sure(party or Party(""))
                yield index, Message(_OF_LABEL, label=label, doubt=sure)
        elif sides[party.role] > _MANY:
            many = sides.pop(party.role)
            words = Message("{count} labels for one side: is this one call?", count=many)
            yield index, words
        elif once:
            yield index, Message("{label}: occurs once; is it a label?", label=label)
