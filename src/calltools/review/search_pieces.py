"""What is said about a call or report, in pieces that are found by their words.

A piece is made of what a person may see, so that a search finds nothing that a blind review hides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from calltools.errors import SettingsError
from calltools.language.normalise import TextSpan
from calltools.review.event import AMENDABLE
from calltools.review.item_state import State
from calltools.store.indexed import folded, places
from calltools.transcripts.model import Transcript

FoundKind = Literal["call", "turn", "statement", "finding", "quotation"]
PagePlace = Literal["calls", "reports", "checks"]
FOUND_KINDS: tuple[FoundKind, ...] = ("call", "turn", "statement", "finding", "quotation")

_PART = re.compile(r'"([^"]*)"|(\S+)')
_MOST_PARTS = 20  # words of a search
_SAID = frozenset(("quote", "verdict", *AMENDABLE))
"""What of a decision's value is words that people look for."""


@dataclass(frozen=True, slots=True)
class Findable:
    """A piece of a call or report: its name with what is known about it, a turn, or an item; its
    page is among those of its ``place``.

    ``parts`` are its texts, ``found_by`` the same as the index of words has them; ``key`` is that
    of the item, ``turn`` where it stands.  ``state`` is the item's.
    """

    kind: FoundKind
    name: str
    place: PagePlace
    parts: tuple[str, ...]
    found_by: str
    key: str = ""
    turn: int | None = None
    role: str = ""
    state: State | None = None


def findable(
    name: str, place: PagePlace, transcript: Transcript | None, states: Iterable[State]
) -> list[Findable]:
    """The pieces of a call, or of a report (which has no ``transcript``)."""
    known = transcript.call if transcript else None
    facts = (known.hospital, known.date, known.phone, known.recording_no) if known else ()
    head = (name, *(str(fact) for fact in facts if fact))
    found = [Findable("call", name, place, head, _found_by(head))]
    for number, turn in enumerate(transcript.turns if transcript else ()):
        by = _found_by((turn.text,))
        found.append(Findable("turn", name, place, (turn.text,), by, turn=number, role=turn.role))
    for state in states:
        if state.kind in ("statement", "finding", "quotation"):
            parts = tuple(_texts(state))
            by = _found_by((state.label, *parts))
            found.append(Findable(state.kind, name, place, parts, by, key=state.key, state=state))
    return found


def _texts(state: State) -> Iterator[str]:
    """What an item quotes, what was put in its place, and what was said about it."""
    if state.item and state.kind == "quotation":
        yield state.item.anchor.text
    elif state.item:
        yield from (text for _, text in state.item.words)
    for name, value in state.value.items():
        if name in _SAID and isinstance(value, str):
            yield value
    yield from filter(None, (state.reason, *(event.value["text"] for event in state.comments)))


def _found_by(parts: Iterable[str]) -> str:
    return " | ".join(f" {folded(part)} " for part in parts)


def phrases(words: str) -> list[str]:
    """The words that are sought, each folded; several in quotes are one phrase.

    Raises SettingsError where there is nothing to look for.
    """
    parts = [quoted or bare for quoted, bare in _PART.findall(words)]
    found = [phrase for phrase in map(folded, parts[:_MOST_PARTS]) if phrase]
    if not found:
        raise SettingsError("search", "expected words to look for, found none", "name some")
    return found


def holds(piece: Findable, sought: Sequence[str]) -> bool:
    """Whether all phrases stand in the piece: Chinese as any part of a word, English as words."""
    return all(f" {phrase} " in piece.found_by for phrase in sought)


def where(text: str, sought: Sequence[str]) -> list[TextSpan]:
    """Where in ``text`` the phrases stand."""
    return [span for phrase in sought for span in places(text, phrase)]
