"""A correction: who changed what, where, when, and on which transcript.

The place is anchored three ways, by the ids of words, by the words themselves and by time, so
that it is found again when the machine's transcript is made anew, or is known to be gone.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from calltools.messages import Kept, keep_message
from calltools.times import utc_now

Kind = Literal["text", "speaker", "split", "join", "role", "name", "header", "undo"]

ON_WORDS: tuple[Kind, ...] = ("text", "split", "join", "speaker")
"""Corrections of words or turns; ``role`` and ``name`` are of a voice, ``header`` of the call."""

HEADER_FIELDS = (
    "hospital", "date", "time", "tz", "phone", "recording_no", "pretext", "respondent",
    "investigator", "notes", "date_hospital", "date_printed",
)  # fmt: skip
"""The facts of a call that can be corrected.  Whether it is invented is no matter of reading."""

_ROLES = ("investigator", "hospital", "other", "unknown")
_SPEAKER = re.compile(r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{0,78}[^\s\x00-\x1f\x7f])?")
_ONE_LINE = re.compile(r"[^\x00-\x1f\x7f\x85\u2028\u2029]*")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a correction belongs.

    ``turn`` is the number of the turn when it was made, ``words`` the ids of its words, ``text``
    the words themselves, ``start_ms``/``end_ms`` when they are said.  For a voice, ``speaker`` is
    its label and ``spans`` are when it speaks (start, end; ms).  For a fact of the header ``field``
    is its name and ``text`` what stood there.
    """

    turn: int | None = None
    words: tuple[str, ...] = ()
    text: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    speaker: str | None = None
    spans: tuple[tuple[int, int], ...] = ()
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """One event.  What has been written of it is never rewritten; another event undoes it.

    ``kind`` tells what ``value`` holds: ``text`` the new words (none at all: they were not said);
    ``speaker`` the label of the voice that the turn belongs to; ``role`` or ``name`` those of a
    voice; ``header`` the fact (None: not known); nothing for ``split`` (the target's words begin a
    turn of their own), ``join`` (the target's turn goes on the one before) and ``undo``.

    ``transcript_sha256`` is that of the machine's transcript it was made on, ``time`` UTC in
    ISO 8601, ``actor`` whoever was named as operator, if anybody; ``undoes`` is the id of the
    event that is taken back.
    """

    kind: Kind
    target: Target
    value: str | None = None
    id: str = ""
    time: str = ""
    actor: str | None = None
    reason: str | None = None
    transcript_sha256: str = ""
    undoes: str | None = None

    def __post_init__(self) -> None:
        """Raises ValueError, naming what is wrong, for a change that can't be meant."""
        if not self.id:
            object.__setattr__(self, "id", f"c{secrets.token_hex(6)}")
        if not self.time:
            object.__setattr__(self, "time", utc_now())
        if problem := self._problem():
            raise ValueError(problem)

    def _problem(self) -> str:
        kind, target, value = self.kind, self.target, self.value
        if (kind == "undo") != (self.undoes is not None):
            return "expected the id of an event to undo, of an undo alone"
        if kind in ON_WORDS and not target.text:
            return f"expected the words that the change ({kind}) is of, found none"
        if kind in ("text", "name") and (value is None or not _ONE_LINE.fullmatch(value)):
            return f"expected {'words' if kind == 'text' else 'a name'} on one line"
        if kind == "speaker" and not (value and _SPEAKER.fullmatch(value)):
            return f"expected the label of a voice, found {value!r}"
        if kind in ("role", "name") and not target.speaker:
            return "expected the label of the voice that is meant"
        if kind == "role" and value not in _ROLES:
            return f"expected a role ({', '.join(_ROLES)}), found {value!r}"
        if kind == "header" and target.field not in HEADER_FIELDS:
            return f"expected a fact of the call ({', '.join(HEADER_FIELDS)}): {target.field!r}"
        return ""


class Undoable(Protocol):
    """An event that may undo an earlier one."""

    @property
    def id(self) -> str:
        """Its own id."""

    @property
    def undoes(self) -> str | None:
        """The id of the event that it undoes."""


def undone(events: Iterable[Undoable]) -> set[str]:
    """The ids of events that were undone; an undo can be undone too."""
    taken: set[str] = set()
    for event in reversed(list(events)):
        if event.undoes is not None and event.id not in taken:
            taken.add(event.undoes)
    return taken


def event_of(word: str | None) -> str:
    """The event that wrote the word of that id; empty for a machine's word."""
    event, dot, _ = (word or "").partition(".")
    return event if dot else ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a correction: ``orphan`` where its words are no longer there, ``why``.

    An orphan is kept and listed, and changes nothing.
    """

    correction: Correction
    state: Literal["applied", "undone", "orphan"]
    why: str = ""
    why_message: Kept | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        """``why`` is a message again where it was one when it was kept."""
        keep_message(self, "why")
