"""A turn's text cut where words and statements begin and end, ready to be marked up."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from calltools.messages import Message
from calltools.transcripts.correction import event_of
from calltools.transcripts.model import UNHEARD, Party, Turn

_NOTHING: Mapping[str, str] = {}

LOW_SCORE = 0.5
"""A word below this probability is shown as doubtful."""


@dataclass(frozen=True, slots=True)
class WordPart:
    """A run of text inside at most one word; ``word`` is its index in the turn.

    ``by`` is the correction that wrote it, where a person did; ``machine`` what the machine heard
    in place of all that the correction wrote, with the first piece of it.  ``otherwise`` is what a
    second hearing has in the place of it and of the words beside it that have the same; so is
    ``proposed`` what may have been said there.
    """

    text: str
    word: int | None = None
    score: float | None = None
    by: str = ""
    machine: str = ""
    otherwise: str | None = None
    proposed: str | None = None

    @property
    def low(self) -> bool:
        """Whether the recogniser itself doubted the word."""
        return self.score is not None and self.score < LOW_SCORE


@dataclass(frozen=True, slots=True)
class StatementRun:
    """Pieces that belong to the same statements (indices, none for plain text)."""

    statements: tuple[int, ...]
    pieces: tuple[WordPart, ...]


def cut(
    turn: Turn, spans: Sequence[tuple[int, int, int]], machine: Mapping[str, str] = _NOTHING
) -> tuple[StatementRun, ...]:
    """``turn.text`` whole and in order, as runs of pieces.

    ``spans`` are (start, end, statement index) in code points; they may nest and overlap.  Spans
    and words that reach outside the text are cut off at its ends.  ``machine`` tells what the
    machine heard where a correction (its id) put other words.
    """
    size = len(turn.text)
    edges = {0, size}
    for start, end, _ in spans:
        edges.update((_within(start, size), _within(end, size)))
    for word in turn.words:
        edges.update((_within(word.start, size), _within(word.end, size)))
    owner: list[int | None] = [None] * size
    for index, word in enumerate(turn.words):
        for place in range(_within(word.start, size), _within(word.end, size)):
            owner[place] = index
    ordered = sorted(edges)
    offered: dict[int | None, str] = {
        i: p.proposed for p in proposals(turn) for i in range(p.first, p.last + 1)
    }
    told = {""}
    runs: list[tuple[tuple[int, ...], list[WordPart]]] = []
    for start, end in itertools.pairwise(ordered):
        inside = tuple(i for s, e, i in spans if s <= start and end <= e)
        word_index = owner[start]
        one = None if word_index is None else turn.words[word_index]
        by = event_of(one.id) if one else ""
        heard = machine.get(by, "") if by not in told else ""
        told.add(by)
        told_of = (one.score, by, heard, one.otherwise, offered.get(word_index)) if one else ()
        piece = WordPart(turn.text[start:end], word_index, *told_of)
        if runs and runs[-1][0] == inside:
            runs[-1][1].append(piece)
        else:
            runs.append((inside, [piece]))
    return tuple(StatementRun(inside, tuple(pieces)) for inside, pieces in runs)


@dataclass(frozen=True, slots=True)
class OfferedReading:
    """What is ``proposed`` for the words ``first`` to ``last`` of a turn, ``heard`` as they are."""

    first: int
    last: int
    heard: str
    proposed: str


def proposals(turn: Turn) -> tuple[OfferedReading, ...]:
    """The readings that are proposed in a turn, in order.

    One is as long as what it stands beside: where a person put other words for a part of that, it
    is no longer offered.
    """
    found = []
    for proposed, run in itertools.groupby(enumerate(turn.words), lambda at: at[1].proposed):
        places = list(run)
        (first, begin), (last, end) = places[0], places[-1]
        heard = turn.text[begin.start : end.end]
        if proposed is not None and len(proposed) == len(heard):
            found.append(OfferedReading(first, last, heard, proposed))
    return tuple(found)


def _within(place: int, size: int) -> int:
    return min(max(place, 0), size)


def party_note(party: Party) -> str:
    """How sure the role is: ``inferred, 87% sure``; empty where nothing was said about it."""
    if party.source == "inferred":
        return Message("role inferred, {share} sure", share=f"{party.confidence:.0%}")
    if party.source == "given":
        return Message("role given")
    return Message("role {source}", source=party.source) if party.source else ""


_GAPS = {
    "ringback": Message("ringing"),
    "dial_tone": Message("dial tone"),
    "busy_tone": Message("busy tone"),
    "dtmf": Message("dialling"),
    "silence": Message("silence"),
    "speech_without_text": Message("speech without text"),
    UNHEARD: Message("unheard, the recogniser wrote a loop: listen"),
}
"""What stretches without words are called."""


def gap_name(kind: str) -> str:
    """The words for the kind of a stretch without words."""
    return _GAPS.get(kind) or kind.replace("_", " ")


def gap_look(kind: str) -> str:
    """The kind as a class of the stylesheet; ``other`` for one that is not known here."""
    return kind if kind in _GAPS else "other"


def anchor(flag: str) -> str:
    """The name of a flag as it can stand in an HTML id."""
    return re.sub(r"[^a-z0-9]", lambda c: f"-{ord(c[0]):x}", flag)
