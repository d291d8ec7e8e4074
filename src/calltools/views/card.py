"""A card: what is judged, with what a reader needs beside it, wherever it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from calltools.views.marked_text import MarkedRun
from calltools.views.word_difference import DiffPart


@dataclass(frozen=True, slots=True)
class ContextTurn:
    """A turn around what is judged; marked is what it is about.  ``other`` are the words of the
    other language there, ``differs`` what is otherwise in them; ``inside`` where it is judged
    itself.  ``gap`` where turns before it are left out."""

    number: int
    role: str
    runs: tuple[MarkedRun, ...]
    speaker: str = ""
    start_ms: int | None = None
    other: str = ""
    differs: tuple[str, ...] = ()
    inside: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class ContextSide:
    """The turns around on one side: ``title`` is a message, empty where there is one side alone."""

    language: str
    turns: tuple[ContextTurn, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """Where it was said: the name of the call, its first and last turn, and its address where the
    call is at hand."""

    name: str
    first: int
    last: int
    address: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """What one source says: a column of the evidence of a finding between calls."""

    source: str
    facts: tuple[tuple[str, str], ...]
    address: str = ""


@dataclass(frozen=True, slots=True)
class CardView:
    """What is judged.

    ``anchor`` is the id of its element, ``number`` counts in the order of the list; ``name`` (a
    message) is the verdict, the type or category, ``gravity`` how grave, ``rank`` (a message) the
    same in words; ``line`` says it in words.  ``signs`` are what it is
    filtered by, the kind first.  ``quote`` are the words judged
    (``language``), in the report's ``paragraph``; ``said`` role and words that it rests on.
    ``differences`` are word by word from what was said to what is quoted, ``rendered`` the words
    that a translation stands for, ``differs`` what the translation quoted has otherwise than its
    call, ``versions`` what another version of the call has otherwise.  ``question`` is what the
    report has asked, what the call has, and its turn.  ``facts`` are names (messages) and values,
    ``roles`` the sides that said it;
    ``notes`` (messages) what to know before judging, ``previous`` the verdict of an earlier audit;
    ``edits`` each what it does, the words of the call, those of the report.  ``confidence`` is the
    machine's, 0 to 1.  ``turn`` is where it stands in the transcript beside it, ``start_ms`` and
    ``end_ms`` when it was said, ``sound`` where that is heard: an address, or the id of a clip,
    which begins at ``clip_ms``.  ``source_id`` is what a finding between calls is called.
    """

    kind: str
    anchor: str
    number: int
    name: str
    line: str
    gravity: str = "none"
    rank: str = ""
    signs: tuple[str, ...] = ()
    quote: str = ""
    language: str = ""
    paragraph: tuple[MarkedRun, ...] = ()
    said: Sequence[tuple[str, str]] = ()
    differences: tuple[tuple[DiffPart, ...], ...] = ()
    said_language: str = ""
    rendered: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    question: tuple[str, str, int] | None = None
    sides: tuple[ContextSide, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    roles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    previous: str = ""
    edits: tuple[tuple[str, str, str], ...] = ()
    place: PlaceLink | None = None
    also_at: tuple[PlaceLink, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    confidence: float | None = None
    turn: int | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    sound: str = ""
    clip_ms: int = 0
    source_id: str = ""


class Count(NamedTuple):
    """A sign that cards are filtered by: its name (a message), how many have it, how grave."""

    sign: str
    name: str
    number: int
    gravity: str
